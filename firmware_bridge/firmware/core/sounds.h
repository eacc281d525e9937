/* The buzzer: short melodies that end by themselves. */
#ifndef SOUNDS_H
#define SOUNDS_H

#include "hal.h"

#define SOUND_COUNT 4u

struct sounds {
    const struct hal *hal;
    uint32_t since; /* when the current note began */
    uint8_t sound;
    uint8_t note;
    uint8_t round;
};

void sounds_start(struct sounds *sounds, const struct hal *hal);

/* Plays this sound from its begin; SOUND_OFF is silence. */
void sounds_play(struct sounds *sounds, enum sound sound, uint32_t now);

void sounds_tick(struct sounds *sounds, uint32_t now);

#endif
