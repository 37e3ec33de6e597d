/* --- what would settle a verdict that is open ---------------------------------------------------------------------------- */

static uint64_t *tests_of(const Judge *self, size_t need) { /* as bits */
    return &OF(self->need_tests, uint64_t, need * (size_t)words_for(self->program.tests));
}

/* The place of the need among those found; -1: an exception is set. */
static Py_ssize_t place_of(Judge *self, uint32_t fact, uint32_t reason) {
    size_t count = LENGTH(self->needs, Need), size = (size_t)words_for(self->program.tests) * sizeof(uint64_t);
    for (size_t i = 0; i < count; i++)
        if (OF(self->needs, Need, i).fact == fact && OF(self->needs, Need, i).reason == reason) return (Py_ssize_t)i;
    Need need = {0, fact, reason};
    if (append(&self->needs, &need, sizeof need) < 0 || grow(&self->need_tests, size) < 0) return -1;
    memset(self->need_tests.at + self->need_tests.size, 0, size);
    self->need_tests.size += size;
    return (Py_ssize_t)count;
}

/* The tests that keep a strand open, by the fact they look at and why they are open. */
INLINE int find_open_tests(Judge *self, const Strand *strand, int words) {
    const Program *program = &self->program;
    Bits hanging = self->rest_denied; /* room that is not used yet */
    find_hanging(program, &strand->weight, hanging, words);
    if (count_of(strand->weight.possible) == 1) return 0;
    for (int facet = MOMENT; facet < self->facet_count; facet++) {
        Answers answers = OF(self->answers[facet], Answers, strand->answers[facet]);
        for (uint32_t i = 0; i < answers.count; i++) {
            Unknown unknown = OF(self->unknowns, Unknown, answers.first + i);
            if (!share_bits(bits_at(program->asserted, words, unknown.test), hanging, words) &&
                !share_bits(bits_at(program->denied, words, unknown.test), hanging, words))
                continue;
            Py_ssize_t place = place_of(self, U32(self->facts, unknown.test), unknown.reason);
            if (place < 0) return -1;
            add_bit(tests_of(self, (size_t)place), unknown.test);
        }
    }
    return 0;
}

/* What is possible for a strand, by answer: with the test answered yes, and as the last with none of them; all others
   of `tests` no. Answers move only what is unknown in the strand. */
INLINE void try_answers(Judge *self, const Strand *strand, int facet, const uint32_t *tests, uint32_t count,
                        const uint64_t *asked, unsigned char *possible, int words) {
    const Program *program = &self->program;
    Answers answers = OF(self->answers[facet], Answers, strand->answers[facet]);
    const uint64_t *known = denied_by(self, facet, strand->answers[facet]);
    uint32_t moved = 0;
    gather(self, strand, facet, self->rest_denied, self->rest_open, words);
    add_bits(self->rest_denied, known, words);
    uint64_t unknown_of_these[MOST_TESTS / 64];
    clear_bits(unknown_of_these, words_for(count));
    for (uint32_t i = 0; i < answers.count; i++) {
        uint32_t test = OF(self->unknowns, Unknown, answers.first + i).test;
        if (has_bit(asked, test)) {
            moved++;
            for (uint32_t j = 0; j < count; j++)
                if (tests[j] == test) add_bit(unknown_of_these, j);
            continue;
        }
        add_bits(self->rest_open, bits_at(program->asserted, words, test), words);
        add_bits(self->rest_open, bits_at(program->denied, words, test), words);
    }
    if (!moved) {
        for (uint32_t k = 0; k <= count; k++) possible[k] = (unsigned char)strand->weight.possible;
        return;
    }
    /* before[i]: what is denied if the tests before the i-th are answered no; `behind` likewise, from the end. */
    clear_bits(self->before, words);
    for (uint32_t i = 0; i < count; i++) {
        Bits next = bits_at(self->before, words, i + 1);
        copy_bits(next, bits_at(self->before, words, i), words);
        if (has_bit(unknown_of_these, i)) add_bits(next, bits_at(program->asserted, words, tests[i]), words);
    }
    clear_bits(self->behind, words);
    for (uint32_t i = count + 1; i-- > 0;) {
        int yes = i < count && has_bit(unknown_of_these, i);
        copy_bits(self->trial.open, self->rest_open, words);
        copy_bits(self->trial.denied, self->rest_denied, words);
        add_bits(self->trial.denied, bits_at(self->before, words, i), words);
        if (i < count) {
            add_bits(self->trial.denied, self->behind, words);
            if (yes) add_bits(self->trial.denied, bits_at(program->denied, words, tests[i]), words);
        }
        weigh(program, &self->trial, words);
        possible[i] = (unsigned char)self->trial.possible;
        if (yes) add_bits(self->behind, bits_at(program->asserted, words, tests[i]), words);
    }
}

