#include "settings.h"

_Static_assert(SETTINGS_REPLY_SIZE <= RECORD_DATA, "the settings fit a record");

struct range {
    uint32_t value, min, max;
};

bool settings_good(const struct settings_reply *settings, const struct board *board)
{
    const struct range ranges[] = {
        {settings->drawers, 1, board->outputs},
        {settings->end_of_line, 0, 1},
        {settings->debounce_ms, PROTOCOL_DEBOUNCE_MS, 50},
        {settings->pull_in_ms, 20, PROTOCOL_PULL_IN_MAX_MS},
        {settings->unlock_window_ms, 1000, 120000},
        {settings->open_limit_ms, 1000, 3600000},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (ranges[i].value < ranges[i].min || ranges[i].value > ranges[i].max)
            return false;
    return true;
}

struct settings_reply settings_load(const struct store *store, const struct board *board)
{
    const uint8_t *data = store_kept(store, RECORD_SETTINGS);
    if (data == NULL)
        return board->defaults;
    struct settings_reply stored = settings_reply_read(data);
    return settings_good(&stored, board) ? stored : board->defaults;
}

void settings_save(struct store *store, const struct settings_reply *settings)
{
    uint8_t data[RECORD_DATA] = {0};
    settings_reply_write(data, settings);
    store_add(store, RECORD_SETTINGS, data);
}
