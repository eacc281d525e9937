#include "safety.h"

#include "watch.h"

static void note(struct safety *safety, enum event_kind kind, uint8_t drawer, uint32_t detail)
{
    eventlog_add(safety->log, kind, drawer, safety->now, detail);
}

void safety_start(struct safety *safety, const struct hal *hal, const struct settings_reply *settings,
                  struct eventlog *log)
{
    *safety = (struct safety){.hal = hal, .settings = settings, .log = log};
    /* From here a drawer that was opened while the power was off is a change like any other. */
    sensing_start(&safety->sensing, eventlog_open_drawers(log) & (uint16_t)((1u << settings->drawers) - 1u));
    coils_start(&safety->coils, settings->pull_in_ms);
}

uint16_t safety_unlocked_map(const struct safety *safety)
{
    return safety->unlocked == 0 ? 0 : drawer_bit(safety->unlocked);
}

uint8_t safety_flags(const struct safety *safety)
{
    return (uint8_t)((safety->tamper ? STATUS_FLAG_TAMPER : 0) | (safety->key ? STATUS_FLAG_KEY : 0)
                     | (safety->supply_low ? STATUS_FLAG_SUPPLY_LOW : 0)
                     | (safety->battery_low ? STATUS_FLAG_BATTERY_LOW : 0)
                     | (safety->stuck != 0 ? STATUS_FLAG_OUTPUT_FAULT : 0)
                     | (safety->log->store.worn ? STATUS_FLAG_MEMORY_FAULT : 0));
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

enum refusal safety_may_unlock(const struct safety *safety, uint8_t drawer, uint32_t token)
{
    if (drawer == 0 || drawer > safety->settings->drawers)
        return REFUSAL_NO_SUCH_DRAWER;
    const struct {
        bool refused;
        enum refusal refusal;
    } reasons[] = {
        {eventlog_token_used(safety->log, token), REFUSAL_USED_TOKEN},
        {!sensing_settled(&safety->sensing, safety->settings->drawers), REFUSAL_NOT_SETTLED},
        {safety->tamper, REFUSAL_TAMPERED},
        {safety->supply_low, REFUSAL_SUPPLY_LOW},
        {safety->stuck != 0 || (safety->sensing.fault & drawer_bit(drawer)) != 0, REFUSAL_DRAWER_FAULT},
        {safety->unlocked != 0, REFUSAL_BUSY},
        {safety->sensing.open != 0, REFUSAL_DRAWER_OPEN},
        {!coils_can_pull(&safety->coils, drawer, safety->settings->pull_in_ms), REFUSAL_COIL_HOT},
        /* Its token must not be forgotten; a worn memory forgets it anyway, and has said so. */
        {!store_ready(&safety->log->store) && !safety->log->store.worn, REFUSAL_LOG_BUSY},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].refused)
            return reasons[i].refusal;
    return REFUSAL_NONE;
}

enum refusal safety_unlock(struct safety *safety, uint8_t drawer, uint32_t token)
{
    enum refusal refusal = safety_may_unlock(safety, drawer, token);
    if (refusal != REFUSAL_NONE)
        return refusal;
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
    enum event_kind unasked = safety->key ? EVENT_KIND_OPENED_BY_KEY : EVENT_KIND_FORCED_OPEN;
    safety_relock(safety, allowed ? RELOCK_REASON_OPENED : RELOCK_REASON_OTHER_OPENED);
    safety->opened_at[drawer - 1] = safety->now;
    safety->long_open &= (uint16_t)~drawer_bit(drawer);
    note(safety, allowed ? EVENT_KIND_OPENED : unasked, drawer, allowed ? 0 : unlocked);
}

static void wire_failed(struct safety *safety, uint8_t drawer)
{
    if (safety->unlocked == drawer)
        safety_relock(safety, RELOCK_REASON_WIRE_FAULT);
    note(safety, EVENT_KIND_WIRE_FAULT, drawer, safety->sensing.sensors[drawer - 1].raw);
}

static void sense(struct safety *safety, uint8_t drawer, uint16_t reading)
{
    enum wire wire = wire_of(reading, safety->settings->end_of_line != 0);
    safety->sensing.sensors[drawer - 1].reading = reading;
    enum sensed sensed = sensing_take(&safety->sensing, drawer, wire, safety->now, safety->settings->debounce_ms);
    if (sensed == SENSED_NOTHING)
        return;
    safety->version++;
    switch (sensed) {
    case SENSED_OPENED: drawer_opened(safety, drawer); break;
    case SENSED_CLOSED: note(safety, EVENT_KIND_CLOSED, drawer, 0); break;
    case SENSED_FAULT: wire_failed(safety, drawer); break;
    default: note(safety, EVENT_KIND_WIRE_MENDED, drawer, 0); break;
    }
}

static void watch_unlocked(struct safety *safety)
{
    uint8_t drawer = safety->unlocked;
    uint32_t since = safety->now - safety->unlocked_at;
    if (drawer == 0)
        return;
    if (safety->pulling && since >= safety->settings->pull_in_ms) {
        safety->hal->drive(safety->hal->self, drawer, DRIVE_HOLD);
        safety->pulling = false;
    }
    if (since >= safety->settings->unlock_window_ms) {
        safety_relock(safety, RELOCK_REASON_WINDOW);
        note(safety, EVENT_KIND_NEVER_OPENED, drawer, 0);
    }
}

static void watch_open(struct safety *safety, uint8_t drawer)
{
    uint16_t bit = drawer_bit(drawer);
    uint32_t since = safety->now - safety->opened_at[drawer - 1];
    if ((safety->sensing.open & bit) == 0 || (safety->long_open & bit) != 0)
        return;
    if (since < safety->settings->open_limit_ms)
        return;
    safety->long_open |= bit;
    note(safety, EVENT_KIND_OPEN_TOO_LONG, drawer, since);
}

void safety_tick(struct safety *safety, uint32_t now, const struct inputs *inputs)
{
    uint8_t unlocked = safety->unlocked;
    coils_tick(&safety->coils, now - safety->now, safety->pulling ? unlocked : 0, unlocked);
    safety->now = now;
    watch_board(safety, inputs);
    for (uint8_t drawer = 1; drawer <= safety->settings->drawers; drawer++)
        sense(safety, drawer, inputs->sensor[drawer - 1]);
    safety->sensing.done = true;
    watch_unlocked(safety);
    for (uint8_t drawer = 1; drawer <= safety->settings->drawers; drawer++)
        watch_open(safety, drawer);
}
