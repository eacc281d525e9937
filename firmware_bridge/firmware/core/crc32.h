#ifndef CRC32_H
#define CRC32_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 of ISO 3309, as zlib computes it. Start with crc 0; feed the result back in to go on. */
uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size);

/* Of any bytes with their own CRC behind them, lowest byte first. */
#define CRC32_OF_ITSELF 0x2144df1cu

#endif
