/* --- judging: what follows from the kinds of an incident's facets ------------------------------------------------------

   The same as `cfcheck.judge` and `cfcheck.openness` say of signatures; a law compares them. It knows which answers each
   kind stands for, because it was taught them, and nothing of what the tests ask. */

enum { FORM, MOMENT, PERPETRATOR, PLACE, ACT, TARGET, CONTROL }; /* as in FacetName */
enum { SIMPLE = 0 };                                             /* as in `cfcheck.facet` */
enum { MOST_STRANDS = 64 };
enum { TIME, PERPETRATORS, STRUCK };                             /* what a reading chooses */

/* Answers to the tests of one facet: what they deny and leave open, and which tests are unknown. */
typedef struct {
    uint32_t sets; /* the place of two sets of bits, one behind the other */
    uint32_t first, count;
} Answers;

typedef struct {
    uint32_t test, reason;
} Unknown;

/* A kind of a facet: its answers, for a moment or an actor in each stretch of time. `reason`: why there are several. */
typedef struct {
    uint32_t first, count, reason;
} FacetKind;

typedef struct {
    uint32_t moment, first, count; /* its readings */
} FormKind;

typedef struct {
    uint32_t perpetrators, target, first, count; /* its strands */
} FormReading;

typedef struct {
    uint32_t by, at; /* the kinds of perpetrator and target */
} FormStrand;

typedef struct {
    Weight weight;
    uint32_t answers[MOST_FACETS];
} Strand;

typedef struct {
    uint32_t chosen[3]; /* by TIME, PERPETRATORS and STRUCK */
    int first, count;   /* its strands */
    unsigned possible;
} Reading;

/* What would settle the verdict: a fact, and why it is open. The lower what is left on average, the better. */
typedef struct {
    double left;
    uint32_t fact, reason;
} Need;

typedef struct {
    PyObject_HEAD
    Program program;
    int facet_count;
    uint32_t facts_of_choices[3], reasons_of_choices[3];
    Buffer facets, facts;            /* uint32_t by test: the facet that answers it, the fact that it looks at */
    unsigned char gravest[64];       /* by two sets of verdicts possible, those for acts done together */
    unsigned violation;              /* the bit of that verdict */

    /* what was taught */
    Buffer facet_tests[MOST_FACETS]; /* uint32_t: the tests of each facet */
    Buffer answers[MOST_FACETS];     /* Answers by number */
    Buffer sets, unknowns;           /* uint64_t; Unknown */
    Buffer kinds[MOST_FACETS];       /* FacetKind by number; `count` is 0 where it was not taught */
    Buffer kind_answers;             /* uint32_t */
    Buffer forms, form_readings, form_strands;

    /* the case at hand, and room to work in */
    Strand strands[MOST_STRANDS];
    Reading readings[MOST_STRANDS];
    int strand_count, reading_count, stretch_count;
    Bits room;
    Weight trial;
    Bits rest_denied, rest_open, before, behind;
    Buffer needs, need_tests;        /* Need; for each, its tests as bits */
    unsigned char *left, *together;
    Buffer said;                     /* uint32_t; see `say` */
} Judge;

static int words_for(uint32_t bits) { return (int)((bits + 63) / 64); }

/* --- the case: strands in readings, in stretches of time that something tells apart --- */

static const FacetKind *kind_of(const Judge *self, int facet, uint32_t kind) { /* NULL: not taught */
    if (kind >= LENGTH(self->kinds[facet], FacetKind)) return NULL;
    const FacetKind *found = &OF(self->kinds[facet], FacetKind, kind);
    return found->count ? found : NULL;
}

/* The answers of a kind in a stretch; a kind that no time moves has the same in all of them. NONE: not taught. */
static uint32_t answers_in(const Judge *self, int facet, uint32_t kind, uint32_t stretch) {
    const FacetKind *found = kind_of(self, facet, kind);
    int moves = facet == MOMENT || facet == PERPETRATOR || facet == TARGET || facet == CONTROL;
    if (!found || (moves && stretch >= found->count)) return NONE;
    return U32(self->kind_answers, found->first + (moves ? stretch : 0));
}

