/* Finds, in the bytes of incident records, what was met before; see docs/decisions/0045-native-scanner.md.

   It knows the form of a record (which it is told), and nothing of ceasefires: it looks up the bytes of some values in
   tables that Python fills, follows ways from fork to fork by what it finds, and puts together a line of output from
   pieces that Python made. Whatever it does not know, or is not sure of, it leaves to Python: a record it accepts is one
   that the decoder of `cfcheck.incident` accepts, but not the other way round.

   Nothing here trusts its input. Every read is before `end`, every nesting is bounded, every table grows or refuses. */

#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef const unsigned char *Place;

enum { INTERFACE = 2 }; /* raised with every change of what Python calls here, which asks for it */
enum { MOST_SLOTS = 32, MOST_FACETS = 16, MOST_FIELDS = 32, DEEPEST = 12, MOST_KEYS = 16, LONGEST_KEY = 2048 };
enum { NONE = 0xFFFFFFFFu };
enum { PRESENCE = 64 };

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
    for (int i = 0; i < 64; i++) hex[i] = "0123456789abcdef"[words[i / 8] >> (28 - 4 * (i % 8)) & 15];
}
#else
static int hashes_natively(void) { return 0; }
static void sha256_hex(Place at, size_t size, char hex[64]) { (void)at; (void)size; (void)hex; }
#endif

/* --- memory that grows ------------------------------------------------------------------------------------------- */

typedef struct {
    unsigned char *at;
    size_t size, room;
} Buffer;

static int grow(Buffer *buffer, size_t more) {
    if (more <= buffer->room - buffer->size) return 0;
    size_t room = buffer->room ? buffer->room : 4096;
    while (room - buffer->size < more) {
        if (room > SIZE_MAX / 2) { PyErr_NoMemory(); return -1; }
        room *= 2;
    }
    unsigned char *at = realloc(buffer->at, room);
    if (!at) { PyErr_NoMemory(); return -1; }
    buffer->at = at;
    buffer->room = room;
    return 0;
}

static int append(Buffer *buffer, const void *from, size_t size) {
    if (grow(buffer, size) < 0) return -1;
    if (size) memcpy(buffer->at + buffer->size, from, size);
    buffer->size += size;
    return 0;
}

/* A piece of text kept in a buffer: where it begins there, and how long it is. */
typedef struct {
    size_t at;
    uint32_t size;
} Piece;

static int keep(Buffer *texts, const void *from, size_t size, Piece *piece) {
    if (size > UINT32_MAX) { PyErr_NoMemory(); return -1; }
    piece->at = texts->size;
    piece->size = (uint32_t)size;
    return append(texts, from, size);
}

/* --- tables: from bytes to numbers --------------------------------------------------------------------------------- */

typedef struct {
    uint64_t hash;
    Piece key;
    uint32_t value;
} Entry;

typedef struct {
    Entry *entries;
    size_t count, room; /* a power of two, or 0; an entry whose value is NONE is free */
} Table;

static Entry *slot_of(const Table *table, const Buffer *texts, uint64_t hash, const void *key, size_t size) {
    size_t mask = table->room - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        Entry *entry = &table->entries[i];
        if (entry->value == NONE) return entry;
        if (entry->hash == hash && entry->key.size == size && !memcmp(texts->at + entry->key.at, key, size)) return entry;
    }
}

static uint32_t find(const Table *table, const Buffer *texts, HashKey key, const void *bytes, size_t size) {
    if (!table->room) return NONE;
    return slot_of(table, texts, hash_of(key, bytes, size), bytes, size)->value;
}

static int widen(Table *table) {
    size_t room = table->room ? table->room * 2 : 64;
    Entry *entries = malloc(room * sizeof(Entry));
    if (!entries) { PyErr_NoMemory(); return -1; }
    for (size_t i = 0; i < room; i++) entries[i].value = NONE;
    for (size_t i = 0; i < table->room; i++) {
        Entry entry = table->entries[i];
        if (entry.value == NONE) continue;
        size_t at = entry.hash & (room - 1);
        while (entries[at].value != NONE) at = (at + 1) & (room - 1);
        entries[at] = entry;
    }
    free(table->entries);
    table->entries = entries;
    table->room = room;
    return 0;
}

static int learn(Table *table, Buffer *texts, HashKey key, const void *bytes, size_t size, uint32_t value) {
    if (table->count * 2 >= table->room && widen(table) < 0) return -1;
    uint64_t hash = hash_of(key, bytes, size);
    Entry *entry = slot_of(table, texts, hash, bytes, size);
    if (entry->value == NONE) {
        Piece kept;
        if (keep(texts, bytes, size, &kept) < 0) return -1;
        *entry = (Entry){hash, kept, value};
        table->count++;
    }
    entry->value = value;
    return 0;
}

/* --- the form of a record ------------------------------------------------------------------------------------------ */

typedef struct {
    Piece name;
    int node, slot; /* the slot that takes the value's bytes; -1: none; from PRESENCE on: only whether it is there */
} Field;

/* What a value may be. Of each JSON type there is at most one form. */
typedef struct {
    int null, boolean, anything;
    int text, least_text, most_text; /* text: 1 any text, 2 one of the words */
    Piece *words;
    int word_count;
    int number, whole; /* number: within bounds; whole: without a fraction */
    double least, most;
    int list, element, least_list;
    int object, mapped; /* object: 1 fields, 2 a mapping to values of the node `mapped` */
    Field fields[MOST_FIELDS];
    int field_count;
    uint64_t required; /* the fields that have to be there, as bits */
} Node;

typedef struct {
    Place at;
    size_t size; /* at NULL: absent, or null */
} Span;

typedef struct {
    PyObject_HEAD
    HashKey key, id_key;
    Buffer texts;
    Node *nodes;
    int node_count, slot_count, id_slot, hashes_natively;
    PyObject *sha256, *hexdigest;

    /* the record at hand */
    Place end;
    Span slots[MOST_SLOTS];
    int known; /* whether the kinds of its facets were found, but not where they lead */
    uint32_t kinds_found[MOST_FACETS];

    /* what was taught */
    int facet_count;
    int facet_slots[MOST_FACETS][MOST_SLOTS], facet_slot_count[MOST_FACETS];
    Table values[MOST_FACETS];  /* key of a facet -> number of its value */
    Buffer kinds[MOST_FACETS];  /* uint32_t by number of a value */
    Table times, days, encounters, notes, ways, attributions;
    Table parts;                /* text of a part of a decision -> its number */
    Table actors;               /* facet, moment, number of a value -> the kind of the actor at the moment */
    Buffer moment_kinds;        /* uint32_t by moment; NONE: not taught */
    Buffer starts;              /* int64_t: seconds at which stretches begin, but for the first */
    Buffer stretch_moments;     /* uint32_t by stretch; NONE: not taught */
    Buffer odd;                 /* a byte by number of a value of perpetrator (even) and target (odd): whether noted */
    Buffer encounter_kinds;     /* uint32_t by number of an encounter */
    Buffer encounter_notes;     /* Piece, likewise */
    Buffer note_texts;          /* Piece by number */
    Buffer attribution_texts;   /* Piece by number */
    Buffer forks;               /* uint32_t: the facet of each fork */
    Buffer decisions;           /* Decision by number */
    Buffer decision_parts;      /* uint32_t: numbers of parts, those of one decision after the other */
    Buffer part_texts;          /* Piece by number of a part */
    Piece tail;

    /* what comes of it */
    Buffer lines, ids, made; /* made: the decision of each line, a uint32_t */
} Scanner;

