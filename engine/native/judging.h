/* --- the judge as Python has it ----------------------------------------------------------------------------------------- */

static int bits_from(const unsigned char *bytes, Py_ssize_t size, size_t words, Bits *bits) { /* the lowest byte first */
    if ((size_t)size != words * 8) return refuse(PyExc_ValueError, "sets of another size");
    *bits = malloc(size ? (size_t)size : 1);
    if (!*bits) return no_memory();
    for (size_t w = 0; w < words; w++) (*bits)[w] = load64(bytes + 8 * w);
    return 0;
}

static int numbers_from(PyObject *numbers, Buffer *buffer, uint32_t *count) { /* a tuple of ints */
    *count = (uint32_t)PyTuple_Size(numbers);
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t number = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GetItem(numbers, (Py_ssize_t)i));
        if (PyErr_Occurred() || append(buffer, &number, sizeof number) < 0) return -1;
    }
    return 0;
}

static int branches_from(Program *program, PyObject *branches, uint32_t bits) { /* a list of (bit, any, parts) */
    for (Py_ssize_t i = 0; i < PyList_Size(branches); i++) {
        PyObject *parts;
        Branch branch = {0, (uint32_t)LENGTH(program->parts, uint32_t), 0, 0};
        if (!PyArg_ParseTuple(PyList_GetItem(branches, i), "IpO!", &branch.bit, &branch.any, &PyTuple_Type, &parts) ||
            numbers_from(parts, &program->parts, &branch.count) < 0)
            return -1;
        if (append(&program->branches, &branch, sizeof branch) < 0) return -1;
        int sound = branch.bit < bits;
        for (uint32_t j = 0; j < branch.count; j++) sound = sound && U32(program->parts, branch.first + j) < bits;
        if (!sound) return refuse(PyExc_ValueError, "no such bit");
    }
    return 0;
}

static int tests_from(Judge *self, PyObject *facets, PyObject *facts) { /* two tuples, a number for each test */
    uint32_t count, facts_count;
    if (numbers_from(facets, &self->facets, &count) < 0 || numbers_from(facts, &self->facts, &facts_count) < 0) return -1;
    if (count != self->program.tests || facts_count != count)
        return refuse(PyExc_ValueError, "a facet and a fact for each test");
    for (uint32_t test = 0; test < count; test++) {
        uint32_t facet = U32(self->facets, test);
        if (facet >= (uint32_t)self->facet_count || U32(self->facts, test) >= 1u << 24)
            return refuse(PyExc_ValueError, "no such facet or fact");
        if (append(&self->facet_tests[facet], &test, sizeof test) < 0) return -1;
    }
    return 0;
}

static int room_for(Judge *self) { /* all sets that are worked with, one behind the other */
    size_t words = (size_t)self->program.words, tests = self->program.tests;
    size_t sets = 4 * (MOST_STRANDS + 1) + 3 + tests + 1;
    self->room = calloc(words * sets, sizeof(uint64_t));
    self->left = calloc(2, tests + 1);
    if (!self->room || !self->left) return no_memory();
    self->together = self->left + tests + 1;
    Bits next = self->room;
    for (int i = 0; i <= MOST_STRANDS; i++) {
        Weight *weight = i < MOST_STRANDS ? &self->strands[i].weight : &self->trial;
        Bits *sets_of_weight[] = {&weight->denied, &weight->open, &weight->defeated, &weight->doubted};
        for (int j = 0; j < 4; j++, next += words) *sets_of_weight[j] = next;
    }
    Bits *others[] = {&self->rest_denied, &self->rest_open, &self->behind, &self->before}; /* `before` has the rest */
    for (int i = 0; i < 4; i++, next += words) *others[i] = next;
    return 0;
}

static void range_of_bits(Bits set, uint32_t first, uint32_t count) {
    for (uint32_t bit = first; bit < first + count; bit++) add_bit(set, bit);
}

/* Judge(facets, sizes, sets of tests asserted and denied, rules defeated, branches, facet and fact of each test,
   (fact and reason of each choice), verdicts possible, the gravest of two, violation) */
