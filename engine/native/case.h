/* --- judging: what follows from the kinds of an incident's facets ------------------------------------------------------

   The same as `cfcheck.judge` and `cfcheck.openness` say of signatures; a law compares them. It knows which answers each
   kind stands for, because it was taught them, and nothing of what the tests ask. */

enum { FORM, MOMENT, PERPETRATOR, PLACE, ACT, TARGET, CONTROL, CLAIMS, COUNTS, WEAPON }; /* as in FacetName */
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
