/* --- looking up --------------------------------------------------------------------------------------------------------- */

/* The bytes of several slots as one key: of each its length, or that it is absent, and what it holds. */
static int key_of(const Scanner *self, const int *slots, int count, Buffer *key) {
    for (int i = 0; i < count; i++) {
        Span span = self->slots[slots[i]];
        if (!span.at) { if (append(key, "-", 1) < 0) return -1; continue; }
        uint32_t size = (uint32_t)span.size;
        if (span.size > LONGEST_KEY) return 0;
        if (append(key, "=", 1) < 0 || append(key, &size, 4) < 0 || append(key, span.at, span.size) < 0) return -1;
    }
    return 1;
}

enum { ODD_RECORD = 1, NEW = 2, NEW_TEXT = 3, REFUSED_RECORD = 4 };
/* In place of a kind, or of a moment. From REFUSED on: records with that are refused, for a fault that has the number.
   UNJUDGED: what kind it is was not taught, but not for that. */
enum { UNJUDGED = 0x7FFFFFFFu, REFUSED = 0x80000000u };

/* What was found of a record. */
typedef struct {
    uint32_t values[MOST_FACETS], kinds[MOST_FACETS], moment, who, refused;
    Piece notes[2]; /* of the perpetrator, or all of them; of the target. Empty where there are none */
} Found;

/* The key of a facet: of one slot its bytes, none where it is absent; of several the bytes of all. 1: it is there. */
static int facet_key(const Scanner *self, int facet, Buffer *scratch, Span *key) {
    if (self->facet_slot_count[facet] == 1) {
        *key = self->slots[self->facet_slots[facet][0]];
        if (!key->at) *key = (Span){(Place)"", 0};
        return key->size <= LONGEST_KEY;
    }
    scratch->size = 0;
    int made = key_of(self, self->facet_slots[facet], self->facet_slot_count[facet], scratch);
    *key = (Span){scratch->at ? scratch->at : (Place)"", scratch->size};
    return made;
}

/* The number of the facet's value. 0: it was taught. */
static int value_of(Scanner *self, int facet, Buffer *scratch, uint32_t *value) {
    Span key;
    int made = facet_key(self, facet, scratch, &key);
    if (made <= 0) return made < 0 ? -1 : ODD_RECORD;
    *value = find(&self->values[facet], &self->texts, self->key, key.at, key.size);
    return *value == NONE ? NEW : 0;
}

/* The kind, in the stretch at the place, of an actor. NONE: it was not taught. */
static uint32_t lasting_kind(const Scanner *self, int facet, uint32_t value, uint32_t place) {
    if (place == NONE || value >= LENGTH(self->changes[facet], Changes)) return NONE;
    Changes changes = OF(self->changes[facet], Changes, value);
    const Lasting *first = &OF(self->lasting, Lasting, changes.first);
    while (changes.count--)
        if (first[changes.count].place <= place) return first[changes.count].kind;
    return NONE;
}

/* The kind of a facet that is an actor, at the moment. */
static int actor_of(Scanner *self, int facet, Buffer *scratch, Found *found) {
    int missed = value_of(self, facet, scratch, &found->values[facet]);
    if (missed) return missed;
    found->kinds[facet] = lasting_kind(self, facet, found->values[facet], U32(self->moment_places, found->moment));
    if (found->kinds[facet] != NONE) return 0;
    uint32_t key[3] = {(uint32_t)facet, found->moment, found->values[facet]};
    found->kinds[facet] = find(&self->actors, &self->texts, self->key, key, sizeof key);
    return found->kinds[facet] == NONE ? NEW : 0;
}

static int is_simple(const Scanner *self) { /* slots 1 to 3: perpetrator, target, participants */
    for (int i = 1; i <= 2; i++)
        if (self->slots[i].at && *self->slots[i].at != '"') return 0;
    return !self->slots[3].at;
}

static int encounter_key(const Scanner *self, uint32_t moment, Buffer *key) {
    static const int slots[] = {1, 2, 3};
    key->size = 0;
    if (append(key, &moment, 4) < 0) return -1;
    return key_of(self, slots, 3, key);
}

static int find_note(const Scanner *self, int facet, Found *found) {
    uint32_t key[3] = {(uint32_t)facet, found->moment, found->values[facet]};
    if (!self->odd.at[key[2] * 2 + (facet == TARGET)]) return 0;
    uint32_t number = find(&self->notes, &self->texts, self->key, key, sizeof key);
    if (number == NONE) return NEW;
    found->notes[facet == TARGET] = PIECE(self->note_texts, number);
    return 0;
}

static int find_encounter(Scanner *self, Buffer *scratch, Found *found) {
    int made = encounter_key(self, found->moment, scratch);
    if (made <= 0) return made < 0 ? -1 : ODD_RECORD;
    uint32_t number = find(&self->encounters, &self->texts, self->key, scratch->at, scratch->size);
    if (number == NONE) return NEW;
    found->kinds[FORM] = U32(self->encounter_kinds, number);
    found->notes[0] = PIECE(self->encounter_notes, number);
    found->who = number | 0x80000000u;
    return 0;
}

static int find_who(Scanner *self, Buffer *scratch, Found *found) {
    if (!is_simple(self)) return find_encounter(self, scratch, found);
    found->kinds[FORM] = SIMPLE;
    for (int facet = PERPETRATOR; facet <= TARGET; facet += TARGET - PERPETRATOR) {
        int missed = actor_of(self, facet, scratch, found);
        if (!missed) missed = find_note(self, facet, found);
        if (missed) return missed;
    }
    found->who = found->values[PERPETRATOR];
    return 0;
}

static int find_moment(Scanner *self, uint32_t *moment, uint32_t *kind) {
    *moment = *kind = moment_of(self, self->slots[0]);
    if (*moment < LENGTH(self->moment_kinds, uint32_t)) *kind = U32(self->moment_kinds, *moment);
    else if (*moment < REFUSED) *kind = NONE;
    return *kind == NONE ? NEW : 0;
}

static int look_up(Scanner *self, Buffer *scratch, Found *found) {
    static const int in_order[] = {CLAIMS, PLACE, MOMENT, ACT, WEAPON, COUNTS}; /* as `Tester.understand` looks for faults */
    int missed = 0, is_judged = 1;
    for (int i = 0; i < 6; i++) {
        int facet = in_order[i];
        if (facet == MOMENT) missed = find_moment(self, &found->moment, &found->kinds[MOMENT]);
        else if (!self->facet_slot_count[facet]) continue;
        else if (!(missed = value_of(self, facet, scratch, &found->values[facet])))
            found->kinds[facet] = U32(self->kinds[facet], found->values[facet]);
        found->refused = found->kinds[facet];
        if (missed || found->refused >= REFUSED) return missed ? missed : REFUSED_RECORD;
        is_judged = is_judged && found->refused != UNJUDGED;
    }
    missed = is_judged ? find_who(self, scratch, found) : NEW;
    return missed ? missed : actor_of(self, CONTROL, scratch, found);
}
