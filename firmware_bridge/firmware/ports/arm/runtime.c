#include "runtime.h"

extern uint32_t data_from[], data_start[], data_end[], bss_start[], bss_end[];

int main(void);
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

static volatile uint32_t ms;

/* The compiler calls these two by itself; -fno-tree-loop-distribute-patterns keeps it from making them call themselves. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    while (size-- > 0)
        *t++ = *f++;
    return to;
}

void *memset(void *to, int value, size_t size)
{
    uint8_t *t = to;
    while (size-- > 0)
        *t++ = (uint8_t)value;
    return to;
}

void reset(void)
{
    /* Places that the linker gives, and no objects of C. */
    memcpy(data_start, data_from, (uintptr_t)data_end - (uintptr_t)data_start);
    memset(bss_start, 0, (uintptr_t)bss_end - (uintptr_t)bss_start);
    main();
    halt();
}

void halt(void)
{
    for (;;) {
    }
}

/* SysTick of ARMv6-M and v7-M: control and status, reload, current. */
void systick_start(uint32_t cycles_per_ms)
{
    REGISTER(0xe000e014u) = cycles_per_ms - 1;
    REGISTER(0xe000e018u) = 0;
    REGISTER(0xe000e010u) = 7;
}

void systick(void)
{
    ms++;
}

uint32_t clock_ms(void)
{
    return ms;
}

void ring_put(struct ring *ring, uint8_t byte)
{
    uint8_t next = (uint8_t)(ring->head + 1u);
    if (next == ring->tail)
        return;
    ring->bytes[ring->head] = byte;
    ring->head = next;
}

bool ring_get(struct ring *ring, uint8_t *byte)
{
    uint8_t tail = ring->tail;
    if (tail == ring->head)
        return false;
    *byte = ring->bytes[tail];
    ring->tail = (uint8_t)(tail + 1u);
    return true;
}

#define UART_FLAGS 0x18u
#define UART_CLEAR 0x44u
#define RECEIVED_NONE 0x10u
#define SENDING_FULL 0x20u

void uart_receive(struct uart *uart)
{
    while ((REGISTER(uart->base + UART_FLAGS) & RECEIVED_NONE) == 0)
        ring_put(&uart->in, (uint8_t)REGISTER(uart->base));
    REGISTER(uart->base + UART_CLEAR) = 0x50;
}

void uart_push(struct uart *uart)
{
    uint8_t byte;
    while ((REGISTER(uart->base + UART_FLAGS) & SENDING_FULL) == 0 && ring_get(&uart->out, &byte))
        REGISTER(uart->base) = byte;
}

void uart_send(struct uart *uart, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ring_put(&uart->out, bytes[i]);
    uart_push(uart);
}
