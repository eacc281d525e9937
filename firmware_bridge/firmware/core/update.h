/* Takes a new program into the slot that does not run. Nothing here checks a signature: the loader does, before it
 * starts anything.
 */
#ifndef UPDATE_H
#define UPDATE_H

#include "image.h"

struct controller;

enum update_stage { UPDATE_NONE, UPDATE_ERASING, UPDATE_TAKING, UPDATE_RESTARTING };

struct update {
    enum update_stage stage;
    struct image image;
    uint32_t erased; /* sectors */
    uint32_t taken;  /* bytes of the payload */
    uint32_t crc;    /* of these */
    uint32_t restart_at;
};

/* No drawer is unlocked while an update runs, nor by a program that no host has confirmed. */
bool update_blocks(const struct controller *controller);

/* The session is over: what was taken so far is worthless. */
void update_abort(struct update *update);

/* To be called each millisecond. */
void update_tick(struct controller *controller);

enum refusal command_update_state(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_update_begin(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_update_data(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_update_finish(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);
enum refusal command_update_confirm(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size);

#endif
