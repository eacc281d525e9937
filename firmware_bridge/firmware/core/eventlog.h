/* What happened at the drawers, kept over power loss until the host says that it holds it. */
#ifndef EVENTLOG_H
#define EVENTLOG_H

#include "store.h"

#define LOG_EVENTS 256u

struct eventlog {
    struct store store;
    struct event events[LOG_EVENTS]; /* entry n lies at n % LOG_EVENTS */
    /* The unlocks by their token, so that none need be searched through all entries: tokens with the same remainder by
     * LOG_EVENTS are in one chain. A link is an entry's index in `events` plus one; 0 ends the chain. */
    uint16_t chains[LOG_EVENTS];
    uint16_t next[LOG_EVENTS];
    uint32_t counter;                /* of the newest entry; the first is 1 */
    uint32_t stored;                 /* entries up to this one are on flash */
    uint32_t acked;                  /* the host holds all entries up to this one */
    uint32_t lost;                   /* entries overwritten before the host had them */
    uint16_t boot;                   /* number of this start, from 1 */
    bool ack_waits;                  /* for the flash */
};

/* Reads the stored log. A record cut by a power loss is left out. */
void eventlog_start(struct eventlog *log, const struct flash *flash);

/* Writes what waits, and erases ahead. To be called each millisecond. */
void eventlog_tick(struct eventlog *log);

/* An entry is kept in memory at once and goes to the flash as soon as that takes it. */
void eventlog_add(struct eventlog *log, enum event_kind kind, uint8_t drawer, uint32_t now, uint32_t detail);

/* Counter of the newest entry that a power cut cannot take away. The host sees none after it. */
uint32_t eventlog_counter(const struct eventlog *log);

/* Copies entries after this one and after the acknowledged ones, oldest first. Returns their number. */
size_t eventlog_read(const struct eventlog *log, uint32_t after, struct event *to, size_t max);

void eventlog_ack(struct eventlog *log, uint32_t counter);

/* True if this token unlocked a drawer within the log's memory, over any number of starts. */
bool eventlog_token_used(const struct eventlog *log, uint32_t token);

/* Map of the drawers that were open when the last entry was written. */
uint16_t eventlog_open_drawers(const struct eventlog *log);

#endif
