/* The Unix socket on which orders for the hands arrive, from a few clients at once. */
#ifndef CONTROL_H
#define CONTROL_H

#include <poll.h>

#include "simulator.h"

#define CONTROL_CLIENTS 4

struct client {
    int fd; /* -1: free */
    size_t size;
    char line[128];
};

struct control {
    const char *path;
    int listener; /* -1: no control socket */
    struct client clients[CONTROL_CLIENTS];
};

/* False with errno set when the socket cannot be made. A null path means none. */
bool control_open(struct control *control, const char *path);

/* Writes one entry per descriptor to wait for: 1 + CONTROL_CLIENTS. */
void control_poll(const struct control *control, struct pollfd *to);

/* Serves what poll found. */
void control_serve(struct control *control, struct simulator *simulator, const struct pollfd *from);

void control_close(struct control *control);

#endif
