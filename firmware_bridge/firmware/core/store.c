#include "store.h"

#include "crc32.h"

#define ERASED 0xffu
#define CRC_AT (RECORD_DATA + 1u)

_Static_assert(CRC_AT + 4u == RECORD_SIZE, "a record is data, type and CRC");
_Static_assert(RECORD_KEPT + 1u < SECTOR_RECORDS, "a new sector has room for what is kept");

static uint32_t sector_at(uint32_t number)
{
    return number % LOG_SECTORS * FLASH_SECTOR;
}

static bool is_erased(const uint8_t *record)
{
    for (size_t i = 0; i < RECORD_SIZE; i++)
        if (record[i] != ERASED)
            return false;
    return true;
}

static bool is_whole(const uint8_t *record)
{
    return crc32(0, record, CRC_AT) == get_le(record + CRC_AT, 4);
}

static void copy(uint8_t *to, const uint8_t *from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = from[i];
}

static bool is_clean(const struct store *store, uint32_t number)
{
    uint8_t record[RECORD_SIZE];
    for (uint32_t i = 0; i < SECTOR_RECORDS; i++) {
        store->flash.read(store->flash.self, sector_at(number) + i * RECORD_SIZE, record, RECORD_SIZE);
        if (!is_erased(record))
            return false;
    }
    return true;
}

static void read_record(struct store *store, const uint8_t *record, store_visit event, void *owner)
{
    uint8_t type = record[RECORD_DATA];
    if (type < RECORD_KEPT) {
        copy(store->kept[type].data, record, RECORD_DATA);
        store->kept[type].any = true;
    } else if (type == RECORD_EVENT) {
        event(owner, record);
    }
}

/* Leaves `next` behind the last place that is not erased: what a power cut left there is never written over. */
static void read_sector(struct store *store, uint32_t number, store_visit event, void *owner)
{
    store->next = 1;
    for (uint16_t place = 1; place < SECTOR_RECORDS; place++) {
        uint8_t record[RECORD_SIZE];
        store->flash.read(store->flash.self, sector_at(number) + place * RECORD_SIZE, record, RECORD_SIZE);
        if (is_erased(record))
            continue;
        store->next = (uint16_t)(place + 1u);
        if (is_whole(record))
            read_record(store, record, event, owner);
    }
}

/* The number that a sector says it has, or 0. */
static uint32_t number_in(const struct store *store, uint32_t sector)
{
    uint8_t record[RECORD_SIZE];
    store->flash.read(store->flash.self, sector * FLASH_SECTOR, record, RECORD_SIZE);
    uint32_t number = (uint32_t)get_le(record, 4);
    bool good = is_whole(record) && record[RECORD_DATA] == RECORD_SECTOR && number % LOG_SECTORS == sector;
    return good ? number : 0;
}

void store_start(struct store *store, const struct flash *flash, store_visit event, void *owner)
{
    *store = (struct store){.flash = *flash, .next = SECTOR_RECORDS};
    for (uint32_t sector = 0; sector < LOG_SECTORS; sector++) {
        uint32_t number = number_in(store, sector);
        store->number = number > store->number ? number : store->number;
    }
    for (uint32_t back = LOG_SECTORS; back-- > 0;) {
        uint32_t number = store->number - back;
        if (back < store->number && number_in(store, number % LOG_SECTORS) == number)
            read_sector(store, number, event, owner);
    }
    store->next_clean = is_clean(store, store->number + 1);
}

void store_tick(struct store *store)
{
    if (store->flash.busy(store->flash.self))
        return;
    if (store->erasing) {
        store->erasing = false;
        store->next_clean = true;
    } else if (!store->next_clean && is_clean(store, store->number + 1)) {
        store->next_clean = true;
    } else if (!store->next_clean) {
        store->erasing = true;
        store->flash.erase(store->flash.self, sector_at(store->number + 1));
    }
}

bool store_ready(const struct store *store)
{
    /* An update may be erasing elsewhere on the chip. */
    return !store->erasing && !store->flash.busy(store->flash.self) && (store->next < SECTOR_RECORDS || store->next_clean);
}

/* A worn place costs itself: the record goes to the next one. */
static void write_record(struct store *store, uint8_t type, const uint8_t *data)
{
    uint8_t record[RECORD_SIZE], found[RECORD_SIZE];
    copy(record, data, RECORD_DATA);
    record[RECORD_DATA] = type;
    put_le(record + CRC_AT, crc32(0, record, CRC_AT), 4);
    while (store->next < SECTOR_RECORDS) {
        uint32_t at = sector_at(store->number) + store->next++ * RECORD_SIZE;
        store->flash.write(store->flash.self, at, record, RECORD_SIZE);
        store->flash.read(store->flash.self, at, found, RECORD_SIZE);
        if (is_whole(found) && get_le(found + CRC_AT, 4) == get_le(record + CRC_AT, 4))
            return;
        store->worn = true;
    }
}

static void begin_sector(struct store *store)
{
    uint8_t head[RECORD_DATA] = {0};
    put_le(head, ++store->number, 4);
    store->next = 0;
    store->next_clean = false;
    write_record(store, RECORD_SECTOR, head);
    if (store->next != 1)
        store->next = SECTOR_RECORDS; /* its first place is worn: nobody would find the sector again */
    for (uint8_t type = 0; type < RECORD_KEPT; type++)
        if (store->kept[type].any)
            write_record(store, type, store->kept[type].data);
}

void store_add(struct store *store, enum record_type type, const uint8_t *data)
{
    if (type < RECORD_KEPT) {
        copy(store->kept[type].data, data, RECORD_DATA);
        store->kept[type].any = true;
    }
    if (store->next >= SECTOR_RECORDS)
        begin_sector(store);
    write_record(store, (uint8_t)type, data);
}

const uint8_t *store_kept(const struct store *store, enum record_type type)
{
    return store->kept[type].any ? store->kept[type].data : NULL;
}
