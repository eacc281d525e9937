#define _GNU_SOURCE
#include "hands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct order {
    struct simulator *simulator;
    unsigned first;
    unsigned second;
    char *answer;
};

static const char *const DRIVES[] = {"off", "pull", "hold"};

static void say(struct order *order, const char *text)
{
    snprintf(order->answer, ANSWER_SIZE, "%s", text);
}

static void open_drawer(struct order *order)
{
    if (!cabinet_pull(&order->simulator->cabinet, (uint8_t)order->first))
        say(order, "locked");
}

static void close_drawer(struct order *order)
{
    cabinet_push(&order->simulator->cabinet, (uint8_t)order->first);
}

static void force_drawer(struct order *order)
{
    cabinet_force(&order->simulator->cabinet, (uint8_t)order->first);
}

static void swap_locks(struct order *order)
{
    uint8_t *wiring = order->simulator->cabinet.wiring;
    uint8_t kept = wiring[order->first - 1];
    wiring[order->first - 1] = wiring[order->second - 1];
    wiring[order->second - 1] = kept;
}

static void cut_wire(struct order *order)
{
    order->simulator->cabinet.damage[order->first - 1] = DAMAGE_CUT;
}

static void short_wire(struct order *order)
{
    order->simulator->cabinet.damage[order->first - 1] = DAMAGE_SHORT;
}

static void burn_coil(struct order *order)
{
    order->simulator->cabinet.coil[order->first - 1] = READING_MAX;
}

static void stick_lock(struct order *order)
{
    order->simulator->cabinet.stuck |= drawer_bit((uint8_t)order->first);
}

static void mend_drawer(struct order *order)
{
    struct cabinet *cabinet = &order->simulator->cabinet;
    cabinet->damage[order->first - 1] = DAMAGE_NONE;
    cabinet->stuck &= (uint16_t)~drawer_bit((uint8_t)order->first);
}

static void set_supply(struct order *order)
{
    order->simulator->cabinet.supply_mv = (uint16_t)order->first;
}

static void set_battery(struct order *order)
{
    order->simulator->cabinet.battery_mv = (uint16_t)order->first;
}

static void open_housing(struct order *order)
{
    order->simulator->cabinet.tamper = true;
}

static void close_housing(struct order *order)
{
    order->simulator->cabinet.tamper = false;
}

static void turn_key(struct order *order)
{
    order->simulator->cabinet.key = true;
}

static void turn_key_back(struct order *order)
{
    order->simulator->cabinet.key = false;
}

static void hang(struct order *order)
{
    order->simulator->hung = true;
}

static void power_cycle(struct order *order)
{
    simulator_power_on(order->simulator, RESET_CAUSE_POWER_ON);
}

static void watchdog_bites(struct order *order)
{
    simulator_power_on(order->simulator, RESET_CAUSE_WATCHDOG);
}

static void unplug(struct order *order)
{
    if (order->simulator->pty.master >= 0)
        pty_unplug(&order->simulator->pty);
}

static void replug(struct order *order)
{
    if (order->simulator->pty.master < 0 && !pty_plug(&order->simulator->pty))
        say(order, "error: no pseudo terminal");
}

static void mute(struct order *order)
{
    order->simulator->mute = true;
}

static void unmute(struct order *order)
{
    order->simulator->mute = false;
}

static void person_on(struct order *order)
{
    struct cabinet *cabinet = &order->simulator->cabinet;
    cabinet->person = true;
    cabinet->person_opens_ms = order->first;
    cabinet->person_closes_ms = order->second;
}

static void person_off(struct order *order)
{
    order->simulator->cabinet.person = false;
}

static void tell_state(struct order *order)
{
    const struct simulator *simulator = order->simulator;
    const struct cabinet *cabinet = &simulator->cabinet;
    FILE *out = fmemopen(order->answer, ANSWER_SIZE, "w");
    if (out == NULL)
        return;
    fprintf(out, "{\"boot\":%u,\"auto\":%s,\"lamp\":%u,\"unlocks\":%u,\"longest_pull_ms\":%u,\"hertz\":%u,\"heard\":[",
            simulator->controller.log.boot, cabinet->person ? "true" : "false", cabinet->lamp, cabinet->unlocks,
            cabinet->longest_pull_ms, cabinet->hertz);
    for (unsigned i = 0; i < HEARD; i++)
        fprintf(out, "%s%u", i == 0 ? "" : ",", cabinet->heard[i]);
    fputs("],\"drawers\":[", out);
    for (unsigned i = 0; i < simulator->controller.settings.drawers; i++)
        fprintf(out, "%s{\"drawer\":%u,\"lock\":\"%s\",\"open\":%s}", i == 0 ? "" : ",", i + 1,
                DRIVES[cabinet->drive[i]], (cabinet->open >> i & 1u) != 0 ? "true" : "false");
    fputs("]}", out);
    fclose(out);
}

static const struct {
    const char *name;
    unsigned numbers;
    bool drawers; /* the numbers are drawers of this board */
    void (*act)(struct order *order);
} ORDERS[] = {
    {"open", 1, true, open_drawer},
    {"close", 1, true, close_drawer},
    {"force", 1, true, force_drawer},
    {"swap", 2, true, swap_locks},
    {"cut", 1, true, cut_wire},
    {"short", 1, true, short_wire},
    {"burn", 1, true, burn_coil},
    {"stick", 1, true, stick_lock},
    {"mend", 1, true, mend_drawer},
    {"supply", 1, false, set_supply},
    {"battery", 1, false, set_battery},
    {"tamper on", 0, false, open_housing},
    {"tamper off", 0, false, close_housing},
    {"key on", 0, false, turn_key},
    {"key off", 0, false, turn_key_back},
    {"hang", 0, false, hang},
    {"auto on", 2, false, person_on},
    {"auto off", 0, false, person_off},
    {"power-cycle", 0, false, power_cycle},
    {"watchdog", 0, false, watchdog_bites},
    {"unplug", 0, false, unplug},
    {"replug", 0, false, replug},
    {"mute", 0, false, mute},
    {"unmute", 0, false, unmute},
    {"state", 0, false, tell_state},
};

/* Reads the numbers after an order's name; false when there are more or fewer, or one is no drawer. */
static bool read_numbers(const char *text, unsigned count, unsigned limit, unsigned *numbers)
{
    for (unsigned i = 0; i < count; i++) {
        char *end;
        unsigned long number = strtoul(text, &end, 10);
        if (end == text || *text != ' ' || number > UINT32_MAX)
            return false;
        if (limit != 0 && (number == 0 || number > limit))
            return false;
        numbers[i] = (unsigned)number;
        text = end;
    }
    return *text == '\0';
}

void hands_do(struct simulator *simulator, const char *text, char *answer)
{
    for (size_t i = 0; i < sizeof ORDERS / sizeof *ORDERS; i++) {
        size_t length = strlen(ORDERS[i].name);
        unsigned numbers[2] = {0, 0};
        unsigned limit = ORDERS[i].drawers ? simulator->controller.settings.drawers : 0;
        if (strncmp(text, ORDERS[i].name, length) != 0)
            continue;
        if (!read_numbers(text + length, ORDERS[i].numbers, limit, numbers))
            continue;
        struct order order = {simulator, numbers[0], numbers[1], answer};
        say(&order, "ok");
        ORDERS[i].act(&order);
        return;
    }
    snprintf(answer, ANSWER_SIZE, "error: not understood");
}
