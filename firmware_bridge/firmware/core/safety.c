#include "safety.h"

static uint16_t bit_of(uint8_t drawer)
{
    return (uint16_t)(1u << (drawer - 1u));
}

static uint16_t all_drawers(const struct safety *safety)
{
    return (uint16_t)((1u << safety->board->drawers) - 1u);
}

static void note(struct safety *safety, enum event_kind kind, uint8_t drawer, uint32_t detail)
{
    eventlog_add(safety->log, kind, drawer, safety->now, detail);
}

void safety_start(struct safety *safety, const struct hal *hal, const struct board *board, struct eventlog *log)
{
    *safety = (struct safety){.hal = hal, .board = board, .log = log};
    /* From here a drawer that was opened while the power was off is a change like any other. */
    safety->open = eventlog_open_drawers(log) & all_drawers(safety);
    safety->raw = safety->open;
}

uint16_t safety_unlocked_map(const struct safety *safety)
{
    return safety->unlocked == 0 ? 0 : bit_of(safety->unlocked);
}

bool safety_busy(const struct safety *safety)
{
    return safety->unlocked != 0 || safety->raw != safety->open || !safety->sensed;
}

void safety_relock(struct safety *safety, enum relock_reason reason)
{
    uint8_t drawer = safety->unlocked;
    if (drawer == 0)
        return;
    safety->hal->drive(safety->hal->self, drawer, DRIVE_OFF);
    safety->unlocked = 0;
    safety->version++;
    note(safety, EVENT_KIND_RELOCKED, drawer, (uint32_t)reason);
}

void safety_select(struct safety *safety, uint8_t drawer)
{
    safety->selected = drawer;
    safety->hal->lamp(safety->hal->self, drawer);
}

enum refusal safety_unlock(struct safety *safety, uint8_t drawer, uint32_t token)
{
    if (drawer == 0 || drawer > safety->board->drawers)
        return REFUSAL_NO_SUCH_DRAWER;
    if (eventlog_token_used(safety->log, token))
        return REFUSAL_USED_TOKEN;
    if (!safety->sensed || safety->raw != safety->open)
        return REFUSAL_NOT_SETTLED;
    if (safety->unlocked != 0)
        return REFUSAL_BUSY;
    if (safety->open != 0)
        return REFUSAL_DRAWER_OPEN;
    safety->hal->drive(safety->hal->self, drawer, DRIVE_PULL);
    safety->unlocked = drawer;
    safety->unlocked_at = safety->now;
    safety->pulling = true;
    safety->version++;
    note(safety, EVENT_KIND_UNLOCKED, drawer, token);
    return REFUSAL_NONE;
}

static void drawer_opened(struct safety *safety, uint8_t drawer)
{
    uint8_t unlocked = safety->unlocked;
    bool allowed = unlocked == drawer;
    safety_relock(safety, allowed ? RELOCK_REASON_OPENED : RELOCK_REASON_OTHER_OPENED);
    safety->opened_at[drawer - 1] = safety->now;
    safety->long_open &= (uint16_t)~bit_of(drawer);
    note(safety, allowed ? EVENT_KIND_OPENED : EVENT_KIND_FORCED_OPEN, drawer, allowed ? 0 : unlocked);
}

static void sense(struct safety *safety, uint8_t drawer, bool raw)
{
    uint16_t bit = bit_of(drawer);
    if (raw != ((safety->raw & bit) != 0)) {
        safety->raw ^= bit;
        safety->raw_since[drawer - 1] = safety->now;
    }
    bool changed = ((safety->raw ^ safety->open) & bit) != 0;
    if (!changed || safety->now - safety->raw_since[drawer - 1] < PROTOCOL_DEBOUNCE_MS)
        return;
    safety->open ^= bit;
    safety->version++;
    if (raw)
        drawer_opened(safety, drawer);
    else
        note(safety, EVENT_KIND_CLOSED, drawer, 0);
}

static void watch_unlocked(struct safety *safety)
{
    uint8_t drawer = safety->unlocked;
    uint32_t since = safety->now - safety->unlocked_at;
    if (drawer == 0)
        return;
    if (safety->pulling && since >= PROTOCOL_PULL_IN_MAX_MS) {
        safety->hal->drive(safety->hal->self, drawer, DRIVE_HOLD);
        safety->pulling = false;
    }
    if (since >= safety->board->unlock_window_ms) {
        safety_relock(safety, RELOCK_REASON_WINDOW);
        note(safety, EVENT_KIND_NEVER_OPENED, drawer, 0);
    }
}

static void watch_open(struct safety *safety, uint8_t drawer)
{
    uint16_t bit = bit_of(drawer);
    uint32_t since = safety->now - safety->opened_at[drawer - 1];
    if ((safety->open & bit) == 0 || (safety->long_open & bit) != 0 || since < safety->board->open_limit_ms)
        return;
    safety->long_open |= bit;
    note(safety, EVENT_KIND_OPEN_TOO_LONG, drawer, since);
}

void safety_tick(struct safety *safety, uint32_t now, uint16_t raw)
{
    safety->now = now;
    for (uint8_t drawer = 1; drawer <= safety->board->drawers; drawer++)
        sense(safety, drawer, (raw & bit_of(drawer)) != 0);
    safety->sensed = true;
    watch_unlocked(safety);
    for (uint8_t drawer = 1; drawer <= safety->board->drawers; drawer++)
        watch_open(safety, drawer);
}
