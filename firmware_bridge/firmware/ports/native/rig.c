/* The core as a library on a virtual clock: what the in-process tests drive. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "../../boot/sha512.h"
#include "../../core/crc32.h"
#include "cabinet.h"

struct rig {
    struct cabinet cabinet;
    struct controller controller;
    struct board board;
    uint8_t sent[65536];
    size_t sent_size;
    uint32_t now;   /* since the last start */
    jmp_buf power;  /* where the flash's power cut ends the firmware */
    bool dead;      /* without power, until rig_start */
    bool hung;      /* the firmware runs in circles */
    uint32_t watchdogs;
    uint8_t key[LOADER_KEY];
    bool enrolled; /* the board has a loader with this key */
};

static void collect(void *self, const uint8_t *bytes, size_t size)
{
    struct rig *rig = self; /* the cabinet is the first member */
    if (rig->sent_size + size > sizeof rig->sent)
        abort();
    memcpy(rig->sent + rig->sent_size, bytes, size);
    rig->sent_size += size;
}

static void lose_power(struct rig *rig)
{
    rig->dead = true;
    cabinet_power_off(&rig->cabinet);
    nor_power_off(&rig->cabinet.nor);
}

void rig_start(struct rig *rig, uint8_t reset_cause)
{
    struct hal hal = cabinet_hal(&rig->cabinet);
    hal.send = collect;
    /* After a reset other than these the pins are as they were, and the firmware must take the current away. */
    if (reset_cause == RESET_CAUSE_POWER_ON)
        lose_power(rig);
    if (reset_cause == RESET_CAUSE_WATCHDOG)
        cabinet_power_off(&rig->cabinet);
    rig->board.reset_cause = reset_cause;
    rig->board.entropy++;
    rig->now = 0;
    rig->dead = rig->hung = false;
    rig->cabinet.fed_at = rig->cabinet.now;
    if (setjmp(rig->power) != 0) {
        lose_power(rig);
        return;
    }
    rig->board.running = cabinet_boot(&rig->cabinet, rig->enrolled ? rig->key : NULL);
    controller_start(&rig->controller, &hal, &rig->board);
}

struct rig *rig_new(uint8_t drawers, uint32_t unlock_window_ms, uint32_t open_limit_ms)
{
    struct rig *rig = calloc(1, sizeof *rig);
    if (rig == NULL)
        abort();
    cabinet_build(&rig->cabinet);
    rig->cabinet.nor.power = &rig->power;
    rig->board = (struct board){.id = 1, .firmware_hash = FIRMWARE_HASH, .outputs = PROTOCOL_MAX_DRAWERS};
    rig->board.defaults = (struct settings_reply){
        .drawers = drawers,
        .end_of_line = 1,
        .debounce_ms = PROTOCOL_DEBOUNCE_MS,
        .pull_in_ms = PROTOCOL_PULL_IN_MAX_MS,
        .unlock_window_ms = unlock_window_ms,
        .open_limit_ms = open_limit_ms,
    };
    rig_start(rig, RESET_CAUSE_POWER_ON);
    return rig;
}

void rig_free(struct rig *rig)
{
    free(rig);
}

static void tick(struct rig *rig)
{
    rig->now++;
    cabinet_tick(&rig->cabinet, rig->cabinet.now + 1);
    struct inputs inputs = cabinet_inputs(&rig->cabinet);
    if (!rig->hung)
        controller_tick(&rig->controller, rig->now, &inputs);
    if (rig->cabinet.restart_asked)
        rig_start(rig, RESET_CAUSE_SOFTWARE);
    if (rig->cabinet.now - rig->cabinet.fed_at >= PROTOCOL_WATCHDOG_MS) {
        rig->watchdogs++;
        rig_start(rig, RESET_CAUSE_WATCHDOG);
    }
}

void rig_run(struct rig *rig, uint32_t ms)
{
    for (volatile uint32_t left = ms; left > 0 && !rig->dead; left--) {
        if (setjmp(rig->power) == 0) /* anew each time: a watchdog's restart has a place of its own */
            tick(rig);
        else
            lose_power(rig);
    }
}

void rig_bytes(struct rig *rig, const uint8_t *bytes, size_t size)
{
    if (setjmp(rig->power) != 0)
        lose_power(rig);
    for (size_t i = 0; i < size && !rig->dead && !rig->hung; i++)
        controller_byte(&rig->controller, bytes[i]);
}

