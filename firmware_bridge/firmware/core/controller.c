#include "controller.h"

#include "commands.h"

#define HEAD 3u /* type, sequence */

static void all_off(const struct hal *hal, uint8_t outputs)
{
    for (uint8_t drawer = 1; drawer <= outputs; drawer++)
        hal->drive(hal->self, drawer, DRIVE_OFF);
    hal->lamp(hal->self, 0);
}

void controller_start(struct controller *controller, const struct hal *hal, const struct board *board)
{
    all_off(hal, board->outputs);
    *controller = (struct controller){.hal = *hal, .board = *board};
    eventlog_start(&controller->log, &controller->hal.flash);
    controller->settings = settings_load(&controller->log.store, &controller->board);
    const uint8_t *key = store_kept(&controller->log.store, RECORD_KEY);
    if (key != NULL)
        seal_set_key(&controller->seal, key);
    safety_start(&controller->safety, &controller->hal, &controller->settings, &controller->log);
    sounds_start(&controller->sounds, &controller->hal);
    eventlog_add(&controller->log, EVENT_KIND_STARTED, 0, 0, board->reset_cause);
}

static void send_reply(struct controller *controller)
{
    const struct link *link = &controller->link;
    controller->hal.send(controller->hal.self, link->reply, link->reply_size);
}

static void answer(struct controller *controller, const uint8_t *payload, size_t size)
{
    struct link *link = &controller->link;
    uint8_t reply[PROTOCOL_MAX_PAYLOAD];
    size_t body_size = 0;
    bool sealed = controller->seal.on; /* SET_KEY is answered under the key that it was asked under */
    struct seal seal = controller->seal;
    reply[0] = payload[0] | PROTOCOL_REPLY_BIT;
    put_le(reply + 1, link->sequence, 2);
    reply[HEAD] = (uint8_t)command_run(controller, payload[0], payload + HEAD, size - HEAD, reply + HEAD + 1, &body_size);
    size_t reply_size = HEAD + 1 + body_size;
    if (sealed)
        reply_size = seal_close(&seal, controller->session.nonce, reply, reply_size);
    link->reply_size = frame_build(link->reply, reply, reply_size);
    send_reply(controller);
}

/* A HELLO begins a sequence of its own, unless it is a late copy of the one that opened this session. */
static bool is_new_hello(const struct session *session, const uint8_t *payload, size_t size)
{
    if (payload[0] != HELLO_ID || size != HEAD + HELLO_REQUEST_SIZE)
        return false;
    return !session->open || hello_request_read(payload + HEAD).host_nonce != session->host_nonce;
}

static bool is_repeated(const struct link *link, uint16_t sequence, uint32_t crc)
{
    return link->any && sequence == link->sequence && crc == link->command_crc;
}

/* Before a key is set, whoever reaches the cable is taken for the host. */
static bool is_from_host(struct controller *controller, const uint8_t *payload, size_t *size)
{
    return !controller->seal.on || seal_open(&controller->seal, controller->session.nonce, payload, size);
}

static void take_command(struct controller *controller, const uint8_t *payload, size_t size, uint32_t crc)
{
    struct link *link = &controller->link;
    /* With a key, a stranger may still ask who we are, and lock; neither is a sign of life from the host. */
    bool for_all = controller->seal.on && (payload[0] == HELLO_ID || payload[0] == LOCK_ID);
    if (!for_all && !is_from_host(controller, payload, &size)) {
        link->receiver.bad++;
        return;
    }
    if (!for_all)
        controller->session.heard_at = controller->safety.now;
    link->any = true;
    link->sequence = (uint16_t)get_le(payload + 1, 2);
    link->command_crc = crc;
    answer(controller, payload, size);
}

static void take_payload(struct controller *controller, size_t size)
{
    const struct link *link = &controller->link;
    const uint8_t *payload = link->receiver.body;
    uint16_t sequence = (uint16_t)get_le(payload + 1, 2);
    uint32_t crc = receiver_crc(&link->receiver, size);
    if ((payload[0] & PROTOCOL_REPLY_BIT) != 0)
        return;
    if (is_repeated(link, sequence, crc)) {
        send_reply(controller);
        return;
    }
    bool newer = !link->any || (int16_t)(uint16_t)(sequence - link->sequence) > 0;
    if (newer || is_new_hello(&controller->session, payload, size))
        take_command(controller, payload, size, crc);
}

void controller_byte(struct controller *controller, uint8_t byte)
{
    size_t size = receiver_take(&controller->link.receiver, byte);
    if (size != 0)
        take_payload(controller, size);
}

static void watch_host(struct controller *controller)
{
    const struct session *session = &controller->session;
    if (!session->open || controller->safety.now - session->heard_at < PROTOCOL_HOST_SILENCE_MS)
        return;
    session_end(controller, RELOCK_REASON_HOST_LOST);
    controller->link.any = false; /* replies are repeated within their session only */
    eventlog_add(&controller->log, EVENT_KIND_HOST_LOST, 0, controller->safety.now, 0);
}

/* A lock that has current against the board's will: a restart lets go what a crazed pin holds. Once: what still
 * holds after that is beyond the board, which then refuses every unlock and says why. */
static bool outputs_in_order(const struct controller *controller)
{
    return controller->safety.stuck == 0 || controller->board.reset_cause == RESET_CAUSE_WATCHDOG;
}

void controller_tick(struct controller *controller, uint32_t now, const struct inputs *inputs)
{
    safety_tick(&controller->safety, now, inputs);
    watch_host(controller);
    sounds_tick(&controller->sounds, now);
    eventlog_tick(&controller->log);
    update_tick(controller);
    if (outputs_in_order(controller))
        controller->hal.feed(controller->hal.self);
}
