/* The loader on the product board: the chosen program goes from its slot to RAM and is started there. The outputs are
 * inputs since the reset, and the pull-downs hold the locks off.
 */
#include "../../boot/loader.h"
#include "../arm/runtime.h"
#include "../rp2040/board.h"
#include "../rp2040/handover.h"

#define PROGRAM_AT 0x20000000u
#define VECTORS_AT 0xe000ed08u
#define RP2040_PORT 0x34305052u /* "RP04" */

static const uint8_t KEY[LOADER_KEY] = {UPDATE_KEY};

__attribute__((section(".vectors"), used)) static const vector VECTORS[16] = {
    (vector)(uintptr_t)stack_top, reset, halt, halt, 0, 0, 0, 0, 0, 0, 0, halt, 0, 0, halt, halt,
};

_Noreturn static void start(void)
{
    const uint32_t *vectors = (const uint32_t *)PROGRAM_AT;
    REGISTER(VECTORS_AT) = PROGRAM_AT;
    __asm volatile("msr msp, %0\n bx %1" : : "r"(vectors[0]), "r"(vectors[1]) : "memory");
    for (;;) {
    }
}

int main(void)
{
    board_clocks_on();
    flash_set_up();
    struct flash slots = board_flash(FLASH_SLOTS);
    struct choice choice = loader_choose(&slots, KEY, RP2040_PORT);
    if (choice.slot == NO_SLOT)
        halt(); /* nothing signed: every lock stays shut until someone writes the flash over USB */
    slots.read(slots.self, slot_at(choice.slot) + IMAGE_PAYLOAD_AT, (uint8_t *)PROGRAM_AT, choice.image.size);
    handover_give(&choice);
    board_clocks_off();
    start();
}
