#include "sensing.h"

void sensing_start(struct sensing *sensing, uint16_t open)
{
    *sensing = (struct sensing){.open = open}; /* what the sensors say is not asked before the first reading */
}

static bool agrees(const struct sensing *sensing, uint8_t drawer)
{
    enum wire raw = (enum wire)sensing->sensors[drawer - 1].raw;
    bool fault = (sensing->fault & drawer_bit(drawer)) != 0;
    bool open = (sensing->open & drawer_bit(drawer)) != 0;
    return wire_is_faulty(raw) ? fault : !fault && open == (raw == WIRE_OPEN);
}

bool sensing_settled(const struct sensing *sensing, uint8_t drawers)
{
    for (uint8_t drawer = 1; drawer <= drawers; drawer++)
        if (!agrees(sensing, drawer))
            return false;
    return sensing->done;
}

static enum sensed change(struct sensing *sensing, uint8_t drawer, enum wire wire)
{
    uint16_t bit = drawer_bit(drawer);
    if (wire_is_faulty(wire) != ((sensing->fault & bit) != 0)) {
        sensing->fault ^= bit;
        return wire_is_faulty(wire) ? SENSED_FAULT : SENSED_MENDED;
    }
    sensing->open ^= bit;
    return wire == WIRE_OPEN ? SENSED_OPENED : SENSED_CLOSED;
}

enum sensed sensing_take(struct sensing *sensing, uint8_t drawer, enum wire wire, uint32_t now, uint32_t debounce_ms)
{
    struct sensor *sensor = &sensing->sensors[drawer - 1];
    if (sensor->raw != (uint8_t)wire) {
        sensor->raw = (uint8_t)wire;
        sensor->since = now;
    }
    uint32_t needed = wire_is_faulty(wire) ? PROTOCOL_WIRE_FAULT_MS : debounce_ms;
    if (agrees(sensing, drawer) || now - sensor->since < needed)
        return SENSED_NOTHING;
    return change(sensing, drawer, wire);
}
