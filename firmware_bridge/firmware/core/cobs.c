#include "cobs.h"

size_t cobs_encode(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t code_at = 0, n = 1;
    uint8_t code = 1;
    for (size_t i = 0; i < size; i++) {
        if (from[i] != 0) {
            to[n++] = from[i];
            code++;
        } else {
            to[code_at] = code;
            code_at = n++;
            code = 1;
        }
    }
    to[code_at] = code;
    return n;
}