size_t rig_drain(struct rig *rig, uint8_t *to)
{
    size_t size = rig->sent_size;
    memcpy(to, rig->sent, size);
    rig->sent_size = 0;
    return size;
}

int rig_drive(const struct rig *rig, uint8_t drawer)
{
    return (int)rig->cabinet.drive[drawer - 1];
}

uint32_t rig_energised(const struct rig *rig)
{
    uint32_t count = 0;
    for (size_t i = 0; i < PROTOCOL_MAX_DRAWERS; i++)
        count += rig->cabinet.drive[i] != DRIVE_OFF;
    return count;
}

bool rig_pull(struct rig *rig, uint8_t drawer)
{
    return cabinet_pull(&rig->cabinet, drawer);
}

void rig_force(struct rig *rig, uint8_t drawer)
{
    cabinet_force(&rig->cabinet, drawer);
}

void rig_push(struct rig *rig, uint8_t drawer)
{
    cabinet_push(&rig->cabinet, drawer);
}

uint32_t rig_lamp(const struct rig *rig)
{
    return rig->cabinet.lamp;
}

uint32_t rig_unlocks(const struct rig *rig)
{
    return rig->cabinet.unlocks;
}

uint32_t rig_longest_pull_ms(const struct rig *rig)
{
    return rig->cabinet.longest_pull_ms;
}

void rig_enrol(struct rig *rig, const uint8_t *key)
{
    memcpy(rig->key, key, sizeof rig->key);
    rig->enrolled = true;
}

/* The slot whose image runs; NO_SLOT where the loader found none. */
uint32_t rig_slot(const struct rig *rig)
{
    return rig->board.running.slot;
}

uint32_t rig_version(const struct rig *rig)
{
    return rig->board.running.image.version;
}

bool rig_on_trial(const struct rig *rig)
{
    return rig->controller.board.running.trial;
}

void rig_sha512(const uint8_t *bytes, size_t size, uint8_t *digest)
{
    struct sha512 hash;
    sha512_start(&hash);
    sha512_take(&hash, bytes, size);
    sha512_end(&hash, digest);
}

uint8_t *rig_flash(struct rig *rig)
{
    return rig->cabinet.nor.bytes;
}

uint32_t rig_flash_operations(const struct rig *rig)
{
    return rig->cabinet.nor.operations;
}

void rig_cut_power_at(struct rig *rig, uint32_t operation, uint32_t chance)
{
    rig->cabinet.nor.cut_at = operation;
    rig->cabinet.nor.chance = chance;
}

bool rig_dead(const struct rig *rig)
{
    return rig->dead;
}

void rig_wear_out(struct rig *rig)
{
    rig->cabinet.nor.worn = true;
}

void rig_hang(struct rig *rig)
{
    rig->hung = true;
}

uint32_t rig_watchdogs(const struct rig *rig)
{
    return rig->watchdogs;
}

void rig_damage(struct rig *rig, uint8_t drawer, uint8_t damage)
{
    rig->cabinet.damage[drawer - 1] = damage;
}

void rig_stick(struct rig *rig, uint16_t drawers)
{
    rig->cabinet.stuck = drawers;
}

void rig_coil(struct rig *rig, uint8_t drawer, uint16_t reading)
{
    rig->cabinet.coil[drawer - 1] = reading;
}

void rig_volts(struct rig *rig, uint16_t supply_mv, uint16_t battery_mv)
{
    rig->cabinet.supply_mv = supply_mv;
    rig->cabinet.battery_mv = battery_mv;
}

void rig_housing(struct rig *rig, bool tamper, bool key)
{
    rig->cabinet.tamper = tamper;
    rig->cabinet.key = key;
}

uint32_t rig_hertz(const struct rig *rig)
{
    return rig->cabinet.hertz;
}

uint64_t rig_siphash(const uint8_t *key, const uint8_t *bytes, size_t size)
{
    return siphash(key, bytes, size);
}

uint32_t rig_wire(uint16_t reading, bool end_of_line)
{
    return (uint32_t)wire_of(reading, end_of_line);
}

size_t rig_codec(const uint8_t *payload, size_t size, uint8_t *frame)
{
    return frame_build(frame, payload, size);
}

uint32_t rig_crc(const uint8_t *bytes, size_t size)
{
    return crc32(0, bytes, size);
}
