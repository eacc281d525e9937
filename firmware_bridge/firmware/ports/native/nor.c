#define _POSIX_C_SOURCE 200809L
#include "nor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void nor_build(struct nor *nor)
{
    memset(nor, 0, sizeof *nor);
    memset(nor->bytes, 0xff, sizeof nor->bytes);
    nor->log = (struct nor_part){nor, 0};
    nor->slots = (struct nor_part){nor, NOR_SLOTS_AT};
    nor->file = -1;
    nor->erasing = NOR_BYTES;
    nor->erase_ms = 45; /* typical of a W25Q16; its datasheet allows 400 */
}

bool nor_keep(struct nor *nor, const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    if (pread(file, nor->bytes, NOR_BYTES, 0) < 0 || pwrite(file, nor->bytes, NOR_BYTES, 0) < 0) {
        close(file);
        return false;
    }
    nor->file = file;
    return true;
}

static void keep(struct nor *nor, uint32_t at, size_t size)
{
    if (nor->file >= 0 && pwrite(nor->file, nor->bytes + at, size, (off_t)at) < 0)
        nor->file = -1; /* the machine's disk is full: the board goes on without */
}

static uint32_t chance(struct nor *nor)
{
    nor->chance = nor->chance * 1664525u + 1013904223u;
    return nor->chance >> 8;
}

static void half_erase(struct nor *nor, uint32_t at)
{
    uint32_t whole = chance(nor) % FLASH_SECTOR;
    for (uint32_t i = 0; i < FLASH_SECTOR; i++)
        nor->bytes[at + i] |= (uint8_t)(i < whole ? 0xffu : chance(nor) & chance(nor));
    keep(nor, at, FLASH_SECTOR);
}

static void power_goes(struct nor *nor)
{
    nor->cut_at = 0;
    longjmp(*nor->power, 1);
}

static bool is_cut(struct nor *nor)
{
    return ++nor->operations == nor->cut_at;
}

static void nor_read(void *self, uint32_t at, uint8_t *to, size_t size)
{
    const struct nor_part *part = self;
    memcpy(to, part->nor->bytes + part->at + at, size);
}

static void nor_write(void *self, uint32_t at, const uint8_t *from, size_t size)
{
    struct nor *nor = ((struct nor_part *)self)->nor;
    bool cut = is_cut(nor);
    at += ((struct nor_part *)self)->at;
    size_t done = cut ? chance(nor) % (size + 1) : size;
    if (nor->erasing != NOR_BYTES || at / 256u != (at + size - 1) / 256u)
        abort(); /* the chip would not have done it */
    for (size_t i = 0; i < done && !nor->worn; i++)
        nor->bytes[at + i] &= from[i];
    if (cut && done < size)
        nor->bytes[at + done] &= (uint8_t)(from[done] | chance(nor));
    keep(nor, at, size);
    if (cut)
        power_goes(nor);
}

static void nor_erase(void *self, uint32_t at)
{
    struct nor *nor = ((struct nor_part *)self)->nor;
    at += ((struct nor_part *)self)->at;
    if (nor->erasing != NOR_BYTES || at % FLASH_SECTOR != 0)
        abort();
    nor->erasing = at;
    nor->looks = 0;
    nor->erased_at = nor->now + nor->erase_ms;
    if (is_cut(nor))
        power_goes(nor);
}

static void end_erase(struct nor *nor)
{
    memset(nor->bytes + nor->erasing, 0xff, FLASH_SECTOR);
    keep(nor, nor->erasing, FLASH_SECTOR);
    nor->erasing = NOR_BYTES;
}

static bool nor_busy(void *self)
{
    struct nor *nor = ((struct nor_part *)self)->nor;
    if (nor->erasing != NOR_BYTES && ++nor->looks > NOR_PATIENCE)
        end_erase(nor);
    return nor->erasing != NOR_BYTES;
}

struct flash nor_flash(struct nor_part *part)
{
    return (struct flash){part, nor_read, nor_write, nor_erase, nor_busy};
}

void nor_tick(struct nor *nor, uint32_t now)
{
    nor->now = now;
    nor->looks = 0;
    if (nor->erasing == NOR_BYTES || (int32_t)(now - nor->erased_at) < 0)
        return;
    end_erase(nor);
}

void nor_power_off(struct nor *nor)
{
    if (nor->erasing != NOR_BYTES)
        half_erase(nor, nor->erasing);
    nor->erasing = NOR_BYTES;
}
