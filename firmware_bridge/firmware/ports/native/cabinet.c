#define _POSIX_C_SOURCE 200809L
#include "cabinet.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static uint16_t bit_of(uint8_t drawer)
{
    return (uint16_t)(1u << (drawer - 1u));
}

void cabinet_build(struct cabinet *cabinet)
{
    memset(cabinet, 0, sizeof *cabinet);
    memset(cabinet->log, 0xff, sizeof cabinet->log); /* as erased flash */
    cabinet->log_file = -1;
    for (uint8_t i = 0; i < PROTOCOL_MAX_DRAWERS; i++)
        cabinet->wiring[i] = (uint8_t)(i + 1);
}

static void drive(void *self, uint8_t drawer, enum drive drive)
{
    struct cabinet *cabinet = self;
    uint8_t i = (uint8_t)(drawer - 1);
    uint32_t since = cabinet->now - cabinet->driven_at[i];
    if (cabinet->drive[i] == DRIVE_PULL && since > cabinet->longest_pull_ms)
        cabinet->longest_pull_ms = since;
    if (cabinet->drive[i] == DRIVE_OFF && drive != DRIVE_OFF) {
        cabinet->unlocks++;
        cabinet->moved_at[cabinet->wiring[i] - 1] = cabinet->now;
    }
    cabinet->drive[i] = drive;
    cabinet->driven_at[i] = cabinet->now;
}

static void lamp(void *self, uint8_t drawer)
{
    ((struct cabinet *)self)->lamp = drawer;
}

static void log_read(void *self, uint16_t slot, uint8_t *record)
{
    memcpy(record, ((struct cabinet *)self)->log + (size_t)slot * LOG_RECORD_SIZE, LOG_RECORD_SIZE);
}

static void log_write(void *self, uint16_t slot, const uint8_t *record)
{
    struct cabinet *cabinet = self;
    size_t at = (size_t)slot * LOG_RECORD_SIZE;
    memcpy(cabinet->log + at, record, LOG_RECORD_SIZE);
    if (cabinet->log_file >= 0 && pwrite(cabinet->log_file, record, LOG_RECORD_SIZE, (off_t)at) < 0)
        cabinet->log_file = -1; /* a worn-out flash: the board goes on without */
}

struct hal cabinet_hal(struct cabinet *cabinet)
{
    return (struct hal){
        .self = cabinet,
        .drive = drive,
        .lamp = lamp,
        .log_read = log_read,
        .log_write = log_write,
    };
}

bool cabinet_keep_log(struct cabinet *cabinet, const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    if (pread(file, cabinet->log, LOG_BYTES, 0) < 0 || pwrite(file, cabinet->log, LOG_BYTES, 0) < 0) {
        close(file);
        return false;
    }
    cabinet->log_file = file;
    return true;
}

bool cabinet_released(const struct cabinet *cabinet, uint8_t drawer)
{
    for (uint8_t i = 0; i < PROTOCOL_MAX_DRAWERS; i++)
        if (cabinet->wiring[i] == drawer && cabinet->drive[i] != DRIVE_OFF)
            return true;
    return false;
}

void cabinet_force(struct cabinet *cabinet, uint8_t drawer)
{
    cabinet->open |= bit_of(drawer);
    cabinet->moved_at[drawer - 1] = cabinet->now;
}

bool cabinet_pull(struct cabinet *cabinet, uint8_t drawer)
{
    if (!cabinet_released(cabinet, drawer))
        return false;
    cabinet_force(cabinet, drawer);
    return true;
}

void cabinet_push(struct cabinet *cabinet, uint8_t drawer)
{
    cabinet->open &= (uint16_t)~bit_of(drawer);
    cabinet->moved_at[drawer - 1] = cabinet->now;
}

static void person_acts(struct cabinet *cabinet, uint8_t drawer)
{
    uint32_t since = cabinet->now - cabinet->moved_at[drawer - 1];
    bool open = (cabinet->open & bit_of(drawer)) != 0;
    if (open && since >= cabinet->person_closes_ms)
        cabinet_push(cabinet, drawer);
    else if (!open && since >= cabinet->person_opens_ms)
        cabinet_pull(cabinet, drawer);
}

void cabinet_tick(struct cabinet *cabinet, uint32_t now)
{
    cabinet->now = now;
    for (uint8_t drawer = 1; cabinet->person && drawer <= PROTOCOL_MAX_DRAWERS; drawer++)
        person_acts(cabinet, drawer);
}

void cabinet_power_off(struct cabinet *cabinet)
{
    for (uint8_t drawer = 1; drawer <= PROTOCOL_MAX_DRAWERS; drawer++)
        drive(cabinet, drawer, DRIVE_OFF);
    cabinet->lamp = 0;
}
