/* drawer-sim: the drawer controller as a process. See usage() below. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"

#define IDLE_MS 100 /* how often to look at the clock while nothing moves */

static volatile sig_atomic_t stopping;

struct options {
    const char *link;
    const char *control;
    const char *flash;
    pid_t parent;
    uint8_t key[LOADER_KEY];
    bool enrolled;
    struct board board;
};

static void stop(int signal)
{
    (void)signal;
    stopping = 1;
}

static void usage(void)
{
    fputs("usage: drawer-sim [--link PATH] [--control SOCKET] [--flash FILE] [--drawers 1-16]\n"
          "                  [--window-ms MS] [--open-limit-ms MS] [--parent PID]\n"
          "                  [--update-key 64 HEXADECIMAL DIGITS]\n"
          "Prints \"ready PTY\" once a host may open the terminal. With --parent it ends with that process.\n",
          stderr);
    exit(2);
}

static void fail(const char *what)
{
    fprintf(stderr, "drawer-sim: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t number(const char *text, uint32_t max)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value == 0 || value > max)
        usage();
    return (uint32_t)value;
}

static void read_key(struct options *options, const char *text)
{
    if (strlen(text) != 2 * LOADER_KEY)
        usage();
    for (size_t i = 0; i < LOADER_KEY; i++)
        if (sscanf(text + 2 * i, "%2hhx", &options->key[i]) != 1)
            usage();
    options->enrolled = true;
}

static struct options read_options(int argc, char **argv)
{
    static const struct option NAMES[] = {
        {"link", 1, NULL, 'l'},      {"control", 1, NULL, 'c'},       {"flash", 1, NULL, 'f'},
        {"drawers", 1, NULL, 'd'},   {"window-ms", 1, NULL, 'w'},     {"open-limit-ms", 1, NULL, 'o'},
        {"parent", 1, NULL, 'p'},    {"update-key", 1, NULL, 'k'}, {NULL, 0, NULL, 0},
    };
    struct options options = {
        .board = {.id = 0x5349414d, .firmware_hash = FIRMWARE_HASH, .outputs = PROTOCOL_MAX_DRAWERS},
    };
    struct settings_reply *settings = &options.board.defaults;
    *settings = (struct settings_reply){
        .drawers = 8,
        .end_of_line = 1,
        .debounce_ms = PROTOCOL_DEBOUNCE_MS,
        .pull_in_ms = PROTOCOL_PULL_IN_MAX_MS,
        .unlock_window_ms = 20000,
        .open_limit_ms = 60000,
    };
    for (int name; (name = getopt_long(argc, argv, "", NAMES, NULL)) != -1;) {
        switch (name) {
        case 'l': options.link = optarg; break;
        case 'c': options.control = optarg; break;
        case 'f': options.flash = optarg; break;
        case 'd': settings->drawers = (uint8_t)number(optarg, PROTOCOL_MAX_DRAWERS); break;
        case 'w': settings->unlock_window_ms = number(optarg, UINT32_MAX); break;
        case 'o': settings->open_limit_ms = number(optarg, UINT32_MAX); break;
        case 'k': read_key(&options, optarg); break;
        case 'p': options.parent = (pid_t)number(optarg, INT32_MAX); break;
        default: usage();
        }
    }
    return options;
}

static void receive(struct simulator *simulator)
{
    uint8_t bytes[256];
    ssize_t count = read(simulator->pty.master, bytes, sizeof bytes);
    for (ssize_t i = 0; i < count && !simulator->mute && !simulator->hung; i++)
        controller_byte(&simulator->controller, bytes[i]);
}

/* True while time matters to the millisecond; else the process sleeps. */
static bool is_moving(const struct simulator *simulator)
{
    const struct safety *safety = &simulator->controller.safety;
    return safety->unlocked != 0 || !sensing_settled(&safety->sensing, safety->settings->drawers)
           || simulator->controller.update.stage != UPDATE_NONE
           || !store_ready(&safety->log->store) || simulator->cabinet.person || simulator->hung;
}

/* Hands are slower than the debounce: what they did last has been seen, or nothing sees any more. */
static bool takes_orders(const struct simulator *simulator)
{
    const struct safety *safety = &simulator->controller.safety;
    return simulator->hung || sensing_settled(&safety->sensing, safety->settings->drawers);
}

static void tick(struct simulator *simulator)
{
    struct cabinet *cabinet = &simulator->cabinet;
    uint32_t now = simulator_clock();
    cabinet_tick(cabinet, now);
    struct inputs inputs = cabinet_inputs(cabinet);
    if (!simulator->hung)
        controller_tick(&simulator->controller, now - simulator->started_at, &inputs);
    if (cabinet->restart_asked)
        simulator_power_on(simulator, RESET_CAUSE_SOFTWARE);
    if (now - cabinet->fed_at >= PROTOCOL_WATCHDOG_MS)
        simulator_power_on(simulator, RESET_CAUSE_WATCHDOG);
}

static void step(struct simulator *simulator, struct control *control)
{
    struct pollfd fds[2 + CONTROL_CLIENTS] = {{simulator->pty.master, POLLIN, 0}};
    control_poll(control, fds + 1);
    poll(fds, 2 + CONTROL_CLIENTS, is_moving(simulator) ? 1 : IDLE_MS);
    tick(simulator);
    if ((fds[0].revents & POLLIN) != 0)
        receive(simulator);
    if (takes_orders(simulator))
        control_serve(control, simulator, fds + 1);
}

int main(int argc, char **argv)
{
    static struct simulator simulator;
    static struct control control;
    struct options options = read_options(argc, argv);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    signal(SIGPIPE, SIG_IGN);
    simulator.board = options.board;
    simulator.key = options.enrolled ? options.key : NULL;
    simulator.pty.link = options.link;
    cabinet_build(&simulator.cabinet);
    if (options.flash != NULL && !nor_keep(&simulator.cabinet.nor, options.flash))
        fail(options.flash);
    if (!pty_plug(&simulator.pty))
        fail("no pseudo terminal");
    if (!control_open(&control, options.control))
        fail(options.control);
    simulator_power_on(&simulator, RESET_CAUSE_POWER_ON);
    printf("ready %s\n", simulator.pty.name);
    fflush(stdout);
    /* The parent is watched by its id: a death signal would already come when the thread that started us ends. */
    while (!stopping && (options.parent == 0 || getppid() == options.parent))
        step(&simulator, &control);
    control_close(&control);
    if (simulator.pty.master >= 0)
        pty_unplug(&simulator.pty);
    return 0;
}