/* One more strand, if there is room, and all of it was taught. */
static int add_strand(Judge *self, const uint32_t *kinds, uint32_t moment, FormStrand who, uint32_t stretch) {
    if (self->strand_count == MOST_STRANDS) return 0;
    Strand *strand = &self->strands[self->strand_count];
    for (int facet = MOMENT; facet < self->facet_count; facet++) {
        uint32_t kind = facet == MOMENT ? moment : facet == PERPETRATOR ? who.by : facet == TARGET ? who.at : kinds[facet];
        strand->answers[facet] = answers_in(self, facet, kind, stretch);
        if (strand->answers[facet] == NONE) return 0;
    }
    self->strand_count++;
    return 1;
}

/* Whether strands from `first` on answer as those of a stretch before them, which makes them one with it. */
static int is_met(const Judge *self, int first) {
    int size = self->strand_count - first;
    for (int before = 0; size && before < first; before += size) {
        int same = 1;
        for (int i = 0; i < size && same; i++)
            same = !memcmp(self->strands[before + i].answers, self->strands[first + i].answers, sizeof self->strands[0].answers);
        if (same) return 1;
    }
    return 0;
}

/* 1: the case is made; 0: some kind was not taught, or there are too many strands. */
static int make_case(Judge *self, const uint32_t *kinds) {
    FormReading simple = {0, 0, 0, 1}, *readings = &simple;
    FormStrand who = {kinds[PERPETRATOR], kinds[TARGET]}, *strands = &who;
    uint32_t moment = kinds[MOMENT], count = 1;
    if (kinds[FORM] != SIMPLE) {
        if (kinds[FORM] >= LENGTH(self->forms, FormKind) || !OF(self->forms, FormKind, kinds[FORM]).count) return 0;
        FormKind form = OF(self->forms, FormKind, kinds[FORM]);
        moment = form.moment;
        count = form.count;
        readings = &OF(self->form_readings, FormReading, form.first);
        strands = (FormStrand *)self->form_strands.at;
    }
    const FacetKind *when = kind_of(self, MOMENT, moment);
    self->strand_count = self->reading_count = self->stretch_count = 0;
    for (uint32_t stretch = 0; when && stretch < when->count; stretch++) {
        int first = self->strand_count, first_reading = self->reading_count;
        for (uint32_t i = 0; i < count; i++) {
            Reading *reading = &self->readings[self->reading_count];
            if (self->reading_count++ == MOST_STRANDS) return 0;
            *reading = (Reading){{(uint32_t)self->stretch_count, readings[i].perpetrators, readings[i].target},
                                 self->strand_count, (int)readings[i].count, 0};
            for (uint32_t j = 0; j < readings[i].count; j++)
                if (!add_strand(self, kinds, moment, strands[readings[i].first + j], stretch)) return 0;
        }
        if (is_met(self, first)) {
            self->strand_count = first;
            self->reading_count = first_reading;
        } else {
            self->stretch_count++;
        }
    }
    self->reasons_of_choices[TIME] = when ? when->reason : 0;
    return self->strand_count > 0;
}

/* --- weighing it --- */

static const uint64_t *denied_by(const Judge *self, int facet, uint32_t answers) {
    return &OF(self->sets, uint64_t, OF(self->answers[facet], Answers, answers).sets);
}

/* The union of what the answers of all facets, but for one of them, deny and leave open. */
INLINE void gather(const Judge *self, const Strand *strand, int except, Bits denied, Bits open, int words) {
    clear_bits(denied, words);
    clear_bits(open, words);
    for (int facet = MOMENT; facet < self->facet_count; facet++) {
        if (facet == except) continue;
        const uint64_t *sets = denied_by(self, facet, strand->answers[facet]);
        add_bits(denied, sets, words);
        add_bits(open, sets + words, words);
    }
}

static unsigned together(const Judge *self, unsigned one, unsigned other) { return self->gravest[one * 8 + other]; }

INLINE unsigned weigh_case(Judge *self, int words) { /* the verdicts possible */
    unsigned possible = 0;
    for (int i = 0; i < self->reading_count; i++) {
        Reading *reading = &self->readings[i];
        for (int j = 0; j < reading->count; j++) {
            Strand *strand = &self->strands[reading->first + j];
            gather(self, strand, -1, strand->weight.denied, strand->weight.open, words);
            weigh(&self->program, &strand->weight, words);
            unsigned told = strand->weight.possible;
            reading->possible = j ? together(self, reading->possible, told) : told;
        }
        possible |= reading->possible;
    }
    return possible;
}

