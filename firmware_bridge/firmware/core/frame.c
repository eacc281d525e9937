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

static size_t payload_size(struct receiver *receiver)
{
    size_t size = receiver->size;
    if (receiver->too_long || !cobs_decode(receiver->buffer, &size) || size < SHORTEST_PAYLOAD + CRC_SIZE)
        return 0;
    size -= CRC_SIZE;
    return crc32(0, receiver->buffer, size) == get_le(receiver->buffer + size, CRC_SIZE) ? size : 0;
}

size_t receiver_take(struct receiver *receiver, uint8_t byte)
{
    if (byte != 0) {
        if (receiver->size < sizeof receiver->buffer)
            receiver->buffer[receiver->size++] = byte;
        else
            receiver->too_long = true;
        return 0;
    }
    if (receiver->size == 0)
        return 0;
    size_t size = payload_size(receiver);
    if (size == 0)
        receiver->bad++;
    receiver->size = 0;
    receiver->too_long = false;
    return size;
}
