#include "sounds.h"

#define NOTES 3u

struct note {
    uint16_t hertz;
    uint16_t ms;
};

static const struct {
    uint8_t rounds;
    struct note notes[NOTES]; /* a note of no length ends the round */
} SOUNDS[SOUND_COUNT] = {
    [SOUND_GOOD] = {1, {{1568, 120}}},
    [SOUND_STOP] = {2, {{220, 180}, {0, 80}}}, /* never three: an alarm of medical devices (IEC 60601-1-8) */
    [SOUND_ALARM] = {20, {{2700, 250}, {2000, 250}}},
};

static void begin(struct sounds *sounds, uint8_t note, uint32_t now)
{
    sounds->note = note;
    sounds->since = now;
    sounds->hal->tone(sounds->hal->self, SOUNDS[sounds->sound].notes[note].hertz);
}

void sounds_start(struct sounds *sounds, const struct hal *hal)
{
    *sounds = (struct sounds){.hal = hal};
    hal->tone(hal->self, 0);
}

void sounds_play(struct sounds *sounds, enum sound sound, uint32_t now)
{
    sounds->sound = (uint8_t)sound;
    sounds->round = 0;
    begin(sounds, 0, now);
}

static bool round_ends(const struct sounds *sounds)
{
    uint8_t next = (uint8_t)(sounds->note + 1u);
    return next == NOTES || SOUNDS[sounds->sound].notes[next].ms == 0;
}

void sounds_tick(struct sounds *sounds, uint32_t now)
{
    uint8_t sound = sounds->sound;
    if (sound == SOUND_OFF || now - sounds->since < SOUNDS[sound].notes[sounds->note].ms)
        return;
    if (!round_ends(sounds))
        begin(sounds, (uint8_t)(sounds->note + 1u), now);
    else if (++sounds->round < SOUNDS[sound].rounds)
        begin(sounds, 0, now);
    else
        sounds_play(sounds, SOUND_OFF, now);
}
