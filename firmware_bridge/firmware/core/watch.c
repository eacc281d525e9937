#include "watch.h"

#define STUCK_TICKS 2u /* a single reading may fall into a switching moment */

static void note(struct safety *safety, enum event_kind kind, uint8_t drawer, uint32_t detail)
{
    eventlog_add(safety->log, kind, drawer, safety->now, detail);
}

/* Takes a new reading; true when it crossed the lower limit falling, or the upper one rising. */
static bool crosses(bool *low, uint16_t mv, uint16_t low_mv, uint16_t good_mv)
{
    bool crossed = *low ? mv >= good_mv : mv < low_mv;
    *low ^= crossed;
    return crossed;
}

static void watch_supply(struct safety *safety, uint16_t mv)
{
    safety->supply_mv = mv;
    if (!crosses(&safety->supply_low, mv, PROTOCOL_SUPPLY_LOW_MV, PROTOCOL_SUPPLY_GOOD_MV))
        return;
    if (safety->supply_low)
        safety_relock(safety, RELOCK_REASON_SUPPLY_LOW);
    note(safety, safety->supply_low ? EVENT_KIND_SUPPLY_LOW : EVENT_KIND_SUPPLY_GOOD, 0, mv);
}

static void watch_battery(struct safety *safety, uint16_t mv)
{
    safety->battery_mv = mv;
    bool crossed = mv != 0 && crosses(&safety->battery_low, mv, PROTOCOL_BATTERY_LOW_MV, PROTOCOL_BATTERY_GOOD_MV);
    if (crossed && safety->battery_low)
        note(safety, EVENT_KIND_BATTERY_LOW, 0, mv);
}

/* What a switch means: away from rest at once, at rest only when its contact has stopped bouncing. */
static bool is_away(bool was, bool reading, uint32_t *away_at, uint32_t now)
{
    if (reading)
        *away_at = now;
    return reading || (was && now - *away_at < PROTOCOL_SWITCH_QUIET_MS);
}

static void watch_housing(struct safety *safety, bool tamper, bool key)
{
    tamper = is_away(safety->tamper, tamper, &safety->tamper_at, safety->now);
    key = is_away(safety->key, key, &safety->key_at, safety->now);
    if (tamper != safety->tamper) {
        safety->tamper = tamper;
        if (tamper)
            safety_relock(safety, RELOCK_REASON_TAMPER);
        note(safety, EVENT_KIND_TAMPER, 0, tamper);
    }
    if (key != safety->key) {
        safety->key = key;
        note(safety, EVENT_KIND_KEY_TURNED, 0, key);
    }
}

static void watch_outputs(struct safety *safety, uint16_t outputs)
{
    uint16_t stuck = (uint16_t)(outputs & ~safety_unlocked_map(safety));
    if (stuck == 0)
        safety->stuck_ticks = 0;
    else if (safety->stuck_ticks < STUCK_TICKS)
        safety->stuck_ticks++;
    if (safety->stuck_ticks < STUCK_TICKS || (safety->stuck | stuck) == safety->stuck)
        return;
    safety->stuck |= stuck;
    safety->version++;
    safety_relock(safety, RELOCK_REASON_OUTPUT_FAULT);
    note(safety, EVENT_KIND_OUTPUT_FAULT, 0, stuck);
}

void watch_board(struct safety *safety, const struct inputs *inputs)
{
    watch_supply(safety, inputs->supply_mv);
    watch_battery(safety, inputs->battery_mv);
    watch_housing(safety, inputs->tamper, inputs->key);
    watch_outputs(safety, inputs->outputs);
}
