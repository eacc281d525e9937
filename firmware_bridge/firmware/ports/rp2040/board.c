#include "board.h"

#include "../arm/runtime.h"

#define SET 0x2000u   /* a register's alias that sets bits */
#define CLEAR 0x3000u /* and the one that clears them */
#define CLOCKS 0x40008000u
#define RESETS 0x4000c000u
#define PINS 0x40014000u
#define PADS 0x4001c000u
#define XOSC 0x40024000u
#define PLL 0x40028000u
#define UART0 0x40034000u
#define ADC 0x4004c000u
#define PWM 0x40050000u
#define WATCHDOG 0x40058000u
#define SIO 0xd0000000u

#define LOCK_PIN 2u
#define MUX_PIN 10u
#define FULL_PIN 13u
#define LAMP_PIN 14u
#define LAMP_ENABLE_PIN 17u
#define HOUSING_PIN 18u
#define KEY_PIN 19u
#define BUZZER_PIN 20u
#define BUZZER (PWM + 0x14u * (BUZZER_PIN / 2u % 8u))
#define LOCKS (0xffu << LOCK_PIN)
#define OUTPUTS (LOCKS | 0xffu << MUX_PIN)
#define FUNCTION_UART 2u
#define FUNCTION_PWM 4u
#define FUNCTION_SIO 5u
/* Blocks out of reset: converter, both banks of pins and pads, PWM, PLL, UART0. */
#define PLL_RESET (1u << 12)
#define USED (1u << 0 | 1u << 5 | 1u << 6 | 1u << 8 | 1u << 9 | 1u << 12 | 1u << 14 | 1u << 22)

static void pins_write(uint32_t mask, uint32_t value)
{
    REGISTER(SIO + 0x18) = mask & ~value;
    REGISTER(SIO + 0x14) = mask & value;
}

static void set_function(uint32_t pin, uint32_t function)
{
    REGISTER(PINS + 4 + 8 * pin) = function;
}

static void pins_set_up(void)
{
    pins_write(OUTPUTS, 0);
    REGISTER(SIO + 0x24) = OUTPUTS;
    for (uint32_t pin = LOCK_PIN; pin <= KEY_PIN; pin++)
        set_function(pin, FUNCTION_SIO);
    set_function(0, FUNCTION_UART);
    set_function(1, FUNCTION_UART);
    set_function(BUZZER_PIN, FUNCTION_PWM);
    for (uint32_t pin = HOUSING_PIN; pin <= KEY_PIN; pin++)
        REGISTER(PADS + 4 + 4 * pin) = 0x5a; /* input with a pull-up: a broken wire reads as an open housing */
    for (uint32_t pin = 26; pin <= 28; pin++)
        REGISTER(PADS + 4 + 4 * pin) = 0x80; /* analogue */
}

static void wait_for(uint32_t address, uint32_t bits)
{
    while ((REGISTER(address) & bits) != bits) {
    }
}

/* 12 MHz crystal, 1,500 MHz in the PLL, 125 MHz for the system and the UART, 12 MHz for the watchdog. */
static void clocks_set_up(void)
{
    REGISTER(XOSC) = 0xaa0;
    REGISTER(XOSC + 0x0c) = 47;
    REGISTER(XOSC + SET) = 0xfab000;
    wait_for(XOSC + 4, 1u << 31);
    REGISTER(CLOCKS + 0x30) = 2;
    REGISTER(PLL) = 1;
    REGISTER(PLL + 8) = 125;
    REGISTER(PLL + 4 + CLEAR) = 0x21;
    wait_for(PLL, 1u << 31);
    REGISTER(PLL + 0x0c) = 6u << 16 | 2u << 12;
    REGISTER(PLL + 4 + CLEAR) = 8;
    REGISTER(CLOCKS + 0x3c) = 0;
    REGISTER(CLOCKS + 0x3c) = 1;
    wait_for(CLOCKS + 0x44, 2);
    REGISTER(CLOCKS + 0x48) = 1u << 11;
    REGISTER(CLOCKS + 0x64) = 3u << 8; /* the converter: 125 MHz / 3, of at most 48; 96 cycles a reading */
    REGISTER(CLOCKS + 0x60) = 1u << 11 | 1u << 5;
}

void board_clocks_on(void)
{
    REGISTER(RESETS + CLEAR) = PLL_RESET;
    clocks_set_up();
}

void board_clocks_off(void)
{
    REGISTER(CLOCKS + 0x3c) = 0; /* the crystal */
    wait_for(CLOCKS + 0x44, 1);
    REGISTER(RESETS + SET) = PLL_RESET;
}

static void uart_set_up(void)
{
    REGISTER(UART0 + 0x24) = 67; /* 125 MHz / 16 / 115,200 = 67 + 52/64 */
    REGISTER(UART0 + 0x28) = 52;
    REGISTER(UART0 + 0x2c) = 0x70;
    REGISTER(UART0 + 0x30) = 0x301;
    REGISTER(UART0 + 0x38) = 0x50;
    REGISTER(0xe000e100u) = 1u << 20;
}

