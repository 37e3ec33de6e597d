/* What the units of `cfcheck._native` share; see module.c for what the module is. Each unit compiles alone: this header is
   all that it knows of the others. Small functions that are called for each value are here, so that they are inlined. */

#ifndef CFCHECK_H
#define CFCHECK_H

#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC visibility push(hidden) /* so that calls between units are as direct as within one */

typedef const unsigned char *Place;

enum { MOST_SLOTS = 32 };
enum { NONE = 0xFFFFFFFFu };

/* The names of enumerations that Python has, too. `evaluation.bit_judge` compares them with its own, and
   takes numbers from here that both sides know. See docs/decisions/0068-numbers-of-two-languages.md. */
#define FACETS(X) X(FORM) X(MOMENT) X(PERPETRATOR) X(PLACE) X(ACT) X(TARGET) X(CONTROL) X(CLAIMS) X(COUNTS) X(WEAPON)
#define TRUTHS(X) X(FALSE) X(TRUE) X(UNKNOWN)
#define OUTCOMES(X) X(HOLDS) X(MAY_HOLD) X(BREACHED) X(POSSIBLY_BREACHED) X(DEFEATED) X(DEFEATS) X(MAY_DEFEAT)
#define LISTED(name) name,
#define LISTED_TRUTH(name) name##_, /* some system headers have a macro TRUE */
#define NAMED(name) " " #name

enum { FACETS(LISTED) FACET_COUNT };
enum { SIMPLE = 0 }; /* the kind of a form with one reading */
enum { MOST_TESTS = 4096, MOST_BITS = 65536 };
enum { FIRST_REASON = 8, NEED_BASE = 256, FINDING_BASE = 8 }; /* the bit of the first reason in an outlook; see `say` */
/* Why a run ends before its records do: one that cannot be scanned, or has something that was not taught, or only a text. */
enum { ODD_RECORD = 1, NEW = 2, NEW_TEXT = 3, REFUSED_RECORD = 4 };
/* In place of a kind, or of a moment. From REFUSED on: records with that are refused, for a fault that has the number.
   ANY_KIND: what kind it is was not taught, but not for that. */
enum { ANY_KIND = 0x7FFFFFFFu, REFUSED = 0x80000000u };

/* --- memory that grows (table.c) ------------------------------------------------------------------------------------- */

typedef struct { unsigned char *at; size_t size, room; } Buffer;
typedef struct { size_t at; uint32_t size; } Piece; /* of text kept in a buffer: where it begins there, and how long it is */

#define LENGTH(buffer, type) ((buffer).size / sizeof(type))
#define OF(buffer, type, i) (((type *)(buffer).at)[i])
#define U32(buffer, i) OF(buffer, uint32_t, i)
#define PIECE(buffer, i) OF(buffer, Piece, i)

int refuse(PyObject *type, const char *why); /* sets an exception, unless one is set; -1 */
int no_memory(void);                         /* likewise, also where the interpreter's lock is not held */
void free_object(void *self);                /* the last that a `tp_dealloc` does */
PyObject *none_or_error(int status);         /* None, or NULL where the status is -1: an exception is set */
int reach(Buffer *buffer, size_t place, const void *filler, size_t size); /* so that it has an item at the place */
int widen_buffer(Buffer *buffer, size_t more);
int keep(Buffer *texts, const void *from, size_t size, Piece *piece);
int bytes_at(PyObject *bytes, Place *at, size_t *size);
int named_values(PyObject *args, PyObject *named, const char *format, char **names, ...);

/* Make room for so many bytes more; -1: an exception is set. */
static inline int grow(Buffer *buffer, size_t more) {
    return more <= buffer->room - buffer->size ? 0 : widen_buffer(buffer, more);
}

static inline int append(Buffer *buffer, const void *from, size_t size) {
    if (grow(buffer, size) < 0) return -1;
    if (size) memcpy(buffer->at + buffer->size, from, size);
    buffer->size += size;
    return 0;
}

static inline PyObject *bytes_of(const void *at, size_t size) { return PyBytes_FromStringAndSize(at, (Py_ssize_t)size); }

/* --- hashing: for ids SipHash-2-4; for tables, which are bounded and forgotten, folded multiplication (table.c) ----------- */

typedef struct { uint64_t k0, k1; } HashKey;

int hash_key_from(PyObject *bytes, HashKey *key);
void sip128(HashKey key, Place at, size_t size, uint64_t hash[2]);

