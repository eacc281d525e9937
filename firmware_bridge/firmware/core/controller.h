/* The drawer controller: everything between the cable and the locks. The ports run exactly this. */
#ifndef CONTROLLER_H
#define CONTROLLER_H

#include "frame.h"
#include "safety.h"
#include "seal.h"
#include "settings.h"
#include "sounds.h"
#include "update.h"

struct session {
    uint32_t nonce;
    uint32_t host_nonce;
    uint32_t heard_at; /* when the host was last heard */
    bool open;
    bool read_only; /* the host speaks a version we do not */
};

struct link {
    struct receiver receiver;
    uint8_t reply[FRAME_MAX]; /* the last reply, to be sent again when its command comes again */
    size_t reply_size;
    uint32_t command_crc;
    uint32_t sessions;
    uint16_t sequence;
    bool any; /* `sequence` and `reply` are valid */
};

struct controller {
    struct hal hal;
    struct board board;
    struct eventlog log;
    struct safety safety;
    struct link link;
    struct session session;
    struct seal seal;
    struct sounds sounds;
    struct update update;
    struct settings_reply settings; /* in force */
};

/* Outputs off before anything else. The controller keeps copies of hal and board. */
void controller_start(struct controller *controller, const struct hal *hal, const struct board *board);

/* Takes one byte from the cable. */
void controller_byte(struct controller *controller, uint8_t byte);

/* To be called each millisecond. Feeds the watchdog at its end, if everything it did was in order. */
void controller_tick(struct controller *controller, uint32_t now, const struct inputs *inputs);

#endif
