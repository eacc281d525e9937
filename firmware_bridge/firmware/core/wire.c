#include "wire.h"

/* Each state reaches up to, not including, its limit. */
static const struct {
    uint16_t limit;
    uint8_t wire;
} BANDS[] = {
    {500, WIRE_SHORT},    {1050, WIRE_BETWEEN}, {1570, WIRE_CLOSED},
    {2400, WIRE_BETWEEN}, {2950, WIRE_OPEN},    {3600, WIRE_BETWEEN},
};

enum wire wire_of(uint16_t reading, bool end_of_line)
{
    if (!end_of_line)
        return reading < READING_MAX / 2 ? WIRE_CLOSED : WIRE_OPEN;
    for (size_t i = 0; i < sizeof BANDS / sizeof *BANDS; i++)
        if (reading < BANDS[i].limit)
            return (enum wire)BANDS[i].wire;
    return WIRE_CUT;
}
