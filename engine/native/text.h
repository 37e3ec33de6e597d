/* --- text that was made here: bytes for whoever asks for a buffer, without a copy of them ------------------------------- */

enum { MOST_SPARE = 4, LARGEST_SPARE = 2 << 20 };

typedef struct {
    PyObject_HEAD
    Buffer buffer;
} Text;

static PyTypeObject *text_type;
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

/* What is in the buffer as a text; the buffer is empty then. */
static PyObject *text_of(Buffer *buffer) {
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
