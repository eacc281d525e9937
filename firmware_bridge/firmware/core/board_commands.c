#include "board_commands.h"

#include "commands.h"

/* A coil of 20 to 60 ohms under the test current; see the port for the circuit. */
#define COIL_SHORT_BELOW 40u
#define COIL_CUT_ABOVE 3000u

static enum self_test_result judge(enum wire wire, uint16_t coil)
{
    if (wire_is_faulty(wire))
        return SELF_TEST_RESULT_WIRE;
    if (coil < COIL_SHORT_BELOW)
        return SELF_TEST_RESULT_COIL_SHORT;
    return coil > COIL_CUT_ABOVE ? SELF_TEST_RESULT_COIL_CUT : SELF_TEST_RESULT_GOOD;
}

enum refusal command_self_test(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct self_test_request request = self_test_request_read(body);
    const struct hal *hal = &controller->hal;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (request.drawer == 0 || request.drawer > controller->settings.drawers)
        return REFUSAL_NO_SUCH_DRAWER;
    if (controller->safety.unlocked != 0)
        return REFUSAL_BUSY; /* a driven coil cannot be measured */
    uint16_t sensor = controller->safety.sensing.sensors[request.drawer - 1].reading;
    uint16_t coil = hal->coil(hal->self, request.drawer);
    enum self_test_result result = judge(wire_of(sensor, controller->settings.end_of_line != 0), coil);
    eventlog_add(&controller->log, EVENT_KIND_SELF_TESTED, request.drawer, controller->safety.now, (uint32_t)result);
    struct self_test_reply answer = {.result = (uint8_t)result, .sensor = sensor, .coil = coil};
    *size = self_test_reply_write(reply, &answer);
    return REFUSAL_NONE;
}

enum refusal command_buzzer(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct buzzer_request request = buzzer_request_read(body);
    (void)reply;
    (void)size;
    if (request.session_nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (request.sound >= SOUND_COUNT)
        return REFUSAL_BAD_VALUE;
    sounds_play(&controller->sounds, (enum sound)request.sound, controller->safety.now);
    return REFUSAL_NONE;
}

enum refusal command_settings(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    (void)body;
    *size = settings_reply_write(reply, &controller->settings);
    return REFUSAL_NONE;
}

enum refusal command_may_change(const struct controller *controller, uint32_t nonce)
{
    if (nonce != controller->session.nonce)
        return REFUSAL_WRONG_NONCE;
    if (controller->safety.unlocked != 0)
        return REFUSAL_BUSY;
    if (controller->safety.sensing.open != 0)
        return REFUSAL_DRAWER_OPEN;
    return store_ready(&controller->log.store) ? REFUSAL_NONE : REFUSAL_LOG_BUSY;
}

_Static_assert(CONFIGURE_REQUEST_SIZE == 4u + SETTINGS_REPLY_SIZE, "CONFIGURE is a nonce and the fields of SETTINGS");

enum refusal command_configure(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct configure_request request = configure_request_read(body);
    struct settings_reply wanted = settings_reply_read(body + sizeof request.session_nonce); /* the same fields follow */
    (void)reply;
    (void)size;
    enum refusal refusal = command_may_change(controller, request.session_nonce);
    if (refusal != REFUSAL_NONE)
        return refusal;
    if (!settings_good(&wanted, &controller->board))
        return REFUSAL_BAD_VALUE;
    settings_save(&controller->log.store, &wanted);
    controller->settings = wanted;
    controller->safety.version++;
    eventlog_add(&controller->log, EVENT_KIND_CONFIGURED, 0, controller->safety.now, 0);
    return REFUSAL_NONE;
}

enum refusal command_set_key(struct controller *controller, const uint8_t *body, uint8_t *reply, size_t *size)
{
    struct set_key_request request = set_key_request_read(body);
    uint8_t data[RECORD_DATA] = {0};
    (void)reply;
    (void)size;
    enum refusal refusal = command_may_change(controller, request.session_nonce);
    if (refusal != REFUSAL_NONE)
        return refusal;
    for (size_t i = 0; i < SIPHASH_KEY; i++)
        data[i] = request.key[i];
    store_add(&controller->log.store, RECORD_KEY, data);
    seal_set_key(&controller->seal, data);
    eventlog_add(&controller->log, EVENT_KIND_CONFIGURED, 0, controller->safety.now, 1);
    session_end(controller, RELOCK_REASON_ASKED); /* the next HELLO begins under the new key */
    return REFUSAL_NONE;
}
