/* Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): no zero byte inside a frame.
 * For up to COBS_MAX bytes, where the overhead is one byte; the rule for longer runs is left out.
 * Undone byte by byte in frame.c.
 */
#ifndef COBS_H
#define COBS_H

#include <stddef.h>
#include <stdint.h>

#define COBS_MAX 253u
#define COBS_SIZE(size) ((size) + 1u)

/* `to` has room for COBS_SIZE(size). Returns the bytes written. */
size_t cobs_encode(uint8_t *to, const uint8_t *from, size_t size);

#endif
