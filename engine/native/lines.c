/* What goes in and out: the lines of a block, and text that was made here. */

#include "cfcheck.h"

static int is_space(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); } /* as bytes.strip() has it */

static int add_stripped(Lines *self, Place at, Place behind) {
    while (at < behind && is_space(*at)) at++;
    while (at < behind && is_space(behind[-1])) behind--;
    Raw raw = {at, (size_t)(behind - at)};
    return append(&self->raws, &raw, sizeof raw);
}

/* The line that begins in `lead` and ends in the block: a text of its own. */
static int add_first(Lines *self, const char *lead, size_t size, Place at, Place stop) {
    self->first = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(size + (size_t)(stop - at)));
    if (!self->first) return -1;
    unsigned char *first = (unsigned char *)PyBytes_AsString(self->first);
    memcpy(first, lead, size);
    memcpy(first + size, at, (size_t)(stop - at));
    return add_stripped(self, first, first + size + (stop - at));
}

static int add_each(Lines *self, PyObject *records) {
    self->block = PySequence_Tuple(records);
    for (Py_ssize_t i = 0; self->block && i < PyTuple_Size(self->block); i++) {
        Raw raw;
        if (bytes_at(PyTuple_GetItem(self->block, i), &raw.at, &raw.size) < 0 || append(&self->raws, &raw, sizeof raw) < 0) return -1;
    }
    return self->block ? 0 : -1;
}

/* Lines(lead, block): a sequence of bytes, the lines that end in the block. The first of them begins with `lead`.
   Lines(records): those bytes. */
static int lines_init(Lines *self, PyObject *args, PyObject *Py_UNUSED(named)) {
    PyObject *block;
    const char *lead;
    Place at, stop;
    Py_ssize_t lead_size;
    size_t size;
    if (self->block) return refuse(PyExc_TypeError, "lines are made once");
    if (PyTuple_Size(args) == 1) return add_each(self, PyTuple_GetItem(args, 0));
    if (!PyArg_ParseTuple(args, "y#O!", &lead, &lead_size, &PyBytes_Type, &block) || bytes_at(block, &at, &size) < 0)
        return -1;
    self->block = Py_NewRef(block);
    for (Place end = at + size; at < end && (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1) {
        int is_first = at + size == end && lead_size;
        if ((is_first ? add_first(self, lead, (size_t)lead_size, at, stop) : add_stripped(self, at, stop)) < 0) return -1;
    }
    return 0;
}

static Py_ssize_t lines_length(PyObject *self) { return (Py_ssize_t)LENGTH(((Lines *)self)->raws, Raw); }

static PyObject *lines_item(PyObject *self, Py_ssize_t place) {
    if (place < 0 || place >= lines_length(self)) return refuse(PyExc_IndexError, "no such line"), NULL;
    Raw raw = OF(((Lines *)self)->raws, Raw, place);
    return PyBytes_FromStringAndSize((const char *)raw.at, (Py_ssize_t)raw.size);
}

static void lines_dealloc(Lines *self) {
    Py_XDECREF(self->block);
    Py_XDECREF(self->first);
    free(self->raws.at);
    free_object(self);
}

int is_lines(PyObject *object) { return PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)lines_dealloc; }

static PyType_Slot lines_type_slots[] = {
    {Py_tp_init, (void *)lines_init}, {Py_tp_dealloc, (void *)lines_dealloc}, {Py_sq_length, (void *)lines_length},
    {Py_sq_item, (void *)lines_item}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
PyType_Spec lines_spec = {"cfcheck._native.Lines", sizeof(Lines), 0, Py_TPFLAGS_DEFAULT, lines_type_slots};

/* --- text that was made here: bytes for whoever asks for a buffer, without a copy of them --- */

enum { MOST_SPARE = 4, LARGEST_SPARE = 2 << 20 };

typedef struct {
    PyObject_HEAD
    Buffer buffer;
} Text;

PyTypeObject *text_type;
static Buffer spare[MOST_SPARE]; /* of texts that are gone: memory that was used is quicker than new one */

static int text_buffer(PyObject *self, Py_buffer *view, int flags) {
    const Buffer *buffer = &((Text *)self)->buffer;
    static char nothing[1];
    return PyBuffer_FillInfo(view, self, buffer->at ? (void *)buffer->at : nothing, (Py_ssize_t)buffer->size, 1, flags);
}

static void text_dealloc(Text *self) {
    for (int i = 0; i < MOST_SPARE && self->buffer.at; i++)
        if (!spare[i].at && self->buffer.room <= LARGEST_SPARE) {
            spare[i] = (Buffer){self->buffer.at, 0, self->buffer.room};
            self->buffer.at = NULL;
        }
    free(self->buffer.at);
    free_object(self);
}

PyObject *text_of(Buffer *buffer) {
    allocfunc make = (allocfunc)PyType_GetSlot(text_type, Py_tp_alloc);
    Text *text = (Text *)make(text_type, 0);
    if (!text) return NULL;
    text->buffer = *buffer;
    *buffer = (Buffer){0};
    for (int i = 0; i < MOST_SPARE && !buffer->at; i++) {
        *buffer = spare[i];
        spare[i] = (Buffer){0};
    }
    return (PyObject *)text;
}

static PyType_Slot text_type_slots[] = {
    {Py_tp_dealloc, (void *)text_dealloc}, {Py_bf_getbuffer, (void *)text_buffer}, {0, NULL},
};
PyType_Spec text_spec = {"cfcheck._native.Text", sizeof(Text), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, text_type_slots};
