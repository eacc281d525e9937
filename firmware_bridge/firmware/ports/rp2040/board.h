/* The product board: a Raspberry Pi Pico (RP2040), 8 drawers.
 *
 * GP0, GP1    cable, 115,200 baud 8N1
 * GP2-GP9     transistors of locks 1 to 8
 * GP10-GP12   number of the drawer for both analogue multiplexers (CD4051)
 * GP13        voltage of the locks' bus: high is full, low is the holding voltage
 * GP14-GP16   number of the drawer for the lamps' decoder (74HC138), GP17 its enable
 * GP18        housing's switch: high is open         GP19  emergency key: low is turned
 * GP20        buzzer
 * GP26 (ADC0) sensors' multiplexer                   GP27 (ADC1)  coils' multiplexer, 10 kOhm up to 3.3 V
 * GP28 (ADC2) supply through 100 kOhm and 22 kOhm
 *
 * Register addresses: RP2040 datasheet.
 */
#ifndef BOARD_H
#define BOARD_H

#include "../../core/controller.h"

#define DRAWERS 8u
#define CYCLES_PER_MS 125000u

/* Outputs off first; then clocks, pins, converter, UART. */
void board_set_up(void);

void watchdog_start(void);

enum reset_cause board_reset_cause(void);

/* Bits of a free-running oscillator. */
uint32_t board_entropy(void);

/* The hardware functions but for cable and flash. */
extern const struct hal BOARD_HAL;

/* Takes one more reading, within a few microseconds; true when all are new. */
bool inputs_step(struct inputs *inputs);

/* The loader's speed; off again before it starts a program, which sets its own. */
void board_clocks_on(void);
void board_clocks_off(void);

/* The flash chip that the program came from, seen from the begin of one part. */
enum flash_part { FLASH_LOG, FLASH_SLOTS };
struct flash board_flash(enum flash_part part);
void flash_set_up(void);
uint64_t flash_unique_id(void);

#endif
