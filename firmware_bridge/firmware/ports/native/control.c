#define _GNU_SOURCE
#include "control.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "hands.h"

bool control_open(struct control *control, const char *path)
{
    *control = (struct control){.path = path, .listener = -1};
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        control->clients[i].fd = -1;
    if (path == NULL)
        return true;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return false;
    strcpy(address.sun_path, path);
    unlink(path);
    control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return bind(control->listener, (struct sockaddr *)&address, sizeof address) == 0
           && listen(control->listener, CONTROL_CLIENTS) == 0;
}

void control_poll(const struct control *control, struct pollfd *to)
{
    to[0] = (struct pollfd){control->listener, POLLIN, 0};
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        to[1 + i] = (struct pollfd){control->clients[i].fd, POLLIN, 0};
}

static void drop(struct client *client)
{
    close(client->fd);
    client->fd = -1;
}

static void welcome(struct control *control)
{
    int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
    for (size_t i = 0; fd >= 0 && i < CONTROL_CLIENTS; i++) {
        if (control->clients[i].fd < 0) {
            control->clients[i] = (struct client){.fd = fd};
            return;
        }
    }
    if (fd >= 0)
        close(fd);
}

static void answer(struct client *client, struct simulator *simulator)
{
    char text[ANSWER_SIZE + 1];
    hands_do(simulator, client->line, text);
    strcat(text, "\n");
    if (send(client->fd, text, strlen(text), MSG_NOSIGNAL) < 0)
        drop(client);
}

/* Collects a line byte by byte; one that is too long ends the conversation. */
static void listen_to(struct client *client, struct simulator *simulator)
{
    char bytes[128];
    ssize_t count = read(client->fd, bytes, sizeof bytes);
    if (count <= 0)
        drop(client);
    for (ssize_t i = 0; i < count && client->fd >= 0; i++) {
        if (bytes[i] == '\n') {
            client->line[client->size] = '\0';
            client->size = 0;
            answer(client, simulator);
        } else if (client->size < sizeof client->line - 1) {
            client->line[client->size++] = bytes[i];
        } else {
            drop(client);
        }
    }
}

void control_serve(struct control *control, struct simulator *simulator, const struct pollfd *from)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (from[1 + i].revents != 0)
            listen_to(&control->clients[i], simulator);
    if (from[0].revents != 0)
        welcome(control);
}

void control_close(struct control *control)
{
    if (control->listener < 0)
        return;
    close(control->listener);
    unlink(control->path);
}
