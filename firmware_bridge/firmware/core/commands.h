#ifndef COMMANDS_H
#define COMMANDS_H

#include "controller.h"

/* Does one command; the body is `size` bytes. Writes the reply's body and its size. */
enum refusal command_run(struct controller *controller, uint8_t id, const uint8_t *body, size_t size,
                         uint8_t *reply, size_t *reply_size);

/* The session ends: relock, lamp off. */
void session_end(struct controller *controller, enum relock_reason reason);

#endif
