/* A program in its slot of the flash: one page of header, then the payload.
 *
 * | 0   | magic, port, version, size of the payload: four u32     |
 * | 16  | zeros                                                   |
 * | 32  | Ed25519 signature (RFC 8032) of bytes 0-31 and payload   |
 * | 128 | mark: it was started once                               |
 * | 144 | mark: a host has confirmed it                           |
 *
 * The header is written last, in one go: a slot without a whole header holds nothing. A mark is set by clearing bits,
 * which needs no erase.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "hal.h"

#define IMAGE_MAGIC 0x31434d53u /* "SMC1" */
#define IMAGE_PAYLOAD_AT 256u
#define IMAGE_SIGNED 32u
#define IMAGE_SIGNATURE 64u
#define IMAGE_HEADER (IMAGE_SIGNED + IMAGE_SIGNATURE)
#define IMAGE_TRIED_AT 128u
#define IMAGE_CONFIRMED_AT 144u
#define IMAGE_MARK 16u
#define IMAGE_ROOM (SLOT_SECTORS * FLASH_SECTOR - IMAGE_PAYLOAD_AT)

/* Where a slot begins. */
static inline uint32_t slot_at(uint8_t slot)
{
    return slot * SLOT_SECTORS * FLASH_SECTOR;
}

/* Writes the signed part of a header. */
void image_write_head(uint8_t to[IMAGE_SIGNED], const struct image *image);

/* The same back; false if these bytes are no header. */
bool image_read_head(const uint8_t from[IMAGE_SIGNED], struct image *image);

/* A mark that a power cut left half set counts as not clean and as not set. */
bool image_mark_is_clean(const struct flash *flash, uint8_t slot, uint32_t mark_at);
bool image_mark_is_set(const struct flash *flash, uint8_t slot, uint32_t mark_at);
void image_mark(const struct flash *flash, uint8_t slot, uint32_t mark_at);

#endif
