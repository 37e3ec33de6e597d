/* --- methods ----------------------------------------------------------------------------------------------------------- */

static int raws_from(PyObject *list, PyObject **records, Buffer *raws) { /* of bytes, which stay where they are meanwhile */
    if (!PyList_Check(list)) { PyErr_SetString(PyExc_TypeError, "records are a list of bytes, or lines"); return -1; }
    *records = PyList_AsTuple(list);
    if (!*records) return -1;
    Py_ssize_t count = PyTuple_Size(*records);
    if (grow(raws, (size_t)(count + !count) * sizeof(Raw)) < 0) return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        Raw *raw = &OF(*raws, Raw, i);
        if (bytes_at(PyTuple_GetItem(*records, i), &raw->at, &raw->size) < 0) return -1;
    }
    raws->size = (size_t)count * sizeof(Raw);
    return 0;
}

/* run(records, start) -> (place, missed): lines are added for records from the start on, up to that place, where Python is
   to look. Meanwhile other threads may run: the records are held, and nobody else may use this scanner and its judge. */
static PyObject *scanner_run(Scanner *self, PyObject *args) {
    PyObject *given, *records = NULL;
    Py_ssize_t start;
    Buffer scratch = {0}, of_list = {0};
    const Buffer *raws = &of_list;
    int missed = 0;
    if (!PyArg_ParseTuple(args, "On", &given, &start)) return NULL;
    if (self->busy || start < 0) { PyErr_SetString(PyExc_ValueError, "a run goes on, or would begin before its records"); return NULL; }
    if (is_lines(given)) raws = &((Lines *)given)->raws;
    else if (raws_from(given, &records, &of_list) < 0) missed = -1;
    self->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    for (; !missed && (size_t)start < LENGTH(*raws, Raw); start += !missed)
        if (OF(*raws, Raw, start).size) missed = scan(self, OF(*raws, Raw, start), (uint32_t)start, &scratch);
    add_last_hash(self);
    Py_END_ALLOW_THREADS
    self->busy = 0;
    free(scratch.at);
    free(of_list.at);
    Py_XDECREF(records);
    if (missed < 0) return NULL;
    return Py_BuildValue("(ni)", start, missed);
}

static PyObject *bytes_of_span(Span span) {
    if (!span.at) Py_RETURN_NONE;
    return PyBytes_FromStringAndSize((const char *)span.at, (Py_ssize_t)span.size);
}

/* keys(record) -> the bytes of each slot, or None; raises ValueError for a record that Python has to look at */
static PyObject *scanner_slots(Scanner *self, PyObject *record) {
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(record, &bytes, &size) < 0) return NULL;
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = (Place)bytes + size;
    if (*bytes != '{' || after_value(self, (Place)bytes, 0, 0) != self->end) {
        PyErr_SetString(PyExc_ValueError, "not a record that can be scanned");
        return NULL;
    }
    PyObject *slots = PyTuple_New(self->slot_count);
    for (int i = 0; slots && i < self->slot_count; i++) {
        PyObject *slot = bytes_of_span(self->slots[i]);
        if (!slot || PyTuple_SetItem(slots, i, slot) < 0) { Py_DECREF(slots); return NULL; }
    }
    return slots;
}

/* said() -> what the judge said of the record at which the last run ended with NEW_TEXT */
static PyObject *scanner_said(Scanner *self, PyObject *Py_UNUSED(nothing)) { return bytes_said(self->judge); }

