/* A simulated cabinet: the locks, drawers, lamp and log memory that a real board is wired to. */
#ifndef CABINET_H
#define CABINET_H

#include "../../boot/loader.h"
#include "../../core/controller.h"
#include "nor.h"

#define HEARD 4u

/* What may be wrong with a drawer's sensor wire. */
enum damage { DAMAGE_NONE, DAMAGE_SHORT, DAMAGE_CUT };

struct cabinet {
    enum drive drive[PROTOCOL_MAX_DRAWERS];
    uint8_t wiring[PROTOCOL_MAX_DRAWERS]; /* lock output n-1 works on this drawer */
    uint32_t driven_at[PROTOCOL_MAX_DRAWERS];
    uint32_t moved_at[PROTOCOL_MAX_DRAWERS]; /* when the drawer was last released, opened or closed */
    uint32_t now;
    uint32_t longest_pull_ms;
    uint32_t unlocks;
    uint32_t fed_at; /* the watchdog */
    uint16_t coil[PROTOCOL_MAX_DRAWERS]; /* reading of each coil under the test current */
    uint8_t damage[PROTOCOL_MAX_DRAWERS]; /* enum damage of each sensor wire */
    uint16_t open;
    uint16_t stuck; /* locks whose transistor conducts whatever the pin says */
    uint16_t supply_mv;
    uint16_t battery_mv;
    uint16_t hertz;
    uint16_t heard[HEARD]; /* the newest tones, the last one first */
    uint8_t lamp;
    bool tamper;
    bool key;
    bool restart_asked; /* by the program; the port does it after the tick */
    bool person; /* someone opens what is released and closes it again */
    uint32_t person_opens_ms;
    uint32_t person_closes_ms;
    struct nor nor;
};

#define NATIVE_PORT 0x6974616eu /* "nati" */

void cabinet_build(struct cabinet *cabinet);

/* The hardware functions of this cabinet, all but `send`. */
struct hal cabinet_hal(struct cabinet *cabinet);

/* What a loader with this key starts from the cabinet's flash; without a key there is no loader. */
struct choice cabinet_boot(struct cabinet *cabinet, const uint8_t *key);

/* What the board's pins read now. */
struct inputs cabinet_inputs(const struct cabinet *cabinet);

void cabinet_tick(struct cabinet *cabinet, uint32_t now);

/* A reset of the chip, or no power: no coil is energised. */
void cabinet_power_off(struct cabinet *cabinet);

bool cabinet_released(const struct cabinet *cabinet, uint8_t drawer);

/* Opens the drawer if its lock lets go. */
bool cabinet_pull(struct cabinet *cabinet, uint8_t drawer);

/* Opens the drawer by force or key. */
void cabinet_force(struct cabinet *cabinet, uint8_t drawer);

void cabinet_push(struct cabinet *cabinet, uint8_t drawer);

#endif
