/* --- methods ----------------------------------------------------------------------------------------------------------- */

static PyObject *taken(Buffer *buffer) {
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)buffer->at, (Py_ssize_t)buffer->size);
    if (bytes) buffer->size = 0;
    return bytes;
}

/* run(records, start, stop, most) -> (place, missed, refused, ids): lines are added for records from the start on, up to
   that place: the stop, or where lines not taken yet have `most` bytes or many were refused (missed is 0 then), or where
   Python is to look. Of those refused on the way, place and fault, two uint32_t each, and their ids in JSON, one a line.
   Meanwhile other threads may run: the records are held, and nobody else may use this scanner and its judge. */
static PyObject *scanner_run(Scanner *self, PyObject *args) {
    PyObject *records;
    Py_ssize_t start, stop, most;
    Buffer scratch = {0};
    int missed = 0;
    if (!PyArg_ParseTuple(args, "Onnn", &records, &start, &stop, &most)) return NULL;
    if (self->busy || start < 0) return refuse(PyExc_ValueError, "a run goes on, or would begin before its records"), NULL;
    if (!is_lines(records)) return refuse(PyExc_TypeError, "records are lines"), NULL;
    const Buffer *raws = &((Lines *)records)->raws;
    self->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    if (stop > (Py_ssize_t)LENGTH(*raws, Raw)) stop = (Py_ssize_t)LENGTH(*raws, Raw);
    for (; !missed && start < stop && self->lines.size < (size_t)most && self->refused.size < MOST_REFUSED; start += !missed)
        if (OF(*raws, Raw, start).size) missed = scan(self, OF(*raws, Raw, start), (uint32_t)start, &scratch);
    add_last_hash(self);
    Py_END_ALLOW_THREADS
    self->busy = 0;
    free(scratch.at);
    if (missed < 0) return NULL;
    return Py_BuildValue("(niNN)", start, missed, taken(&self->refused), taken(&self->refused_ids));
}

static PyObject *bytes_of_span(Span span) {
    if (!span.at) Py_RETURN_NONE;
    return PyBytes_FromStringAndSize((const char *)span.at, (Py_ssize_t)span.size);
}

/* keys(record) -> the bytes of each slot, or None; raises ValueError for a record that Python has to look at */
static PyObject *scanner_slots(Scanner *self, PyObject *record) {
    Raw raw;
    if (bytes_at(record, &raw.at, &raw.size) < 0) return NULL;
    int is_sound = *raw.at == '{' ? fill_from(self, raw) : 0;
    if (is_sound <= 0)
        return refuse(PyExc_ValueError, "not a record that can be scanned"), NULL;
    PyObject *slots = PyTuple_New(self->slot_count);
    for (int i = 0; slots && i < self->slot_count; i++) {
        PyObject *slot = bytes_of_span(self->slots[i]);
        if (!slot || PyTuple_SetItem(slots, i, slot) < 0) { Py_DECREF(slots); return NULL; }
    }
    return slots;
}

/* said() -> what the judge said of the record at which the last run ended with NEW_TEXT */
static PyObject *scanner_said(Scanner *self, PyObject *Py_UNUSED(nothing)) { return bytes_said(self->judge); }

static PyObject *scanner_put(Scanner *self, PyObject *args) { /* put(line, id, place) */
    const char *line, *id;
    Py_ssize_t line_size, id_size;
    unsigned int place;
    if (!PyArg_ParseTuple(args, "y#y#I", &line, &line_size, &id, &id_size, &place)) return NULL;
    uint32_t mark[4];
    mark_of(self, (Place)id, (size_t)id_size, place, mark);
    if (append(&self->lines, line, (size_t)line_size) < 0 || append(&self->ids, mark, sizeof mark) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *tuple_of(const uint32_t *numbers, Py_ssize_t count) {
    PyObject *tuple = PyTuple_New(count);
    for (Py_ssize_t i = 0; tuple && i < count; i++) {
        PyObject *number = PyLong_FromUnsignedLong(numbers[i]);
        if (!number || PyTuple_SetItem(tuple, i, number) < 0) Py_CLEAR(tuple);
    }
    return tuple;
}

/* take() -> since the last time: lines (as a text), ids (16 bytes each), and of those lines that were not put, how many
   there are by the verdicts possible, as bits, and for each reason */
static PyObject *scanner_take(Scanner *self, PyObject *Py_UNUSED(nothing)) {
    uint32_t possible[8] = {0}, reasons[24] = {0};
    for (size_t i = 0; i < LENGTH(self->counts, Count); i++) {
        Count *count = &OF(self->counts, Count, i);
        possible[count->outlook & 7] += count->lines;
        for (int reason = 0; reason < 24; reason++)
            if (count->outlook >> (8 + reason) & 1) reasons[reason] += count->lines;
        count->lines = 0;
    }
    PyObject *lines = text_of(&self->lines), *ids = taken(&self->ids), *by_verdicts = tuple_of(possible, 8),
             *by_reason = tuple_of(reasons, 24);
    if (lines && ids && by_verdicts && by_reason) return Py_BuildValue("(NNNN)", lines, ids, by_verdicts, by_reason);
    Py_XDECREF(lines);
    Py_XDECREF(ids);
    Py_XDECREF(by_verdicts);
    Py_XDECREF(by_reason);
    return NULL;
}

static size_t held_at(void *at, size_t size, int releases) { if (releases) free(at); return size; }

/* The bytes of all that grows with what is taught and written; `releases`: it is freed, too. */
static size_t held(Scanner *self, int releases) {
    Table *tables[] = {&self->times, &self->encounters, &self->notes, &self->outlooks, &self->attributions, &self->actors};
    Buffer *buffers[] = {&self->texts, &self->unescaped, &self->day_moments, &self->lasting, &self->moment_kinds, &self->moment_places,
                         &self->starts, &self->stretch_moments, &self->odd, &self->encounter_kinds, &self->encounter_notes, &self->note_texts,
                         &self->attribution_texts, &self->outlook_texts, &self->need_texts, &self->finding_texts, &self->lines, &self->ids, &self->refused, &self->refused_ids, &self->counts};
    size_t bytes = 0, i;
    for (i = 0; i < sizeof tables / sizeof *tables; i++) bytes += held_at(tables[i]->entries, tables[i]->room * sizeof(Entry), releases);
    for (i = 0; i < sizeof buffers / sizeof *buffers; i++) bytes += held_at(buffers[i]->at, buffers[i]->room, releases);
    for (i = 0; i < MOST_FACETS; i++)
        bytes += held_at(self->values[i].entries, self->values[i].room * sizeof(Entry), releases) +
                 held_at(self->kinds[i].at, self->kinds[i].room, releases) + held_at(self->changes[i].at, self->changes[i].room, releases);
    return bytes;
}

static PyObject *scanner_size(Scanner *self, PyObject *Py_UNUSED(nothing)) { return PyLong_FromSize_t(held(self, 0)); }
