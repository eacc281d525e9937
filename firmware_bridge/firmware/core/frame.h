/* A frame: zero, COBS(payload, CRC-32 of the payload), zero. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>

#include "cobs.h"
#include "protocol.h"

#define FRAME_BODY_MAX (PROTOCOL_MAX_PAYLOAD + 4u)
#define FRAME_MAX (COBS_SIZE(FRAME_BODY_MAX) + 2u)

_Static_assert(FRAME_BODY_MAX <= COBS_MAX, "a frame needs one byte of stuffing");

/* Undoes the stuffing and computes the CRC as the bytes come, so that nothing of it is left to do at a frame's end. */
struct receiver {
    uint8_t body[FRAME_BODY_MAX]; /* payload and CRC */
    size_t size;
    uint32_t crc;        /* of the body */
    uint8_t before_code; /* bytes that come before the next code of the stuffing */
    bool begun;
    bool too_long;
    uint32_t bad; /* frames thrown away since the start */
};

/* Returns the bytes written to `to`, which has room for FRAME_MAX. */
size_t frame_build(uint8_t *to, const uint8_t *payload, size_t size);

/* Takes one byte. Non-zero: a good payload of that many bytes lies at the start of `body` until the next call. */
size_t receiver_take(struct receiver *receiver, uint8_t byte);

/* The CRC of the good payload of that many bytes. */
uint32_t receiver_crc(const struct receiver *receiver, size_t size);

#endif