static int learn_number(Table *table, Scanner *self, const void *key, size_t size, uint32_t value) {
    if (value == NONE) { PyErr_SetString(PyExc_OverflowError, "too many values"); return -1; }
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
    if (day > LAST_DAY) { PyErr_SetString(PyExc_OverflowError, "too late a day"); return NULL; }
    if (number_at(&self->day_moments, day, moment) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_stretch(Scanner *self, PyObject *args) {
    unsigned int stretch, moment;
    if (!PyArg_ParseTuple(args, "II", &stretch, &moment)) return NULL;
    if (stretch >= LENGTH(self->stretch_moments, uint32_t)) {
        PyErr_SetString(PyExc_IndexError, "no such stretch");
        return NULL;
    }
    U32(self->stretch_moments, stretch) = moment;
    Py_RETURN_NONE;
}

static int fill_slots(Scanner *self, PyObject *slots) { /* the slots as `slots()` gave them; they stay its own */
    if (!PyTuple_Check(slots) || PyTuple_Size(slots) != self->slot_count) {
        PyErr_SetString(PyExc_ValueError, "expected the slots of a record");
        return -1;
    }
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
    if (moment >= 1u << 24) { PyErr_SetString(PyExc_OverflowError, "too many moments"); return NULL; }
    if (number_at(&self->moment_places, moment, place) < 0 || number_at(&self->moment_kinds, moment, kind) < 0) return NULL;
    Py_RETURN_NONE;
}

/* teach_lasting(facet, value, ((place of a stretch, kind), ...)): in order, the first from the place 0 on */
static PyObject *scanner_teach_lasting(Scanner *self, PyObject *args) {
    unsigned int facet, value;
    PyObject *told;
    Changes none = {0, 0}, changes = {(uint32_t)LENGTH(self->lasting, Lasting), 0};
    if (!PyArg_ParseTuple(args, "IIO!", &facet, &value, &PyTuple_Type, &told)) return NULL;
    if (facet >= (unsigned int)self->facet_count || value >= LENGTH(self->kinds[facet], uint32_t)) {
        PyErr_SetString(PyExc_IndexError, "no such value");
        return NULL;
    }
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
    if (facet >= (unsigned int)self->facet_count || fill_slots(self, slots) < 0) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "no such facet");
        return NULL;
    }
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
    if (number >= 1u << 24) { PyErr_SetString(PyExc_OverflowError, "too many texts"); return NULL; }
    while (LENGTH(*pieces, Piece) <= number)
        if (append(pieces, &none, sizeof none) < 0) return NULL;
    if (!PIECE(*pieces, number).size && keep(&self->texts, text, (size_t)size, &PIECE(*pieces, number)) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *scanner_teach_need(Scanner *self, PyObject *args) { return teach_piece(self, args, &self->need_texts); }

static PyObject *scanner_teach_finding(Scanner *self, PyObject *args) {
    return teach_piece(self, args, &self->finding_texts);
}

static PyObject *scanner_put(Scanner *self, PyObject *args) { /* put(line, id, place) */
    const char *line, *id;
    Py_ssize_t line_size, id_size;
    unsigned int place;
    if (!PyArg_ParseTuple(args, "y#y#I", &line, &line_size, &id, &id_size, &place)) return NULL;
    if (append(&self->lines, line, (size_t)line_size) < 0 || add_id(self, (Place)id, (size_t)id_size, place) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *taken(Buffer *buffer) {
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)buffer->at, (Py_ssize_t)buffer->size);
    if (bytes) buffer->size = 0;
    return bytes;
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

static PyObject *scanner_size(Scanner *self, PyObject *Py_UNUSED(nothing)) { /* bytes of what was taught, about */
    size_t entries = self->times.room + self->encounters.room + self->notes.room + self->outlooks.room +
                     self->attributions.room + self->actors.room;
    for (int i = 0; i < self->facet_count; i++) entries += self->values[i].room;
    return PyLong_FromSize_t(self->texts.size + self->day_moments.size + self->lasting.size + entries * sizeof(Entry));
}

/* --- making ------------------------------------------------------------------------------------------------------------ */

static int piece_from_text(Scanner *self, PyObject *text, Piece *piece) {
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(text, &size);
    return at ? keep(&self->texts, at, (size_t)size, piece) : -1;
}

static int fields_from(Scanner *self, Node *node, PyObject *fields) { /* a list of (name, node, slot) */
    node->field_count = (int)PyList_Size(fields);
    if (node->field_count < 0 || node->field_count > MOST_FIELDS) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "too many fields");
        return -1;
    }
    for (int i = 0; i < node->field_count; i++) {
        PyObject *name;
        Field *field = &node->fields[i];
        PyObject *told = PyList_GetItem(fields, i);
        if (!told || !PyArg_ParseTuple(told, "Uii", &name, &field->node, &field->slot)) return -1;
        if (field->node < 0 || field->node >= self->node_count || field->slot < -1 ||
            (field->slot >= PRESENCE ? field->slot - PRESENCE : field->slot) >= self->slot_count) {
            PyErr_SetString(PyExc_ValueError, "no such node or slot");
            return -1;
        }
        if (piece_from_text(self, name, &field->name) < 0 || append(&self->texts, "\"", 1) < 0) return -1;
        field->name.size++;
        Place at = self->texts.at + field->name.at;
        field->first = eight_at(at, at + field->name.size);
        field->mask = field->name.size < 8 ? (1ULL << 8 * field->name.size) - 1 : UINT64_MAX;
    }
    return 0;
}

static int words_from(Scanner *self, Node *node, PyObject *words) {
    Py_ssize_t size = PyList_Size(words);
    if (size <= 0) return (int)size;
    node->words = calloc((size_t)size, sizeof(Piece));
    if (!node->words) return no_memory();
    for (; node->word_count < size; node->word_count++) {
        PyObject *word = PyList_GetItem(words, node->word_count);
        if (!word || piece_from_text(self, word, &node->words[node->word_count]) < 0) return -1;
    }
    return 0;
}

static int node_from(Scanner *self, Node *node, PyObject *told) {
    PyObject *words, *fields;
    unsigned long long required;
    if (!PyArg_ParseTuple(told, "pppiiiO!ippddiiiiO!K", &node->null, &node->boolean, &node->anything, &node->text,
                          &node->least_text, &node->most_text, &PyList_Type, &words, &node->number, &node->whole,
                          &node->list, &node->least, &node->most, &node->element, &node->least_list, &node->object,
                          &node->mapped, &PyList_Type, &fields, &required))
        return -1;
    node->required = required;
    if (node->element >= self->node_count || node->mapped >= self->node_count) {
        PyErr_SetString(PyExc_ValueError, "no such node");
        return -1;
    }
    return words_from(self, node, words) < 0 || fields_from(self, node, fields) < 0 ? -1 : 0;
}

static int facets_from(Scanner *self, PyObject *facets) { /* a list of lists of slots */
    self->facet_count = (int)PyList_Size(facets);
    if (self->facet_count > MOST_FACETS) { PyErr_SetString(PyExc_ValueError, "too many facets"); return -1; }
    for (int i = 0; i < self->facet_count; i++) {
        PyObject *slots = PyList_GetItem(facets, i);
        Py_ssize_t size = slots ? PyList_Size(slots) : -1;
        if (size < 0) return -1;
        for (Py_ssize_t j = 0; j < size; j++) {
            long slot = PyLong_AsLong(PyList_GetItem(slots, j));
            if (slot < 0 || slot >= self->slot_count || j >= MOST_SLOTS) {
                if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "no such slot");
                return -1;
            }
            self->facet_slots[i][j] = (int)slot;
        }
        self->facet_slot_count[i] = (int)size;
    }
    return 0;
}

