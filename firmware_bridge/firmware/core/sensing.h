/* The drawers' sensors after debouncing: shut, open, or a wire that tells nothing. */
#ifndef SENSING_H
#define SENSING_H

#include "wire.h"

struct sensor {
    uint32_t since;   /* when `raw` became what it is */
    uint16_t reading; /* as last read */
    uint8_t raw;      /* enum wire of it */
};

struct sensing {
    struct sensor sensors[PROTOCOL_MAX_DRAWERS];
    uint16_t open;  /* bit n-1 is drawer n; a drawer with a faulty wire keeps what was known of it */
    uint16_t fault; /* drawers whose wire is faulty */
    bool done;      /* all sensors were read since the start */
};

enum sensed { SENSED_NOTHING, SENSED_OPENED, SENSED_CLOSED, SENSED_FAULT, SENSED_MENDED };

/* `open`: the drawers that were open before the start. */
void sensing_start(struct sensing *sensing, uint16_t open);

/* Takes one drawer's reading and tells what it changed. A mended wire's drawer may open or close a reading later. */
enum sensed sensing_take(struct sensing *sensing, uint8_t drawer, enum wire wire, uint32_t now, uint32_t debounce_ms);

/* No drawer's reading differs from what is known of it. */
bool sensing_settled(const struct sensing *sensing, uint8_t drawers);

static inline uint16_t drawer_bit(uint8_t drawer)
{
    return (uint16_t)(1u << (drawer - 1u));
}

#endif
