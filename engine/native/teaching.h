/* --- what Python teaches the scanner --------------------------------------------------------------------------------------- */

static int learn_number(Table *table, Scanner *self, const void *key, size_t size, uint32_t value) {
    if (value == NONE) return refuse(PyExc_OverflowError, "too many values");
    return learn(table, &self->texts, self->key, key, size, value);
}

/* Set the number at the place, with NONE at those before it that were not set. */
static int number_at(Buffer *numbers, uint32_t place, uint32_t number) {
    uint32_t none = NONE;
    while (LENGTH(*numbers, uint32_t) <= place)
        if (append(numbers, &none, sizeof none) < 0) return -1;
    U32(*numbers, place) = number;
    return 0;
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

/* teach_day(local day since 1970-01-01, moment): that of every clock time of the day which is written without an offset */
static PyObject *scanner_teach_day(Scanner *self, PyObject *args) {
    unsigned int day, moment;
    if (!PyArg_ParseTuple(args, "II", &day, &moment)) return NULL;
    if (day > LAST_DAY) return refuse(PyExc_OverflowError, "too late a day"), NULL;
    if (number_at(&self->day_moments, day, moment) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_stretch(Scanner *self, PyObject *args) {
    unsigned int stretch, moment;
    if (!PyArg_ParseTuple(args, "II", &stretch, &moment)) return NULL;
    if (stretch >= LENGTH(self->stretch_moments, uint32_t)) return refuse(PyExc_IndexError, "no such stretch"), NULL;
    U32(self->stretch_moments, stretch) = moment;
    Py_RETURN_NONE;
}

static int fill_slots(Scanner *self, PyObject *slots) { /* the slots as `slots()` gave them; they stay its own */
    if (!PyTuple_Check(slots) || PyTuple_Size(slots) != self->slot_count)
        return refuse(PyExc_ValueError, "expected the slots of a record");
    for (int i = 0; i < self->slot_count; i++) {
        PyObject *slot = PyTuple_GetItem(slots, i);
        self->slots[i] = (Span){NULL, 0};
        if (slot != Py_None && bytes_at(slot, &self->slots[i].at, &self->slots[i].size) < 0) return -1;
    }
    return 0;
}

/* teach_moment(moment, kind, place of its stretch; NONE where it has several) */
static PyObject *scanner_teach_moment(Scanner *self, PyObject *args) {
    unsigned int moment, kind, place;
    if (!PyArg_ParseTuple(args, "III", &moment, &kind, &place)) return NULL;
    if (moment >= 1u << 24) return refuse(PyExc_OverflowError, "too many moments"), NULL;
    if (number_at(&self->moment_places, moment, place) < 0 || number_at(&self->moment_kinds, moment, kind) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_lasting(facet, value, ((place of a stretch, kind), ...)): in order, the first from the place 0 on */
static PyObject *scanner_teach_lasting(Scanner *self, PyObject *args) {
    unsigned int facet, value;
    PyObject *told;
    Changes none = {0, 0}, changes = {(uint32_t)LENGTH(self->lasting, Lasting), 0};
    if (!PyArg_ParseTuple(args, "IIO!", &facet, &value, &PyTuple_Type, &told)) return NULL;
    if (facet >= (unsigned int)self->facet_count || value >= LENGTH(self->kinds[facet], uint32_t))
        return refuse(PyExc_IndexError, "no such value"), NULL;
    for (; changes.count < (uint32_t)PyTuple_Size(told); changes.count++) {
        Lasting one;
        if (!PyArg_ParseTuple(PyTuple_GetItem(told, (Py_ssize_t)changes.count), "II", &one.place, &one.kind) ||
            append(&self->lasting, &one, sizeof one) < 0)
            return NULL;
    }
    while (LENGTH(self->changes[facet], Changes) <= value)
        if (append(&self->changes[facet], &none, sizeof none) < 0) return NULL;
    OF(self->changes[facet], Changes, value) = changes;
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
    if (facet >= (unsigned int)self->facet_count || fill_slots(self, slots) < 0)
        return refuse(PyExc_IndexError, "no such facet"), NULL;
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
        if (made == 1 && U32(self->kinds[facet], value) == UNJUDGED) U32(self->kinds[facet], value) = kind;
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

static PyObject *teach_by_three(Scanner *self, PyObject *args, Table *table, Buffer *texts) { /* three numbers, text */
    unsigned int key[3];
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "IIIy#", &key[0], &key[1], &key[2], &text, &size)) return NULL;
    if (teach_text(self, table, texts, key, sizeof key, text, size) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_note(facet, moment, value, text): on an actor that is odd */
static PyObject *scanner_teach_note(Scanner *self, PyObject *args) {
    return teach_by_three(self, args, &self->notes, &self->note_texts);
}

/* teach_attribution(who, kind of the perpetrator or to whom, and the rest of it, text) */
static PyObject *scanner_teach_attribution(Scanner *self, PyObject *args) {
    return teach_by_three(self, args, &self->attributions, &self->attribution_texts);
}

static PyObject *scanner_teach_outlook(Scanner *self, PyObject *args) { /* teach_outlook(outlook, text) */
    unsigned int outlook;
    const char *text;
    Py_ssize_t size;
    Count count = {0, 0};
    if (!PyArg_ParseTuple(args, "Iy#", &outlook, &text, &size)) return NULL;
    if (find(&self->outlooks, &self->texts, self->key, &outlook, sizeof outlook) != NONE) Py_RETURN_NONE;
    count.outlook = outlook;
    if (append(&self->counts, &count, sizeof count) < 0 ||
        teach_text(self, &self->outlooks, &self->outlook_texts, &outlook, sizeof outlook, text, size) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *teach_piece(Scanner *self, PyObject *args, Buffer *pieces) { /* (number, text) */
    unsigned int number;
    const char *text;
    Py_ssize_t size;
    Piece none = {0, 0};
    if (!PyArg_ParseTuple(args, "Iy#", &number, &text, &size)) return NULL;
    if (number >= 1u << 24) return refuse(PyExc_OverflowError, "too many texts"), NULL;
    while (LENGTH(*pieces, Piece) <= number)
        if (append(pieces, &none, sizeof none) < 0) return NULL;
    if (!PIECE(*pieces, number).size && keep(&self->texts, text, (size_t)size, &PIECE(*pieces, number)) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_need(Scanner *self, PyObject *args) { return teach_piece(self, args, &self->need_texts); }

static PyObject *scanner_teach_finding(Scanner *self, PyObject *args) {
    return teach_piece(self, args, &self->finding_texts);
}
