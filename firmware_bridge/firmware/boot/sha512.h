/* SHA-512 (FIPS 180-4), byte by byte as the flash is read. */
#ifndef SHA512_H
#define SHA512_H

#include <stddef.h>
#include <stdint.h>

#define SHA512_SIZE 64u
#define SHA512_BLOCK 128u

struct sha512 {
    uint64_t state[8];
    uint64_t size; /* bytes taken */
    uint8_t block[SHA512_BLOCK];
};

void sha512_start(struct sha512 *hash);
void sha512_take(struct sha512 *hash, const uint8_t *bytes, size_t size);
void sha512_end(struct sha512 *hash, uint8_t digest[SHA512_SIZE]);

#endif
