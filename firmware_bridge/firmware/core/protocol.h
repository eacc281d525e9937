/* Generated from messages.toml by firmware_bridge.protocol.generate. Do not edit. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t get_le(const uint8_t *from, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | from[i - 1];
    return value;
}

static inline size_t put_le(uint8_t *to, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> (8 * i));
    return size;
}

#define PROTOCOL_VERSION_MIN 1u
#define PROTOCOL_VERSION_MAX 1u
#define PROTOCOL_MAX_PAYLOAD 128u
#define PROTOCOL_REPLY_BIT 128u
#define PROTOCOL_MAX_DRAWERS 16u
#define PROTOCOL_HEARTBEAT_MS 250u
#define PROTOCOL_HOST_SILENCE_MS 1000u
#define PROTOCOL_DEBOUNCE_MS 2u
#define PROTOCOL_PULL_IN_MAX_MS 250u
#define PROTOCOL_WIRE_FAULT_MS 20u
#define PROTOCOL_COIL_BUDGET_MS 1000u
#define PROTOCOL_COIL_COOLING 10u
#define PROTOCOL_SUPPLY_LOW_MV 10500u
#define PROTOCOL_SUPPLY_GOOD_MV 11000u
#define PROTOCOL_BATTERY_LOW_MV 11800u
#define PROTOCOL_BATTERY_GOOD_MV 12300u
#define PROTOCOL_WATCHDOG_MS 80u
#define PROTOCOL_SEAL_SIZE 12u
#define PROTOCOL_SWITCH_QUIET_MS 20u
#define PROTOCOL_UPDATE_CHUNK 64u
#define PROTOCOL_UPDATE_RESTART_MS 100u
#define PROTOCOL_UPDATE_TRIAL_MS 300000u
#define PROTOCOL_TABLE_HASH 0xc59e1d59u

enum refusal {
    REFUSAL_NONE = 0,
    REFUSAL_UNKNOWN_COMMAND = 1,
    REFUSAL_BAD_LENGTH = 2,
    REFUSAL_NO_SESSION = 3,
    REFUSAL_READ_ONLY = 4,
    REFUSAL_WRONG_NONCE = 5,
    REFUSAL_STALE_STATE = 6,
    REFUSAL_USED_TOKEN = 7,
    REFUSAL_NO_SUCH_DRAWER = 8,
    REFUSAL_BUSY = 9,
    REFUSAL_DRAWER_OPEN = 10,
    REFUSAL_NOT_SETTLED = 11,
    REFUSAL_LOG_BUSY = 12,
    REFUSAL_COIL_HOT = 13,
    REFUSAL_DRAWER_FAULT = 14,
    REFUSAL_TAMPERED = 15,
    REFUSAL_SUPPLY_LOW = 16,
    REFUSAL_BAD_VALUE = 17,
    REFUSAL_UPDATING = 18,
    REFUSAL_NO_LOADER = 19,
    REFUSAL_OLD_IMAGE = 20,
    REFUSAL_SPOILT = 21,
};

enum reset_cause {
    RESET_CAUSE_UNKNOWN = 0,
    RESET_CAUSE_POWER_ON = 1,
    RESET_CAUSE_WATCHDOG = 2,
    RESET_CAUSE_SOFTWARE = 3,
    RESET_CAUSE_BROWN_OUT = 4,
};

enum event_kind {
    EVENT_KIND_STARTED = 1,
    EVENT_KIND_UNLOCKED = 2,
    EVENT_KIND_RELOCKED = 3,
    EVENT_KIND_OPENED = 4,
    EVENT_KIND_CLOSED = 5,
    EVENT_KIND_FORCED_OPEN = 6,
    EVENT_KIND_NEVER_OPENED = 7,
    EVENT_KIND_OPEN_TOO_LONG = 8,
    EVENT_KIND_HOST_LOST = 9,
    EVENT_KIND_OPENED_BY_KEY = 10,
    EVENT_KIND_KEY_TURNED = 11,
    EVENT_KIND_TAMPER = 12,
    EVENT_KIND_WIRE_FAULT = 13,
    EVENT_KIND_WIRE_MENDED = 14,
    EVENT_KIND_SUPPLY_LOW = 15,
    EVENT_KIND_SUPPLY_GOOD = 16,
    EVENT_KIND_BATTERY_LOW = 17,
    EVENT_KIND_OUTPUT_FAULT = 18,
    EVENT_KIND_SELF_TESTED = 19,
    EVENT_KIND_CONFIGURED = 20,
    EVENT_KIND_UPDATED = 21,
    EVENT_KIND_CONFIRMED = 22,
};

enum relock_reason {
    RELOCK_REASON_OPENED = 1,
    RELOCK_REASON_ASKED = 2,
    RELOCK_REASON_WINDOW = 3,
    RELOCK_REASON_HOST_LOST = 4,
    RELOCK_REASON_NEW_SESSION = 5,
    RELOCK_REASON_OTHER_OPENED = 6,
    RELOCK_REASON_WIRE_FAULT = 7,
    RELOCK_REASON_TAMPER = 8,
    RELOCK_REASON_SUPPLY_LOW = 9,
    RELOCK_REASON_OUTPUT_FAULT = 10,
};

enum wire {
    WIRE_CLOSED = 0,
    WIRE_OPEN = 1,
    WIRE_SHORT = 2,
    WIRE_CUT = 3,
    WIRE_BETWEEN = 4,
};

enum self_test_result {
    SELF_TEST_RESULT_GOOD = 0,
    SELF_TEST_RESULT_WIRE = 1,
    SELF_TEST_RESULT_COIL_CUT = 2,
    SELF_TEST_RESULT_COIL_SHORT = 3,
};

enum status_flag {
    STATUS_FLAG_TAMPER = 1,
    STATUS_FLAG_KEY = 2,
    STATUS_FLAG_SUPPLY_LOW = 4,
    STATUS_FLAG_BATTERY_LOW = 8,
    STATUS_FLAG_OUTPUT_FAULT = 16,
    STATUS_FLAG_MEMORY_FAULT = 32,
    STATUS_FLAG_SEALED = 64,
};

enum sound {
    SOUND_OFF = 0,
    SOUND_GOOD = 1,
    SOUND_STOP = 2,
    SOUND_ALARM = 3,
};

#define HELLO_ID 0x01u
#define HELLO_REQUEST_SIZE 5u
#define HELLO_REPLY_SIZE 47u

struct hello_request {
    uint32_t host_nonce;
    uint8_t version;
};

static inline struct hello_request hello_request_read(const uint8_t *from)
{
    return (struct hello_request){
        .host_nonce = (uint32_t)get_le(from + 0, 4),
        .version = (uint8_t)get_le(from + 4, 1),
    };
}

struct hello_reply {
    uint32_t host_nonce;
    uint8_t version_min;
    uint8_t version_max;
    uint32_t table_hash;
    uint64_t firmware_hash;
    uint64_t board_id;
    uint16_t boot;
    uint8_t reset_cause;
    uint32_t session_nonce;
    uint8_t drawers;
    uint32_t event_counter;
    uint32_t unlock_window_ms;
    uint32_t open_limit_ms;
    uint8_t sealed;
};

static inline size_t hello_reply_write(uint8_t *to, const struct hello_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->host_nonce, 4);
    n += put_le(to + n, message->version_min, 1);
    n += put_le(to + n, message->version_max, 1);
    n += put_le(to + n, message->table_hash, 4);
    n += put_le(to + n, message->firmware_hash, 8);
    n += put_le(to + n, message->board_id, 8);
    n += put_le(to + n, message->boot, 2);
    n += put_le(to + n, message->reset_cause, 1);
    n += put_le(to + n, message->session_nonce, 4);
    n += put_le(to + n, message->drawers, 1);
    n += put_le(to + n, message->event_counter, 4);
    n += put_le(to + n, message->unlock_window_ms, 4);
    n += put_le(to + n, message->open_limit_ms, 4);
    n += put_le(to + n, message->sealed, 1);
    return n;
}

static inline struct hello_reply hello_reply_read(const uint8_t *from)
{
    return (struct hello_reply){
        .host_nonce = (uint32_t)get_le(from + 0, 4),
        .version_min = (uint8_t)get_le(from + 4, 1),
        .version_max = (uint8_t)get_le(from + 5, 1),
        .table_hash = (uint32_t)get_le(from + 6, 4),
        .firmware_hash = (uint64_t)get_le(from + 10, 8),
        .board_id = (uint64_t)get_le(from + 18, 8),
        .boot = (uint16_t)get_le(from + 26, 2),
        .reset_cause = (uint8_t)get_le(from + 28, 1),
        .session_nonce = (uint32_t)get_le(from + 29, 4),
        .drawers = (uint8_t)get_le(from + 33, 1),
        .event_counter = (uint32_t)get_le(from + 34, 4),
        .unlock_window_ms = (uint32_t)get_le(from + 38, 4),
        .open_limit_ms = (uint32_t)get_le(from + 42, 4),
        .sealed = (uint8_t)get_le(from + 46, 1),
    };
}

#define HEARTBEAT_ID 0x02u
#define HEARTBEAT_REQUEST_SIZE 0u
#define HEARTBEAT_REPLY_SIZE 6u

struct heartbeat_reply {
    uint16_t state_version;
    uint32_t event_counter;
};

static inline size_t heartbeat_reply_write(uint8_t *to, const struct heartbeat_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->state_version, 2);
    n += put_le(to + n, message->event_counter, 4);
    return n;
}

static inline struct heartbeat_reply heartbeat_reply_read(const uint8_t *from)
{
    return (struct heartbeat_reply){
        .state_version = (uint16_t)get_le(from + 0, 2),
        .event_counter = (uint32_t)get_le(from + 2, 4),
    };
}

#define UNLOCK_ID 0x03u
#define UNLOCK_REQUEST_SIZE 11u
#define UNLOCK_REPLY_SIZE 0u

struct unlock_request {
    uint32_t session_nonce;
    uint8_t drawer;
    uint16_t state_version;
    uint32_t token;
};

static inline struct unlock_request unlock_request_read(const uint8_t *from)
{
    return (struct unlock_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .drawer = (uint8_t)get_le(from + 4, 1),
        .state_version = (uint16_t)get_le(from + 5, 2),
        .token = (uint32_t)get_le(from + 7, 4),
    };
}

#define LOCK_ID 0x04u
#define LOCK_REQUEST_SIZE 1u
#define LOCK_REPLY_SIZE 0u

struct lock_request {
    uint8_t drawer;
};

static inline struct lock_request lock_request_read(const uint8_t *from)
{
    return (struct lock_request){
        .drawer = (uint8_t)get_le(from + 0, 1),
    };
}

#define STATUS_ID 0x05u
#define STATUS_REQUEST_SIZE 0u
#define STATUS_REPLY_SIZE 26u

struct status_reply {
    uint16_t state_version;
    uint16_t open;
    uint16_t unlocked;
    uint16_t fault;
    uint8_t selected;
    uint32_t event_counter;
    uint32_t frames_bad;
    uint32_t uptime_ms;
    uint16_t supply_mv;
    uint16_t battery_mv;
    uint8_t flags;
};

static inline size_t status_reply_write(uint8_t *to, const struct status_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->state_version, 2);
    n += put_le(to + n, message->open, 2);
    n += put_le(to + n, message->unlocked, 2);
    n += put_le(to + n, message->fault, 2);
    n += put_le(to + n, message->selected, 1);
    n += put_le(to + n, message->event_counter, 4);
    n += put_le(to + n, message->frames_bad, 4);
    n += put_le(to + n, message->uptime_ms, 4);
    n += put_le(to + n, message->supply_mv, 2);
    n += put_le(to + n, message->battery_mv, 2);
    n += put_le(to + n, message->flags, 1);
    return n;
}

static inline struct status_reply status_reply_read(const uint8_t *from)
{
    return (struct status_reply){
        .state_version = (uint16_t)get_le(from + 0, 2),
        .open = (uint16_t)get_le(from + 2, 2),
        .unlocked = (uint16_t)get_le(from + 4, 2),
        .fault = (uint16_t)get_le(from + 6, 2),
        .selected = (uint8_t)get_le(from + 8, 1),
        .event_counter = (uint32_t)get_le(from + 9, 4),
        .frames_bad = (uint32_t)get_le(from + 13, 4),
        .uptime_ms = (uint32_t)get_le(from + 17, 4),
        .supply_mv = (uint16_t)get_le(from + 21, 2),
        .battery_mv = (uint16_t)get_le(from + 23, 2),
        .flags = (uint8_t)get_le(from + 25, 1),
    };
}

#define EVENTS_READ_ID 0x06u
#define EVENTS_READ_REQUEST_SIZE 4u
#define EVENTS_READ_REPLY_SIZE 4u

#define EVENT_MAX 4u

struct event {
    uint32_t counter;
    uint16_t boot;
    uint8_t kind;
    uint8_t drawer;
    uint32_t at_ms;
    uint32_t detail;
};

static inline size_t event_write(uint8_t *to, const struct event *message)
{
    size_t n = 0;
    n += put_le(to + n, message->counter, 4);
    n += put_le(to + n, message->boot, 2);
    n += put_le(to + n, message->kind, 1);
    n += put_le(to + n, message->drawer, 1);
    n += put_le(to + n, message->at_ms, 4);
    n += put_le(to + n, message->detail, 4);
    return n;
}

static inline struct event event_read(const uint8_t *from)
{
    return (struct event){
        .counter = (uint32_t)get_le(from + 0, 4),
        .boot = (uint16_t)get_le(from + 4, 2),
        .kind = (uint8_t)get_le(from + 6, 1),
        .drawer = (uint8_t)get_le(from + 7, 1),
        .at_ms = (uint32_t)get_le(from + 8, 4),
        .detail = (uint32_t)get_le(from + 12, 4),
    };
}

#define EVENT_SIZE 16u

struct events_read_request {
    uint32_t after;
};

static inline struct events_read_request events_read_request_read(const uint8_t *from)
{
    return (struct events_read_request){
        .after = (uint32_t)get_le(from + 0, 4),
    };
}

struct events_read_reply {
    uint32_t lost;
};

static inline size_t events_read_reply_write(uint8_t *to, const struct events_read_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->lost, 4);
    return n;
}

static inline struct events_read_reply events_read_reply_read(const uint8_t *from)
{
    return (struct events_read_reply){
        .lost = (uint32_t)get_le(from + 0, 4),
    };
}

#define EVENTS_ACK_ID 0x07u
#define EVENTS_ACK_REQUEST_SIZE 8u
#define EVENTS_ACK_REPLY_SIZE 0u

struct events_ack_request {
    uint32_t session_nonce;
    uint32_t counter;
};

static inline struct events_ack_request events_ack_request_read(const uint8_t *from)
{
    return (struct events_ack_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .counter = (uint32_t)get_le(from + 4, 4),
    };
}

#define SELECT_ID 0x08u
#define SELECT_REQUEST_SIZE 5u
#define SELECT_REPLY_SIZE 0u

struct select_request {
    uint32_t session_nonce;
    uint8_t drawer;
};

static inline struct select_request select_request_read(const uint8_t *from)
{
    return (struct select_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .drawer = (uint8_t)get_le(from + 4, 1),
    };
}

#define SELF_TEST_ID 0x09u
#define SELF_TEST_REQUEST_SIZE 5u
#define SELF_TEST_REPLY_SIZE 5u

struct self_test_request {
    uint32_t session_nonce;
    uint8_t drawer;
};

static inline struct self_test_request self_test_request_read(const uint8_t *from)
{
    return (struct self_test_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .drawer = (uint8_t)get_le(from + 4, 1),
    };
}

struct self_test_reply {
    uint8_t result;
    uint16_t sensor;
    uint16_t coil;
};

static inline size_t self_test_reply_write(uint8_t *to, const struct self_test_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->result, 1);
    n += put_le(to + n, message->sensor, 2);
    n += put_le(to + n, message->coil, 2);
    return n;
}

static inline struct self_test_reply self_test_reply_read(const uint8_t *from)
{
    return (struct self_test_reply){
        .result = (uint8_t)get_le(from + 0, 1),
        .sensor = (uint16_t)get_le(from + 1, 2),
        .coil = (uint16_t)get_le(from + 3, 2),
    };
}

#define BUZZER_ID 0x0au
#define BUZZER_REQUEST_SIZE 5u
#define BUZZER_REPLY_SIZE 0u

struct buzzer_request {
    uint32_t session_nonce;
    uint8_t sound;
};

static inline struct buzzer_request buzzer_request_read(const uint8_t *from)
{
    return (struct buzzer_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .sound = (uint8_t)get_le(from + 4, 1),
    };
}

#define SETTINGS_ID 0x0bu
#define SETTINGS_REQUEST_SIZE 0u
#define SETTINGS_REPLY_SIZE 13u

struct settings_reply {
    uint8_t drawers;
    uint8_t end_of_line;
    uint8_t debounce_ms;
    uint16_t pull_in_ms;
    uint32_t unlock_window_ms;
    uint32_t open_limit_ms;
};

static inline size_t settings_reply_write(uint8_t *to, const struct settings_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->drawers, 1);
    n += put_le(to + n, message->end_of_line, 1);
    n += put_le(to + n, message->debounce_ms, 1);
    n += put_le(to + n, message->pull_in_ms, 2);
    n += put_le(to + n, message->unlock_window_ms, 4);
    n += put_le(to + n, message->open_limit_ms, 4);
    return n;
}

static inline struct settings_reply settings_reply_read(const uint8_t *from)
{
    return (struct settings_reply){
        .drawers = (uint8_t)get_le(from + 0, 1),
        .end_of_line = (uint8_t)get_le(from + 1, 1),
        .debounce_ms = (uint8_t)get_le(from + 2, 1),
        .pull_in_ms = (uint16_t)get_le(from + 3, 2),
        .unlock_window_ms = (uint32_t)get_le(from + 5, 4),
        .open_limit_ms = (uint32_t)get_le(from + 9, 4),
    };
}

#define CONFIGURE_ID 0x0cu
#define CONFIGURE_REQUEST_SIZE 17u
#define CONFIGURE_REPLY_SIZE 0u

struct configure_request {
    uint32_t session_nonce;
    uint8_t drawers;
    uint8_t end_of_line;
    uint8_t debounce_ms;
    uint16_t pull_in_ms;
    uint32_t unlock_window_ms;
    uint32_t open_limit_ms;
};

static inline struct configure_request configure_request_read(const uint8_t *from)
{
    return (struct configure_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .drawers = (uint8_t)get_le(from + 4, 1),
        .end_of_line = (uint8_t)get_le(from + 5, 1),
        .debounce_ms = (uint8_t)get_le(from + 6, 1),
        .pull_in_ms = (uint16_t)get_le(from + 7, 2),
        .unlock_window_ms = (uint32_t)get_le(from + 9, 4),
        .open_limit_ms = (uint32_t)get_le(from + 13, 4),
    };
}

#define SET_KEY_ID 0x0du
#define SET_KEY_REQUEST_SIZE 20u
#define SET_KEY_REPLY_SIZE 0u

struct set_key_request {
    uint32_t session_nonce;
    const uint8_t *key;
};

static inline struct set_key_request set_key_request_read(const uint8_t *from)
{
    return (struct set_key_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .key = from + 4,
    };
}

#define UPDATE_STATE_ID 0x10u
#define UPDATE_STATE_REQUEST_SIZE 0u
#define UPDATE_STATE_REPLY_SIZE 18u

struct update_state_reply {
    uint8_t slot;
    uint8_t trial;
    uint32_t port;
    uint32_t version;
    uint32_t room;
    uint32_t taken;
};

static inline size_t update_state_reply_write(uint8_t *to, const struct update_state_reply *message)
{
    size_t n = 0;
    n += put_le(to + n, message->slot, 1);
    n += put_le(to + n, message->trial, 1);
    n += put_le(to + n, message->port, 4);
    n += put_le(to + n, message->version, 4);
    n += put_le(to + n, message->room, 4);
    n += put_le(to + n, message->taken, 4);
    return n;
}

static inline struct update_state_reply update_state_reply_read(const uint8_t *from)
{
    return (struct update_state_reply){
        .slot = (uint8_t)get_le(from + 0, 1),
        .trial = (uint8_t)get_le(from + 1, 1),
        .port = (uint32_t)get_le(from + 2, 4),
        .version = (uint32_t)get_le(from + 6, 4),
        .room = (uint32_t)get_le(from + 10, 4),
        .taken = (uint32_t)get_le(from + 14, 4),
    };
}

#define UPDATE_BEGIN_ID 0x11u
#define UPDATE_BEGIN_REQUEST_SIZE 16u
#define UPDATE_BEGIN_REPLY_SIZE 0u

struct update_begin_request {
    uint32_t session_nonce;
    uint32_t port;
    uint32_t version;
    uint32_t size;
};

static inline struct update_begin_request update_begin_request_read(const uint8_t *from)
{
    return (struct update_begin_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .port = (uint32_t)get_le(from + 4, 4),
        .version = (uint32_t)get_le(from + 8, 4),
        .size = (uint32_t)get_le(from + 12, 4),
    };
}

#define UPDATE_DATA_ID 0x12u
#define UPDATE_DATA_REQUEST_SIZE 72u
#define UPDATE_DATA_REPLY_SIZE 0u

struct update_data_request {
    uint32_t session_nonce;
    uint32_t at;
    const uint8_t *bytes;
};

static inline struct update_data_request update_data_request_read(const uint8_t *from)
{
    return (struct update_data_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .at = (uint32_t)get_le(from + 4, 4),
        .bytes = from + 8,
    };
}

#define UPDATE_FINISH_ID 0x13u
#define UPDATE_FINISH_REQUEST_SIZE 72u
#define UPDATE_FINISH_REPLY_SIZE 0u

struct update_finish_request {
    uint32_t session_nonce;
    uint32_t crc;
    const uint8_t *signature;
};

static inline struct update_finish_request update_finish_request_read(const uint8_t *from)
{
    return (struct update_finish_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .crc = (uint32_t)get_le(from + 4, 4),
        .signature = from + 8,
    };
}

#define UPDATE_CONFIRM_ID 0x14u
#define UPDATE_CONFIRM_REQUEST_SIZE 5u
#define UPDATE_CONFIRM_REPLY_SIZE 0u

struct update_confirm_request {
    uint32_t session_nonce;
    uint8_t keep;
};

static inline struct update_confirm_request update_confirm_request_read(const uint8_t *from)
{
    return (struct update_confirm_request){
        .session_nonce = (uint32_t)get_le(from + 0, 4),
        .keep = (uint8_t)get_le(from + 4, 1),
    };
}

#endif
