/* The first 256 bytes of the flash, which the RP2040's boot ROM copies to RAM, checks and runs (datasheet 2.8.1).
 * Copies the program to RAM and starts it there, so that it goes on while the flash erases.
 *
 * The serial interface reads with command 03h and 24 address bits, 32 bits at a time: every NOR flash can that.
 */
.syntax unified
.cpu cortex-m0plus
.thumb

.equ SSI, 0x18000000
.section .boot2, "ax"
.global boot2
.thumb_func
boot2:
    ldr r0, =SSI
    movs r1, #0
    str r1, [r0, #0x08]         /* off while it is set up */
    movs r1, #4
    str r1, [r0, #0x14]         /* a quarter of the system clock */
    ldr r1, =(31 << 16 | 3 << 8)
    str r1, [r0, #0x00]         /* 32 bits a frame, send then receive */
    movs r1, #0
    str r1, [r0, #0x04]         /* one frame at a time */
    ldr r1, =(0x03 << 24 | 2 << 8 | 6 << 2)
    movs r2, #0xf4
    str r1, [r0, r2]            /* command 03h, 8 bits of it, 24 of address */
    movs r1, #1
    str r1, [r0, #0x08]
    ldr r0, =image_from
    ldr r1, =image_start
    ldr r2, =image_end
copy:
    ldm r0!, {r3}
    stm r1!, {r3}
    cmp r1, r2
    blo copy
    ldr r0, =image_start
    ldr r1, =0xe000ed08
    str r0, [r1]                /* the vectors lie at its begin */
    ldm r0!, {r1, r2}
    msr msp, r1
    bx r2
.ltorg
