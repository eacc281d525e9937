/* The control socket: one order a line, one answer a line. What a person or a fault does to the cart.
 *
 *   open N          pull at drawer N: "ok" if it came, "locked" if not
 *   force N         open drawer N by force or key
 *   close N         push drawer N shut
 *   auto on O C     from now on someone opens what is unlocked after O ms and closes it after C ms
 *   auto off
 *   swap N M        exchange the lock wires of two drawers
 *   cut N, short N  damage the wire of drawer N's sensor; mend N
 *   burn N          the coil of lock N is broken
 *   stick N         the transistor of lock N conducts for ever; mend N
 *   supply MV       the supply's voltage; battery MV
 *   tamper on, off  the board's housing is opened, closed
 *   key on, off     the emergency key is turned, turned back
 *   hang            the firmware runs in circles
 *   power-cycle     take the power away and give it back
 *   watchdog        the watchdog restarts the board
 *   unplug, replug  the cable
 *   mute, unmute    a cable that carries nothing, in either direction
 *   state           one line of JSON: locks, drawers, lamp, tone
 */
#ifndef HANDS_H
#define HANDS_H

#include "simulator.h"

#define ANSWER_SIZE 4096u

/* Does one order and writes its answer, without a newline. */
void hands_do(struct simulator *simulator, const char *order, char *answer);

#endif
