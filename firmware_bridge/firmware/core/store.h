/* Records on flash, written one behind the other through a ring of sectors, so that a power cut at any moment costs
 * at most the record being written.
 *
 * Each sector begins with a record that numbers it, followed by a copy of the newest record of every kept type. The
 * sector after the current one is erased ahead, in the background; what it held is the oldest of all.
 */
#ifndef STORE_H
#define STORE_H

#include "hal.h"

#define RECORD_SIZE 32u
#define RECORD_DATA 27u /* then one byte of type and the CRC-32 of both */
#define SECTOR_RECORDS (FLASH_SECTOR / RECORD_SIZE)

enum record_type {
    RECORD_ACK,      /* kept */
    RECORD_SETTINGS, /* kept */
    RECORD_KEY,      /* kept */
    RECORD_KEPT,     /* number of kept types */
    RECORD_EVENT = 0x10,
    RECORD_SECTOR = 0x20,
};

struct kept {
    uint8_t data[RECORD_DATA];
    bool any;
};

struct store {
    struct flash flash;
    struct kept kept[RECORD_KEPT];
    uint32_t number; /* of the current sector; the sectors are numbered over the board's life */
    uint16_t next;   /* place of the next record in it */
    bool next_clean; /* the sector after it is erased */
    bool erasing;
    bool worn; /* a write did not take */
};

typedef void (*store_visit)(void *owner, const uint8_t *data);

/* Reads everything; calls `event` for each event, oldest first. */
void store_start(struct store *store, const struct flash *flash, store_visit event, void *owner);

/* Erases ahead. To be called each millisecond. */
void store_tick(struct store *store);

/* A record can be written now. False while the chip erases a sector, for the log or for an update. */
bool store_ready(const struct store *store);

/* Writes one record of RECORD_DATA bytes. Only while store_ready. */
void store_add(struct store *store, enum record_type type, const uint8_t *data);

/* The newest record of a kept type, or NULL. */
const uint8_t *store_kept(const struct store *store, enum record_type type);

#endif
