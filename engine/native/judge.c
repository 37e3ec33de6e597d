/* The judge: a program as sets of bits, and what follows from it for an incident.

   Each limit, rule and exemption of a program has a bit, in this order, and so has each inner branch of their trees. What
   answers do to all of them at once is two sets: of those that are denied, and of those that are open (unknown) unless
   denied; all others hold. It is Kleene's logic (see `cfcheck.model.logic`), a word of bits at a time. */

#include "cfcheck.h"

enum { TRUTHS(LISTED_TRUTH) };
enum { OUTCOMES(LISTED) };
enum { SILENT = -1 };

typedef uint64_t *Bits;

typedef struct { uint32_t bit, first, count; int any; } Branch; /* its parts: `count` bits of `parts`, from the first on */

typedef struct {
    int words;                /* of a set of bits */
    uint32_t limits, rules, exemptions, tests;
    Bits asserted, denied;    /* by test, the bits that hold only if it is true, and only if it is false */
    Bits limit_bits, rule_bits;
    Bits defeats;             /* by exemption, the rules that it defeats */
    Buffer branches, parts;   /* Branch; uint32_t. Each branch comes after those that are its parts */
    unsigned char possible[9]; /* by 3 * limit + breach, the verdicts possible, a bit each */
} Program;

/* What a strand's answers come to. */
typedef struct {
    Bits denied, open, defeated, doubted; /* the last two: rules that some exemption defeats, or may defeat */
    int limit, breach;
    unsigned possible;
} Weight;

/* Most programs fit into one word. What works on sets is inlined into two versions of its caller, for one word and for
   any number of them, so that loops over words are none where there is one. */
#define INLINE static inline __attribute__((always_inline))
#define FOR_WORDS(words, call, ...) ((words) == 1 ? call(__VA_ARGS__, 1) : call(__VA_ARGS__, words))

static Bits bits_at(Bits sets, int words, uint32_t place) { return sets + (size_t)words * place; }
static int has_bit(const uint64_t *set, uint32_t bit) { return set[bit / 64] >> (bit % 64) & 1; }
static void add_bit(Bits set, uint32_t bit) { set[bit / 64] |= 1ULL << (bit % 64); }
INLINE void add_bits(Bits set, const uint64_t *more, int words) { for (int w = 0; w < words; w++) set[w] |= more[w]; }
INLINE void copy_bits(Bits set, const uint64_t *from, int words) { for (int w = 0; w < words; w++) set[w] = from[w]; }
INLINE void clear_bits(Bits set, int words) { for (int w = 0; w < words; w++) set[w] = 0; }

INLINE int share_bits(const uint64_t *one, const uint64_t *other, int words) {
    for (int w = 0; w < words; w++)
        if (one[w] & other[w]) return 1;
    return 0;
}

static int count_of(unsigned verdicts) { return (int)(verdicts & 1) + (int)(verdicts >> 1 & 1) + (int)(verdicts >> 2 & 1); }

static int truth_of(const Weight *weight, uint32_t bit) {
    return has_bit(weight->denied, bit) ? FALSE_ : has_bit(weight->open, bit) ? UNKNOWN_ : TRUE_;
}

static void weigh_branches(const Program *program, Weight *weight) {
    for (size_t i = 0; i < LENGTH(program->branches, Branch); i++) {
        Branch branch = ((const Branch *)program->branches.at)[i];
        int settles = branch.any ? TRUE_ : FALSE_, truth = branch.any ? FALSE_ : TRUE_;
        for (uint32_t j = 0; j < branch.count && truth != settles; j++) {
            int part = truth_of(weight, U32(program->parts, branch.first + j));
            if (part == settles || part == UNKNOWN_) truth = part;
        }
        if (truth == FALSE_) add_bit(weight->denied, branch.bit);
        if (truth == UNKNOWN_) add_bit(weight->open, branch.bit);
    }
}

