#include "handover.h"

#include "../../core/crc32.h"

#define MAGIC 0x52564f48u

/* Memory is anything after power-on, so a magic number alone would not do. */
struct handover {
    uint32_t magic;
    struct choice choice;
    uint32_t crc;
};

_Static_assert(HANDOVER_AT + sizeof(struct handover) <= 0x20040000u, "it lies in the striped banks of RAM");

static struct handover *left(void)
{
    return (struct handover *)(uintptr_t)HANDOVER_AT;
}

static uint32_t sum(const struct handover *handover)
{
    return crc32(0, (const uint8_t *)&handover->choice, sizeof handover->choice);
}

void handover_give(const struct choice *choice)
{
    left()->choice = *choice;
    left()->magic = MAGIC;
    left()->crc = sum(left());
}

struct choice handover_take(void)
{
    bool good = left()->magic == MAGIC && left()->crc == sum(left());
    left()->magic = 0;
    if (!good)
        return (struct choice){.slot = NO_SLOT};
    return left()->choice;
}
