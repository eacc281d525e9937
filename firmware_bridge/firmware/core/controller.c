#include "controller.h"

#include "commands.h"
#include "crc32.h"

#define HEAD 3u /* type, sequence */

void controller_start(struct controller *controller, const struct hal *hal, const struct board *board)
{
    *controller = (struct controller){.hal = *hal, .board = *board};
    for (uint8_t drawer = 1; drawer <= board->drawers; drawer++)
        hal->drive(hal->self, drawer, DRIVE_OFF);
    hal->lamp(hal->self, 0);
    eventlog_start(&controller->log, &controller->hal);
    safety_start(&controller->safety, &controller->hal, &controller->board, &controller->log);
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
    reply[0] = payload[0] | PROTOCOL_REPLY_BIT;
    put_le(reply + 1, link->sequence, 2);
    reply[HEAD] = (uint8_t)command_run(controller, payload[0], payload + HEAD, size - HEAD, reply + HEAD + 1, &body_size);
    link->reply_size = frame_build(link->reply, reply, HEAD + 1 + body_size);
    send_reply(controller);
}

/* A HELLO begins a sequence of its own, unless it is a late copy of the one that opened this session. */
static bool is_new_hello(const struct session *session, const uint8_t *payload, size_t size)
{
    if (payload[0] != HELLO_ID || size != HEAD + HELLO_REQUEST_SIZE)
        return false;
    return !session->open || hello_request_read(payload + HEAD).host_nonce != session->host_nonce;
}

static void take_payload(struct controller *controller, const uint8_t *payload, size_t size)
{
    struct link *link = &controller->link;
    uint16_t sequence = (uint16_t)get_le(payload + 1, 2);
    uint32_t crc = crc32(0, payload, size);
    if ((payload[0] & PROTOCOL_REPLY_BIT) != 0)
        return;
    if (link->any && sequence == link->sequence && crc == link->command_crc) {
        controller->session.heard_at = controller->safety.now;
        link->replays++;
        send_reply(controller);
        return;
    }
    bool newer = !link->any || (int16_t)(uint16_t)(sequence - link->sequence) > 0;
    if (!newer && !is_new_hello(&controller->session, payload, size))
        return;
    link->any = true;
    link->sequence = sequence;
    link->command_crc = crc;
    controller->session.heard_at = controller->safety.now;
    answer(controller, payload, size);
}

void controller_byte(struct controller *controller, uint8_t byte)
{
    size_t size = receiver_take(&controller->link.receiver, byte);
    if (size != 0)
        take_payload(controller, controller->link.receiver.buffer, size);
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

void controller_tick(struct controller *controller, uint32_t now, uint16_t sensors)
{
    safety_tick(&controller->safety, now, sensors);
    watch_host(controller);
}
