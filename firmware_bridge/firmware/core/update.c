#include "update.h"

#include "board_commands.h"
#include "commands.h"
#include "crc32.h"

static const struct flash *slots(const struct controller *controller)
{
    return &controller->hal.program;
}

static bool is_busy(const struct controller *controller)
{
    return slots(controller)->busy(slots(controller)->self);
}

static uint32_t target_at(const struct controller *controller)
{
    return slot_at(controller->board.running.slot == 0 ? 1 : 0);
}

bool update_blocks(const struct controller *controller)
{
    return controller->update.stage != UPDATE_NONE || controller->board.running.trial;
}

void update_abort(struct update *update)
{
    if (update->stage != UPDATE_RESTARTING)
        update->stage = UPDATE_NONE;
}

static void restart_soon(struct controller *controller)
{
    controller->update.stage = UPDATE_RESTARTING;
    controller->update.restart_at = controller->safety.now + PROTOCOL_UPDATE_RESTART_MS;
}

static void erase_next(struct controller *controller)
{
    struct update *update = &controller->update;
    uint32_t at = update->erased * FLASH_SECTOR;
    if (at >= IMAGE_PAYLOAD_AT + update->image.size) {
        update->stage = UPDATE_TAKING;
        return;
    }
    slots(controller)->erase(slots(controller)->self, target_at(controller) + at);
    update->erased++;
}

/* An image that nobody confirms gives the board back to the one before. */
static bool trial_is_over(const struct controller *controller)
{
    return controller->board.running.trial && controller->safety.now >= PROTOCOL_UPDATE_TRIAL_MS;
}

void update_tick(struct controller *controller)
{
    const struct update *update = &controller->update;
    if (update->stage == UPDATE_ERASING && !is_busy(controller))
        erase_next(controller);
    bool asked = update->stage == UPDATE_RESTARTING && controller->safety.now >= update->restart_at;
    if (asked || trial_is_over(controller))
        controller->hal.restart(controller->hal.self);
}

enum refusal command_update_state(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    const struct choice *running = &controller->board.running;
    (void)body;
    struct update_state_reply answer = {
        .slot = running->slot,
        .trial = running->trial,
        .port = running->image.port,
        .version = running->image.version,
        .room = IMAGE_ROOM,
        .taken = controller->update.taken,
    };
    *size = update_state_reply_write(reply, &answer);
    return REFUSAL_NONE;
}

static enum refusal may_begin(const struct controller *controller, const struct update_begin_request *request)
{
    const struct choice *running = &controller->board.running;
    const struct {
        bool refused;
        enum refusal refusal;
    } reasons[] = {
        {running->slot == NO_SLOT, REFUSAL_NO_LOADER},
        {running->trial || controller->update.stage == UPDATE_RESTARTING, REFUSAL_UPDATING},
        {request->port != running->image.port, REFUSAL_BAD_VALUE},
        {request->size == 0 || request->size > IMAGE_ROOM, REFUSAL_BAD_VALUE},
        {request->version <= running->image.version, REFUSAL_OLD_IMAGE},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].refused)
            return reasons[i].refusal;
    return command_may_change(controller, request->session_nonce);
}

enum refusal command_update_begin(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct update_begin_request request = update_begin_request_read(body);
    (void)reply;
    (void)size;
    enum refusal refusal = may_begin(controller, &request);
    if (refusal != REFUSAL_NONE)
        return refusal;
    controller->update = (struct update){
        .stage = UPDATE_ERASING,
        .image = {.port = request.port, .version = request.version, .size = request.size},
    };
    return REFUSAL_NONE;
}

/* What every later step needs. */
static enum refusal may_go_on(const struct controller *controller, uint32_t nonce)
{
    if (nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (controller->update.stage == UPDATE_NONE || controller->update.stage == UPDATE_RESTARTING)
        return REFUSAL_BAD_VALUE;
    return controller->update.stage == UPDATE_ERASING || is_busy(controller) ? REFUSAL_LOG_BUSY : REFUSAL_NONE;
}

/* True if the flash holds these bytes now. */
static bool write_checked(const struct controller *controller, uint32_t at, const uint8_t *bytes, size_t size)
{
    const struct flash *flash = slots(controller);
    uint8_t found[IMAGE_HEADER];
    flash->write(flash->self, target_at(controller) + at, bytes, size);
    flash->read(flash->self, target_at(controller) + at, found, size);
    return crc32(0, found, size) == crc32(0, bytes, size);
}

_Static_assert(PROTOCOL_UPDATE_CHUNK <= IMAGE_HEADER, "a chunk can be read back");
_Static_assert(256u % PROTOCOL_UPDATE_CHUNK == 0, "no chunk lies on two pages");

enum refusal command_update_data(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct update_data_request request = update_data_request_read(body);
    struct update *update = &controller->update;
    (void)reply;
    (void)size;
    enum refusal refusal = may_go_on(controller, request.session_nonce);
    if (refusal != REFUSAL_NONE)
        return refusal;
    uint32_t left = update->image.size - update->taken;
    if (request.at != update->taken || left == 0)
        return REFUSAL_BAD_VALUE;
    uint32_t count = left < PROTOCOL_UPDATE_CHUNK ? left : PROTOCOL_UPDATE_CHUNK;
    if (!write_checked(controller, IMAGE_PAYLOAD_AT + update->taken, request.bytes, count)) {
        update_abort(update);
        return REFUSAL_SPOILT;
    }
    update->crc = crc32(update->crc, request.bytes, count);
    update->taken += count;
    return REFUSAL_NONE;
}

/* The restart must not come while someone is at a drawer. */
static enum refusal may_finish(const struct controller *controller, const struct update_finish_request *request)
{
    const struct update *update = &controller->update;
    enum refusal refusal = may_go_on(controller, request->session_nonce);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (update->taken != update->image.size || update->crc != request->crc)
        return REFUSAL_SPOILT;
    return command_may_change(controller, request->session_nonce);
}

enum refusal command_update_finish(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct update_finish_request request = update_finish_request_read(body);
    uint8_t header[IMAGE_HEADER];
    (void)reply;
    (void)size;
    enum refusal refusal = may_finish(controller, &request);
    if (refusal != REFUSAL_NONE)
        return refusal;
    image_write_head(header, &controller->update.image);
    for (size_t i = 0; i < IMAGE_SIGNATURE; i++)
        header[IMAGE_SIGNED + i] = request.signature[i];
    if (!write_checked(controller, 0, header, IMAGE_HEADER)) {
        update_abort(&controller->update);
        return REFUSAL_SPOILT;
    }
    eventlog_add(&controller->log, EVENT_KIND_UPDATED, 0, controller->safety.now, controller->update.image.version);
    restart_soon(controller);
    return REFUSAL_NONE;
}

enum refusal command_update_confirm(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct update_confirm_request request = update_confirm_request_read(body);
    struct choice *running = &controller->board.running;
    (void)reply;
    (void)size;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (!running->trial)
        return REFUSAL_BAD_VALUE;
    if (request.keep == 0) {
        restart_soon(controller);
        return REFUSAL_NONE;
    }
    if (is_busy(controller))
        return REFUSAL_LOG_BUSY;
    image_mark(slots(controller), running->slot, IMAGE_CONFIRMED_AT);
    if (!image_mark_is_set(slots(controller), running->slot, IMAGE_CONFIRMED_AT))
        return REFUSAL_SPOILT;
    running->trial = false;
    eventlog_add(&controller->log, EVENT_KIND_CONFIRMED, 0, controller->safety.now, running->image.version);
    return REFUSAL_NONE;
}
