#include "commands.h"

#include "board_commands.h"
#include "crc32.h"

void session_end(struct controller *controller, enum relock_reason reason)
{
    safety_relock(&controller->safety, reason);
    safety_select(&controller->safety, 0);
    controller->session.open = false;
    update_abort(&controller->update);
}

static uint32_t new_nonce(struct controller *controller, uint32_t host_nonce)
{
    const uint32_t parts[] = {host_nonce, controller->board.entropy, controller->log.boot, ++controller->link.sessions};
    const uint8_t *seed = (const uint8_t *)parts;
    /* With a key, nobody else can foresee it or make it come again. */
    return controller->seal.on ? (uint32_t)siphash(controller->seal.key, seed, sizeof parts) : crc32(0, seed, sizeof parts);
}

static enum refusal hello(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct hello_request request = hello_request_read(body);
    const struct board *board = &controller->board;
    session_end(controller, RELOCK_REASON_NEW_SESSION);
    controller->session = (struct session){
        .nonce = new_nonce(controller, request.host_nonce),
        .host_nonce = request.host_nonce,
        .heard_at = controller->safety.now,
        .open = true,
        .read_only = request.version < PROTOCOL_VERSION_MIN || request.version > PROTOCOL_VERSION_MAX,
    };
    controller->seal.counter = 0;
    struct hello_reply answer = {
        .host_nonce = request.host_nonce,
        .version_min = PROTOCOL_VERSION_MIN,
        .version_max = PROTOCOL_VERSION_MAX,
        .table_hash = PROTOCOL_TABLE_HASH,
        .firmware_hash = board->firmware_hash,
        .board_id = board->id,
        .boot = controller->log.boot,
        .reset_cause = board->reset_cause,
        .session_nonce = controller->session.nonce,
        .drawers = controller->settings.drawers,
        .event_counter = eventlog_counter(&controller->log),
        .unlock_window_ms = controller->settings.unlock_window_ms,
        .open_limit_ms = controller->settings.open_limit_ms,
        .sealed = controller->seal.on,
    };
    *size = hello_reply_write(reply, &answer);
    return REFUSAL_NONE;
}

static enum refusal heartbeat(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    (void)body;
    struct heartbeat_reply answer = {
        .state_version = controller->safety.version,
        .event_counter = eventlog_counter(&controller->log),
    };
    *size = heartbeat_reply_write(reply, &answer);
    return REFUSAL_NONE;
}

static enum refusal unlock(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct unlock_request request = unlock_request_read(body);
    (void)reply;
    (void)size;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (request.state_version != controller->safety.version)
        return REFUSAL_STALE_STATE;
    if (update_blocks(controller))
        return REFUSAL_UPDATING;
    return safety_unlock(&controller->safety, request.drawer, request.token);
}

static enum refusal lock(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct lock_request request = lock_request_read(body);
    (void)reply;
    (void)size;
    if (request.drawer > controller->settings.drawers)
        return REFUSAL_NO_SUCH_DRAWER;
    if (request.drawer == 0 || request.drawer == controller->safety.unlocked)
        safety_relock(&controller->safety, RELOCK_REASON_ASKED);
    return REFUSAL_NONE;
}

static enum refusal status(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    (void)body;
    const struct safety *safety = &controller->safety;
    struct status_reply answer = {
        .state_version = safety->version,
        .open = safety->sensing.open,
        .unlocked = safety_unlocked_map(safety),
        .fault = safety->sensing.fault | safety->stuck,
        .selected = safety->selected,
        .event_counter = eventlog_counter(&controller->log),
        .frames_bad = controller->link.receiver.bad,
        .uptime_ms = safety->now,
        .supply_mv = safety->supply_mv,
        .battery_mv = safety->battery_mv,
        .flags = (uint8_t)(safety_flags(safety) | (controller->seal.on ? STATUS_FLAG_SEALED : 0)),
    };
    *size = status_reply_write(reply, &answer);
    return REFUSAL_NONE;
}

