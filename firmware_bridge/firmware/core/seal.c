#include "seal.h"

#include "protocol.h"

#define HEAD 3u /* type, sequence: what every payload has */
#define COUNTER 4u
#define TAG 8u

_Static_assert(COUNTER + TAG == PROTOCOL_SEAL_SIZE, "a seal is a counter and a tag");

void seal_set_key(struct seal *seal, const uint8_t *key)
{
    *seal = (struct seal){.on = false};
    for (size_t i = 0; i < SIPHASH_KEY; i++) {
        seal->key[i] = key[i];
        seal->on = seal->on || key[i] != 0;
    }
}

/* The payload comes with its counter behind it. */
static uint64_t tag(const struct seal *seal, uint32_t nonce, const uint8_t *payload, size_t size)
{
    uint8_t bytes[4 + PROTOCOL_MAX_PAYLOAD];
    put_le(bytes, nonce, 4);
    for (size_t i = 0; i < size; i++)
        bytes[4 + i] = payload[i];
    return siphash(seal->key, bytes, 4 + size);
}

bool seal_open(struct seal *seal, uint32_t nonce, const uint8_t *payload, size_t *size)
{
    if (*size < HEAD + PROTOCOL_SEAL_SIZE)
        return false;
    size_t end = *size - PROTOCOL_SEAL_SIZE;
    uint32_t counter = (uint32_t)get_le(payload + end, COUNTER);
    /* One comparison of the whole: how long it takes tells nothing of where the tags differ. */
    uint64_t wrong = tag(seal, nonce, payload, end + COUNTER) ^ get_le(payload + end + COUNTER, TAG);
    if (wrong != 0 || counter <= seal->counter)
        return false;
    seal->counter = counter;
    *size = end;
    return true;
}

size_t seal_close(const struct seal *seal, uint32_t nonce, uint8_t *payload, size_t size)
{
    size_t end = size + put_le(payload + size, seal->counter, COUNTER);
    return end + put_le(payload + end, tag(seal, nonce, payload, end), TAG);
}
