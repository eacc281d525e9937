/* A serial NOR flash: bits are cleared by writing, set by erasing a sector, and half done when the power goes. */
#ifndef NOR_H
#define NOR_H

#include <setjmp.h>

#include "../../core/hal.h"

#define NOR_SLOTS_AT (LOG_SECTORS * FLASH_SECTOR)
#define NOR_BYTES (NOR_SLOTS_AT + SLOTS * SLOT_SECTORS * FLASH_SECTOR)
#define NOR_PATIENCE 10000u

/* A part of the chip; addresses count from its begin. */
struct nor_part {
    struct nor *nor;
    uint32_t at;
};

struct nor {
    struct nor_part log;
    struct nor_part slots;
    uint8_t bytes[NOR_BYTES];
    int file; /* -1: lives in memory only */
    uint32_t now;
    uint32_t erase_ms;    /* how long an erase takes */
    uint32_t erased_at;   /* when the running erase ends */
    uint32_t erasing;     /* its address, or NOR_BYTES */
    uint32_t looks;       /* at a running erase: a program that does nothing else makes time pass */
    uint32_t operations;  /* writes and erases so far */
    uint32_t cut_at;      /* the power goes in this operation; 0: never */
    uint32_t chance;      /* state of the generator that says how far it came */
    jmp_buf *power;       /* where the program ends when the power goes */
    bool worn;            /* takes no writes any more */
};

void nor_build(struct nor *nor);

/* Keeps the contents in this file from now on; what it holds is read first. False with errno set when it cannot. */
bool nor_keep(struct nor *nor, const char *path);

struct flash nor_flash(struct nor_part *part);

void nor_tick(struct nor *nor, uint32_t now);

/* The power goes; a running erase stays half done. */
void nor_power_off(struct nor *nor);

#endif
