/* What a Cortex-M program needs before and below main. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

typedef void (*vector)(void);

extern uint32_t stack_top[];

/* Where a reset begins: fills .data and .bss, then runs main, which does not return. */
void reset(void);

/* A fault, or an interrupt nobody asked for: stop here, so that the watchdog restarts the board. */
void halt(void);

void systick_start(uint32_t cycles_per_ms);
void systick(void);

/* Milliseconds since the start. */
uint32_t clock_ms(void);

/* Bytes between an interrupt and the program. A full ring drops them, as a wire would. */
struct ring {
    volatile uint8_t bytes[256];
    volatile uint8_t head;
    volatile uint8_t tail;
};

void ring_put(struct ring *ring, uint8_t byte);
bool ring_get(struct ring *ring, uint8_t *byte);

/* The PL011 UART that both chips have: takes what came, gives what waits. */
struct uart {
    uint32_t base;
    struct ring in;
    struct ring out;
};

void uart_receive(struct uart *uart);
void uart_send(struct uart *uart, const uint8_t *bytes, size_t size);

/* Moves what waits into the chip, as far as it takes it. At least every 2.8 ms, so that the line never idles. */
void uart_push(struct uart *uart);

#endif