static int judge_init(Judge *self, PyObject *args, PyObject *Py_UNUSED(named)) {
    Program *program = &self->program;
    const char *asserted, *denied, *defeats, *possible, *gravest;
    Py_ssize_t asserted_size, denied_size, defeats_size, possible_size, gravest_size;
    unsigned bits;
    PyObject *branches, *facets, *facts;
    if (self->room) return refuse(PyExc_TypeError, "a judge is made once");
    if (!PyArg_ParseTuple(args, "i(IIIII)y#y#y#O!O!O!(III)(III)y#y#I", &self->facet_count, &program->limits, &program->rules,
                          &program->exemptions, &bits, &program->tests, &asserted, &asserted_size, &denied, &denied_size,
                          &defeats, &defeats_size, &PyList_Type, &branches, &PyTuple_Type, &facets, &PyTuple_Type, &facts,
                          &self->facts_of_choices[0], &self->facts_of_choices[1], &self->facts_of_choices[2],
                          &self->reasons_of_choices[0], &self->reasons_of_choices[1], &self->reasons_of_choices[2], &possible,
                          &possible_size, &gravest, &gravest_size, &self->violation))
        return -1;
    program->words = words_for(bits);
    size_t words = (size_t)program->words;
    uint64_t roots = (uint64_t)program->limits + program->rules + program->exemptions;
    if (self->facet_count < CONTROL + 1 || self->facet_count > MOST_FACETS || !bits || words > MOST_WORDS || roots > bits ||
        program->tests > MOST_TESTS || possible_size != 9 || gravest_size != 64)
        return refuse(PyExc_ValueError, "no such program");
    memcpy(program->possible, possible, 9);
    memcpy(self->gravest, gravest, 64);
    for (int i = 0; i < 9; i++)
        if (program->possible[i] > 7) return refuse(PyExc_ValueError, "no such verdicts");
    for (int i = 0; i < 64; i++)
        if (self->gravest[i] > 7) return refuse(PyExc_ValueError, "no such verdicts");
    if (room_for(self) < 0 || bits_from((Place)asserted, asserted_size, words * program->tests, &program->asserted) < 0 ||
        bits_from((Place)denied, denied_size, words * program->tests, &program->denied) < 0 ||
        bits_from((Place)defeats, defeats_size, words * program->exemptions, &program->defeats) < 0 ||
        branches_from(program, branches, bits) < 0 || tests_from(self, facets, facts) < 0)
        return -1;
    program->limit_bits = calloc(2 * words, sizeof(uint64_t));
    if (!program->limit_bits) return no_memory();
    program->rule_bits = program->limit_bits + words;
    range_of_bits(program->limit_bits, 0, program->limits);
    range_of_bits(program->rule_bits, program->limits, program->rules);
    for (uint32_t i = 0; i < program->exemptions; i++)
        for (size_t w = 0; w < words; w++) bits_at(program->defeats, (int)words, i)[w] &= program->rule_bits[w];
    return 0;
}

static int is_facet(const Judge *self, unsigned facet) {
    if (facet < (unsigned)self->facet_count) return 1;
    PyErr_SetString(PyExc_IndexError, "no such facet");
    return 0;
}

/* teach_answers(facet, answers) -> their number. As in a signature: 0 no, 1 yes, from 2 on unknown, and why. */
static PyObject *judge_teach_answers(Judge *self, PyObject *args) {
    unsigned facet;
    const unsigned char *told;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "Iy#", &facet, &told, &size) || !is_facet(self, facet)) return NULL;
    const Program *program = &self->program;
    size_t words = (size_t)program->words;
    Answers answers = {(uint32_t)LENGTH(self->sets, uint64_t), (uint32_t)LENGTH(self->unknowns, Unknown), 0};
    if ((size_t)size != LENGTH(self->facet_tests[facet], uint32_t))
        return refuse(PyExc_ValueError, "an answer to each test of the facet"), NULL;
    if (grow(&self->sets, 2 * words * sizeof(uint64_t)) < 0) return NULL;
    Bits denied = &OF(self->sets, uint64_t, answers.sets), open = denied + words;
    clear_bits(denied, (int)(2 * words));
    for (Py_ssize_t i = 0; i < size; i++) {
        uint32_t test = U32(self->facet_tests[facet], i);
        Bits asserts = bits_at(program->asserted, program->words, test), denies = bits_at(program->denied, program->words, test);
        if (told[i] <= TRUE_) {
            add_bits(denied, told[i] == TRUE_ ? denies : asserts, program->words);
            continue;
        }
        Unknown unknown = {test, (uint32_t)told[i] - UNKNOWN_};
        add_bits(open, asserts, program->words);
        add_bits(open, denies, program->words);
        if (append(&self->unknowns, &unknown, sizeof unknown) < 0) return NULL;
        answers.count++;
    }
    self->sets.size += 2 * words * sizeof(uint64_t);
    if (append(&self->answers[facet], &answers, sizeof answers) < 0) return NULL;
    return PyLong_FromSize_t(LENGTH(self->answers[facet], Answers) - 1);
}

