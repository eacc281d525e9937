/* The drawers: one unlocked at a time, and relocked by the board's own decision whenever it must be. */
#ifndef SAFETY_H
#define SAFETY_H

#include "coils.h"
#include "eventlog.h"
#include "sensing.h"

struct safety {
    const struct hal *hal;
    const struct settings_reply *settings;
    struct eventlog *log;
    struct sensing sensing;
    struct coils coils;
    uint32_t now;
    uint32_t unlocked_at;
    uint32_t opened_at[PROTOCOL_MAX_DRAWERS];
    uint16_t long_open;  /* reported as open too long */
    uint16_t version;    /* counts every change that a host must see before it unlocks */
    uint16_t stuck;      /* locks that had current which the board did not give; until the next start */
    uint16_t supply_mv;
    uint16_t battery_mv;
    uint8_t unlocked;    /* drawer, or 0 */
    uint8_t selected;    /* drawer whose lamp is lit, or 0 */
    uint8_t stuck_ticks; /* in a row */
    bool pulling;        /* while unlocked: the coil has its full current */
    uint32_t tamper_at;  /* when the switch was last away from rest */
    uint32_t key_at;
    bool tamper;
    bool key;
    bool supply_low;
    bool battery_low;
};

/* `settings` may change later; the safety reads them where they are. */
void safety_start(struct safety *safety, const struct hal *hal, const struct settings_reply *settings,
                  struct eventlog *log);

/* To be called each millisecond. */
void safety_tick(struct safety *safety, uint32_t now, const struct inputs *inputs);

/* Whether this drawer may be unlocked now with this token; REFUSAL_NONE if so. Changes nothing. */
enum refusal safety_may_unlock(const struct safety *safety, uint8_t drawer, uint32_t token);

enum refusal safety_unlock(struct safety *safety, uint8_t drawer, uint32_t token);

/* Takes the coil's current away first, then logs why. Nothing happens when no drawer is unlocked. */
void safety_relock(struct safety *safety, enum relock_reason reason);

void safety_select(struct safety *safety, uint8_t drawer);

/* Map with one bit for the unlocked drawer, or 0. */
uint16_t safety_unlocked_map(const struct safety *safety);

/* Bits of enum status_flag. */
uint8_t safety_flags(const struct safety *safety);

#endif
