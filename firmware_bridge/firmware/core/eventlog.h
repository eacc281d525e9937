/* What happened at the drawers, kept over power loss until the host says that it holds it. */
#ifndef EVENTLOG_H
#define EVENTLOG_H

#include <stdbool.h>

#include "hal.h"
#include "protocol.h"

struct eventlog {
    const struct hal *hal;
    struct event events[LOG_SLOTS]; /* entry n lies in slot n % LOG_SLOTS */
    uint32_t counter;               /* of the newest entry; the first is 1 */
    uint32_t acked;                 /* the host holds all entries up to this one */
    uint32_t lost;                  /* entries overwritten before the host had them */
    uint16_t boot;                  /* number of this start, from 1 */
    bool ack_in_second;             /* the newest acknowledgement lies in the second of its two slots */
};

/* Reads the stored log. A record cut by a power loss is left out. */
void eventlog_start(struct eventlog *log, const struct hal *hal);

void eventlog_add(struct eventlog *log, enum event_kind kind, uint8_t drawer, uint32_t now, uint32_t detail);

/* Copies entries after this one and after the acknowledged ones, oldest first. Returns their number. */
size_t eventlog_read(const struct eventlog *log, uint32_t after, struct event *to, size_t max);

void eventlog_ack(struct eventlog *log, uint32_t counter);

/* True if this token unlocked a drawer within the log's memory, over any number of starts. */
bool eventlog_token_used(const struct eventlog *log, uint32_t token);

/* Map of the drawers that were open when the last entry was written. */
uint16_t eventlog_open_drawers(const struct eventlog *log);

#endif