void board_set_up(void)
{
    REGISTER(RESETS + CLEAR) = 1u << 5 | 1u << 8;
    wait_for(RESETS + 8, 1u << 5 | 1u << 8);
    pins_set_up();
    REGISTER(RESETS + CLEAR) = USED;
    wait_for(RESETS + 8, USED & ~(1u << 12));
    clocks_set_up();
    REGISTER(ADC) = 1;
    uart_set_up();
    systick_start(CYCLES_PER_MS);
}

void watchdog_start(void)
{
    REGISTER(0x40010008u) = 0x1fffc;        /* resets all but the oscillators */
    REGISTER(WATCHDOG + 0x2c) = 0x200u | 12u; /* a microsecond of the crystal */
    REGISTER(WATCHDOG + 4) = PROTOCOL_WATCHDOG_MS * 2000u; /* counts by two: erratum RP2040-E1 */
    REGISTER(WATCHDOG + SET) = 1u << 30;
}

enum reset_cause board_reset_cause(void)
{
    uint32_t reason = REGISTER(WATCHDOG + 8);
    if ((reason & 1u) != 0)
        return RESET_CAUSE_WATCHDOG;
    if ((reason & 2u) != 0)
        return RESET_CAUSE_SOFTWARE;
    /* The chip calls a brown-out a power-on too. */
    return (REGISTER(0x40064008u) & 1u << 8) != 0 ? RESET_CAUSE_POWER_ON : RESET_CAUSE_UNKNOWN;
}

uint32_t board_entropy(void)
{
    uint32_t bits = 0;
    for (int i = 0; i < 32; i++)
        bits = bits << 1 | (REGISTER(0x4006001cu) & 1u);
    return bits;
}

static uint16_t adc_read(uint32_t channel)
{
    REGISTER(ADC) = channel << 12 | 1u << 2 | 1u;
    wait_for(ADC, 1u << 8);
    return (uint16_t)REGISTER(ADC + 4);
}

static void mux_select(uint8_t drawer)
{
    pins_write(7u << MUX_PIN, (uint32_t)(drawer - 1u) << MUX_PIN);
}

/* The multiplexers have settled on this drawer by the next step. */
static uint8_t selected = 1;

bool inputs_step(struct inputs *inputs)
{
    inputs->sensor[selected - 1] = adc_read(0);
    selected = (uint8_t)(selected % DRAWERS + 1u);
    mux_select(selected);
    if (selected != 1)
        return false;
    uint32_t pins = REGISTER(SIO + 4);
    inputs->outputs = (uint16_t)((pins & LOCKS) >> LOCK_PIN);
    inputs->tamper = (pins >> HOUSING_PIN & 1u) != 0;
    inputs->key = (pins >> KEY_PIN & 1u) == 0;
    inputs->supply_mv = (uint16_t)(adc_read(2) * 3300u / READING_MAX * 122u / 22u);
    return true;
}

static void drive(void *self, uint8_t drawer, enum drive drive)
{
    (void)self;
    pins_write(1u << FULL_PIN, drive == DRIVE_PULL ? 1u << FULL_PIN : 0);
    pins_write(1u << (LOCK_PIN + drawer - 1u), drive == DRIVE_OFF ? 0 : LOCKS);
}

static uint16_t coil(void *self, uint8_t drawer)
{
    (void)self;
    mux_select(drawer);
    adc_read(1); /* the first reading still has the drawer before in it */
    uint16_t reading = adc_read(1);
    mux_select(selected);
    return reading;
}

static void lamp(void *self, uint8_t drawer)
{
    (void)self;
    uint32_t on = drawer == 0 ? 0 : 1u << LAMP_ENABLE_PIN | (drawer - 1u) << LAMP_PIN;
    pins_write(7u << LAMP_PIN | 1u << LAMP_ENABLE_PIN, on);
}

static void tone(void *self, uint16_t hertz)
{
    (void)self;
    uint32_t top = hertz == 0 ? 0 : 1000000u / hertz;
    REGISTER(BUZZER + 0x04) = 125u << 4; /* counts microseconds */
    REGISTER(BUZZER + 0x10) = top;
    REGISTER(BUZZER + 0x0c) = top / 2;
    REGISTER(BUZZER) = hertz != 0;
}

static void feed(void *self)
{
    (void)self;
    REGISTER(WATCHDOG + 4) = PROTOCOL_WATCHDOG_MS * 2000u;
}

static void restart(void *self)
{
    (void)self;
    REGISTER(WATCHDOG + SET) = 1u << 31; /* CTRL.TRIGGER: the next start finds SOFTWARE as its cause */
}

const struct hal BOARD_HAL = {
    .drive = drive, .coil = coil, .lamp = lamp, .tone = tone, .feed = feed, .restart = restart,
};
