/* Memory that grows, hashing, and tables from bytes to numbers. */

#include "cfcheck.h"

int refuse(PyObject *type, const char *why) {
    if (!PyErr_Occurred()) PyErr_SetString(type, why);
    return -1;
}

PyObject *none_or_error(int status) {
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

int no_memory(void) {
    PyGILState_STATE state = PyGILState_Ensure();
    PyErr_NoMemory();
    PyGILState_Release(state);
    return -1;
}

void free_object(void *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type); /* of which each object holds one, as of any type that is made when the module is */
}

int widen_buffer(Buffer *buffer, size_t more) {
    size_t room = buffer->room ? buffer->room : 4096;
    while (room - buffer->size < more) {
        if (room > SIZE_MAX / 2) return no_memory();
        room *= 2;
    }
    unsigned char *at = realloc(buffer->at, room);
    if (!at) return no_memory();
    buffer->at = at;
    buffer->room = room;
    return 0;
}

int reach(Buffer *buffer, size_t place, const void *filler, size_t size) {
    while (buffer->size / size <= place)
        if (append(buffer, filler, size) < 0) return -1;
    return 0;
}

int keep(Buffer *texts, const void *from, size_t size, Piece *piece) {
    if (size > UINT32_MAX) return no_memory();
    piece->at = texts->size;
    piece->size = (uint32_t)size;
    return append(texts, from, size);
}

int bytes_at(PyObject *bytes, Place *at, size_t *size) {
    char *begin;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(bytes, &begin, &length) < 0) return -1;
    *at = (Place)begin;
    *size = (size_t)length;
    return 0;
}

/* Parse values that are all given by name, and none by position. */
int named_values(PyObject *args, PyObject *named, const char *format, char **names, ...) {
    va_list values;
    if (PyTuple_Size(args)) return refuse(PyExc_TypeError, "all values are given by name");
    va_start(values, names);
    int are_there = PyArg_VaParseTupleAndKeywords(args, named, format, names, values);
    va_end(values);
    return are_there ? 0 : -1;
}

/* --- SipHash-2-4 of 128 bits (J.-P. Aumasson, D. J. Bernstein, 2012) --- */

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND                                                                                                         \
    do {                                                                                                              \
        v0 += v1; v1 = ROTATE(v1, 13); v1 ^= v0; v0 = ROTATE(v0, 32);                                                 \
        v2 += v3; v3 = ROTATE(v3, 16); v3 ^= v2;                                                                      \
        v0 += v3; v3 = ROTATE(v3, 21); v3 ^= v0;                                                                      \
        v2 += v1; v1 = ROTATE(v1, 17); v1 ^= v2; v2 = ROTATE(v2, 32);                                                 \
    } while (0)

void sip128(HashKey key, Place at, size_t size, uint64_t hash[2]) {
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

int hash_key_from(PyObject *bytes, HashKey *key) {
    Place at;
    size_t size;
    if (bytes_at(bytes, &at, &size) < 0) return -1;
    if (size != 16) return refuse(PyExc_ValueError, "a hash key has 16 bytes");
    *key = (HashKey){load64(at), load64(at + 8)};
    return 0;
}

/* --- tables --- */

static int widen(Table *table) {
    size_t room = table->room ? table->room * 2 : 64;
    Entry *entries = malloc(room * sizeof(Entry));
    if (!entries) return no_memory();
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

int learn(Table *table, Buffer *texts, HashKey key, const void *bytes, size_t size, uint32_t value) {
    if (value == NONE) return refuse(PyExc_OverflowError, "too many values");
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
