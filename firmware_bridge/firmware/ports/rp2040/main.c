/* The controller on the product board; see board.h. */
#include "../arm/runtime.h"
#include "board.h"
#include "handover.h"

#define UART0 0x40034000u

static struct controller controller;
static struct uart uart = {.base = UART0};

void uart_interrupt(void);

void uart_interrupt(void)
{
    uart_receive(&uart);
}

__attribute__((section(".vectors"), used)) static const vector VECTORS[16 + 26] = {
    (vector)(uintptr_t)stack_top, reset, halt, halt, 0, 0, 0, 0, 0, 0, 0, halt, 0, 0, halt, systick,
    [16 + 20] = uart_interrupt,
};

static void serve_cable(void)
{
    uint8_t byte;
    while (ring_get(&uart.in, &byte))
        controller_byte(&controller, byte);
    uart_push(&uart);
}

static void send(void *self, const uint8_t *bytes, size_t size)
{
    (void)self;
    uart_send(&uart, bytes, size);
}

static void start(void)
{
    struct hal hal = BOARD_HAL;
    struct board board = {
        .running = handover_take(),
        .firmware_hash = FIRMWARE_HASH,
        .entropy = board_entropy(),
        .outputs = DRAWERS,
        .reset_cause = (uint8_t)board_reset_cause(),
        .defaults = {DRAWERS, 1, PROTOCOL_DEBOUNCE_MS, PROTOCOL_PULL_IN_MAX_MS, 20000, 60000},
    };
    flash_set_up();
    hal.flash = board_flash(FLASH_LOG);
    hal.program = board_flash(FLASH_SLOTS);
    board.id = flash_unique_id();
    hal.send = send;
    controller_start(&controller, &hal, &board);
}

int main(void)
{
    board_set_up();
    start();
    watchdog_start();
    struct inputs inputs = {0};
    for (uint32_t last = clock_ms();;) {
        serve_cable();
        if (clock_ms() == last) {
            __asm volatile("wfe"); /* unlike wfi it does not sleep over an interrupt that came just before it */
            continue;
        }
        last = clock_ms();
        for (bool all = false; !all; serve_cable()) /* an unlock does not wait for the sensors */
            all = inputs_step(&inputs);
        controller_tick(&controller, last, &inputs);
    }
}
