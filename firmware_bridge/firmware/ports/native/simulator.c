#define _POSIX_C_SOURCE 200809L
#include "simulator.h"

#include <time.h>
#include <unistd.h>

uint32_t simulator_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}

static void send_bytes(void *self, const uint8_t *bytes, size_t size)
{
    struct simulator *simulator = self; /* the cabinet is the first member */
    if (!simulator->mute)
        pty_send(&simulator->pty, bytes, size);
}

void simulator_power_on(struct simulator *simulator, enum reset_cause cause)
{
    struct hal hal = cabinet_hal(&simulator->cabinet);
    hal.send = send_bytes;
    cabinet_power_off(&simulator->cabinet);
    if (cause == RESET_CAUSE_POWER_ON)
        nor_power_off(&simulator->cabinet.nor);
    simulator->hung = false;
    simulator->cabinet.fed_at = simulator_clock();
    simulator->board.reset_cause = (uint8_t)cause;
    simulator->board.entropy = simulator_clock() ^ (uint32_t)getpid() << 16;
    simulator->started_at = simulator_clock();
    simulator->board.running = cabinet_boot(&simulator->cabinet, simulator->key);
    controller_start(&simulator->controller, &hal, &simulator->board);
}
