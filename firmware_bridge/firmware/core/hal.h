/* What the core asks of the hardware. A port fills in these functions; nothing else is board-specific. */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

/* A lock is held shut by its spring. PULL is full coil current, HOLD the reduced current that keeps it released. */
enum drive { DRIVE_OFF, DRIVE_PULL, DRIVE_HOLD };

#define FLASH_SECTOR 4096u
#define LOG_SECTORS 8u

/* Two places for a program; one runs, the other takes the update. */
#define SLOTS 2u
#define SLOT_SECTORS 32u
#define NO_SLOT 0xffu

/* Serial NOR flash: an erase sets a sector's bits, a write only clears bits. Addresses count from the log's begin. */
struct flash {
    void *self;
    void (*read)(void *self, uint32_t at, uint8_t *to, size_t size);
    void (*write)(void *self, uint32_t at, const uint8_t *from, size_t size); /* within one page of 256 bytes */
    void (*erase)(void *self, uint32_t at);                                   /* begins; goes on while busy */
    bool (*busy)(void *self);
};

struct hal {
    void *self;
    void (*drive)(void *self, uint8_t drawer, enum drive drive);
    uint16_t (*coil)(void *self, uint8_t drawer); /* 12-bit reading of the coil under a small test current */
    void (*lamp)(void *self, uint8_t drawer);     /* 0: none */
    void (*tone)(void *self, uint16_t hertz);     /* 0: silence */
    void (*feed)(void *self);                     /* the watchdog */
    void (*send)(void *self, const uint8_t *bytes, size_t size);
    void (*restart)(void *self); /* a reset asked for; may return before it comes */
    struct flash flash;          /* the log */
    struct flash program;        /* the slots; addresses count from the first. One chip with the log: busy together */
};

/* What a port reads each millisecond. */
struct inputs {
    uint16_t sensor[PROTOCOL_MAX_DRAWERS]; /* 12-bit readings; see wire.h */
    uint16_t outputs;                      /* map of the locks that have current, as read back */
    uint16_t supply_mv;
    uint16_t battery_mv; /* 0: the board has none */
    bool tamper;         /* the housing is open */
    bool key;            /* the emergency key is turned */
};

struct image {
    uint32_t port; /* the hardware that it is for */
    uint32_t version;
    uint32_t size; /* of the payload */
};

/* What the loader has started. */
struct choice {
    uint8_t slot; /* NO_SLOT: the board has no loader, or no image */
    bool trial;   /* not confirmed yet */
    struct image image;
};

struct board {
    struct choice running;
    uint64_t id;
    uint64_t firmware_hash;
    uint32_t entropy; /* anything that differs from start to start */
    uint8_t outputs;  /* locks that the board can drive */
    uint8_t reset_cause;
    struct settings_reply defaults; /* until others are configured */
};

#endif
