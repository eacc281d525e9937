/* The drawers: one unlocked at a time, and relocked by the board's own decision whenever it must be. */
#ifndef SAFETY_H
#define SAFETY_H

#include "eventlog.h"

struct safety {
    const struct hal *hal;
    const struct board *board;
    struct eventlog *log;
    uint32_t now;
    uint32_t unlocked_at;
    uint32_t raw_since[PROTOCOL_MAX_DRAWERS];
    uint32_t opened_at[PROTOCOL_MAX_DRAWERS];
    uint16_t raw;         /* sensors as last read; bit n-1 is drawer n, 1 is open */
    uint16_t open;        /* after debouncing */
    uint16_t long_open;   /* reported as open too long */
    uint16_t version;     /* counts every change of `open` and `unlocked` */
    uint8_t unlocked;     /* drawer, or 0 */
    uint8_t selected;     /* drawer whose lamp is lit, or 0 */
    bool pulling;         /* while unlocked: the coil has its full current */
    bool sensed;          /* the sensors were read since the start */
};

void safety_start(struct safety *safety, const struct hal *hal, const struct board *board, struct eventlog *log);

/* To be called each millisecond, with the sensors' map as read. */
void safety_tick(struct safety *safety, uint32_t now, uint16_t raw);

enum refusal safety_unlock(struct safety *safety, uint8_t drawer, uint32_t token);

/* Takes the coil's current away first, then logs why. Nothing happens when no drawer is unlocked. */
void safety_relock(struct safety *safety, enum relock_reason reason);

void safety_select(struct safety *safety, uint8_t drawer);

/* Map with one bit for the unlocked drawer, or 0. */
uint16_t safety_unlocked_map(const struct safety *safety);

/* True while time matters to the millisecond: a drawer is unlocked or a sensor is changing. */
bool safety_busy(const struct safety *safety);

#endif
