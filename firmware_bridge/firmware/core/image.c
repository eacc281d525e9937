#include "image.h"

#define CLEAN 0xffu
#define SET 0x00u

void image_write_head(uint8_t to[IMAGE_SIGNED], const struct image *image)
{
    put_le(to, IMAGE_MAGIC, 4);
    put_le(to + 4, image->port, 4);
    put_le(to + 8, image->version, 4);
    put_le(to + 12, image->size, 4);
    for (size_t i = 16; i < IMAGE_SIGNED; i++)
        to[i] = 0;
}

bool image_read_head(const uint8_t from[IMAGE_SIGNED], struct image *image)
{
    *image = (struct image){
        .port = (uint32_t)get_le(from + 4, 4),
        .version = (uint32_t)get_le(from + 8, 4),
        .size = (uint32_t)get_le(from + 12, 4),
    };
    return get_le(from, 4) == IMAGE_MAGIC && image->size > 0 && image->size <= IMAGE_ROOM;
}

static bool mark_is(const struct flash *flash, uint8_t slot, uint32_t mark_at, uint8_t wanted)
{
    uint8_t mark[IMAGE_MARK];
    flash->read(flash->self, slot_at(slot) + mark_at, mark, IMAGE_MARK);
    for (size_t i = 0; i < IMAGE_MARK; i++)
        if (mark[i] != wanted)
            return false;
    return true;
}

bool image_mark_is_clean(const struct flash *flash, uint8_t slot, uint32_t mark_at)
{
    return mark_is(flash, slot, mark_at, CLEAN);
}

bool image_mark_is_set(const struct flash *flash, uint8_t slot, uint32_t mark_at)
{
    return mark_is(flash, slot, mark_at, SET);
}

void image_mark(const struct flash *flash, uint8_t slot, uint32_t mark_at)
{
    const uint8_t mark[IMAGE_MARK] = {0}; /* SET */
    flash->write(flash->self, slot_at(slot) + mark_at, mark, IMAGE_MARK);
}
