#include "sha512.h"

/* The first 64 bits of the fractions of the cube roots of the first 80 primes. */
static const uint64_t ROUND[80] = {
    0x428a2f98d728ae22u, 0x7137449123ef65cdu, 0xb5c0fbcfec4d3b2fu, 0xe9b5dba58189dbbcu,
    0x3956c25bf348b538u, 0x59f111f1b605d019u, 0x923f82a4af194f9bu, 0xab1c5ed5da6d8118u,
    0xd807aa98a3030242u, 0x12835b0145706fbeu, 0x243185be4ee4b28cu, 0x550c7dc3d5ffb4e2u,
    0x72be5d74f27b896fu, 0x80deb1fe3b1696b1u, 0x9bdc06a725c71235u, 0xc19bf174cf692694u,
    0xe49b69c19ef14ad2u, 0xefbe4786384f25e3u, 0x0fc19dc68b8cd5b5u, 0x240ca1cc77ac9c65u,
    0x2de92c6f592b0275u, 0x4a7484aa6ea6e483u, 0x5cb0a9dcbd41fbd4u, 0x76f988da831153b5u,
    0x983e5152ee66dfabu, 0xa831c66d2db43210u, 0xb00327c898fb213fu, 0xbf597fc7beef0ee4u,
    0xc6e00bf33da88fc2u, 0xd5a79147930aa725u, 0x06ca6351e003826fu, 0x142929670a0e6e70u,
    0x27b70a8546d22ffcu, 0x2e1b21385c26c926u, 0x4d2c6dfc5ac42aedu, 0x53380d139d95b3dfu,
    0x650a73548baf63deu, 0x766a0abb3c77b2a8u, 0x81c2c92e47edaee6u, 0x92722c851482353bu,
    0xa2bfe8a14cf10364u, 0xa81a664bbc423001u, 0xc24b8b70d0f89791u, 0xc76c51a30654be30u,
    0xd192e819d6ef5218u, 0xd69906245565a910u, 0xf40e35855771202au, 0x106aa07032bbd1b8u,
    0x19a4c116b8d2d0c8u, 0x1e376c085141ab53u, 0x2748774cdf8eeb99u, 0x34b0bcb5e19b48a8u,
    0x391c0cb3c5c95a63u, 0x4ed8aa4ae3418acbu, 0x5b9cca4f7763e373u, 0x682e6ff3d6b2b8a3u,
    0x748f82ee5defb2fcu, 0x78a5636f43172f60u, 0x84c87814a1f0ab72u, 0x8cc702081a6439ecu,
    0x90befffa23631e28u, 0xa4506cebde82bde9u, 0xbef9a3f7b2c67915u, 0xc67178f2e372532bu,
    0xca273eceea26619cu, 0xd186b8c721c0c207u, 0xeada7dd6cde0eb1eu, 0xf57d4f7fee6ed178u,
    0x06f067aa72176fbau, 0x0a637dc5a2c898a6u, 0x113f9804bef90daeu, 0x1b710b35131c471bu,
    0x28db77f523047d84u, 0x32caab7b40c72493u, 0x3c9ebe0a15c9bebcu, 0x431d67c49c100d4cu,
    0x4cc5d4becb3e42b6u, 0x597f299cfc657e2au, 0x5fcb6fab3ad6faecu, 0x6c44198c4a475817u,
};

/* The same of the square roots of the first 8 primes. */
static const uint64_t START[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};

static uint64_t turn(uint64_t word, unsigned bits)
{
    return word >> bits | word << (64u - bits);
}

static uint64_t get_be(const uint8_t *from)
{
    uint64_t word = 0;
    for (size_t i = 0; i < 8; i++)
        word = word << 8 | from[i];
    return word;
}

static void put_be(uint8_t *to, uint64_t word)
{
    for (size_t i = 0; i < 8; i++)
        to[i] = (uint8_t)(word >> (56u - 8u * i));
}

/* Word t of the schedule; the last 16 words lie in a ring. */
static uint64_t schedule(uint64_t ring[16], size_t t)
{
    uint64_t two = ring[(t - 2) % 16], fifteen = ring[(t - 15) % 16];
    uint64_t small_1 = turn(two, 19) ^ turn(two, 61) ^ two >> 6;
    uint64_t small_0 = turn(fifteen, 1) ^ turn(fifteen, 8) ^ fifteen >> 7;
    ring[t % 16] += small_1 + ring[(t - 7) % 16] + small_0;
    return ring[t % 16];
}

static void work(uint64_t v[8], uint64_t word)
{
    uint64_t big_1 = turn(v[4], 14) ^ turn(v[4], 18) ^ turn(v[4], 41);
    uint64_t big_0 = turn(v[0], 28) ^ turn(v[0], 34) ^ turn(v[0], 39);
    uint64_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint64_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    uint64_t sum = v[7] + big_1 + choice + word;
    for (size_t i = 7; i > 0; i--)
        v[i] = v[i - 1];
    v[4] += sum;
    v[0] = sum + big_0 + majority;
}

static void take_block(struct sha512 *hash)
{
    uint64_t ring[16], v[8];
    for (size_t i = 0; i < 16; i++)
        ring[i] = get_be(hash->block + 8 * i);
    for (size_t i = 0; i < 8; i++)
        v[i] = hash->state[i];
    for (size_t t = 0; t < 80; t++)
        work(v, ROUND[t] + (t < 16 ? ring[t] : schedule(ring, t)));
    for (size_t i = 0; i < 8; i++)
        hash->state[i] += v[i];
}

void sha512_start(struct sha512 *hash)
{
    hash->size = 0;
    for (size_t i = 0; i < 8; i++)
        hash->state[i] = START[i];
}

void sha512_take(struct sha512 *hash, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        hash->block[hash->size++ % SHA512_BLOCK] = bytes[i];
        if (hash->size % SHA512_BLOCK == 0)
            take_block(hash);
    }
}

/* A one bit, zeros, and the length in bits as 128 bits. */
void sha512_end(struct sha512 *hash, uint8_t digest[SHA512_SIZE])
{
    const uint8_t one = 0x80, zero = 0;
    uint8_t length[16] = {0};
    put_be(length + 8, hash->size * 8);
    sha512_take(hash, &one, 1);
    while (hash->size % SHA512_BLOCK != SHA512_BLOCK - sizeof length)
        sha512_take(hash, &zero, 1);
    sha512_take(hash, length, sizeof length);
    for (size_t i = 0; i < 8; i++)
        put_be(digest + 8 * i, hash->state[i]);
}