/* --- what would settle it --- */

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

/* --- saying it --- */

static int outcome_in(const Judge *self, const Reading *reading, uint32_t place) {
    int strongest = SILENT, everyone = 1;
    for (int i = 0; i < reading->count; i++) {
        int outcome = outcome_of(&self->program, &self->strands[reading->first + i].weight, place);
        if (outcome != SILENT && (strongest == SILENT || outcome < strongest)) strongest = outcome;
        everyone = everyone && outcome == HOLDS;
    }
    /* A limit that does not reach everyone who acted together does not limit the reading. */
    return strongest == HOLDS && !everyone ? MAY_HOLD : strongest;
}

static int outcome_of_case(const Judge *self, uint32_t place) { /* certain only if it is so in every reading */
    int strongest = SILENT, everywhere = 1;
    for (int i = 0; i < self->reading_count; i++) {
        int outcome = outcome_in(self, &self->readings[i], place);
        if (i && outcome != strongest) everywhere = 0;
        if (outcome != SILENT && (strongest == SILENT || outcome < strongest)) strongest = outcome;
        if (outcome == SILENT) everywhere = 0;
    }
    if (everywhere) return strongest;
    return strongest == HOLDS ? MAY_HOLD : strongest == BREACHED ? POSSIBLY_BREACHED
           : strongest == DEFEATS ? MAY_DEFEAT : strongest;
}

static int find_findings(Judge *self) {
    const Program *program = &self->program;
    uint32_t roots = program->limits + program->rules + program->exemptions;
    for (uint32_t word = 0; word * 64 < roots; word++) {
        uint64_t spoken = 0; /* what no strand denies says nothing */
        for (int i = 0; i < self->strand_count; i++) spoken |= ~self->strands[i].weight.denied[word];
        for (; spoken; spoken &= spoken - 1) {
            uint32_t place = word * 64 + (uint32_t)__builtin_ctzll(spoken);
            if (place >= roots) break;
            int outcome = outcome_of_case(self, place);
            uint32_t finding = place << 3 | (uint32_t)outcome;
            if (outcome != SILENT && append(&self->said, &finding, sizeof finding) < 0) return -1;
        }
    }
    return 0;
}

/* For which strands the act is attributed: for a violation, those whose act can be one; otherwise all. */
static uint64_t attributed(const Judge *self, unsigned possible) {
    uint64_t strands = 0;
    for (int i = 0; i < self->strand_count; i++)
        if (possible != self->violation || self->strands[i].weight.possible & self->violation) strands |= 1ULL << i;
    return strands;
}

/* What is said of a case, as numbers: the verdicts possible; so many needs, and each of them as 256 * fact + reason; the
   rest are findings, each as 8 * place + outcome. For a form with several readings, before all of it, the number of
   strands and those to whom the act is attributed, as bits. */
enum { SAID_STRANDS, SAID_ATTRIBUTED, SAID_ATTRIBUTED_TOO, SAID_POSSIBLE, SAID_NEEDS, SAID_REST };

INLINE int say_in_words(Judge *self, const uint32_t *kinds, int words) { /* 1: it is said; 0: something was not taught; -1: an exception is set */
    if (!make_case(self, kinds)) return 0;
    unsigned possible = weigh_case(self, words);
    uint64_t to = kinds[FORM] == SIMPLE ? 0 : attributed(self, possible);
    uint32_t begin[SAID_REST] = {kinds[FORM] == SIMPLE ? 0 : (uint32_t)self->strand_count, (uint32_t)to,
                                 (uint32_t)(to >> 32), possible, 0};
    self->said.size = 0;
    self->needs.size = 0;
    if (count_of(possible) > 1 && find_needs(self, words) < 0) return -1;
    begin[SAID_NEEDS] = (uint32_t)LENGTH(self->needs, Need);
    if (append(&self->said, begin, sizeof begin) < 0) return -1;
    for (uint32_t i = 0; i < begin[SAID_NEEDS]; i++) {
        uint32_t need = OF(self->needs, Need, i).fact << 8 | OF(self->needs, Need, i).reason;
        if (append(&self->said, &need, sizeof need) < 0) return -1;
    }
    return find_findings(self) < 0 ? -1 : 1;
}

static int say(Judge *self, const uint32_t *kinds) { return FOR_WORDS(self->program.words, say_in_words, self, kinds); }
