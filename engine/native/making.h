/* --- making ------------------------------------------------------------------------------------------------------------ */

static int piece_from_text(Scanner *self, PyObject *text, Piece *piece) {
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(text, &size);
    return at ? keep(&self->texts, at, (size_t)size, piece) : -1;
}

static int fields_from(Scanner *self, Node *node, PyObject *fields) { /* a list of (name, node, slot) */
    node->field_count = (int)PyList_Size(fields);
    if (node->field_count < 0 || node->field_count > MOST_FIELDS) return refuse(PyExc_ValueError, "too many fields");
    for (int i = 0; i < node->field_count; i++) {
        PyObject *name;
        Field *field = &node->fields[i];
        PyObject *told = PyList_GetItem(fields, i);
        if (!told || !PyArg_ParseTuple(told, "Uii", &name, &field->node, &field->slot)) return -1;
        if (field->node < 0 || field->node >= self->node_count || field->slot < -1 ||
            (field->slot >= PRESENCE ? field->slot - PRESENCE : field->slot) >= self->slot_count)
            return refuse(PyExc_ValueError, "no such node or slot");
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
    if (!PyArg_ParseTuple(told, "pppiiiO!ippddiiiiiO!K", &node->null, &node->boolean, &node->anything, &node->text,
                          &node->least_text, &node->most_text, &PyList_Type, &words, &node->number, &node->whole,
                          &node->list, &node->least, &node->most, &node->element, &node->least_list, &node->most_list,
                          &node->object, &node->mapped, &PyList_Type, &fields, &required))
        return -1;
    node->required = required;
    if (node->element >= self->node_count || node->mapped >= self->node_count) return refuse(PyExc_ValueError, "no such node");
    return words_from(self, node, words) < 0 || fields_from(self, node, fields) < 0 ? -1 : 0;
}

static int facets_from(Scanner *self, PyObject *facets) { /* a list of lists of slots */
    self->facet_count = (int)PyList_Size(facets);
    if (self->facet_count > MOST_FACETS) return refuse(PyExc_ValueError, "too many facets");
    for (int i = 0; i < self->facet_count; i++) {
        PyObject *slots = PyList_GetItem(facets, i);
        Py_ssize_t size = slots ? PyList_Size(slots) : -1;
        if (size < 0) return -1;
        for (Py_ssize_t j = 0; j < size; j++) {
            long slot = PyLong_AsLong(PyList_GetItem(slots, j));
            if (slot < 0 || slot >= self->slot_count || j >= MOST_SLOTS) return refuse(PyExc_ValueError, "no such slot");
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
    if (self->nodes) return refuse(PyExc_TypeError, "a scanner is made once");
    if (!PyArg_ParseTuple(args, "O!iiO!OO!O!Oy#O", &PyList_Type, &nodes, &self->slot_count, &self->id_slot, &PyList_Type,
                          &facets, &starts, &PyBytes_Type, &key, &PyBytes_Type, &id_key, &sha256, &tail, &tail_size, &judge))
        return -1;
    if (!is_judge(judge)) return refuse(PyExc_TypeError, "expected a judge");
    self->judge = (Judge *)Py_NewRef(judge);
    self->node_count = (int)PyList_Size(nodes);
    if (self->node_count < 1 || self->slot_count < 4 || self->slot_count > MOST_SLOTS || self->id_slot < 0 ||
        self->id_slot >= self->slot_count)
        return refuse(PyExc_ValueError, "no such form");
    if (hash_key_from(key, &self->key) < 0 || hash_key_from(id_key, &self->id_key) < 0) return -1;
    self->nodes = calloc((size_t)self->node_count, sizeof(Node));
    if (!self->nodes) return no_memory();
    self->recall_room = calloc(2 * RECALL_SETS + 1, sizeof(Recall));
    if (!self->recall_room) return no_memory();
    self->recalls = (Recall *)(((uintptr_t)self->recall_room + 63) & ~(uintptr_t)63);
    for (int i = 0; i < self->node_count; i++)
        if (node_from(self, &self->nodes[i], PyList_GetItem(nodes, i)) < 0) return -1;
    self->hashes_natively = hashes_natively();
    self->sha256 = Py_NewRef(sha256);
    self->hexdigest = PyUnicode_FromString("hexdigest");
    if (!self->hexdigest || facets_from(self, facets) < 0 || starts_from(self, starts) < 0) return -1;
    return keep(&self->texts, tail, (size_t)tail_size, &self->tail);
}

static void scanner_dealloc(Scanner *self) {
    for (int i = 0; self->nodes && i < self->node_count; i++) free(self->nodes[i].words);
    free(self->nodes);
    free(self->recall_room);
    held(self, 1);
    Py_XDECREF(self->sha256);
    Py_XDECREF(self->hexdigest);
    Py_XDECREF((PyObject *)self->judge);
    free_object(self);
}
