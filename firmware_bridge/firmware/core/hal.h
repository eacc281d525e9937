/* What the core asks of the hardware. A port fills in these functions; nothing else is board-specific. */
#ifndef HAL_H
#define HAL_H

#include <stddef.h>
#include <stdint.h>

/* A lock is held shut by its spring. PULL is full coil current, HOLD the reduced current that keeps it released. */
enum drive { DRIVE_OFF, DRIVE_PULL, DRIVE_HOLD };

#define LOG_SLOTS 256u      /* entries of the ring; two more slots hold the acknowledgement */
#define LOG_RECORD_SIZE 20u /* one event and its CRC-32 */

struct hal {
    void *self;
    void (*drive)(void *self, uint8_t drawer, enum drive drive);
    void (*lamp)(void *self, uint8_t drawer); /* 0: none */
    void (*send)(void *self, const uint8_t *bytes, size_t size);
    void (*log_read)(void *self, uint16_t slot, uint8_t *record);
    void (*log_write)(void *self, uint16_t slot, const uint8_t *record);
};

struct board {
    uint64_t id;
    uint64_t firmware_hash;
    uint32_t entropy; /* anything that differs from start to start */
    uint32_t unlock_window_ms;
    uint32_t open_limit_ms;
    uint8_t drawers;
    uint8_t reset_cause;
};

#endif