/* How many verdicts remain on average once the tests of a need are answered: all no, or one of them yes. */
INLINE double left_by(Judge *self, size_t need, int words) {
    const uint64_t *asked = tests_of(self, need);
    uint32_t tests[MOST_TESTS], count = 0, sum = 0;
    for (uint32_t word = 0; word * 64 < self->program.tests; word++)
        for (uint64_t rest = asked[word]; rest; rest &= rest - 1)
            tests[count++] = word * 64 + (uint32_t)__builtin_ctzll(rest);
    int facet = (int)U32(self->facets, tests[0]);
    for (uint32_t k = 0; k <= count; k++) self->left[k] = 0;
    unsigned char told[MOST_TESTS + 1];
    for (int i = 0; i < self->reading_count; i++) {
        const Reading *reading = &self->readings[i];
        for (int j = 0; j < reading->count; j++) {
            unsigned char *possible = j ? told : self->together;
            try_answers(self, &self->strands[reading->first + j], facet, tests, count, asked, possible, words);
            for (uint32_t k = 0; j && k <= count; k++)
                self->together[k] = (unsigned char)together(self, self->together[k], told[k]);
        }
        for (uint32_t k = 0; k <= count; k++) self->left[k] |= self->together[k];
    }
    for (uint32_t k = 0; k <= count; k++) sum += (uint32_t)count_of(self->left[k]);
    return (double)sum / (count + 1);
}

/* What is possible in the readings that choose as this one does, in all of these choices. */
static unsigned possible_with(const Judge *self, int reading, unsigned choices) {
    unsigned possible = 0;
    for (int i = 0; i < self->reading_count; i++) {
        int same = 1;
        for (int choice = TIME; choice <= STRUCK; choice++)
            same = same && (!(choices >> choice & 1) || self->readings[i].chosen[choice] == self->readings[reading].chosen[choice]);
        if (same) possible |= self->readings[i].possible;
    }
    return possible;
}

/* Whether the choice moves what is possible among readings that agree in the choices before it. */
static int moves(const Judge *self, int choice) {
    unsigned before = (1u << choice) - 1;
    for (int i = 0; i < self->reading_count; i++)
        if (possible_with(self, i, before) != possible_with(self, i, before | 1u << choice)) return 1;
    return 0;
}

static int find_choice(Judge *self, int choice) {
    double sum = 0;
    int parts = 0;
    if (!moves(self, choice)) return 0;
    for (int i = 0; i < self->reading_count; i++) {
        int first = 1;
        for (int j = 0; j < i; j++) first = first && self->readings[j].chosen[choice] != self->readings[i].chosen[choice];
        if (!first) continue;
        sum += count_of(possible_with(self, i, 1u << choice));
        parts++;
    }
    Py_ssize_t place = place_of(self, self->facts_of_choices[choice], self->reasons_of_choices[choice]);
    if (place < 0) return -1;
    OF(self->needs, Need, place).left = sum / parts;
    return 0;
}

static int is_before(const Need *one, const Need *other) {
    if (one->left != other->left) return one->left < other->left;
    if (one->reason != other->reason) return one->reason < other->reason;
    return one->fact < other->fact;
}

INLINE int find_needs(Judge *self, int words) { /* in order: first those that leave the fewest verdicts possible */
    self->needs.size = self->need_tests.size = 0;
    for (int i = 0; i < self->strand_count; i++)
        if (find_open_tests(self, &self->strands[i], words) < 0) return -1;
    size_t count = LENGTH(self->needs, Need);
    for (size_t i = 0; i < count; i++) OF(self->needs, Need, i).left = left_by(self, i, words);
    for (int choice = TIME; choice <= STRUCK && self->reading_count > 1; choice++)
        if (find_choice(self, choice) < 0) return -1;
    for (size_t i = 1; i < LENGTH(self->needs, Need); i++) {
        Need need = OF(self->needs, Need, i);
        size_t j = i;
        for (; j > 0 && is_before(&need, &OF(self->needs, Need, j - 1)); j--)
            OF(self->needs, Need, j) = OF(self->needs, Need, j - 1);
        OF(self->needs, Need, j) = need;
    }
    return 0;
}