typedef struct {
    size_t first; /* of its parts among all */
    uint32_t count, attribution;
} Decision;

#define U32(buffer, i) (((uint32_t *)(buffer).at)[i])
#define PIECE(buffer, i) (((Piece *)(buffer).at)[i])
#define LENGTH(buffer, type) ((buffer).size / sizeof(type))

/* --- JSON: each function returns where the value ends, or NULL where Python is to look ------------------------------- */

static Place skip_space(Place at, Place end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

static int hex4(Place at, Place end) {
    int value = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        unsigned char c = at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value << 4 | digit;
    }
    return value;
}

static Place after_escape(Place at, Place end) { /* at: behind the backslash */
    if (at >= end) return NULL;
    if (*at != 'u') return memchr("\"\\/bfnrt", *at, 8) ? at + 1 : NULL;
    int unit = hex4(at + 1, end);
    if (unit < 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return NULL;
    if (unit < 0xD800 || unit > 0xDBFF) return at + 5;
    if (end - at < 11 || at[5] != '\\' || at[6] != 'u') return NULL;
    int low = hex4(at + 7, end);
    return low >= 0xDC00 && low <= 0xDFFF ? at + 11 : NULL;
}

static Place after_utf8(Place at, Place end) { /* one character beyond ASCII, in its shortest form */
    unsigned char c = at[0];
    size_t left = (size_t)(end - at);
#define GOES_ON(i) ((at[i] & 0xC0) == 0x80)
    if (c >= 0xC2 && c <= 0xDF) return left >= 2 && GOES_ON(1) ? at + 2 : NULL;
    if (c >= 0xE0 && c <= 0xEF) {
        if (left < 3 || !GOES_ON(1) || !GOES_ON(2)) return NULL;
        if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F)) return NULL;
        return at + 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (left < 4 || !GOES_ON(1) || !GOES_ON(2) || !GOES_ON(3)) return NULL;
        if ((c == 0xF0 && at[1] < 0x90) || (c == 0xF4 && at[1] > 0x8F)) return NULL;
        return at + 4;
    }
#undef GOES_ON
    return NULL;
}

/* Behind the text that begins with a quote at `at`. `*plain` becomes 0 where it has an escape. */
static Place after_text(Place at, Place end, int *plain) {
    *plain = 1;
    at++;
    for (;;) {
        while (end - at >= 8) { /* to the first of eight characters that is not plain ASCII, or ends something */
            uint64_t w = load64(at);
            uint64_t ones = 0x0101010101010101ULL, highs = 0x8080808080808080ULL;
            uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
            uint64_t ends = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((w - ones * 0x20) & ~w) | w;
            ends &= highs;
            if (ends) {
                at += __builtin_ctzll(ends) >> 3;
                break;
            }
            at += 8;
        }
        if (at >= end) return NULL;
        unsigned char c = *at;
        if (c == '"') return at + 1;
        if (c == '\\') {
            *plain = 0;
            at = after_escape(at + 1, end);
        } else if (c < 0x20) {
            return NULL;
        } else if (c < 0x80) {
            at++;
        } else {
            at = after_utf8(at, end);
        }
        if (!at) return NULL;
    }
}

/* Numbers of at most 15 digits before and after the point, which are exact enough to hold against bounds. */
static Place after_number(Place at, Place end, int *whole, double *value) {
    int negative = at < end && *at == '-';
    double number = 0, unit = 1;
    Place begin;
    at += negative;
    begin = at;
    while (at < end && *at >= '0' && *at <= '9' && at - begin < 16) number = number * 10 + (*at++ - '0');
    if (at == begin || at - begin > 15 || (*begin == '0' && at - begin > 1)) return NULL;
    *whole = !negative;
    if (at < end && *at == '.') {
        begin = ++at;
        *whole = 0;
        while (at < end && *at >= '0' && *at <= '9' && at - begin < 16) {
            unit /= 10;
            number += (*at++ - '0') * unit;
        }
        if (at == begin || at - begin > 15) return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E' || (*at >= '0' && *at <= '9'))) return NULL;
    *value = negative ? -number : number;
    return at;
}

static Place after_word(Place at, Place end, const char *word, size_t size) {
    return (size_t)(end - at) >= size && !memcmp(at, word, size) ? at + size : NULL;
}

static Place after_value(Scanner *self, Place at, int node, int depth);

static int same(const Scanner *self, Piece piece, Place at, size_t size) {
    return piece.size == size && !memcmp(self->texts.at + piece.at, at, size);
}

static Place after_known_text(Scanner *self, const Node *node, Place at) {
    int plain;
    Place behind = after_text(at, self->end, &plain);
    if (!behind || node->anything) return behind;
    size_t size = (size_t)(behind - at) - 2;
    if (node->text == 1) return size >= (size_t)node->least_text && size <= (size_t)node->most_text ? behind : NULL;
    if (node->text == 2 && plain)
        for (int i = 0; i < node->word_count; i++)
            if (same(self, node->words[i], at + 1, size)) return behind;
    return NULL;
}

static Place after_known_number(const Scanner *self, const Node *node, Place at) {
    int whole;
    double value;
    Place behind = after_number(at, self->end, &whole, &value);
    if (!behind || node->anything) return behind;
    if (!node->number || (node->whole && !whole)) return NULL;
    double margin = whole ? 0 : 1e-9; /* so near to a bound, rounding could matter */
    return value >= node->least + margin && value <= node->most - margin ? behind : NULL;
}

static Place after_list(Scanner *self, const Node *node, int own, Place at, int depth) {
    int count = 0, element = node->anything ? own : node->element;
    if (!node->anything && !node->list) return NULL;
    at = skip_space(at + 1, self->end);
    if (at < self->end && *at == ']') return node->anything || node->least_list == 0 ? at + 1 : NULL;
    for (;;) {
        at = after_value(self, at, element, depth + 1);
        if (!at) return NULL;
        count++;
        at = skip_space(at, self->end);
        if (at >= self->end) return NULL;
        if (*at == ']') return node->anything || count >= node->least_list ? at + 1 : NULL;
        if (*at != ',') return NULL;
        at = skip_space(at + 1, self->end);
    }
}

/* Where the field of that name stands among the node's; -1: there is none. `next` is where it is likely to be. */
static int field_of(const Scanner *self, const Node *node, Place at, size_t size, int next) {
    for (int i = 0; i < node->field_count; i++) {
        int which = next + i < node->field_count ? next + i : next + i - node->field_count;
        if (same(self, node->fields[which].name, at, size)) return which;
    }
    return -1;
}

static Place after_object(Scanner *self, const Node *node, int own, Place at, int depth) {
    uint64_t seen = 0;
    Span keys[MOST_KEYS];
    int key_count = 0, next = 0;
    int mapped = node->anything ? own : node->object == 2 ? node->mapped : -1;
    if (!node->anything && !node->object) return NULL;
    at = skip_space(at + 1, self->end);
    if (at < self->end && *at == '}') return node->required ? NULL : at + 1;
    for (;;) {
        int plain, value_node = mapped, slot = -1;
        if (at >= self->end || *at != '"') return NULL;
        Place name = at + 1;
        at = after_text(at, self->end, &plain);
        if (!at || !plain) return NULL;
        size_t size = (size_t)(at - name) - 1;
        if (mapped >= 0) { /* a key that is there twice is for Python to tell of */
            if (key_count == MOST_KEYS) return NULL;
            for (int i = 0; i < key_count; i++)
                if (keys[i].size == size && !memcmp(keys[i].at, name, size)) return NULL;
            keys[key_count++] = (Span){name, size};
        } else {
            int which = field_of(self, node, name, size, next);
            if (which < 0 || seen >> which & 1) return NULL;
            seen |= 1ULL << which;
            next = which + 1 < node->field_count ? which + 1 : 0;
            value_node = node->fields[which].node;
            slot = node->fields[which].slot;
        }
        at = skip_space(at, self->end);
        if (at >= self->end || *at != ':') return NULL;
        at = skip_space(at + 1, self->end);
        Place value = at;
        at = after_value(self, at, value_node, depth + 1);
        if (!at) return NULL;
        if (slot >= PRESENCE && *value != 'n') self->slots[slot - PRESENCE] = (Span){value, 1};
        else if (slot >= 0 && *value != 'n') self->slots[slot] = (Span){value, (size_t)(at - value)};
        at = skip_space(at, self->end);
        if (at >= self->end) return NULL;
        if (*at == '}') return node->required & ~seen ? NULL : at + 1;
        if (*at != ',') return NULL;
        at = skip_space(at + 1, self->end);
    }
}

static Place after_value(Scanner *self, Place at, int which, int depth) {
    const Node *node = &self->nodes[which];
    if (at >= self->end || depth > DEEPEST) return NULL;
    switch (*at) {
    case '"': return node->text || node->anything ? after_known_text(self, node, at) : NULL;
    case '{': return after_object(self, node, which, at, depth);
    case '[': return after_list(self, node, which, at, depth);
    case 'n': return node->null || node->anything ? after_word(at, self->end, "null", 4) : NULL;
    case 't': return node->boolean || node->anything ? after_word(at, self->end, "true", 4) : NULL;
    case 'f': return node->boolean || node->anything ? after_word(at, self->end, "false", 5) : NULL;
    default: return after_known_number(self, node, at);
    }
}

/* --- times ------------------------------------------------------------------------------------------------------------ */

static int two(Place at) { return (at[0] - '0') * 10 + at[1] - '0'; }

static int digits_at(Place at, const char *form) { /* whether `0` of the form is a digit and all else itself */
    for (; *form; form++, at++)
        if (*form == '0' ? *at < '0' || *at > '9' : *at != (unsigned char)*form) return 0;
    return 1;
}

static int64_t days_from_civil(int64_t year, int month, int day) { /* since 1970-01-01, proleptic Gregorian */
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Whether the text is `2016-03-01T04:12:00`, a time that exists on some clock; `*seconds` as if it were UTC. */
static int is_clock(Place at, int64_t *seconds) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!digits_at(at, "0000-00-00") || (at[10] != 'T' && at[10] != ' ') || !digits_at(at + 11, "00:00:00")) return 0;
    int year = two(at) * 100 + two(at + 2), month = two(at + 5), day = two(at + 8);
    int hour = two(at + 11), minute = two(at + 14), second = two(at + 17);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return 0;
    int leap = month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    if (day > days[month - 1] + leap) return 0;
    *seconds = ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return 1;
}

