/* A drawer's switch and its two end-of-line resistors, read as one of five states.
 *
 * The board pulls up with 4.7 kOhm. 2.2 kOhm lie in series with the switch, 6.8 kOhm across it: a shut drawer reads
 * 2.2 kOhm, an open one 9.0 kOhm, a short circuit 0, a broken wire nothing. Tolerances of 10 % are allowed for.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>

#include "protocol.h"

#define READING_MAX 4095u

/* The state for a 12-bit reading. Without resistors, low is shut and high is open, and no fault is seen. */
enum wire wire_of(uint16_t reading, bool end_of_line);

static inline bool wire_is_faulty(enum wire wire)
{
    return wire != WIRE_CLOSED && wire != WIRE_OPEN;
}

#endif
