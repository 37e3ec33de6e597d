/* --- what was said of kinds, so that what is met often is not judged anew. In each set the two kept last ------------- */

enum { RECALL_SETS = 1 << 13, MOST_RECALLED = 12 };

typedef struct Recall {
    uint32_t kinds[MOST_FACETS];
    uint32_t attributed[2];                /* see `say` */
    uint32_t outlook;                      /* its number among those that were taught; one more, 0: nothing is kept */
    uint16_t need_count, finding_count;
    uint32_t words[MOST_RECALLED];         /* needs, then findings */
} Recall;

/* What a line says, in the words that were taught, of what the judge said. */
typedef struct {
    uint32_t attributed[2], outlook, need_count, finding_count;
    const uint32_t *needs, *findings;
    Piece attribution;
} Said;

static size_t size_of_kinds(const Scanner *self) { return (size_t)self->facet_count * sizeof(uint32_t); }

static Recall *recall_set(const Scanner *self, const uint32_t *kinds) {
    Recall *set = self->recalls + 2 * (hash_of(self->key, (Place)kinds, size_of_kinds(self)) & (RECALL_SETS - 1));
    for (size_t line = 0; line < 2 * sizeof(Recall); line += 64) __builtin_prefetch((const char *)set + line);
    return set;
}

/* 1: it was kept. */
static int recall(const Scanner *self, Recall *set, const uint32_t *kinds, Said *said) {
    size_t size = size_of_kinds(self);
    if (!set->outlook || memcmp(set->kinds, kinds, size)) {
        if (!set[1].outlook || memcmp(set[1].kinds, kinds, size)) return 0;
        Recall first = set[0];
        set[0] = set[1];
        set[1] = first;
    }
    *said = (Said){{set->attributed[0], set->attributed[1]}, set->outlook - 1, set->need_count, set->finding_count,
                   set->words, set->words + set->need_count, {0, 0}};
    return 1;
}

static void keep_said(const Scanner *self, Recall *set, const uint32_t *kinds, const Said *said) {
    if (said->need_count + said->finding_count > MOST_RECALLED) return;
    set[1] = set[0];
    memcpy(set->kinds, kinds, size_of_kinds(self));
    memcpy(set->attributed, said->attributed, sizeof set->attributed);
    set->outlook = said->outlook + 1;
    set->need_count = (uint16_t)said->need_count;
    set->finding_count = (uint16_t)said->finding_count;
    memcpy(set->words, said->needs, said->need_count * sizeof *said->needs);
    memcpy(set->words + said->need_count, said->findings, said->finding_count * sizeof *said->findings);
}