static int offset_seconds(Place at, size_t size, int64_t *ahead) {
    if (size == 1 && *at == 'Z') { *ahead = 0; return 1; }
    if (size != 6 || (*at != '+' && *at != '-') || !digits_at(at + 1, "00:00")) return 0;
    int hours = two(at + 1), minutes = two(at + 4);
    if (hours > 14 || minutes > 59 || hours * 60 + minutes > 14 * 60) return 0;
    *ahead = (hours * 60 + minutes) * 60 * (*at == '-' ? -1 : 1);
    return 1;
}

static size_t stretch_of(const Scanner *self, int64_t seconds) {
    const int64_t *starts = (const int64_t *)self->starts.at;
    size_t low = 0, high = LENGTH(self->starts, int64_t);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (starts[middle] <= seconds) low = middle + 1; else high = middle;
    }
    return low;
}

static uint32_t moment_of(const Scanner *self, Span occurred) {
    int64_t seconds, ahead;
    if (occurred.at && *occurred.at == '"' && occurred.size >= 21 && is_clock(occurred.at + 1, &seconds)) {
        Place rest = occurred.at + 20;
        size_t size = occurred.size - 21;
        if (size == 0) {
            uint32_t moment = find(&self->days, &self->texts, self->key, occurred.at + 1, 10);
            if (moment != NONE) return moment;
        } else if (self->stretch_moments.size && offset_seconds(rest, size, &ahead)) {
            return U32(self->stretch_moments, stretch_of(self, seconds - ahead));
        }
    }
    return find(&self->times, &self->texts, self->key, occurred.at ? occurred.at : (Place)"", occurred.size);
}

/* --- looking up --------------------------------------------------------------------------------------------------------- */

/* The bytes of several slots as one key: of each its length, or that it is absent, and what it holds. */
static int key_of(const Scanner *self, const int *slots, int count, Buffer *key) {
    for (int i = 0; i < count; i++) {
        Span span = self->slots[slots[i]];
        if (!span.at) { if (append(key, "-", 1) < 0) return -1; continue; }
        uint32_t size = (uint32_t)span.size;
        if (span.size > LONGEST_KEY) return 0;
        if (append(key, "=", 1) < 0 || append(key, &size, 4) < 0 || append(key, span.at, span.size) < 0) return -1;
    }
    return 1;
}

enum { FORM, MOMENT, PERPETRATOR, PLACE, ACT, TARGET, CONTROL }; /* as in FacetName */
enum { ODD_RECORD = 1, NEW = 2, NEW_WAY = 3 };

typedef struct {
    uint32_t values[MOST_FACETS], kinds[MOST_FACETS], moment, who;
    Piece notes;
    int has_notes;
} Found;

/* The key of a facet: of one slot its bytes, none where it is absent; of several the bytes of all. 1: it is there. */
static int facet_key(const Scanner *self, int facet, Buffer *scratch, Span *key) {
    if (self->facet_slot_count[facet] == 1) {
        *key = self->slots[self->facet_slots[facet][0]];
        if (!key->at) *key = (Span){(Place)"", 0};
        return key->size <= LONGEST_KEY;
    }
    scratch->size = 0;
    int made = key_of(self, self->facet_slots[facet], self->facet_slot_count[facet], scratch);
    *key = (Span){scratch->at ? scratch->at : (Place)"", scratch->size};
    return made;
}

/* The number of the facet's value. 0: it was taught. */
static int value_of(Scanner *self, int facet, Buffer *scratch, uint32_t *value) {
    Span key;
    int made = facet_key(self, facet, scratch, &key);
    if (made <= 0) return made < 0 ? -1 : ODD_RECORD;
    *value = find(&self->values[facet], &self->texts, self->key, key.at, key.size);
    return *value == NONE ? NEW : 0;
}

