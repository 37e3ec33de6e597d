/* --- a program as sets of bits ----------------------------------------------------------------------------------------

   Each limit, rule and exemption of a program has a bit, in this order, and so has each inner branch of their trees. What
   answers do to all of them at once is two sets: of those that are denied, and of those that are open (unknown) unless
   denied; all others hold. It is Kleene's logic (see `cfcheck.truth`), a word of bits at a time. */

enum { FALSE_, TRUE_, UNKNOWN_ };                                                     /* as in Truth, and in signatures */
enum { HOLDS, MAY_HOLD, BREACHED, POSSIBLY_BREACHED, DEFEATED, DEFEATS, MAY_DEFEAT }; /* as in Outcome */
enum { SILENT = -1 };
enum { MOST_WORDS = 1024, MOST_TESTS = 4096 };

typedef uint64_t *Bits;

typedef struct {
    uint32_t bit, first, count; /* its parts: so many bits of `parts`, from the first on */
    int any;
} Branch;

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
