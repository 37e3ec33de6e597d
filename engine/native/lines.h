/* --- the lines of a block, each without the white space around it; they stay in the block ------------------------------ */

typedef struct {
    Place at;
    size_t size;
} Raw;

typedef struct {
    PyObject_HEAD
    PyObject *block;
    Buffer raws; /* Raw */
} Lines;

static int is_space(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); } /* as bytes.strip() has it */

/* Lines(block): a sequence of bytes, as the block's lines are */
static int lines_init(Lines *self, PyObject *args, PyObject *Py_UNUSED(named)) {
    PyObject *block;
    char *bytes;
    Py_ssize_t size;
    if (self->block) { PyErr_SetString(PyExc_TypeError, "lines are made once"); return -1; }
    if (!PyArg_ParseTuple(args, "O!", &PyBytes_Type, &block) || PyBytes_AsStringAndSize(block, &bytes, &size) < 0) return -1;
    self->block = Py_NewRef(block);
    for (Place at = (Place)bytes, end = at + size; at < end;) {
        Place stop = memchr(at, '\n', (size_t)(end - at)), behind = stop ? stop : end;
        Place next = stop ? stop + 1 : end;
        while (at < behind && is_space(*at)) at++;
        while (at < behind && is_space(behind[-1])) behind--;
        Raw raw = {at, (size_t)(behind - at)};
        if (append(&self->raws, &raw, sizeof raw) < 0) return -1;
        at = next;
    }
    return 0;
}

static Py_ssize_t lines_length(PyObject *self) { return (Py_ssize_t)LENGTH(((Lines *)self)->raws, Raw); }

static PyObject *lines_item(PyObject *self, Py_ssize_t place) {
    if (place < 0 || place >= lines_length(self)) { PyErr_SetString(PyExc_IndexError, "no such line"); return NULL; }
    Raw raw = OF(((Lines *)self)->raws, Raw, place);
    return PyBytes_FromStringAndSize((const char *)raw.at, (Py_ssize_t)raw.size);
}

static void lines_dealloc(Lines *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    Py_XDECREF(self->block);
    free(self->raws.at);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static int is_lines(PyObject *object) { return PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)lines_dealloc; }
