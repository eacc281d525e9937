/* The cable: a pseudo terminal under a name that stays the same over unplugging. */
#ifndef PTY_H
#define PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pty {
    int master;       /* -1 while unplugged */
    int slave;        /* kept open, so that the master does not hang up between two hosts */
    const char *link; /* symbolic link to the terminal, or NULL */
    char name[64];
};

/* False with errno set when there is no terminal to be had. */
bool pty_plug(struct pty *pty);

void pty_unplug(struct pty *pty);

/* Bytes that the host does not take are dropped, as on a wire. */
void pty_send(struct pty *pty, const uint8_t *bytes, size_t size);

#endif
