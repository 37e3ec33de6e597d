/* Ids that were seen: 12 bytes of hash and the number of the record, in 256 tables that grow one at a time. */

#include "cfcheck.h"

enum { AHEAD = 12 };

typedef struct { uint32_t mark[4]; } SeenId; /* the last is the number; NONE: free */

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
    uint32_t before = self->rooms[part], room = before ? before + before / 2 : 16;
    SeenId *old = self->parts[part], *ids = malloc((size_t)room * sizeof(SeenId));
    if (!ids) return no_memory();
    for (uint32_t i = 0; i < room; i++) ids[i].mark[3] = NONE;
    self->parts[part] = ids;
    self->rooms[part] = room;
    for (uint32_t i = 0; i < before; i++)
        if (old[i].mark[3] != NONE) *seen_slot(self, old[i].mark, &part) = old[i];
    free(old);
    return 0;
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

/* add(ids, first) -> of those that were there before, their numbers among these and those under which they were added, as
   pairs. Each id has 16 bytes; numbers begin at `first`. */
static PyObject *seen_add(Seen *self, PyObject *args) {
    const char *bytes;
    Py_ssize_t size;
    unsigned int first;
    int part;
    if (!PyArg_ParseTuple(args, "y#I", &bytes, &size, &first)) return NULL;
    if (seen_make_room(self, bytes, size) < 0) return NULL;
    PyObject *repeated = PyList_New(0);
    for (Py_ssize_t done = 0; repeated && done + 16 <= size; done += 16) {
        uint32_t mark[4];
        if (done + 16 * (AHEAD + 1) <= size) { /* what is looked at soon is fetched meanwhile */
            memcpy(mark, bytes + done + 16 * AHEAD, 8);
            part = (int)(mark[0] & 255);
            __builtin_prefetch(&self->parts[part][((uint64_t)mark[1] * self->rooms[part]) >> 32]);
        }
        memcpy(mark, bytes + done, 16);
        SeenId *id = seen_slot(self, mark, &part);
        if (id->mark[3] == NONE) {
            mark[3] += first;
            memcpy(id->mark, mark, sizeof mark);
            self->counts[part]++;
            continue;
        }
        PyObject *pair = Py_BuildValue("II", mark[3], id->mark[3]);
        if (!pair || PyList_Append(repeated, pair) < 0) Py_CLEAR(repeated);
        Py_XDECREF(pair);
    }
    return repeated;
}

static void seen_dealloc(Seen *self) {
    for (int i = 0; i < 256; i++) free(self->parts[i]);
    free_object(self);
}

static PyMethodDef seen_methods[] = {METHOD(seen, add, METH_VARARGS), {NULL, NULL, 0, NULL}};

static PyType_Slot seen_type_slots[] = {
    {Py_tp_dealloc, (void *)seen_dealloc}, {Py_tp_methods, seen_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
PyType_Spec seen_spec = {"cfcheck._native.Seen", sizeof(Seen), 0, Py_TPFLAGS_DEFAULT, seen_type_slots};

/* mark(key, id) -> the 12 bytes that stand for an id */
PyObject *module_mark(PyObject *Py_UNUSED(module), PyObject *args) {
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