static enum refusal events_read(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct events_read_request request = events_read_request_read(body);
    struct events_read_reply answer = {.lost = controller->log.lost};
    struct event events[EVENT_MAX];
    size_t count = eventlog_read(&controller->log, request.after, events, EVENT_MAX);
    *size = events_read_reply_write(reply, &answer);
    for (size_t i = 0; i < count; i++)
        *size += event_write(reply + *size, &events[i]);
    return REFUSAL_NONE;
}

static enum refusal events_ack(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct events_ack_request request = events_ack_request_read(body);
    (void)reply;
    (void)size;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    eventlog_ack(&controller->log, request.counter);
    return REFUSAL_NONE;
}

static enum refusal select_drawer(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct select_request request = select_request_read(body);
    (void)reply;
    (void)size;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (request.drawer > controller->settings.drawers)
        return REFUSAL_NO_SUCH_DRAWER;
    safety_select(&controller->safety, request.drawer);
    return REFUSAL_NONE;
}

enum needs { NOTHING, SESSION, WRITING };

static const struct command {
    uint8_t id;
    uint8_t size;
    enum needs needs;
    command_handler run;
} COMMANDS[] = {
    {HELLO_ID, HELLO_REQUEST_SIZE, NOTHING, hello},
    {HEARTBEAT_ID, HEARTBEAT_REQUEST_SIZE, SESSION, heartbeat},
    {UNLOCK_ID, UNLOCK_REQUEST_SIZE, WRITING, unlock},
    {LOCK_ID, LOCK_REQUEST_SIZE, SESSION, lock}, /* relocking is never refused for a version */
    {STATUS_ID, STATUS_REQUEST_SIZE, SESSION, status},
    {EVENTS_READ_ID, EVENTS_READ_REQUEST_SIZE, SESSION, events_read},
    {EVENTS_ACK_ID, EVENTS_ACK_REQUEST_SIZE, WRITING, events_ack},
    {SELECT_ID, SELECT_REQUEST_SIZE, WRITING, select_drawer},
    {SELF_TEST_ID, SELF_TEST_REQUEST_SIZE, WRITING, command_self_test},
    {BUZZER_ID, BUZZER_REQUEST_SIZE, WRITING, command_buzzer},
    {SETTINGS_ID, SETTINGS_REQUEST_SIZE, SESSION, command_settings},
    {CONFIGURE_ID, CONFIGURE_REQUEST_SIZE, WRITING, command_configure},
    {SET_KEY_ID, SET_KEY_REQUEST_SIZE, WRITING, command_set_key},
    {UPDATE_STATE_ID, UPDATE_STATE_REQUEST_SIZE, SESSION, command_update_state},
    {UPDATE_BEGIN_ID, UPDATE_BEGIN_REQUEST_SIZE, WRITING, command_update_begin},
    {UPDATE_DATA_ID, UPDATE_DATA_REQUEST_SIZE, WRITING, command_update_data},
    {UPDATE_FINISH_ID, UPDATE_FINISH_REQUEST_SIZE, WRITING, command_update_finish},
    {UPDATE_CONFIRM_ID, UPDATE_CONFIRM_REQUEST_SIZE, WRITING, command_update_confirm},
};

enum refusal command_run(struct controller *controller, uint8_t id, const uint8_t *body, size_t size,
                         uint8_t *reply, size_t *reply_size)
{
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        const struct command *command = &COMMANDS[i];
        if (command->id != id)
            continue;
        if (command->size != size)
            return REFUSAL_BAD_LENGTH;
        if (command->needs != NOTHING && !controller->session.open)
            return REFUSAL_NO_SESSION;
        if (command->needs == WRITING && controller->session.read_only)
            return REFUSAL_READ_ONLY;
        return command->run(controller, body, reply, reply_size);
    }
    return REFUSAL_UNKNOWN_COMMAND;
}
