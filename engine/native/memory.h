/* --- memory that grows ------------------------------------------------------------------------------------------- */

typedef struct {
    unsigned char *at;
    size_t size, room;
} Buffer;

/* Also where the interpreter's lock is not held. */
static int no_memory(void) {
    PyGILState_STATE state = PyGILState_Ensure();
    PyErr_NoMemory();
    PyGILState_Release(state);
    return -1;
}

/* The last of what the end of an object takes, once all that it held is freed. */
static void free_object(void *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type); /* of which each object holds one, as of any type that is made when the module is */
}

static int grow(Buffer *buffer, size_t more) {
    if (more <= buffer->room - buffer->size) return 0;
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

static int append(Buffer *buffer, const void *from, size_t size) {
    if (grow(buffer, size) < 0) return -1;
    if (size) memcpy(buffer->at + buffer->size, from, size);
    buffer->size += size;
    return 0;
}

#define LENGTH(buffer, type) ((buffer).size / sizeof(type))
#define OF(buffer, type, i) (((type *)(buffer).at)[i])
#define U32(buffer, i) OF(buffer, uint32_t, i)
#define PIECE(buffer, i) OF(buffer, Piece, i)

/* A piece of text kept in a buffer: where it begins there, and how long it is. */
typedef struct {
    size_t at;
    uint32_t size;
} Piece;

static int keep(Buffer *texts, const void *from, size_t size, Piece *piece) {
    if (size > UINT32_MAX) return no_memory();
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

static int bytes_at(PyObject *bytes, Place *at, size_t *size) {
    char *begin;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(bytes, &begin, &length) < 0) return -1;
    *at = (Place)begin;
    *size = (size_t)length;
    return 0;
}
