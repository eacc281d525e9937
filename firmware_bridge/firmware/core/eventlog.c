#include "eventlog.h"

_Static_assert(EVENT_SIZE <= RECORD_DATA, "an event fits a record");

static const struct event *entry(const struct eventlog *log, uint32_t counter)
{
    const struct event *event = &log->events[counter % LOG_EVENTS];
    return event->counter == counter ? event : NULL;
}

static uint32_t oldest(const struct eventlog *log)
{
    return log->counter > LOG_EVENTS ? log->counter - LOG_EVENTS + 1 : 1;
}

static void count_overwritten(struct eventlog *log)
{
    uint32_t first = oldest(log);
    if (log->acked + 1 < first) {
        log->lost += first - 1 - log->acked;
        log->acked = first - 1;
    }
}

/* Where a token's chain begins. */
static uint16_t *chain(struct eventlog *log, uint32_t token)
{
    return &log->chains[token % LOG_EVENTS];
}

static void unchain(struct eventlog *log, uint16_t place)
{
    uint16_t *link = chain(log, log->events[place - 1u].detail);
    while (*link != place)
        link = &log->next[*link - 1u];
    *link = log->next[place - 1u];
}

/* Every entry comes in here, so that each unlock in `events` is in its token's chain, and nothing else is. */
static void keep(struct eventlog *log, const struct event *event)
{
    uint16_t place = (uint16_t)(event->counter % LOG_EVENTS + 1u);
    struct event *kept = &log->events[place - 1u];
    if (kept->kind == EVENT_KIND_UNLOCKED)
        unchain(log, place);
    *kept = *event;
    if (event->kind != EVENT_KIND_UNLOCKED)
        return;
    log->next[place - 1u] = *chain(log, event->detail);
    *chain(log, event->detail) = place;
}

static void load_event(void *owner, const uint8_t *data)
{
    struct eventlog *log = owner;
    struct event event = event_read(data);
    keep(log, &event);
    log->counter = event.counter;
    log->boot = event.boot;
}

static void load_ack(struct eventlog *log)
{
    const uint8_t *data = store_kept(&log->store, RECORD_ACK);
    if (data == NULL)
        return;
    log->acked = (uint32_t)get_le(data, 4);
    log->lost = (uint32_t)get_le(data + 4, 4);
    if (log->counter < log->acked)
        log->counter = log->acked; /* its entry rotted away: the count goes on behind it all the same */
}

void eventlog_start(struct eventlog *log, const struct flash *flash)
{
    *log = (struct eventlog){.counter = 0};
    store_start(&log->store, flash, load_event, log);
    log->boot++;
    load_ack(log);
    log->stored = log->counter;
    count_overwritten(log);
}

static void store_event(struct eventlog *log, const struct event *event)
{
    uint8_t data[RECORD_DATA] = {0};
    event_write(data, event);
    store_add(&log->store, RECORD_EVENT, data);
}

static void store_ack(struct eventlog *log)
{
    uint8_t data[RECORD_DATA] = {0};
    put_le(data, log->acked, 4);
    put_le(data + 4, log->lost, 4);
    store_add(&log->store, RECORD_ACK, data);
    log->ack_waits = false;
}

static void store_waiting(struct eventlog *log)
{
    while (log->stored < log->counter && store_ready(&log->store)) {
        const struct event *event = entry(log, ++log->stored);
        if (event != NULL)
            store_event(log, event);
    }
    if (log->ack_waits && store_ready(&log->store))
        store_ack(log);
}

void eventlog_tick(struct eventlog *log)
{
    store_tick(&log->store);
    store_waiting(log);
}

void eventlog_add(struct eventlog *log, enum event_kind kind, uint8_t drawer, uint32_t now, uint32_t detail)
{
    struct event event = {
        .counter = ++log->counter,
        .boot = log->boot,
        .kind = (uint8_t)kind,
        .drawer = drawer,
        .at_ms = now,
        .detail = detail,
    };
    keep(log, &event);
    count_overwritten(log);
    store_waiting(log);
}

uint32_t eventlog_counter(const struct eventlog *log)
{
    return log->store.worn ? log->counter : log->stored;
}

size_t eventlog_read(const struct eventlog *log, uint32_t after, struct event *to, size_t max)
{
    size_t n = 0;
    uint32_t counter = after > log->acked ? after : log->acked;
    while (counter < eventlog_counter(log) && n < max) {
        const struct event *event = entry(log, ++counter);
        if (event != NULL)
            to[n++] = *event;
    }
    return n;
}

void eventlog_ack(struct eventlog *log, uint32_t counter)
{
    if (counter <= log->acked || counter > eventlog_counter(log))
        return;
    log->acked = counter;
    log->ack_waits = true;
    store_waiting(log);
}

bool eventlog_token_used(const struct eventlog *log, uint32_t token)
{
    for (uint16_t place = log->chains[token % LOG_EVENTS]; place != 0; place = log->next[place - 1u])
        if (log->events[place - 1u].detail == token)
            return true;
    return false;
}

static bool is_opening(enum event_kind kind)
{
    return kind == EVENT_KIND_OPENED || kind == EVENT_KIND_FORCED_OPEN || kind == EVENT_KIND_OPENED_BY_KEY;
}

uint16_t eventlog_open_drawers(const struct eventlog *log)
{
    uint16_t open = 0;
    for (uint32_t counter = oldest(log); counter <= log->counter; counter++) {
        const struct event *event = entry(log, counter);
        if (event == NULL || event->drawer == 0)
            continue;
        uint16_t bit = (uint16_t)(1u << ((event->drawer - 1u) & 15u));
        if (is_opening((enum event_kind)event->kind))
            open |= bit;
        if (event->kind == EVENT_KIND_CLOSED)
            open &= (uint16_t)~bit;
    }
    return open;
}