/* teach_kind(facet, kind, (number of its answers in each stretch, ...), reason) */
static PyObject *judge_teach_kind(Judge *self, PyObject *args) {
    unsigned facet, kind;
    PyObject *numbers;
    FacetKind none = {0}, found = {(uint32_t)LENGTH(self->kind_answers, uint32_t), 0, 0};
    if (!PyArg_ParseTuple(args, "IIO!I", &facet, &kind, &PyTuple_Type, &numbers, &found.reason) || !is_facet(self, facet) ||
        numbers_from(numbers, &self->kind_answers, &found.count) < 0)
        return NULL;
    for (uint32_t i = 0; i < found.count; i++)
        if (U32(self->kind_answers, found.first + i) >= LENGTH(self->answers[facet], Answers))
            return refuse(PyExc_IndexError, "no such answers"), NULL;
    if (kind >= 1u << 24) return refuse(PyExc_OverflowError, "too many kinds"), NULL;
    while (LENGTH(self->kinds[facet], FacetKind) <= kind)
        if (append(&self->kinds[facet], &none, sizeof none) < 0) return NULL;
    OF(self->kinds[facet], FacetKind, kind) = found;
    Py_RETURN_NONE;
}

static int reading_from(Judge *self, PyObject *told) { /* (perpetrators, target, ((by, at), ...)) */
    PyObject *strands;
    FormReading reading = {0, 0, (uint32_t)LENGTH(self->form_strands, FormStrand), 0};
    if (!PyArg_ParseTuple(told, "IIO!", &reading.perpetrators, &reading.target, &PyTuple_Type, &strands)) return -1;
    reading.count = (uint32_t)PyTuple_Size(strands);
    for (uint32_t i = 0; i < reading.count; i++) {
        FormStrand strand;
        if (!PyArg_ParseTuple(PyTuple_GetItem(strands, (Py_ssize_t)i), "II", &strand.by, &strand.at) ||
            append(&self->form_strands, &strand, sizeof strand) < 0)
            return -1;
    }
    return append(&self->form_readings, &reading, sizeof reading);
}

/* teach_form(form, kind of its moment, [reading, ...]) */
static PyObject *judge_teach_form(Judge *self, PyObject *args) {
    unsigned number;
    PyObject *readings;
    FormKind none = {0}, form = {0, (uint32_t)LENGTH(self->form_readings, FormReading), 0};
    if (!PyArg_ParseTuple(args, "IIO!", &number, &form.moment, &PyList_Type, &readings)) return NULL;
    if (number >= 1u << 24) return refuse(PyExc_OverflowError, "too many forms"), NULL;
    for (; form.count < (uint32_t)PyList_Size(readings); form.count++)
        if (reading_from(self, PyList_GetItem(readings, (Py_ssize_t)form.count)) < 0) return NULL;
    while (LENGTH(self->forms, FormKind) <= number)
        if (append(&self->forms, &none, sizeof none) < 0) return NULL;
    OF(self->forms, FormKind, number) = form;
    Py_RETURN_NONE;
}

static PyObject *bytes_said(const Judge *self) {
    return PyBytes_FromStringAndSize((const char *)self->said.at, (Py_ssize_t)self->said.size);
}

/* judge(kinds) -> what is said of them (see `say`); None where a kind was not taught, or there is too much to weigh */
static PyObject *judge_judge(Judge *self, PyObject *kinds) {
    uint32_t numbers[MOST_FACETS];
    if (!PyTuple_Check(kinds) || PyTuple_Size(kinds) != self->facet_count)
        return refuse(PyExc_ValueError, "a kind for each facet"), NULL;
    for (int i = 0; i < self->facet_count; i++) numbers[i] = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GetItem(kinds, i));
    if (PyErr_Occurred()) return NULL;
    int said = say(self, numbers);
    if (said < 0) return NULL;
    if (!said) Py_RETURN_NONE;
    return bytes_said(self);
}

static void judge_dealloc(Judge *self) {
    Program *program = &self->program;
    Buffer *buffers[] = {&program->branches, &program->parts, &self->facets, &self->facts, &self->sets, &self->unknowns,
                         &self->kind_answers, &self->forms, &self->form_readings, &self->form_strands, &self->needs,
                         &self->need_tests, &self->said};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) free(buffers[i]->at);
    for (int i = 0; i < MOST_FACETS; i++) {
        free(self->facet_tests[i].at);
        free(self->answers[i].at);
        free(self->kinds[i].at);
    }
    free(program->asserted);
    free(program->denied);
    free(program->defeats);
    free(program->limit_bits);
    free(self->room);
    free(self->left);
    free_object(self);
}
