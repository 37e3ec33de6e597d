/* --- the lines of a block, each without the white space around it; they stay in the block ------------------------------ */

typedef struct {
    Place at;
    size_t size;
} Raw;

typedef struct {
    PyObject_HEAD
    PyObject *block, *first; /* which the raws are in: a block, or a tuple of bytes; the first of a block's */
    Buffer raws;             /* Raw */
} Lines;

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

static int is_lines(PyObject *object) { return PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)lines_dealloc; }