/* What follows from what the answers deny and leave open. */
INLINE void weigh(const Program *program, Weight *weight, int words) {
    uint64_t hold = 0, may_hold = 0, breached = 0, may_be_breached = 0;
    for (int w = 0; w < words; w++) weight->open[w] &= ~weight->denied[w];
    if (program->branches.size) weigh_branches(program, weight);
    clear_bits(weight->defeated, words);
    clear_bits(weight->doubted, words);
    for (uint32_t i = 0, bit = program->limits + program->rules; i < program->exemptions; i++, bit++) {
        int truth = truth_of(weight, bit);
        if (truth == TRUE_) add_bits(weight->defeated, bits_at(program->defeats, words, i), words);
        if (truth == UNKNOWN_) add_bits(weight->doubted, bits_at(program->defeats, words, i), words);
    }
    for (int w = 0; w < words; w++) {
        uint64_t limits = program->limit_bits[w] & ~weight->denied[w];
        uint64_t rules = program->rule_bits[w] & ~weight->denied[w] & ~weight->defeated[w];
        uint64_t uncertain = weight->open[w] | weight->doubted[w];
        may_hold |= limits & weight->open[w];
        hold |= limits & ~weight->open[w];
        may_be_breached |= rules & uncertain;
        breached |= rules & ~uncertain;
    }
    weight->limit = hold ? TRUE_ : may_hold ? UNKNOWN_ : FALSE_;
    weight->breach = breached ? TRUE_ : may_be_breached ? UNKNOWN_ : FALSE_;
    weight->possible = program->possible[3 * weight->limit + weight->breach];
}

/* --- what limits, rules and exemptions say ------------------------------------------------------------------------------ */

static int outcome_of(const Program *program, const Weight *weight, uint32_t place) {
    int truth = truth_of(weight, place);
    if (truth == FALSE_) return SILENT;
    if (place < program->limits) { /* beside a limit that holds, one that may hold adds nothing */
        if (truth == TRUE_) return HOLDS;
        return weight->limit == UNKNOWN_ ? MAY_HOLD : SILENT;
    }
    if (weight->limit == TRUE_) return SILENT;
    if (place < program->limits + program->rules) {
        if (has_bit(weight->defeated, place)) return DEFEATED;
        int certain = truth == TRUE_ && !has_bit(weight->doubted, place) && weight->limit == FALSE_;
        return certain ? BREACHED : POSSIBLY_BREACHED;
    }
    /* An exemption speaks only where it defeats, or may defeat, a rule that is or may be breached. */
    const uint64_t *rules = bits_at(program->defeats, program->words, place - program->limits - program->rules);
    for (int w = 0; w < program->words; w++)
        if (rules[w] & ~weight->denied[w]) return truth == TRUE_ ? DEFEATS : MAY_DEFEAT;
    return SILENT;
}

/* --- what keeps a verdict open ------------------------------------------------------------------------------------------ */

/* The bits on which the verdict still hangs: those of limits, rules and exemptions, and of the branches below them. */
INLINE void find_hanging(const Program *program, const Weight *weight, Bits hanging, int words) {
    clear_bits(hanging, words);
    if (count_of(weight->possible) == 1) return;
    for (int w = 0; w < words; w++) hanging[w] = program->limit_bits[w] & weight->open[w];
    if (weight->breach == UNKNOWN_) {
        uint64_t undefeated;
        for (int w = 0; w < words; w++)
            hanging[w] |= program->rule_bits[w] & weight->open[w] & ~weight->defeated[w];
        for (uint32_t i = 0, bit = program->limits + program->rules; i < program->exemptions; i++, bit++) {
            const uint64_t *rules = bits_at(program->defeats, words, i);
            if (truth_of(weight, bit) != UNKNOWN_) continue;
            undefeated = 0;
            for (int w = 0; w < words; w++) undefeated |= rules[w] & ~weight->denied[w] & ~weight->defeated[w];
            if (undefeated) add_bit(hanging, bit);
        }
    }
    for (size_t i = LENGTH(program->branches, Branch); i-- > 0;) {
        Branch branch = ((const Branch *)program->branches.at)[i];
        if (!has_bit(hanging, branch.bit)) continue;
        for (uint32_t j = 0; j < branch.count; j++) {
            uint32_t part = U32(program->parts, branch.first + j);
            if (truth_of(weight, part) == UNKNOWN_) add_bit(hanging, part);
        }
    }
}

/* --- judging: the same as `evaluation.case_judge` and `evaluation.openness`; a law compares them. The answers that each kind
       stands for were taught ----------------------------------------------------------------------------------------------- */

enum { MOST_STRANDS = 64 };
enum { TIME, PERPETRATORS, STRUCK };                             /* what a reading chooses */

