/* A simulated cabinet: the locks, drawers, lamp and log memory that a real board is wired to. */
#ifndef CABINET_H
#define CABINET_H

#include <stdbool.h>

#include "../../core/controller.h"

#define LOG_BYTES ((LOG_SLOTS + 2u) * LOG_RECORD_SIZE)

struct cabinet {
    enum drive drive[PROTOCOL_MAX_DRAWERS];
    uint8_t wiring[PROTOCOL_MAX_DRAWERS]; /* lock output n-1 works on this drawer */
    uint32_t driven_at[PROTOCOL_MAX_DRAWERS];
    uint32_t moved_at[PROTOCOL_MAX_DRAWERS]; /* when the drawer was last released, opened or closed */
    uint32_t now;
    uint32_t longest_pull_ms;
    uint32_t unlocks;
    uint16_t open;
    uint8_t lamp;
    bool person; /* someone opens what is released and closes it again */
    uint32_t person_opens_ms;
    uint32_t person_closes_ms;
    int log_file; /* -1: the log lives in memory only */
    uint8_t log[LOG_BYTES];
};

void cabinet_build(struct cabinet *cabinet);

/* The hardware functions of this cabinet, all but `send`. */
struct hal cabinet_hal(struct cabinet *cabinet);

/* Keeps the log in this file from now on; what it holds is read first. False with errno set when it cannot. */
bool cabinet_keep_log(struct cabinet *cabinet, const char *path);

void cabinet_tick(struct cabinet *cabinet, uint32_t now);

/* Without power no coil is energised. */
void cabinet_power_off(struct cabinet *cabinet);

bool cabinet_released(const struct cabinet *cabinet, uint8_t drawer);

/* Opens the drawer if its lock lets go. */
bool cabinet_pull(struct cabinet *cabinet, uint8_t drawer);

/* Opens the drawer by force or key. */
void cabinet_force(struct cabinet *cabinet, uint8_t drawer);

void cabinet_push(struct cabinet *cabinet, uint8_t drawer);

#endif
