#include "frame.h"

#include "crc32.h"

#define CRC_SIZE 4u
#define SHORTEST_PAYLOAD 3u /* type and sequence */

size_t frame_build(uint8_t *to, const uint8_t *payload, size_t size)
{
    uint8_t body[FRAME_BODY_MAX];
    for (size_t i = 0; i < size; i++)
        body[i] = payload[i];
    put_le(body + size, crc32(0, payload, size), CRC_SIZE);
    to[0] = 0;
    size_t n = 1 + cobs_encode(to + 1, body, size + CRC_SIZE);
    to[n++] = 0;
    return n;
}

static void take(struct receiver *receiver, uint8_t byte)
{
    if (receiver->size == sizeof receiver->body) {
        receiver->too_long = true;
        return;
    }
    receiver->body[receiver->size++] = byte;
    receiver->crc = crc32(receiver->crc, &byte, 1);
}

/* A byte of code stands for a zero, but for the first of a frame, and tells how many bytes come before the next. */
static void decode(struct receiver *receiver, uint8_t byte)
{
    if (receiver->before_code > 0) {
        receiver->before_code--;
        take(receiver, byte);
        return;
    }
    if (receiver->begun)
        take(receiver, 0);
    receiver->begun = true;
    receiver->before_code = (uint8_t)(byte - 1u);
}

static bool is_good(const struct receiver *receiver)
{
    return !receiver->too_long && receiver->before_code == 0 && receiver->size >= SHORTEST_PAYLOAD + CRC_SIZE
           && receiver->crc == CRC32_OF_ITSELF;
}

size_t receiver_take(struct receiver *receiver, uint8_t byte)
{
    if (byte != 0) {
        decode(receiver, byte);
        return 0;
    }
    if (!receiver->begun)
        return 0;
    size_t size = is_good(receiver) ? receiver->size - CRC_SIZE : 0;
    if (size == 0)
        receiver->bad++;
    receiver->size = 0;
    receiver->crc = 0;
    receiver->before_code = 0;
    receiver->begun = false;
    receiver->too_long = false;
    return size;
}

uint32_t receiver_crc(const struct receiver *receiver, size_t size)
{
    return (uint32_t)get_le(receiver->body + size, CRC_SIZE);
}
