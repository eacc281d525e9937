#include "eventlog.h"

#include "crc32.h"

_Static_assert(LOG_RECORD_SIZE == EVENT_SIZE + 4u, "a record is an event and its CRC");

static bool load(const struct hal *hal, uint16_t slot, struct event *event)
{
    uint8_t record[LOG_RECORD_SIZE];
    hal->log_read(hal->self, slot, record);
    *event = event_read(record);
    /* A blank flash cell reads as all ones or all zeros; neither has a matching CRC with a counter in it. */
    return event->counter != 0 && crc32(0, record, EVENT_SIZE) == get_le(record + EVENT_SIZE, 4);
}

static void store(const struct hal *hal, uint16_t slot, const struct event *event)
{
    uint8_t record[LOG_RECORD_SIZE];
    event_write(record, event);
    put_le(record + EVENT_SIZE, crc32(0, record, EVENT_SIZE), 4);
    hal->log_write(hal->self, slot, record);
}

static const struct event *entry(const struct eventlog *log, uint32_t counter)
{
    const struct event *event = &log->events[counter % LOG_SLOTS];
    return event->counter == counter ? event : NULL;
}

static uint32_t oldest(const struct eventlog *log)
{
    return log->counter > LOG_SLOTS ? log->counter - LOG_SLOTS + 1 : 1;
}

static void count_overwritten(struct eventlog *log)
{
    uint32_t first = oldest(log);
    if (log->acked + 1 < first) {
        log->lost += first - 1 - log->acked;
        log->acked = first - 1;
    }
}

static void load_ack(struct eventlog *log)
{
    for (uint16_t slot = LOG_SLOTS; slot < LOG_SLOTS + 2; slot++) {
        struct event ack;
        if (load(log->hal, slot, &ack) && ack.counter > log->acked && ack.counter <= log->counter) {
            log->acked = ack.counter;
            log->lost = ack.detail;
            log->ack_in_second = slot > LOG_SLOTS;
        }
    }
}

void eventlog_start(struct eventlog *log, const struct hal *hal)
{
    *log = (struct eventlog){.hal = hal};
    for (uint16_t slot = 0; slot < LOG_SLOTS; slot++) {
        struct event event;
        if (!load(hal, slot, &event) || event.counter % LOG_SLOTS != slot)
            continue;
        log->events[slot] = event;
        if (event.counter > log->counter) {
            log->counter = event.counter;
            log->boot = event.boot;
        }
    }
    log->boot++;
    load_ack(log);
    count_overwritten(log);
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
    log->events[event.counter % LOG_SLOTS] = event;
    count_overwritten(log);
    store(log->hal, (uint16_t)(event.counter % LOG_SLOTS), &event);
}

size_t eventlog_read(const struct eventlog *log, uint32_t after, struct event *to, size_t max)
{
    size_t n = 0;
    uint32_t counter = after > log->acked ? after : log->acked;
    while (counter < log->counter && n < max) {
        const struct event *event = entry(log, ++counter);
        if (event != NULL)
            to[n++] = *event;
    }
    return n;
}

void eventlog_ack(struct eventlog *log, uint32_t counter)
{
    if (counter <= log->acked || counter > log->counter)
        return;
    log->acked = counter;
    struct event ack = {.counter = counter, .detail = log->lost};
    /* Two slots in turn, so that a power cut spoils at most the newer one. */
    uint16_t slot = log->ack_in_second ? LOG_SLOTS : LOG_SLOTS + 1;
    store(log->hal, slot, &ack);
    log->ack_in_second = !log->ack_in_second;
}

bool eventlog_token_used(const struct eventlog *log, uint32_t token)
{
    for (size_t slot = 0; slot < LOG_SLOTS; slot++) {
        const struct event *event = &log->events[slot];
        if (event->kind == EVENT_KIND_UNLOCKED && event->detail == token)
            return true;
    }
    return false;
}

uint16_t eventlog_open_drawers(const struct eventlog *log)
{
    uint16_t open = 0;
    for (uint32_t counter = oldest(log); counter <= log->counter; counter++) {
        const struct event *event = entry(log, counter);
        if (event == NULL || event->drawer == 0)
            continue;
        uint16_t bit = (uint16_t)(1u << ((event->drawer - 1u) & 15u));
        if (event->kind == EVENT_KIND_OPENED || event->kind == EVENT_KIND_FORCED_OPEN)
            open |= bit;
        if (event->kind == EVENT_KIND_CLOSED)
            open &= (uint16_t)~bit;
    }
    return open;
}