/* Answers to the tests of one facet: what they deny and leave open, as the place of two sets of bits, one behind the other;
   and which tests are unknown. */
typedef struct { uint32_t sets, first, count; } Answers;

typedef struct { uint32_t test, reason; } Unknown;

/* A kind of a facet: its answers, for a moment or an actor in each stretch of time. `reason`: why there are several. */
typedef struct { uint32_t first, count, reason; } FacetKind;
typedef struct { uint32_t moment, first, count; } FormKind; /* its readings */

typedef struct { uint32_t perpetrators, target, first, count; } FormReading; /* its strands */
typedef struct { uint32_t by, at; } FormStrand; /* the kinds of perpetrator and target */

typedef struct {
    Weight weight;
    uint32_t answers[FACET_COUNT];
} Strand;

typedef struct {
    uint32_t chosen[3]; /* by TIME, PERPETRATORS and STRUCK */
    int first, count;   /* its strands */
    unsigned possible;
} Reading;

/* What would settle the verdict: a fact, and why it is open. The lower what is left on average, the better. */
typedef struct { double left; uint32_t fact, reason; } Need;

struct Judge {
    PyObject_HEAD
    Program program;
    uint32_t facts_of_choices[3], reasons_of_choices[3];
    Buffer facets, facts;            /* uint32_t by test: the facet that answers it, the fact that it looks at */
    unsigned char gravest[64];       /* by two sets of verdicts possible, those for acts done together */
    unsigned violation;              /* the bit of that verdict */

    /* what was taught */
    Buffer facet_tests[FACET_COUNT]; /* uint32_t: the tests of each facet */
    Buffer answers[FACET_COUNT];     /* Answers by number */
    Buffer sets, unknowns;           /* uint64_t; Unknown */
    Buffer kinds[FACET_COUNT];       /* FacetKind by number; `count` is 0 where it was not taught */
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
};

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
    for (int facet = MOMENT; facet < FACET_COUNT; facet++) {
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
    for (int facet = MOMENT; facet < FACET_COUNT; facet++) {
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
    for (int facet = MOMENT; facet < FACET_COUNT; facet++) {
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

/* --- what is said of a case: verdicts possible, needs, findings ------------------------------------------------------- */

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
            uint32_t finding = place * FINDING_BASE + (uint32_t)outcome;
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
        uint32_t need = OF(self->needs, Need, i).fact * NEED_BASE + OF(self->needs, Need, i).reason;
        if (append(&self->said, &need, sizeof need) < 0) return -1;
    }
    return find_findings(self) < 0 ? -1 : 1;
}

int say(Judge *self, const uint32_t *kinds) { return FOR_WORDS(self->program.words, say_in_words, self, kinds); }

const Buffer *said_by(const Judge *self) { return &self->said; }

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
        if (facet >= FACET_COUNT || U32(self->facts, test) >= 1u << 24)
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

/* Judge(*, limits, rules, exemptions, bits, tests: how many; asserted, denied, defeats: sets of bits; branches; facet_of_test,
   fact_of_test; facts_of_choices, reasons_of_choices; possible: verdicts; gravest: of two sets of them; violation: its bit) */
static int judge_init(Judge *self, PyObject *args, PyObject *named) {
    static char *names[] = {"limits", "rules", "exemptions", "bits", "tests", "asserted", "denied", "defeats", "branches",
                            "facet_of_test", "fact_of_test", "facts_of_choices", "reasons_of_choices", "possible", "gravest",
                            "violation", NULL};
    Program *program = &self->program;
    uint32_t *facts_of = self->facts_of_choices, *reasons_of = self->reasons_of_choices, bits;
    const char *asserted, *denied, *defeats, *possible, *gravest;
    Py_ssize_t asserted_size, denied_size, defeats_size, possible_size, gravest_size;
    PyObject *branches, *facets, *facts;
    if (self->room) return refuse(PyExc_TypeError, "a judge is made once");
    if (named_values(args, named, "IIIIIy#y#y#O!O!O!(III)(III)y#y#I:Judge", names, &program->limits, &program->rules,
                     &program->exemptions, &bits, &program->tests, &asserted, &asserted_size, &denied, &denied_size, &defeats,
                     &defeats_size, &PyList_Type, &branches, &PyTuple_Type, &facets, &PyTuple_Type, &facts, &facts_of[0],
                     &facts_of[1], &facts_of[2], &reasons_of[0], &reasons_of[1], &reasons_of[2], &possible, &possible_size,
                     &gravest, &gravest_size, &self->violation) < 0)
        return -1;
    program->words = words_for(bits);
    size_t words = (size_t)program->words;
    uint64_t roots = (uint64_t)program->limits + program->rules + program->exemptions;
    if (!bits || bits > MOST_BITS || roots > bits || program->tests > MOST_TESTS || possible_size != 9 || gravest_size != 64)
        return refuse(PyExc_ValueError, "no such program");
    memcpy(program->possible, possible, 9);
    memcpy(self->gravest, gravest, 64);
    for (int i = 0; i < 64; i++)
        if ((program->possible[i % 9] | self->gravest[i]) > 7) return refuse(PyExc_ValueError, "no such verdicts");
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

/* teach_answers(facet, answers) -> their number. As in a signature: 0 no, 1 yes, from 2 on unknown, and why. */
static PyObject *judge_teach_answers(Judge *self, PyObject *args) {
    unsigned facet;
    const unsigned char *told;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "Iy#", &facet, &told, &size)) return NULL;
    if (facet >= FACET_COUNT) return refuse(PyExc_IndexError, "no such facet"), NULL;
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
    if (!PyArg_ParseTuple(args, "IIO!I", &facet, &kind, &PyTuple_Type, &numbers, &found.reason)) return NULL;
    if (facet >= FACET_COUNT) return refuse(PyExc_IndexError, "no such facet"), NULL;
    if (numbers_from(numbers, &self->kind_answers, &found.count) < 0) return NULL;
    for (uint32_t i = 0; i < found.count; i++)
        if (U32(self->kind_answers, found.first + i) >= LENGTH(self->answers[facet], Answers))
            return refuse(PyExc_IndexError, "no such answers"), NULL;
    if (kind >= 1u << 24) return refuse(PyExc_OverflowError, "too many kinds"), NULL;
    if (reach(&self->kinds[facet], kind, &none, sizeof none) < 0) return NULL;
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
    if (reach(&self->forms, number, &none, sizeof none) < 0) return NULL;
    OF(self->forms, FormKind, number) = form;
    Py_RETURN_NONE;
}