/* The kind of a facet that is an actor, at the moment. */
static int actor_of(Scanner *self, int facet, Buffer *scratch, Found *found) {
    int missed = value_of(self, facet, scratch, &found->values[facet]);
    if (missed) return missed;
    uint32_t key[3] = {(uint32_t)facet, found->moment, found->values[facet]};
    found->kinds[facet] = find(&self->actors, &self->texts, self->key, key, sizeof key);
    return found->kinds[facet] == NONE ? NEW : 0;
}

static int is_simple(const Scanner *self) { /* slots 1 to 3: perpetrator, target, participants */
    for (int i = 1; i <= 2; i++)
        if (self->slots[i].at && *self->slots[i].at != '"') return 0;
    return !self->slots[3].at;
}

static int encounter_key(const Scanner *self, uint32_t moment, Buffer *key) {
    static const int slots[] = {1, 2, 3};
    key->size = 0;
    if (append(key, &moment, 4) < 0) return -1;
    return key_of(self, slots, 3, key);
}

static int find_who(Scanner *self, Buffer *scratch, Found *found) {
    found->has_notes = 0;
    if (!is_simple(self)) {
        int made = encounter_key(self, found->moment, scratch);
        if (made <= 0) return made < 0 ? -1 : ODD_RECORD;
        uint32_t number = find(&self->encounters, &self->texts, self->key, scratch->at, scratch->size);
        if (number == NONE) return NEW;
        found->kinds[FORM] = U32(self->encounter_kinds, number);
        found->notes = PIECE(self->encounter_notes, number);
        found->has_notes = found->notes.size > 0;
        found->who = number | 0x80000000u;
        return 0;
    }
    found->kinds[FORM] = 0;
    for (int facet = PERPETRATOR; facet <= TARGET; facet += TARGET - PERPETRATOR) {
        int missed = actor_of(self, facet, scratch, found);
        if (missed) return missed;
    }
    uint32_t by = found->values[PERPETRATOR], at = found->values[TARGET];
    found->who = by;
    if (self->odd.at[by * 2] || self->odd.at[at * 2 + 1]) {
        uint32_t key[3] = {found->moment, by, at};
        uint32_t number = find(&self->notes, &self->texts, self->key, key, sizeof key);
        if (number == NONE) return NEW;
        found->notes = PIECE(self->note_texts, number);
        found->has_notes = found->notes.size > 0;
    }
    return 0;
}

static int look_up(Scanner *self, Buffer *scratch, Found *found) {
    found->moment = moment_of(self, self->slots[0]);
    if (found->moment >= LENGTH(self->moment_kinds, uint32_t)) return NEW; /* NONE as well */
    found->kinds[MOMENT] = U32(self->moment_kinds, found->moment);
    if (found->kinds[MOMENT] == NONE) return NEW;
    int missed = find_who(self, scratch, found);
    if (!missed) missed = actor_of(self, CONTROL, scratch, found);
    if (missed) return missed;
    for (int facet = 0; facet < self->facet_count; facet++) {
        if (!self->facet_slot_count[facet] || facet == PERPETRATOR || facet == TARGET || facet == CONTROL) continue;
        missed = value_of(self, facet, scratch, &found->values[facet]);
        if (missed) return missed;
        found->kinds[facet] = U32(self->kinds[facet], found->values[facet]);
    }
    return 0;
}

/* The decision to which the kinds lead; NONE: not taught. Points are forks, or decisions where the highest bit is set. */
static uint32_t decision_of(const Scanner *self, const Found *found) {
    uint32_t point = 0;
    while (!(point & 0x80000000u)) {
        if (point >= LENGTH(self->forks, uint32_t)) return NONE;
        uint32_t key[2] = {point, found->kinds[U32(self->forks, point)]};
        point = find(&self->ways, &self->texts, self->key, key, sizeof key);
        if (point == NONE) return NONE;
    }
    return point & 0x7FFFFFFFu;
}

static int add_id(Scanner *self, Place at, size_t size, uint32_t record) {
    uint64_t long_form[2];
    uint32_t mark[4];
    sip128(self->id_key, at, size, long_form);
    memcpy(mark, long_form, 12);
    mark[3] = record;
    return append(&self->ids, mark, sizeof mark);
}

static int add_piece(Scanner *self, Piece piece) { return append(&self->lines, self->texts.at + piece.at, piece.size); }

#define TEXT(lines, text) append(lines, text, sizeof(text) - 1)

/* The SHA-256 of the record in hexadecimal. */
static int hex_of(Scanner *self, PyObject *record, char hex[64]) {
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(record, &bytes, &size) < 0) return -1;
    if (self->hashes_natively) {
        sha256_hex((Place)bytes, (size_t)size, hex);
        return 0;
    }
    PyObject *hash = PyObject_CallFunctionObjArgs(self->sha256, record, NULL);
    PyObject *digits = hash ? PyObject_CallMethodObjArgs(hash, self->hexdigest, NULL) : NULL;
    const char *text = digits ? PyUnicode_AsUTF8AndSize(digits, &size) : NULL;
    if (text && size == 64) memcpy(hex, text, 64);
    else if (text) PyErr_SetString(PyExc_ValueError, "a hash has 64 digits");
    Py_XDECREF(digits);
    Py_XDECREF(hash);
    return text && size == 64 ? 0 : -1;
}

static int add_decision(Scanner *self, uint32_t number) {
    Decision decision = ((Decision *)self->decisions.at)[number];
    for (uint32_t i = 0; i < decision.count; i++)
        if (add_piece(self, PIECE(self->part_texts, U32(self->decision_parts, decision.first + i))) < 0) return -1;
    return 0;
}

static int add_line(Scanner *self, PyObject *record, const Found *found, uint32_t number, Piece attribution) {
    Span id = self->slots[self->id_slot];
    char hex[64];
    if (hex_of(self, record, hex) < 0) return -1;
    if (TEXT(&self->lines, "{\"incident\":") == 0 && append(&self->lines, id.at, id.size) == 0 &&
        add_decision(self, number) == 0 && add_piece(self, attribution) == 0 && TEXT(&self->lines, ",\"notes\":[") == 0 &&
        (!found->has_notes || add_piece(self, found->notes) == 0) &&
        TEXT(&self->lines, "],\"incident_hash\":\"") == 0 && append(&self->lines, hex, sizeof hex) == 0 &&
        add_piece(self, self->tail) == 0)
        return 0;
    return -1;
}

/* 0: a line was added; ODD_RECORD or NEW: Python is to look; -1: an exception is set. */
static int scan(Scanner *self, PyObject *record, uint32_t place, Buffer *scratch) {
    char *bytes;
    Py_ssize_t size;
    Found found = {0};
    self->known = 0;
    if (PyBytes_AsStringAndSize(record, &bytes, &size) < 0) return -1;
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = (Place)bytes + size;
    if (*bytes != '{') return ODD_RECORD; /* an empty one is not asked for, and has its end for a first byte */
    Place behind = after_value(self, (Place)bytes, 0, 0);
    if (behind != self->end) return ODD_RECORD;
    Span id = self->slots[self->id_slot];
    if (!id.at || memchr(id.at, '\\', id.size)) return ODD_RECORD;
    int missed = look_up(self, scratch, &found);
    if (missed) return missed;
    uint32_t decision = decision_of(self, &found);
    if (decision == NONE) {
        memcpy(self->kinds_found, found.kinds, sizeof found.kinds);
        self->known = 1;
        return NEW_WAY;
    }
    uint32_t key[2] = {found.who, ((Decision *)self->decisions.at)[decision].attribution};
    uint32_t attribution = find(&self->attributions, &self->texts, self->key, key, sizeof key);
    if (attribution == NONE) return NEW;
    if (add_id(self, id.at + 1, id.size - 2, place) < 0) return -1;
    if (append(&self->made, &decision, sizeof decision) < 0) return -1;
    return add_line(self, record, &found, decision, PIECE(self->attribution_texts, attribution));
}

