/* The board as a process: the core, a cabinet and a cable. */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#include "cabinet.h"
#include "pty.h"

struct simulator {
    struct cabinet cabinet;
    struct controller controller;
    struct board board;
    struct pty pty;
    uint32_t started_at; /* of the clock, at the last power-on */
    const uint8_t *key;  /* of the loader, or NULL: no loader */
    bool mute;           /* the cable is broken: bytes go neither way */
    bool hung;           /* the firmware runs in circles */
};

/* Milliseconds of the machine's monotonic clock; only differences mean anything. */
uint32_t simulator_clock(void);

void simulator_power_on(struct simulator *simulator, enum reset_cause cause);

#endif
