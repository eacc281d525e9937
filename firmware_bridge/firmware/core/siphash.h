#ifndef SIPHASH_H
#define SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define SIPHASH_KEY 16u

/* SipHash-2-4 (Aumasson and Bernstein, 2012): a 64-bit tag that only the holder of the key can compute. */
uint64_t siphash(const uint8_t *key, const uint8_t *bytes, size_t size);

#endif
