/* SHA-256 (FIPS 180-4), where the processor has instructions for it; elsewhere Python's hashlib is called. */

#include "cfcheck.h"

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

int hashes_natively(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1u << 29); /* SHA extensions */
}

#define WITH_SHA __attribute__((target("sha,sse4.1,ssse3")))

/* The state is kept as the instructions want it: A B E F and C D G H, the first highest. */
typedef struct { __m128i abef, cdgh; } Sha256;

static const uint32_t SHA256_BEGINNING[8] = { /* as a state is kept, the lowest first */
    0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667, 0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372,
};

WITH_SHA static inline __attribute__((always_inline)) void load_block(__m128i words[4], Place at) {
    const __m128i in_order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    for (int i = 0; i < 4; i++)
        words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(at + 16 * i)), in_order);
}

/* Four rounds, the i-th of sixteen times; the words of sixteen rounds later take the place of these. */
WITH_SHA static inline __attribute__((always_inline)) void four_rounds(Sha256 *state, __m128i words[4], int i) {
    __m128i now = words[i & 3];
    __m128i sum = _mm_add_epi32(now, _mm_load_si128((const __m128i *)&ROUND_CONSTANTS[4 * i]));
    state->cdgh = _mm_sha256rnds2_epu32(state->cdgh, state->abef, sum);
    state->abef = _mm_sha256rnds2_epu32(state->abef, state->cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (i < 12) {
        __m128i next = words[(i + 1) & 3], third = words[(i + 2) & 3], last = words[(i + 3) & 3];
        __m128i schedule = _mm_add_epi32(_mm_sha256msg1_epu32(now, next), _mm_alignr_epi8(last, third, 4));
        words[i & 3] = _mm_sha256msg2_epu32(schedule, last);
    }
}

WITH_SHA static inline __attribute__((always_inline)) void add_state(Sha256 *state, Sha256 before) {
    state->abef = _mm_add_epi32(state->abef, before.abef);
    state->cdgh = _mm_add_epi32(state->cdgh, before.cdgh);
}

WITH_SHA static void sha256_blocks(Sha256 *state, Place at, size_t blocks) {
    for (; blocks; blocks--, at += 64) {
        Sha256 before = *state, now = before;
        __m128i words[4];
        load_block(words, at);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) four_rounds(&now, words, i);
        add_state(&now, before);
        *state = now;
    }
}

/* Blocks of two texts by turns: a round waits for the one before it, but not for those of another text. */
WITH_SHA static void sha256_blocks_of_two(Sha256 *one, Place one_at, Sha256 *other, Place other_at, size_t blocks) {
    for (; blocks; blocks--, one_at += 64, other_at += 64) {
        Sha256 one_before = *one, other_before = *other, now = one_before, other_now = other_before;
        __m128i words[4], other_words[4];
        load_block(words, one_at);
        load_block(other_words, other_at);
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            four_rounds(&now, words, i);
            four_rounds(&other_now, other_words, i);
        }
        add_state(&now, one_before);
        add_state(&other_now, other_before);
        *one = now;
        *other = other_now;
    }
}

/* What is hashed: whole blocks, and the rest of the text with the padding, which is one or two more. */
typedef struct {
    Sha256 state;
    Place at;
    size_t whole, last;
    unsigned char rest[128];
} Sha256Text;

WITH_SHA static void sha256_begin(Sha256Text *text, Place at, size_t size) {
    size_t left = size % 64;
    text->state.abef = _mm_loadu_si128((const __m128i *)SHA256_BEGINNING);
    text->state.cdgh = _mm_loadu_si128((const __m128i *)(SHA256_BEGINNING + 4));
    text->at = at;
    text->whole = size / 64;
    text->last = left < 56 ? 1 : 2;
    memset(text->rest, 0, sizeof text->rest);
    memcpy(text->rest, at + text->whole * 64, left);
    text->rest[left] = 0x80;
    for (int i = 0; i < 8; i++) text->rest[text->last * 64 - 1 - i] = (unsigned char)((uint64_t)size * 8 >> (8 * i));
}

WITH_SHA static void sha256_digits(const Sha256 *state, char hex[64]) {
    uint32_t words[8], part[8];
    _mm_storeu_si128((__m128i *)part, state->abef);
    _mm_storeu_si128((__m128i *)(part + 4), state->cdgh);
    words[0] = part[3]; words[1] = part[2]; words[4] = part[1]; words[5] = part[0];
    words[2] = part[7]; words[3] = part[6]; words[6] = part[5]; words[7] = part[4];
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

void sha256_hex(Place at, size_t size, char hex[64], Place other_at, size_t other_size, char other_hex[64]) {
    Sha256Text one, other;
    sha256_begin(&one, at, size);
    sha256_begin(&other, other_at, other_size);
    size_t both = one.whole < other.whole ? one.whole : other.whole;
    sha256_blocks_of_two(&one.state, one.at, &other.state, other.at, both);
    sha256_blocks(&one.state, one.at + both * 64, one.whole - both);
    sha256_blocks(&other.state, other.at + both * 64, other.whole - both);
    both = one.last < other.last ? one.last : other.last;
    sha256_blocks_of_two(&one.state, one.rest, &other.state, other.rest, both);
    sha256_blocks(&one.state, one.rest + both * 64, one.last - both);
    sha256_blocks(&other.state, other.rest + both * 64, other.last - both);
    sha256_digits(&one.state, hex);
    sha256_digits(&other.state, other_hex);
}
#else
int hashes_natively(void) { return 0; }
void sha256_hex(Place at, size_t size, char hex[64], Place other_at, size_t other_size, char other_hex[64]) {
    (void)at; (void)size; (void)hex; (void)other_at; (void)other_size; (void)other_hex;
}
#endif

/* sha256(bytes, [more]) -> the 64 digits of each, or None where the processor has no instructions for it */
PyObject *module_sha256(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *one, *other = "";
    Py_ssize_t size, other_size = 0;
    char hex[64], other_hex[64];
    if (!PyArg_ParseTuple(args, "y#|y#", &one, &size, &other, &other_size)) return NULL;
    if (!hashes_natively()) Py_RETURN_NONE;
    sha256_hex((Place)one, (size_t)size, hex, (Place)other, (size_t)other_size, other_hex);
    if (PyTuple_Size(args) == 1) return Py_BuildValue("(s#)", hex, (Py_ssize_t)sizeof hex);
    return Py_BuildValue("(s#s#)", hex, (Py_ssize_t)sizeof hex, other_hex, (Py_ssize_t)sizeof other_hex);
}