/* judge(kinds) -> what is said of them (see `say`); None where a kind was not taught, or there is too much to weigh */
static PyObject *judge_judge(Judge *self, PyObject *kinds) {
    uint32_t numbers[FACET_COUNT];
    if (!PyTuple_Check(kinds) || PyTuple_Size(kinds) != FACET_COUNT)
        return refuse(PyExc_ValueError, "a kind for each facet"), NULL;
    for (int i = 0; i < FACET_COUNT; i++) numbers[i] = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GetItem(kinds, i));
    if (PyErr_Occurred()) return NULL;
    int said = say(self, numbers);
    if (said <= 0) return none_or_error(said);
    return bytes_of(self->said.at, self->said.size);
}

static void judge_dealloc(Judge *self) {
    Program *program = &self->program;
    Buffer *buffers[] = {&program->branches, &program->parts, &self->facets, &self->facts, &self->sets, &self->unknowns,
                         &self->kind_answers, &self->forms, &self->form_readings, &self->form_strands, &self->needs,
                         &self->need_tests, &self->said};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) free(buffers[i]->at);
    for (int i = 0; i < FACET_COUNT; i++) {
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

int is_judge(PyObject *object) { return PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)judge_dealloc; }

static PyMethodDef judge_methods[] = {
    METHOD(judge, judge, METH_O), METHOD(judge, teach_answers, METH_VARARGS), METHOD(judge, teach_kind, METH_VARARGS),
    METHOD(judge, teach_form, METH_VARARGS), {NULL, NULL, 0, NULL},
};

static PyType_Slot judge_type_slots[] = {
    {Py_tp_init, (void *)judge_init}, {Py_tp_dealloc, (void *)judge_dealloc}, {Py_tp_methods, judge_methods},
    {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
PyType_Spec judge_spec = {"cfcheck._native.Judge", sizeof(Judge), 0, Py_TPFLAGS_DEFAULT, judge_type_slots};
