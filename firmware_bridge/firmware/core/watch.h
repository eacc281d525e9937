/* What may be wrong with the board itself: its supply, its housing, its outputs. */
#ifndef WATCH_H
#define WATCH_H

#include "safety.h"

/* Each of these relocks first when it must, and logs then. */
void watch_board(struct safety *safety, const struct inputs *inputs);

#endif
