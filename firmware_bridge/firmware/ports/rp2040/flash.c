/* The serial flash, by commands: 03h read, 06h write enable, 02h page program, 20h sector erase, 05h status, 4Bh id.
 * Datasheet of the W25Q16JV; the interface is the RP2040's SSI (datasheet 4.10) with the chip select held by hand.
 */
#include "../arm/runtime.h"
#include "board.h"

#define SSI 0x18000000u
#define CHIP_SELECT 0x4001800cu /* IO_QSPI: control of the SS pin */
#define SELECT_LOW (2u << 8)
#define SELECT_HIGH (3u << 8)

/* Where the parts begin. The log ends the chip; the slots lie behind boot2 and the loader. */
static const uint32_t LOG_AT = 2048u * 1024u - LOG_SECTORS * FLASH_SECTOR;
static const uint32_t SLOTS_AT = 64u * 1024u;

enum { WRITE = 0x02, READ = 0x03, STATUS = 0x05, WRITE_ENABLE = 0x06, ERASE = 0x20, UNIQUE_ID = 0x4b };

void flash_set_up(void)
{
    REGISTER(SSI + 0x08) = 0;
    REGISTER(SSI + 0x00) = 7u << 16; /* 8 bits a frame, both ways */
    REGISTER(SSI + 0x10) = 1;
    REGISTER(SSI + 0x08) = 1;
    REGISTER(CHIP_SELECT) = SELECT_HIGH;
}

static uint8_t exchange(uint8_t byte)
{
    REGISTER(SSI + 0x60) = byte;
    while ((REGISTER(SSI + 0x28) & 8u) == 0) {
    }
    return (uint8_t)REGISTER(SSI + 0x60);
}

static bool erasing; /* told by busy(); a write's 3 ms are waited for by whatever comes next */

static void end(void)
{
    REGISTER(CHIP_SELECT) = SELECT_HIGH;
}

static void command(uint8_t code)
{
    REGISTER(CHIP_SELECT) = SELECT_LOW;
    exchange(code);
}

static bool works(void)
{
    command(STATUS);
    bool at_work = (exchange(0) & 1u) != 0;
    end();
    return at_work;
}

/* Before a command and not after a write, so that an unlock need not wait; a reset stops neither write nor erase. */
static void settle(void)
{
    while (works()) {
    }
}

static void command_at(uint8_t code, uint32_t at)
{
    command(code);
    for (uint32_t shift = 24; shift > 0; shift -= 8)
        exchange((uint8_t)(at >> (shift - 8)));
}

/* In the chip, of an address in this part. */
static uint32_t place(const void *self, uint32_t at)
{
    return *(const uint32_t *)self + at;
}

static bool busy(void *self)
{
    (void)self;
    erasing = erasing && works();
    return erasing;
}

static void read(void *self, uint32_t at, uint8_t *to, size_t size)
{
    settle();
    command_at(READ, place(self, at));
    for (size_t i = 0; i < size; i++)
        to[i] = exchange(0);
    end();
}

static void change(uint8_t code, uint32_t at)
{
    settle();
    command(WRITE_ENABLE);
    end();
    command_at(code, at);
}

static void write(void *self, uint32_t at, const uint8_t *from, size_t size)
{
    change(WRITE, place(self, at));
    for (size_t i = 0; i < size; i++)
        exchange(from[i]);
    end();
}

static void erase(void *self, uint32_t at)
{
    change(ERASE, place(self, at));
    end();
    erasing = true;
}

uint64_t flash_unique_id(void)
{
    uint64_t id = 0;
    settle();
    command(UNIQUE_ID);
    for (int i = 0; i < 4; i++)
        exchange(0);
    for (int i = 0; i < 8; i++)
        id = id << 8 | exchange(0);
    end();
    return id;
}

struct flash board_flash(enum flash_part part)
{
    return (struct flash){(void *)(uintptr_t)(part == FLASH_LOG ? &LOG_AT : &SLOTS_AT), read, write, erase, busy};
}