/* --- methods ----------------------------------------------------------------------------------------------------------- */

static PyObject *scanner_run(Scanner *self, PyObject *args) {
    PyObject *records;
    Py_ssize_t start;
    Buffer scratch = {0};
    int missed = 0;
    if (!PyArg_ParseTuple(args, "O!n", &PyList_Type, &records, &start)) return NULL;
    Py_ssize_t size = PyList_Size(records);
    for (; start >= 0 && start < size; start++) {
        PyObject *record = PyList_GetItem(records, start);
        if (!record) { missed = -1; break; }
        if (!PyBytes_Check(record)) {
            PyErr_SetString(PyExc_TypeError, "records are bytes");
            missed = -1;
            break;
        }
        if (!PyBytes_Size(record)) continue;
        Py_INCREF(record); /* hashing calls Python, which could change the list */
        missed = scan(self, record, (uint32_t)start, &scratch);
        Py_DECREF(record);
        if (missed) break;
    }
    free(scratch.at);
    if (missed < 0) return NULL;
    return Py_BuildValue("(ni)", start, missed);
}

static PyObject *bytes_of_span(Span span) {
    if (!span.at) Py_RETURN_NONE;
    return PyBytes_FromStringAndSize((const char *)span.at, (Py_ssize_t)span.size);
}

/* keys(record) -> the bytes of each slot, or None; raises ValueError for a record that Python has to look at */
static PyObject *scanner_slots(Scanner *self, PyObject *record) {
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(record, &bytes, &size) < 0) return NULL;
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = (Place)bytes + size;
    if (*bytes != '{' || after_value(self, (Place)bytes, 0, 0) != self->end) {
        PyErr_SetString(PyExc_ValueError, "not a record that can be scanned");
        return NULL;
    }
    PyObject *slots = PyTuple_New(self->slot_count);
    for (int i = 0; slots && i < self->slot_count; i++) {
        PyObject *slot = bytes_of_span(self->slots[i]);
        if (!slot || PyTuple_SetItem(slots, i, slot) < 0) { Py_DECREF(slots); return NULL; }
    }
    return slots;
}

/* kinds() -> the kinds of the facets of the record at which the last run ended with NEW_WAY */
static PyObject *scanner_kinds(Scanner *self, PyObject *Py_UNUSED(nothing)) {
    if (!self->known) { PyErr_SetString(PyExc_ValueError, "no kinds were found"); return NULL; }
    PyObject *kinds = PyTuple_New(self->facet_count);
    for (int i = 0; kinds && i < self->facet_count; i++) {
        PyObject *kind = PyLong_FromUnsignedLong(self->kinds_found[i]);
        if (!kind || PyTuple_SetItem(kinds, i, kind) < 0) { Py_DECREF(kinds); return NULL; }
    }
    return kinds;
}

static int bytes_at(PyObject *bytes, Place *at, size_t *size) {
    char *begin;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(bytes, &begin, &length) < 0) return -1;
    *at = (Place)begin;
    *size = (size_t)length;
    return 0;
}

static int learn_number(Table *table, Scanner *self, const void *key, size_t size, uint32_t value) {
    if (value == NONE) { PyErr_SetString(PyExc_OverflowError, "too many values"); return -1; }
    return learn(table, &self->texts, self->key, key, size, value);
}

