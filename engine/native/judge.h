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
