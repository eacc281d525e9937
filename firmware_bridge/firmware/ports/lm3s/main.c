/* The controller on an LM3S6965, as qemu-system-arm has it: real interrupts, watchdog and pins, for tests only.
 *
 * Port B: lock outputs of drawers 1 to 8. Port C: their sensors, high is open. PD0: tone on, PD1: full current,
 * PD2: housing open, PD3: key turned. Port E: lamp number. Registers: LM3S6965 datasheet.
 */
#include "../../core/controller.h"
#include "../arm/runtime.h"

#define UART0 0x4000c000u
#define LOCKS 0x40005000u
#define SENSORS 0x40006000u
#define BOARD 0x40007000u
#define LAMPS 0x40024000u
#define WATCHDOG 0x40000000u
#define CLOCK_HZ 12500000u
#define KEPT_MAGIC 0x4b455054u

#define PINS(port, mask) REGISTER((port) + ((mask) << 2))
#define FLASH_BYTES (LOG_SECTORS * FLASH_SECTOR)

/* QEMU tells no cause of a reset: what a reset leaves alone says whether there was one. */
static struct {
    uint32_t magic;
    uint32_t starts;
    uint8_t flash[FLASH_BYTES];
} kept __attribute__((section(".kept")));

static struct controller controller;
static struct uart uart = {.base = UART0};

void uart_interrupt(void);

void uart_interrupt(void)
{
    uart_receive(&uart);
}

__attribute__((section(".vectors"), used)) static const vector VECTORS[16 + 6] = {
    (vector)(uintptr_t)stack_top, reset, halt, halt, halt, halt, halt, 0, 0, 0, 0, halt, halt, 0, halt, systick,
    [16 + 5] = uart_interrupt,
};

static void drive(void *self, uint8_t drawer, enum drive drive)
{
    (void)self;
    PINS(BOARD, 2u) = drive == DRIVE_PULL ? 2u : 0;
    PINS(LOCKS, 1u << (drawer - 1u)) = drive == DRIVE_OFF ? 0 : 0xffu;
}

static uint16_t coil(void *self, uint8_t drawer)
{
    (void)self;
    (void)drawer;
    return 300; /* QEMU has no coils: a good one */
}

static void lamp(void *self, uint8_t drawer)
{
    (void)self;
    PINS(LAMPS, 0xffu) = drawer;
}

static void tone(void *self, uint16_t hertz)
{
    (void)self;
    PINS(BOARD, 1u) = hertz != 0;
}

static void feed(void *self)
{
    (void)self;
    REGISTER(WATCHDOG + 0x0c) = 1;
}

static void send(void *self, const uint8_t *bytes, size_t size)
{
    (void)self;
    uart_send(&uart, bytes, size);
}

static void restart(void *self)
{
    (void)self;
    REGISTER(0xe000ed0cu) = 0x05fa0004u; /* AIRCR: SYSRESETREQ */
}

static void flash_read(void *self, uint32_t at, uint8_t *to, size_t size)
{
    (void)self;
    for (size_t i = 0; i < size; i++)
        to[i] = kept.flash[at + i];
}

static void flash_write(void *self, uint32_t at, const uint8_t *from, size_t size)
{
    (void)self;
    for (size_t i = 0; i < size; i++)
        kept.flash[at + i] &= from[i];
}

static void flash_erase(void *self, uint32_t at)
{
    (void)self;
    for (size_t i = 0; i < FLASH_SECTOR; i++)
        kept.flash[at + i] = 0xff;
}

static bool flash_busy(void *self)
{
    (void)self;
    return false;
}

static const struct hal HAL = {
    .drive = drive, .coil = coil, .lamp = lamp, .tone = tone, .feed = feed, .send = send, .restart = restart,
    .flash = {NULL, flash_read, flash_write, flash_erase, flash_busy},
};

static void set_up(void)
{
    REGISTER(0x400fe104u) = 1;    /* clocks: UART0, */
    REGISTER(0x400fe108u) = 0xff; /* all ports, */
    REGISTER(0x400fe100u) = 8;    /* and the watchdog */
    const struct {
        uint32_t port, outputs, used;
    } ports[] = {{LOCKS, 0xff, 0xff}, {SENSORS, 0, 0xff}, {BOARD, 3, 0xf}, {LAMPS, 0xff, 0xff}};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        REGISTER(ports[i].port + 0x400) = ports[i].outputs;
        REGISTER(ports[i].port + 0x51c) = ports[i].used;
    }
    REGISTER(UART0 + 0x24) = 6; /* 115,200 baud of 12.5 MHz */
    REGISTER(UART0 + 0x28) = 50;
    REGISTER(UART0 + 0x2c) = 0x70;
    REGISTER(UART0 + 0x30) = 0x301;
    REGISTER(UART0 + 0x38) = 0x50;
    REGISTER(0xe000e100u) = 1u << 5;
    systick_start(CLOCK_HZ / 1000);
}

static enum reset_cause find_cause(void)
{
    bool warm = kept.magic == KEPT_MAGIC;
    for (size_t i = 0; !warm && i < FLASH_BYTES; i++)
        kept.flash[i] = 0xff;
    kept.starts = warm ? kept.starts + 1 : 1;
    kept.magic = KEPT_MAGIC;
    return warm ? RESET_CAUSE_WATCHDOG : RESET_CAUSE_POWER_ON;
}

static struct inputs read_inputs(void)
{
    uint32_t open = PINS(SENSORS, 0xffu);
    struct inputs inputs = {
        .outputs = (uint16_t)PINS(LOCKS, 0xffu),
        .supply_mv = 12000,
        .tamper = PINS(BOARD, 4u) != 0,
        .key = PINS(BOARD, 8u) != 0,
    };
    for (uint8_t i = 0; i < 8; i++)
        inputs.sensor[i] = (open >> i & 1u) != 0 ? READING_MAX : 0;
    return inputs;
}

int main(void)
{
    set_up();
    struct board board = {
        .running = {.slot = NO_SLOT}, /* no loader here */
        .id = 0x4c4d3353,
        .firmware_hash = FIRMWARE_HASH,
        .outputs = 8,
        .reset_cause = (uint8_t)find_cause(),
        .entropy = kept.starts,
        .defaults = {8, 0, PROTOCOL_DEBOUNCE_MS, PROTOCOL_PULL_IN_MAX_MS, 20000, 60000},
    };
    controller_start(&controller, &HAL, &board);
    REGISTER(WATCHDOG) = CLOCK_HZ / 1000 * PROTOCOL_WATCHDOG_MS / 2; /* restarts at the second time it runs out */
    REGISTER(WATCHDOG + 8) = 3;
    for (uint32_t last = clock_ms();;) {
        uint8_t byte;
        while (ring_get(&uart.in, &byte))
            controller_byte(&controller, byte);
        uart_push(&uart);
        if (clock_ms() == last)
            continue;
        last = clock_ms();
        struct inputs inputs = read_inputs();
        controller_tick(&controller, last, &inputs);
    }
}
