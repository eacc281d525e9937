/* The core as a library on a virtual clock: what the in-process tests drive. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "../../core/crc32.h"
#include "cabinet.h"

struct rig {
    struct cabinet cabinet;
    struct controller controller;
    struct board board;
    uint8_t sent[65536];
    size_t sent_size;
    uint32_t now; /* since the last start */
};

static void collect(void *self, const uint8_t *bytes, size_t size)
{
    struct rig *rig = self; /* the cabinet is the first member */
    if (rig->sent_size + size > sizeof rig->sent)
        abort();
    memcpy(rig->sent + rig->sent_size, bytes, size);
    rig->sent_size += size;
}

void rig_start(struct rig *rig, uint8_t reset_cause)
{
    struct hal hal = cabinet_hal(&rig->cabinet);
    hal.send = collect;
    if (reset_cause == RESET_CAUSE_POWER_ON)
        cabinet_power_off(&rig->cabinet); /* after any other reset the pins are as they were */
    rig->board.reset_cause = reset_cause;
    rig->board.entropy++;
    rig->now = 0;
    controller_start(&rig->controller, &hal, &rig->board);
}

struct rig *rig_new(uint8_t drawers, uint32_t unlock_window_ms, uint32_t open_limit_ms)
{
    struct rig *rig = calloc(1, sizeof *rig);
    if (rig == NULL)
        abort();
    cabinet_build(&rig->cabinet);
    rig->board = (struct board){
        .id = 1,
        .firmware_hash = FIRMWARE_HASH,
        .drawers = drawers,
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

void rig_run(struct rig *rig, uint32_t ms)
{
    while (ms-- > 0) {
        rig->now++;
        cabinet_tick(&rig->cabinet, rig->cabinet.now + 1);
        controller_tick(&rig->controller, rig->now, rig->cabinet.open);
    }
}

void rig_bytes(struct rig *rig, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
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

uint8_t *rig_log(struct rig *rig)
{
    return rig->cabinet.log;
}

size_t rig_codec(const uint8_t *payload, size_t size, uint8_t *frame)
{
    return frame_build(frame, payload, size);
}

uint32_t rig_crc(const uint8_t *bytes, size_t size)
{
    return crc32(0, bytes, size);
}
