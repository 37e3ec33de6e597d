/* --- hashing: for ids, the 128 bits of SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein, 2012); for tables, folded
       multiplication under a key of the process, since they are bounded and forgotten --------------------------------- */

typedef struct {
    uint64_t k0, k1;
} HashKey;

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND                                                                                                         \
    do {                                                                                                              \
        v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32);                                                 \
        v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;                                                                      \
        v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;                                                                      \
        v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32);                                                 \
    } while (0)

static uint64_t load64(Place at) { /* the first byte lowest; compilers make one load of it */
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

static void sip128(HashKey key, Place at, size_t size, uint64_t hash[2]) {
    uint64_t v0 = key.k0 ^ 0x736f6d6570736575ULL, v1 = key.k1 ^ 0x646f72616e646f6dULL ^ 0xee;
    uint64_t v2 = key.k0 ^ 0x6c7967656e657261ULL, v3 = key.k1 ^ 0x7465646279746573ULL;
    uint64_t word = (uint64_t)size << 56;
    Place end = at + (size & ~(size_t)7);
    for (; at < end; at += 8) {
        uint64_t m = load64(at);
        v3 ^= m;
        ROUND; ROUND;
        v0 ^= m;
    }
    for (size_t i = 0; i < (size & 7); i++) word |= (uint64_t)at[i] << (8 * i);
    v3 ^= word;
    ROUND; ROUND;
    v0 ^= word;
    v2 ^= 0xee;
    ROUND; ROUND; ROUND; ROUND;
    hash[0] = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    ROUND; ROUND; ROUND; ROUND;
    hash[1] = v0 ^ v1 ^ v2 ^ v3;
}

static uint64_t word_at(Place at) { uint64_t word; memcpy(&word, at, 8); return word; }
static uint64_t half_at(Place at) { uint32_t half; memcpy(&half, at, 4); return half; }

static uint64_t fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(HashKey key, Place at, size_t size) {
    uint64_t hash = key.k0 ^ size, a, b;
    for (; size > 16; size -= 16, at += 16) hash = fold(word_at(at) ^ key.k1, word_at(at + 8) ^ hash);
    if (size >= 8) { a = word_at(at); b = word_at(at + size - 8); }
    else if (size >= 4) { a = half_at(at); b = half_at(at + size - 4); }
    else { a = size ? at[0] | (uint64_t)at[size / 2] << 8 | (uint64_t)at[size - 1] << 16 : 0; b = 0; }
    return fold(0x9e3779b97f4a7c15ULL ^ hash, fold(a ^ key.k1, b ^ hash));
}

static int hash_key_from(PyObject *bytes, HashKey *key) {
    char *at;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(bytes, &at, &size) < 0) return -1;
    if (size != 16) {
        PyErr_SetString(PyExc_ValueError, "a hash key has 16 bytes");
        return -1;
    }
    key->k0 = load64((Place)at);
    key->k1 = load64((Place)at + 8);
    return 0;
}

/* --- SHA-256 (FIPS 180-4), where the processor has instructions for it; elsewhere hashlib is asked ------------------- */

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>

static const uint32_t ROUND_CONSTANTS[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static int hashes_natively(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29); /* SHA extensions */
}

/* The state is kept as the instructions want it: A B E F and C D G H, the first highest. */
__attribute__((target("sha,sse4.1,ssse3"))) static void sha256_blocks(__m128i state[2], Place at, size_t blocks) {
    const __m128i in_order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    __m128i abef = state[0], cdgh = state[1];
    for (; blocks; blocks--, at += 64) {
        __m128i before_abef = abef, before_cdgh = cdgh, words[4];
        for (int i = 0; i < 4; i++)
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(at + 16 * i)), in_order);
        for (int i = 0; i < 16; i++) { /* four rounds each */
            __m128i now = words[i & 3];
            __m128i sum = _mm_add_epi32(now, _mm_load_si128((const __m128i *)&ROUND_CONSTANTS[4 * i]));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
            if (i < 12) { /* the words of sixteen rounds later take the place of these */
                __m128i next = words[(i + 1) & 3], third = words[(i + 2) & 3], last = words[(i + 3) & 3];
                __m128i schedule = _mm_add_epi32(_mm_sha256msg1_epu32(now, next), _mm_alignr_epi8(last, third, 4));
                words[i & 3] = _mm_sha256msg2_epu32(schedule, last);
            }
        }
        abef = _mm_add_epi32(abef, before_abef);
        cdgh = _mm_add_epi32(cdgh, before_cdgh);
    }
    state[0] = abef;
    state[1] = cdgh;
}

__attribute__((target("sha,sse4.1,ssse3"))) static void sha256_hex(Place at, size_t size, char hex[64]) {
    __m128i state[2] = {
        _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
        _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19),
    };
    unsigned char rest[128] = {0};
    uint32_t words[8], part[4];
    size_t whole = size / 64, left = size % 64, padded = left < 56 ? 64 : 128;
    sha256_blocks(state, at, whole);
    memcpy(rest, at + whole * 64, left);
    rest[left] = 0x80;
    for (int i = 0; i < 8; i++) rest[padded - 1 - i] = (unsigned char)((uint64_t)size * 8 >> (8 * i));
    sha256_blocks(state, rest, padded / 64);
    _mm_storeu_si128((__m128i *)part, state[0]);
    words[0] = part[3]; words[1] = part[2]; words[4] = part[1]; words[5] = part[0];
    _mm_storeu_si128((__m128i *)part, state[1]);
    words[2] = part[3]; words[3] = part[2]; words[6] = part[1]; words[7] = part[0];
    for (int i = 0; i < 8; i++) { /* a word of state to eight digits, all at once: half bytes apart, then to characters */
        uint64_t digits = words[i];
        digits = (digits | digits << 16) & 0x0000FFFF0000FFFFULL;
        digits = (digits | digits << 8) & 0x00FF00FF00FF00FFULL;
        digits = (digits | digits << 4) & 0x0F0F0F0F0F0F0F0FULL;
        uint64_t letters = (digits + 0x0606060606060606ULL) >> 4 & 0x0101010101010101ULL; /* 1 where it is 10 or more */
        digits += 0x3030303030303030ULL + letters * ('a' - '0' - 10);
        digits = __builtin_bswap64(digits);
        memcpy(hex + 8 * i, &digits, 8);
    }
}
#else
static int hashes_natively(void) { return 0; }
static void sha256_hex(Place at, size_t size, char hex[64]) { (void)at; (void)size; (void)hex; }
#endif

