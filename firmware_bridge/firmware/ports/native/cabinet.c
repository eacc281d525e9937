#include "cabinet.h"

#include <string.h>

#define READS_SHUT 1306u /* see core/wire.h */
#define READS_OPEN 2690u
#define READS_COIL 300u

void cabinet_build(struct cabinet *cabinet)
{
    memset(cabinet, 0, sizeof *cabinet);
    nor_build(&cabinet->nor);
    cabinet->supply_mv = 12000;
    cabinet->battery_mv = 12600;
    for (uint8_t i = 0; i < PROTOCOL_MAX_DRAWERS; i++) {
        cabinet->wiring[i] = (uint8_t)(i + 1);
        cabinet->coil[i] = READS_COIL;
    }
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

static void tone(void *self, uint16_t hertz)
{
    struct cabinet *cabinet = self;
    cabinet->hertz = hertz;
    if (hertz == 0)
        return;
    for (unsigned i = HEARD - 1; i > 0; i--)
        cabinet->heard[i] = cabinet->heard[i - 1];
    cabinet->heard[0] = hertz;
}

static uint16_t coil(void *self, uint8_t drawer)
{
    return ((struct cabinet *)self)->coil[drawer - 1];
}

static void feed(void *self)
{
    struct cabinet *cabinet = self;
    cabinet->fed_at = cabinet->now;
}

static void restart(void *self)
{
    ((struct cabinet *)self)->restart_asked = true;
}

struct hal cabinet_hal(struct cabinet *cabinet)
{
    return (struct hal){
        .self = cabinet,
        .drive = drive,
        .coil = coil,
        .lamp = lamp,
        .tone = tone,
        .feed = feed,
        .restart = restart,
        .flash = nor_flash(&cabinet->nor.log),
        .program = nor_flash(&cabinet->nor.slots),
    };
}

struct choice cabinet_boot(struct cabinet *cabinet, const uint8_t *key)
{
    struct flash slots = nor_flash(&cabinet->nor.slots);
    cabinet->restart_asked = false;
    if (key == NULL)
        return (struct choice){.slot = NO_SLOT};
    return loader_choose(&slots, key, NATIVE_PORT);
}

static uint16_t reading(const struct cabinet *cabinet, uint8_t drawer)
{
    if (cabinet->damage[drawer - 1] != DAMAGE_NONE)
        return cabinet->damage[drawer - 1] == DAMAGE_CUT ? READING_MAX : 0;
    return (cabinet->open & drawer_bit(drawer)) != 0 ? READS_OPEN : READS_SHUT;
}

struct inputs cabinet_inputs(const struct cabinet *cabinet)
{
    struct inputs inputs = {
        .outputs = cabinet->stuck,
        .supply_mv = cabinet->supply_mv,
        .battery_mv = cabinet->battery_mv,
        .tamper = cabinet->tamper,
        .key = cabinet->key,
    };
    for (uint8_t drawer = 1; drawer <= PROTOCOL_MAX_DRAWERS; drawer++) {
        inputs.sensor[drawer - 1] = reading(cabinet, drawer);
        if (cabinet->drive[drawer - 1] != DRIVE_OFF)
            inputs.outputs |= drawer_bit(drawer);
    }
    return inputs;
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
    cabinet->open |= drawer_bit(drawer);
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
    cabinet->open &= (uint16_t)~drawer_bit(drawer);
    cabinet->moved_at[drawer - 1] = cabinet->now;
}

static void person_acts(struct cabinet *cabinet, uint8_t drawer)
{
    uint32_t since = cabinet->now - cabinet->moved_at[drawer - 1];
    bool open = (cabinet->open & drawer_bit(drawer)) != 0;
    if (open && since >= cabinet->person_closes_ms)
        cabinet_push(cabinet, drawer);
    else if (!open && since >= cabinet->person_opens_ms)
        cabinet_pull(cabinet, drawer);
}

void cabinet_tick(struct cabinet *cabinet, uint32_t now)
{
    cabinet->now = now;
    nor_tick(&cabinet->nor, now);
    for (uint8_t drawer = 1; cabinet->person && drawer <= PROTOCOL_MAX_DRAWERS; drawer++)
        person_acts(cabinet, drawer);
}

void cabinet_power_off(struct cabinet *cabinet)
{
    for (uint8_t drawer = 1; drawer <= PROTOCOL_MAX_DRAWERS; drawer++)
        drive(cabinet, drawer, DRIVE_OFF);
    cabinet->lamp = 0;
    cabinet->hertz = 0;
}