/* teach_time(text or None as in the record, moment) */
static PyObject *scanner_teach_time(Scanner *self, PyObject *args) {
    const char *key = NULL;
    Py_ssize_t size = 0;
    unsigned int moment;
    if (!PyArg_ParseTuple(args, "z#I", &key, &size, &moment)) return NULL;
    if (moment_of(self, (Span){(Place)key, key ? (size_t)size : 0}) == NONE &&
        learn_number(&self->times, self, key ? key : "", (size_t)size, moment) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_day(Scanner *self, PyObject *args) {
    const char *key;
    Py_ssize_t size;
    unsigned int moment;
    if (!PyArg_ParseTuple(args, "y#I", &key, &size, &moment)) return NULL;
    if (learn_number(&self->days, self, key, (size_t)size, moment) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_stretch(Scanner *self, PyObject *args) {
    unsigned int stretch, moment;
    if (!PyArg_ParseTuple(args, "II", &stretch, &moment)) return NULL;
    if (stretch >= LENGTH(self->stretch_moments, uint32_t)) {
        PyErr_SetString(PyExc_IndexError, "no such stretch");
        return NULL;
    }
    U32(self->stretch_moments, stretch) = moment;
    Py_RETURN_NONE;
}

static int fill_slots(Scanner *self, PyObject *slots) { /* the slots as `slots()` gave them; they stay its own */
    if (!PyTuple_Check(slots) || PyTuple_Size(slots) != self->slot_count) {
        PyErr_SetString(PyExc_ValueError, "expected the slots of a record");
        return -1;
    }
    for (int i = 0; i < self->slot_count; i++) {
        PyObject *slot = PyTuple_GetItem(slots, i);
        self->slots[i] = (Span){NULL, 0};
        if (slot != Py_None && bytes_at(slot, &self->slots[i].at, &self->slots[i].size) < 0) return -1;
    }
    return 0;
}

/* teach_moment(moment, kind) */
static PyObject *scanner_teach_moment(Scanner *self, PyObject *args) {
    unsigned int moment, kind;
    uint32_t none = NONE;
    if (!PyArg_ParseTuple(args, "II", &moment, &kind)) return NULL;
    if (moment >= 1u << 24) { PyErr_SetString(PyExc_OverflowError, "too many moments"); return NULL; }
    while (LENGTH(self->moment_kinds, uint32_t) <= moment)
        if (append(&self->moment_kinds, &none, sizeof none) < 0) return NULL;
    U32(self->moment_kinds, moment) = kind;
    Py_RETURN_NONE;
}

/* teach_actor(facet, moment, value, kind) */
static PyObject *scanner_teach_actor(Scanner *self, PyObject *args) {
    unsigned int key[3], kind;
    if (!PyArg_ParseTuple(args, "IIII", &key[0], &key[1], &key[2], &kind)) return NULL;
    if (learn_number(&self->actors, self, key, sizeof key, kind) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_value(facet, slots, kind, is_odd) -> the number of the value, or None where its key is too long */
static PyObject *scanner_teach_value(Scanner *self, PyObject *args) {
    unsigned int facet, kind;
    PyObject *slots;
    int is_odd;
    Buffer key = {0};
    uint32_t value = NONE;
    if (!PyArg_ParseTuple(args, "IOIp", &facet, &slots, &kind, &is_odd)) return NULL;
    if (facet >= (unsigned int)self->facet_count || fill_slots(self, slots) < 0) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such facet");
        return NULL;
    }
    Span bytes;
    int made = facet_key(self, (int)facet, &key, &bytes);
    if (made == 1) {
        value = find(&self->values[facet], &self->texts, self->key, bytes.at, bytes.size);
        if (value == NONE) {
            value = (uint32_t)LENGTH(self->kinds[facet], uint32_t);
            size_t needed = ((size_t)value + 1) * 2;
            if (append(&self->kinds[facet], &kind, sizeof kind) < 0) made = -1;
            while (made == 1 && self->odd.size < needed)
                if (append(&self->odd, "", 1) < 0) made = -1;
            if (made == 1 && learn_number(&self->values[facet], self, bytes.at, bytes.size, value) < 0) made = -1;
        }
        if (made == 1 && (facet == PERPETRATOR || facet == TARGET))
            self->odd.at[(size_t)value * 2 + (facet == TARGET)] = (unsigned char)is_odd;
    }
    free(key.at);
    if (made < 0) return NULL;
    if (!made) Py_RETURN_NONE;
    return PyLong_FromUnsignedLong(value);
}

/* teach_encounter(slots, moment, kind, notes) -> the number of the encounter, or None where its key is too long */
static PyObject *scanner_teach_encounter(Scanner *self, PyObject *args) {
    PyObject *slots;
    unsigned int moment, kind;
    const char *notes;
    Py_ssize_t size;
    Buffer key = {0};
    Piece kept;
    uint32_t number = (uint32_t)LENGTH(self->encounter_kinds, uint32_t);
    if (!PyArg_ParseTuple(args, "OIIy#", &slots, &moment, &kind, &notes, &size)) return NULL;
    if (fill_slots(self, slots) < 0) return NULL;
    int made = encounter_key(self, moment, &key);
    if (made == 1) {
        uint32_t known = find(&self->encounters, &self->texts, self->key, key.at, key.size);
        if (known != NONE) number = known;
        else if (keep(&self->texts, notes, (size_t)size, &kept) < 0 ||
                 append(&self->encounter_kinds, &kind, sizeof kind) < 0 ||
                 append(&self->encounter_notes, &kept, sizeof kept) < 0 ||
                 learn_number(&self->encounters, self, key.at, key.size, number) < 0)
            made = -1;
    }
    free(key.at);
    if (made < 0) return NULL;
    if (!made) Py_RETURN_NONE;
    return PyLong_FromUnsignedLong(number | 0x80000000u);
}

static int teach_text(Scanner *self, Table *table, Buffer *texts, const void *key, size_t key_size, const char *text,
                      Py_ssize_t size) {
    Piece kept;
    uint32_t number = (uint32_t)LENGTH(*texts, Piece);
    if (find(table, &self->texts, self->key, key, key_size) != NONE) return 0;
    if (keep(&self->texts, text, (size_t)size, &kept) < 0 || append(texts, &kept, sizeof kept) < 0) return -1;
    return learn_number(table, self, key, key_size, number);
}

static PyObject *scanner_teach_notes(Scanner *self, PyObject *args) {
    unsigned int key[3];
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "IIIy#", &key[0], &key[1], &key[2], &text, &size)) return NULL;
    if (teach_text(self, &self->notes, &self->note_texts, key, sizeof key, text, size) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_attribution(Scanner *self, PyObject *args) {
    unsigned int key[2];
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "IIy#", &key[0], &key[1], &text, &size)) return NULL;
    if (teach_text(self, &self->attributions, &self->attribution_texts, key, sizeof key, text, size) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_way(fork, facet, kind, point): forks are taught with their ways; decisions have the highest bit set */
static PyObject *scanner_teach_way(Scanner *self, PyObject *args) {
    unsigned int fork, facet, kind, point;
    uint32_t none = 0;
    if (!PyArg_ParseTuple(args, "IIII", &fork, &facet, &kind, &point)) return NULL;
    if (facet >= MOST_FACETS || fork >= 0x7FFFFFFFu) {
        PyErr_SetString(PyExc_IndexError, "no such facet or fork");
        return NULL;
    }
    while (LENGTH(self->forks, uint32_t) <= fork)
        if (append(&self->forks, &none, sizeof none) < 0) return NULL;
    U32(self->forks, fork) = facet;
    uint32_t key[2] = {fork, kind};
    if (learn_number(&self->ways, self, key, sizeof key, point) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_decision(number, parts, attribution): the parts of its text, each of which many decisions may have */
static PyObject *scanner_teach_decision(Scanner *self, PyObject *args) {
    unsigned int number;
    PyObject *parts;
    Decision decision = {LENGTH(self->decision_parts, uint32_t), 0, 0};
    if (!PyArg_ParseTuple(args, "IO!I", &number, &PyList_Type, &parts, &decision.attribution)) return NULL;
    for (; decision.count < (uint32_t)PyList_Size(parts); decision.count++) {
        Place at;
        size_t size;
        PyObject *part = PyList_GetItem(parts, decision.count);
        if (!part || bytes_at(part, &at, &size) < 0) return NULL;
        if (teach_text(self, &self->parts, &self->part_texts, at, size, (const char *)at, (Py_ssize_t)size) < 0) return NULL;
        uint32_t known = find(&self->parts, &self->texts, self->key, at, size);
        if (append(&self->decision_parts, &known, sizeof known) < 0) return NULL;
    }
    while (LENGTH(self->decisions, Decision) <= number)
        if (append(&self->decisions, &decision, sizeof decision) < 0) return NULL;
    ((Decision *)self->decisions.at)[number] = decision;
    Py_RETURN_NONE;
}

static PyObject *scanner_put(Scanner *self, PyObject *args) { /* put(line, id, place) */
    const char *line, *id;
    Py_ssize_t line_size, id_size;
    unsigned int place;
    if (!PyArg_ParseTuple(args, "y#y#I", &line, &line_size, &id, &id_size, &place)) return NULL;
    if (append(&self->lines, line, (size_t)line_size) < 0 || add_id(self, (Place)id, (size_t)id_size, place) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *taken(Buffer *buffer) {
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)buffer->at, (Py_ssize_t)buffer->size);
    if (bytes) buffer->size = 0;
    return bytes;
}

/* take() -> lines, ids (16 bytes each), decisions of the lines that were not put (4 bytes each): since the last time */
static PyObject *scanner_take(Scanner *self, PyObject *Py_UNUSED(nothing)) {
    PyObject *lines = taken(&self->lines), *ids = taken(&self->ids), *made = taken(&self->made);
    if (!lines || !ids || !made) { Py_XDECREF(lines); Py_XDECREF(ids); Py_XDECREF(made); return NULL; }
    return Py_BuildValue("(NNN)", lines, ids, made);
}

static PyObject *scanner_size(Scanner *self, PyObject *Py_UNUSED(nothing)) { /* bytes of what was taught, about */
    size_t entries = self->times.room + self->days.room + self->encounters.room + self->notes.room + self->ways.room +
                     self->attributions.room + self->actors.room;
    for (int i = 0; i < self->facet_count; i++) entries += self->values[i].room;
    return PyLong_FromSize_t(self->texts.size + entries * sizeof(Entry));
}

/* --- making ------------------------------------------------------------------------------------------------------------ */

static int piece_from_text(Scanner *self, PyObject *text, Piece *piece) {
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(text, &size);
    return at ? keep(&self->texts, at, (size_t)size, piece) : -1;
}

static int fields_from(Scanner *self, Node *node, PyObject *fields) { /* a list of (name, node, slot) */
    node->field_count = (int)PyList_Size(fields);
    if (node->field_count < 0 || node->field_count > MOST_FIELDS) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "too many fields");
        return -1;
    }
    for (int i = 0; i < node->field_count; i++) {
        PyObject *name;
        Field *field = &node->fields[i];
        PyObject *told = PyList_GetItem(fields, i);
        if (!told || !PyArg_ParseTuple(told, "Uii", &name, &field->node, &field->slot)) return -1;
        if (field->node < 0 || field->node >= self->node_count || field->slot < -1 ||
            (field->slot >= PRESENCE ? field->slot - PRESENCE : field->slot) >= self->slot_count) {
            PyErr_SetString(PyExc_ValueError, "no such node or slot");
            return -1;
        }
        if (piece_from_text(self, name, &field->name) < 0) return -1;
    }
    return 0;
}

static int words_from(Scanner *self, Node *node, PyObject *words) {
    Py_ssize_t size = PyList_Size(words);
    if (size <= 0) return (int)size;
    node->words = calloc((size_t)size, sizeof(Piece));
    if (!node->words) { PyErr_NoMemory(); return -1; }
    for (; node->word_count < size; node->word_count++) {
        PyObject *word = PyList_GetItem(words, node->word_count);
        if (!word || piece_from_text(self, word, &node->words[node->word_count]) < 0) return -1;
    }
    return 0;
}

static int node_from(Scanner *self, Node *node, PyObject *told) {
    PyObject *words, *fields;
    unsigned long long required;
    if (!PyArg_ParseTuple(told, "pppiiiO!ippddiiiiO!K", &node->null, &node->boolean, &node->anything, &node->text,
                          &node->least_text, &node->most_text, &PyList_Type, &words, &node->number, &node->whole,
                          &node->list, &node->least, &node->most, &node->element, &node->least_list, &node->object,
                          &node->mapped, &PyList_Type, &fields, &required))
        return -1;
    node->required = required;
    if (node->element >= self->node_count || node->mapped >= self->node_count) {
        PyErr_SetString(PyExc_ValueError, "no such node");
        return -1;
    }
    return words_from(self, node, words) < 0 || fields_from(self, node, fields) < 0 ? -1 : 0;
}

static int facets_from(Scanner *self, PyObject *facets) { /* a list of lists of slots */
    self->facet_count = (int)PyList_Size(facets);
    if (self->facet_count > MOST_FACETS) { PyErr_SetString(PyExc_ValueError, "too many facets"); return -1; }
    for (int i = 0; i < self->facet_count; i++) {
        PyObject *slots = PyList_GetItem(facets, i);
        Py_ssize_t size = slots ? PyList_Size(slots) : -1;
        if (size < 0) return -1;
        for (Py_ssize_t j = 0; j < size; j++) {
            long slot = PyLong_AsLong(PyList_GetItem(slots, j));
            if (slot < 0 || slot >= self->slot_count || j >= MOST_SLOTS) {
                if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "no such slot");
                return -1;
            }
            self->facet_slots[i][j] = (int)slot;
        }
        self->facet_slot_count[i] = (int)size;
    }
    return 0;
}

static int starts_from(Scanner *self, PyObject *starts) { /* seconds, or None where times are not told by seconds */
    uint32_t none = NONE;
    if (starts == Py_None) return 0;
    Py_ssize_t size = PyList_Size(starts);
    if (size < 0) return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        int64_t start = PyLong_AsLongLong(PyList_GetItem(starts, i));
        if (PyErr_Occurred() || append(&self->starts, &start, sizeof start) < 0) return -1;
    }
    for (Py_ssize_t i = 0; i <= size; i++)
        if (append(&self->stretch_moments, &none, sizeof none) < 0) return -1;
    return 0;
}

static int scanner_init(Scanner *self, PyObject *args, PyObject *Py_UNUSED(named)) {
    PyObject *nodes, *facets, *starts, *key, *id_key, *sha256;
    const char *tail;
    Py_ssize_t tail_size;
    if (self->nodes) { PyErr_SetString(PyExc_TypeError, "a scanner is made once"); return -1; }
    if (!PyArg_ParseTuple(args, "O!iiO!OO!O!Oy#", &PyList_Type, &nodes, &self->slot_count, &self->id_slot, &PyList_Type,
                          &facets, &starts, &PyBytes_Type, &key, &PyBytes_Type, &id_key, &sha256, &tail, &tail_size))
        return -1;
    self->node_count = (int)PyList_Size(nodes);
    if (self->node_count < 1 || self->slot_count < 4 || self->slot_count > MOST_SLOTS || self->id_slot < 0 ||
        self->id_slot >= self->slot_count) {
        PyErr_SetString(PyExc_ValueError, "no such form");
        return -1;
    }
    if (hash_key_from(key, &self->key) < 0 || hash_key_from(id_key, &self->id_key) < 0) return -1;
    self->nodes = calloc((size_t)self->node_count, sizeof(Node));
    if (!self->nodes) { PyErr_NoMemory(); return -1; }
    for (int i = 0; i < self->node_count; i++)
        if (node_from(self, &self->nodes[i], PyList_GetItem(nodes, i)) < 0) return -1;
    self->hashes_natively = hashes_natively();
    self->sha256 = Py_NewRef(sha256);
    self->hexdigest = PyUnicode_FromString("hexdigest");
    if (!self->hexdigest || facets_from(self, facets) < 0 || starts_from(self, starts) < 0) return -1;
    return keep(&self->texts, tail, (size_t)tail_size, &self->tail);
}

static void scanner_dealloc(Scanner *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    Table *tables[] = {&self->times, &self->days, &self->encounters, &self->notes, &self->ways, &self->attributions, &self->actors,
                       &self->parts};
    Buffer *buffers[] = {&self->texts, &self->moment_kinds, &self->decision_parts, &self->part_texts, &self->starts, &self->stretch_moments, &self->odd, &self->encounter_kinds,
                         &self->encounter_notes, &self->note_texts, &self->attribution_texts, &self->forks,
                         &self->decisions, &self->lines, &self->ids, &self->made};
    for (int i = 0; self->nodes && i < self->node_count; i++) free(self->nodes[i].words);
    free(self->nodes);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) free(tables[i]->entries);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) free(buffers[i]->at);
    for (int i = 0; i < MOST_FACETS; i++) { free(self->values[i].entries); free(self->kinds[i].at); }
    Py_XDECREF(self->sha256);
    Py_XDECREF(self->hexdigest);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

/* --- ids that were seen: 12 bytes of hash and the number of the record, in 256 tables that grow one at a time --------- */

typedef struct {
    uint32_t mark[4]; /* the last is the number; NONE: free */
} SeenId;

typedef struct {
    PyObject_HEAD
    SeenId *parts[256];
    uint32_t counts[256], rooms[256];
} Seen;

static SeenId *seen_slot(Seen *self, const uint32_t mark[4], int *part) {
    *part = (int)(mark[0] & 255);
    uint32_t room = self->rooms[*part];
    if (!room) return NULL;
    for (uint32_t i = (uint32_t)(((uint64_t)mark[1] * room) >> 32);; i = i + 1 < room ? i + 1 : 0) {
        SeenId *id = &self->parts[*part][i];
        if (id->mark[3] == NONE || !memcmp(id->mark, mark, 12)) return id;
    }
}

static int seen_widen(Seen *self, int part) { /* by half: 256 parts, so that little is held twice */
    uint32_t room = self->rooms[part] ? self->rooms[part] + self->rooms[part] / 2 : 16;
    SeenId *old = self->parts[part], *ids = malloc((size_t)room * sizeof(SeenId));
    uint32_t before = self->rooms[part];
    if (!ids) { PyErr_NoMemory(); return -1; }
    for (uint32_t i = 0; i < room; i++) ids[i].mark[3] = NONE;
    self->parts[part] = ids;
    self->rooms[part] = room;
    for (uint32_t i = 0; i < before; i++)
        if (old[i].mark[3] != NONE) *seen_slot(self, old[i].mark, &part) = old[i];
    free(old);
    return 0;
}

/* first(id) -> the number under which an id, of 12 bytes, was added; None: it was not */
static PyObject *seen_first(Seen *self, PyObject *bytes) {
    Place at;
    size_t size;
    uint32_t mark[4];
    int part;
    if (bytes_at(bytes, &at, &size) < 0) return NULL;
    if (size < 12) { PyErr_SetString(PyExc_ValueError, "an id has 12 bytes"); return NULL; }
    memcpy(mark, at, 12);
    SeenId *id = seen_slot(self, mark, &part);
    if (!id || id->mark[3] == NONE) Py_RETURN_NONE;
    return PyLong_FromUnsignedLong(id->mark[3]);
}

static int seen_make_room(Seen *self, const char *bytes, Py_ssize_t size) { /* so that adding moves nothing */
    uint32_t more[256] = {0};
    for (Py_ssize_t i = 0; i + 16 <= size; i += 16) {
        uint32_t first;
        memcpy(&first, bytes + i, sizeof first);
        more[first & 255]++;
    }
    for (int part = 0; part < 256; part++)
        while (more[part] && (self->counts[part] + (uint64_t)more[part]) * 8 >= self->rooms[part] * 7ULL)
            if (seen_widen(self, part) < 0) return -1;
    return 0;
}

/* add(ids, first) -> whether all of them, of 16 bytes each, are new; if not, none is added. Numbers begin at `first`. */
static PyObject *seen_add(Seen *self, PyObject *args) {
    const char *bytes;
    Py_ssize_t size, done;
    unsigned int first;
    int part;
    if (!PyArg_ParseTuple(args, "y#I", &bytes, &size, &first)) return NULL;
    if (seen_make_room(self, bytes, size) < 0) return NULL;
    for (done = 0; done + 16 <= size; done += 16) {
        uint32_t mark[4];
        memcpy(mark, bytes + done, 16);
        mark[3] += first;
        SeenId *id = seen_slot(self, mark, &part);
        if (id->mark[3] != NONE) break;
        memcpy(id->mark, mark, sizeof mark);
        self->counts[part]++;
    }
    if (done + 16 > size) Py_RETURN_TRUE;
    while (done > 0) { /* taken back, the last first, so that nothing stands behind a gap */
        uint32_t mark[4];
        done -= 16;
        memcpy(mark, bytes + done, 16);
        seen_slot(self, mark, &part)->mark[3] = NONE;
        self->counts[part]--;
    }
    Py_RETURN_FALSE;
}

static void seen_dealloc(Seen *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    for (int i = 0; i < 256; i++) free(self->parts[i]);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

/* mark(key, id) -> the 12 bytes that stand for an id */
static PyObject *module_mark(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *key_bytes;
    const char *id;
    Py_ssize_t size;
    HashKey key;
    uint64_t long_form[2];
    if (!PyArg_ParseTuple(args, "O!y#", &PyBytes_Type, &key_bytes, &id, &size)) return NULL;
    if (hash_key_from(key_bytes, &key) < 0) return NULL;
    sip128(key, (Place)id, (size_t)size, long_form);
    return PyBytes_FromStringAndSize((const char *)long_form, 12);
}

/* --- the module ----------------------------------------------------------------------------------------------------------- */

#define METHOD(name, flags) {#name, (PyCFunction)(void (*)(void))scanner_##name, flags, NULL}

static PyMethodDef scanner_methods[] = {
    METHOD(run, METH_VARARGS), METHOD(slots, METH_O), METHOD(kinds, METH_NOARGS), METHOD(teach_time, METH_VARARGS), METHOD(teach_day, METH_VARARGS),
    METHOD(teach_stretch, METH_VARARGS), METHOD(teach_moment, METH_VARARGS), METHOD(teach_actor, METH_VARARGS), METHOD(teach_value, METH_VARARGS), METHOD(teach_encounter, METH_VARARGS),
    METHOD(teach_notes, METH_VARARGS), METHOD(teach_attribution, METH_VARARGS), METHOD(teach_way, METH_VARARGS),
    METHOD(teach_decision, METH_VARARGS), METHOD(put, METH_VARARGS), METHOD(take, METH_NOARGS),
    METHOD(size, METH_NOARGS), {NULL, NULL, 0, NULL},
};

static PyMethodDef seen_methods[] = {
    {"add", (PyCFunction)(void (*)(void))seen_add, METH_VARARGS, NULL},
    {"first", (PyCFunction)(void (*)(void))seen_first, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* sha256(bytes) -> its 64 digits, or None where the processor has no instructions for it */
static PyObject *module_sha256(PyObject *Py_UNUSED(module), PyObject *bytes) {
    Place at;
    size_t size;
    char hex[64];
    if (bytes_at(bytes, &at, &size) < 0) return NULL;
    if (!hashes_natively()) Py_RETURN_NONE;
    sha256_hex(at, size, hex);
    return PyUnicode_FromStringAndSize(hex, sizeof hex);
}

static PyMethodDef module_methods[] = {{"sha256", module_sha256, METH_O, NULL},
                                       {"mark", module_mark, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot scanner_type_slots[] = {
    {Py_tp_init, (void *)scanner_init}, {Py_tp_dealloc, (void *)scanner_dealloc},
    {Py_tp_methods, scanner_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec scanner_spec = {"cfcheck._scanner.Scanner", sizeof(Scanner), 0, Py_TPFLAGS_DEFAULT, scanner_type_slots};

static PyType_Slot seen_type_slots[] = {
    {Py_tp_dealloc, (void *)seen_dealloc}, {Py_tp_methods, seen_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec seen_spec = {"cfcheck._scanner.Seen", sizeof(Seen), 0, Py_TPFLAGS_DEFAULT, seen_type_slots};

static int module_exec(PyObject *module) {
    struct { const char *name; PyType_Spec *spec; } types[] = {{"Scanner", &scanner_spec}, {"Seen", &seen_spec}};
    if (PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0) return -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        PyObject *type = PyType_FromSpec(types[i].spec);
        if (!type || PyModule_AddObjectRef(module, types[i].name, type) < 0) { Py_XDECREF(type); return -1; }
        Py_DECREF(type);
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};
static struct PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT, "cfcheck._scanner", NULL, 0, module_methods, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__scanner(void) { return PyModuleDef_Init(&module_definition); }