static inline uint64_t load64(Place at) { /* the first byte lowest; compilers make one load of it */
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

static inline uint64_t half_at(Place at) { uint32_t half; memcpy(&half, at, 4); return half; }

static inline uint64_t fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_of(HashKey key, Place at, size_t size) {
    uint64_t hash = key.k0 ^ size, a, b;
    for (; size > 16; size -= 16, at += 16) hash = fold(load64(at) ^ key.k1, load64(at + 8) ^ hash);
    if (size >= 8) { a = load64(at); b = load64(at + size - 8); }
    else if (size >= 4) { a = half_at(at); b = half_at(at + size - 4); }
    else { a = size ? at[0] | (uint64_t)at[size / 2] << 8 | (uint64_t)at[size - 1] << 16 : 0; b = 0; }
    return fold(0x9e3779b97f4a7c15ULL ^ hash, fold(a ^ key.k1, b ^ hash));
}

/* --- tables: from bytes to numbers (table.c) --------------------------------------------------------------------------- */

typedef struct { uint64_t hash; Piece key; uint32_t value; } Entry; /* free where the value is NONE */
typedef struct { Entry *entries; size_t count, room; } Table;       /* `room`: a power of two, or 0 */

int learn(Table *table, Buffer *texts, HashKey key, const void *bytes, size_t size, uint32_t value);

static inline Entry *slot_of(const Table *table, const Buffer *texts, uint64_t hash, const void *key, size_t size) {
    size_t mask = table->room - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        Entry *entry = &table->entries[i];
        if (entry->value == NONE) return entry;
        if (entry->hash == hash && entry->key.size == size && !memcmp(texts->at + entry->key.at, key, size)) return entry;
    }
}

static inline uint32_t find(const Table *table, const Buffer *texts, HashKey key, const void *bytes, size_t size) {
    if (!table->room) return NONE;
    return slot_of(table, texts, hash_of(key, bytes, size), bytes, size)->value;
}

/* --- the lines of a block, each without the white space around it; they stay in the block (lines.c) -------------------- */

typedef struct { Place at; size_t size; } Raw;

typedef struct {
    PyObject_HEAD
    PyObject *block, *first; /* which the raws are in: a block, or a tuple of bytes; the first of a block's */
    Buffer raws;             /* Raw */
} Lines;

int is_lines(PyObject *object);
PyObject *text_of(Buffer *buffer); /* what is in the buffer, without a copy of it; the buffer is empty then */

/* --- reading records in JSON (json.c) ------------------------------------------------------------------------------------ */

enum { PRESENCE = 64 }; /* added to the number of a slot that takes only whether a value is there */

typedef struct { Place at; size_t size; } Span; /* at NULL: absent, or null */

typedef struct {
    struct Node *nodes; /* what a value may be; the first is the record */
    int node_count, slot_count;
    Buffer names;       /* of fields, and words that a text can be */
    Buffer unescaped;   /* see `unescape` */

    /* the record at hand */
    Place end;
    Span slots[MOST_SLOTS];
} Reader;

int reader_init(Reader *self, PyObject *nodes, int slot_count);
void reader_free(Reader *self);
int read_record(Reader *self, Raw record); /* its slots. 0: Python is to look; -1: an exception is set */

/* --- times as they are written (times.c) ----------------------------------------------------------------------------------- */

enum { OTHER_TIME, LOCAL_DAY, INSTANT };
enum { LAST_DAY = 65535 }; /* of those that are remembered, since 1970-01-01: in the year 2149 */

int time_from(Place at, size_t size, int64_t *number);

/* --- the SHA-256 of two texts in hexadecimal, where the processor has instructions for it (sha256.c) --------------------- */

int hashes_natively(void);
void sha256_hex(Place at, size_t size, char hex[64], Place other_at, size_t other_size, char other_hex[64]);

/* --- judging: what follows from the kinds of an incident's facets (judge.c) ---------------------------------------------- */

/* What is said of a case, as numbers: the verdicts possible; so many needs, and each of them as NEED_BASE * fact + reason; the
   rest are findings, each as FINDING_BASE * place + outcome. For a form with several readings, before all of it, the number of
   strands and those to whom the act is attributed, as bits. */
enum { SAID_STRANDS, SAID_ATTRIBUTED, SAID_ATTRIBUTED_TOO, SAID_POSSIBLE, SAID_NEEDS, SAID_REST };

typedef struct Judge Judge;

int is_judge(PyObject *object);
int say(Judge *self, const uint32_t *kinds); /* 1: it is said; 0: something was not taught; -1: an exception is set */
const Buffer *said_by(const Judge *self);    /* uint32_t: what it said last */

/* --- what the module has --------------------------------------------------------------------------------------------------- */

extern PyType_Spec judge_spec, lines_spec, scanner_spec, seen_spec, text_spec;
extern PyTypeObject *text_type; /* kept: nobody but a scanner makes a text */
PyObject *module_mark(PyObject *module, PyObject *args);
PyObject *module_sha256(PyObject *module, PyObject *args);

#define METHOD(type, name, flags) {#name, (PyCFunction)(void (*)(void))type##_##name, flags, NULL}

#endif
