/* The commands of the biomedical engineer: tests, sounds, settings, the key. */
#ifndef BOARD_COMMANDS_H
#define BOARD_COMMANDS_H

#include "controller.h"

typedef enum refusal (*command_handler)(struct controller *controller, const uint8_t *body, uint8_t *reply,
                                        size_t *reply_size);

/* The session is the host's, nothing is unlocked or open, and the store takes a record. */
enum refusal command_may_change(const struct controller *controller, uint32_t nonce);

enum refusal command_self_test(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_buzzer(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_settings(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_configure(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_set_key(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);

#endif
