/* The proof that a payload comes from who has the key: behind it a counter and a SipHash tag.
 *
 * The tag covers the session's nonce, the payload and the counter. In a session the counter only rises, so that a
 * recorded command is no use in this session, and the nonce makes it none in another.
 */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>

#include "siphash.h"

struct seal {
    uint8_t key[SIPHASH_KEY];
    bool on;          /* there is a key */
    uint32_t counter; /* of the last good command of this session */
};

void seal_set_key(struct seal *seal, const uint8_t *key);

/* Checks the seal at the end of `size` bytes and takes it off: true, and `size` without it. */
bool seal_open(struct seal *seal, uint32_t nonce, const uint8_t *payload, size_t *size);

/* Puts a seal with the last command's counter behind the payload. Returns the size with it. */
size_t seal_close(const struct seal *seal, uint32_t nonce, uint8_t *payload, size_t size);

#endif