static int starts_from(Scanner *self, PyObject *starts) { /* seconds, or None where times are not told by seconds */
    uint32_t none = NONE;
    if (starts == Py_None) return 0;
    Py_ssize_t size = PyList_Size(starts);
    if (size < 0) return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        int64_t start = PyLong_AsLongLong(PyList_GetItem(starts, i));
        if (PyErr_Occurred() || append(&self->starts, &start, sizeof start) < 0) return -1;
    }
    for (Py_ssize_t i = 0; i <= size; i++)
        if (append(&self->stretch_moments, &none, sizeof none) < 0) return -1;
    return 0;
}

static int scanner_init(Scanner *self, PyObject *args, PyObject *Py_UNUSED(named)) {
    PyObject *nodes, *facets, *starts, *key, *id_key, *sha256, *judge;
    const char *tail;
    Py_ssize_t tail_size;
    if (self->nodes) { PyErr_SetString(PyExc_TypeError, "a scanner is made once"); return -1; }
    if (!PyArg_ParseTuple(args, "O!iiO!OO!O!Oy#O", &PyList_Type, &nodes, &self->slot_count, &self->id_slot, &PyList_Type,
                          &facets, &starts, &PyBytes_Type, &key, &PyBytes_Type, &id_key, &sha256, &tail, &tail_size, &judge))
        return -1;
    if (!is_judge(judge)) { PyErr_SetString(PyExc_TypeError, "expected a judge"); return -1; }
    self->judge = (Judge *)Py_NewRef(judge);
    self->node_count = (int)PyList_Size(nodes);
    if (self->node_count < 1 || self->slot_count < 4 || self->slot_count > MOST_SLOTS || self->id_slot < 0 ||
        self->id_slot >= self->slot_count) {
        PyErr_SetString(PyExc_ValueError, "no such form");
        return -1;
    }
    if (hash_key_from(key, &self->key) < 0 || hash_key_from(id_key, &self->id_key) < 0) return -1;
    self->nodes = calloc((size_t)self->node_count, sizeof(Node));
    if (!self->nodes) return no_memory();
    self->recalls = calloc(2 * RECALL_SETS, sizeof(Recall));
    if (!self->recalls) return no_memory();
    for (int i = 0; i < self->node_count; i++)
        if (node_from(self, &self->nodes[i], PyList_GetItem(nodes, i)) < 0) return -1;
    self->hashes_natively = hashes_natively();
    self->sha256 = Py_NewRef(sha256);
    self->hexdigest = PyUnicode_FromString("hexdigest");
    if (!self->hexdigest || facets_from(self, facets) < 0 || starts_from(self, starts) < 0) return -1;
    return keep(&self->texts, tail, (size_t)tail_size, &self->tail);
}

static void scanner_dealloc(Scanner *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    Table *tables[] = {&self->times, &self->encounters, &self->notes, &self->outlooks, &self->attributions,
                       &self->actors};
    Buffer *buffers[] = {&self->texts, &self->day_moments, &self->lasting, &self->moment_kinds, &self->moment_places, &self->starts, &self->stretch_moments, &self->odd,
                         &self->encounter_kinds, &self->encounter_notes, &self->note_texts, &self->attribution_texts,
                         &self->outlook_texts, &self->need_texts, &self->finding_texts, &self->lines, &self->ids,
                         &self->counts};
    for (int i = 0; self->nodes && i < self->node_count; i++) free(self->nodes[i].words);
    free(self->nodes);
    free(self->recalls);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) free(tables[i]->entries);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) free(buffers[i]->at);
    for (int i = 0; i < MOST_FACETS; i++) {
        free(self->values[i].entries);
        free(self->kinds[i].at);
        free(self->changes[i].at);
    }
    Py_XDECREF(self->sha256);
    Py_XDECREF(self->hexdigest);
    Py_XDECREF((PyObject *)self->judge);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

