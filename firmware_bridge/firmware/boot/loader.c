#include "loader.h"

#include "../vendor/monocypher/monocypher.h"
#include "sha512.h"

#define CHUNK 128u

struct slot {
    struct image image;
    bool good;
    bool confirmed;
    bool fresh; /* never started, so it has a trial left */
};

static void hash_payload(struct sha512 *hash, const struct flash *flash, uint8_t slot, uint32_t size)
{
    uint8_t chunk[CHUNK];
    for (uint32_t at = 0; at < size; at += CHUNK) {
        uint32_t count = size - at < CHUNK ? size - at : CHUNK;
        flash->read(flash->self, slot_at(slot) + IMAGE_PAYLOAD_AT + at, chunk, count);
        sha512_take(hash, chunk, count);
    }
}

/* Ed25519 (RFC 8032, 5.1.7): the hash is over R, the key and the message. */
static bool is_signed(const struct flash *flash, uint8_t slot, const uint8_t *header, uint32_t size, const uint8_t *key)
{
    const uint8_t *signature = header + IMAGE_SIGNED;
    struct sha512 hash;
    uint8_t digest[SHA512_SIZE], reduced[32];
    sha512_start(&hash);
    sha512_take(&hash, signature, 32);
    sha512_take(&hash, key, LOADER_KEY);
    sha512_take(&hash, header, IMAGE_SIGNED);
    hash_payload(&hash, flash, slot, size);
    sha512_end(&hash, digest);
    crypto_eddsa_reduce(reduced, digest);
    return crypto_eddsa_check_equation(signature, key, reduced) == 0;
}

static struct slot look_at(const struct flash *flash, uint8_t number, const uint8_t *key, uint32_t port)
{
    struct slot slot = {0};
    uint8_t header[IMAGE_HEADER];
    flash->read(flash->self, slot_at(number), header, IMAGE_HEADER);
    slot.good = image_read_head(header, &slot.image) && slot.image.port == port
                && is_signed(flash, number, header, slot.image.size, key);
    slot.confirmed = slot.good && image_mark_is_set(flash, number, IMAGE_CONFIRMED_AT);
    slot.fresh = slot.good && !slot.confirmed && image_mark_is_clean(flash, number, IMAGE_TRIED_AT);
    return slot;
}

/* The newest of those that may be chosen, or NO_SLOT. */
static uint8_t newest(const struct slot slots[SLOTS], const bool may[SLOTS])
{
    uint8_t best = NO_SLOT;
    for (uint8_t i = 0; i < SLOTS; i++)
        if (may[i] && (best == NO_SLOT || slots[i].image.version > slots[best].image.version))
            best = i;
    return best;
}

/* The mark must hold before the image runs: else it would have its only trial again and again. */
static bool begin_trial(const struct flash *flash, uint8_t slot)
{
    image_mark(flash, slot, IMAGE_TRIED_AT);
    return !image_mark_is_clean(flash, slot, IMAGE_TRIED_AT);
}

struct choice loader_choose(const struct flash *flash, const uint8_t key[LOADER_KEY], uint32_t port)
{
    struct slot slots[SLOTS];
    bool confirmed[SLOTS], fresh[SLOTS], good[SLOTS];
    while (flash->busy(flash->self)) { /* a reset does not stop an erase */
    }
    for (uint8_t i = 0; i < SLOTS; i++) {
        slots[i] = look_at(flash, i, key, port);
        confirmed[i] = slots[i].confirmed;
        fresh[i] = slots[i].fresh;
        good[i] = slots[i].good;
    }
    uint8_t proven = newest(slots, confirmed), next = newest(slots, fresh);
    bool newer = next != NO_SLOT && (proven == NO_SLOT || slots[next].image.version > slots[proven].image.version);
    uint8_t slot = newer && begin_trial(flash, next) ? next : proven;
    if (slot == NO_SLOT)
        slot = newest(slots, good); /* one that fell back, still locked until confirmed, is better than none */
    if (slot == NO_SLOT)
        return (struct choice){.slot = NO_SLOT};
    return (struct choice){.slot = slot, .trial = !slots[slot].confirmed, .image = slots[slot].image};
}
