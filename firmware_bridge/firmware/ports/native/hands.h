/* The control socket: one order a line, one answer a line. What a person or a fault does to the cart. */
#ifndef HANDS_H
#define HANDS_H

#include "simulator.h"

#define ANSWER_SIZE 4096u

/* Does one order and writes its answer, without a newline. */
void hands_do(struct simulator *simulator, const char *order, char *answer);

#endif
