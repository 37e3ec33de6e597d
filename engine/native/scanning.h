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

enum { ODD_RECORD = 1, NEW = 2, NEW_TEXT = 3 };

/* What was found of a record. */
typedef struct {
    uint32_t values[MOST_FACETS], kinds[MOST_FACETS], moment, who;
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

static int look_up(Scanner *self, Buffer *scratch, Found *found) {
    found->moment = moment_of(self, self->slots[0]);
    if (found->moment >= LENGTH(self->moment_kinds, uint32_t)) return NEW; /* NONE as well */
    found->kinds[MOMENT] = U32(self->moment_kinds, found->moment);
    if (found->kinds[MOMENT] == NONE) return NEW;
    int missed = find_who(self, scratch, found);
    if (!missed) missed = actor_of(self, CONTROL, scratch, found);
    if (missed) return missed;
    for (int facet = 0; facet < self->facet_count; facet++) {
        if (!self->facet_slot_count[facet] || facet == PERPETRATOR || facet == TARGET || facet == CONTROL) continue;
        missed = value_of(self, facet, scratch, &found->values[facet]);
        if (missed) return missed;
        found->kinds[facet] = U32(self->kinds[facet], found->values[facet]);
    }
    return 0;
}

static int add_id(Scanner *self, Place at, size_t size, uint32_t record) {
    uint64_t long_form[2];
    uint32_t mark[4];
    sip128(self->id_key, at, size, long_form);
    memcpy(mark, long_form, 12);
    mark[3] = record;
    return append(&self->ids, mark, sizeof mark);
}

/* The digits that hashlib gives, for which the interpreter's lock has to be held. */
static int asked_hex(Scanner *self, Raw record, char hex[64]) {
    Py_ssize_t size;
    PyObject *hash = PyObject_CallFunction(self->sha256, "y#", (const char *)record.at, (Py_ssize_t)record.size);
    PyObject *digits = hash ? PyObject_CallMethodObjArgs(hash, self->hexdigest, NULL) : NULL;
    const char *text = digits ? PyUnicode_AsUTF8AndSize(digits, &size) : NULL;
    if (text && size == 64) memcpy(hex, text, 64);
    else if (text) PyErr_SetString(PyExc_ValueError, "a hash has 64 digits");
    Py_XDECREF(digits);
    Py_XDECREF(hash);
    return text && size == 64 ? 0 : -1;
}

/* Write the SHA-256 of the record in hexadecimal to the place in the lines. Two are hashed at once, which is quicker: the
   first awaits the second. */
static int hash_to(Scanner *self, Raw record, size_t place) {
    char *hex = (char *)self->lines.at + place;
    if (!self->hashes_natively) {
        PyGILState_STATE state = PyGILState_Ensure();
        int told = asked_hex(self, record, hex);
        PyGILState_Release(state);
        return told;
    }
    if (self->awaiting) {
        char *first = (char *)self->lines.at + self->awaiting_place;
        sha256_hex_of_two(self->awaiting, self->awaiting_size, first, record.at, record.size, hex);
        self->awaiting = NULL;
    } else {
        self->awaiting = record.at;
        self->awaiting_size = record.size;
        self->awaiting_place = place;
    }
    return 0;
}

/* The hash that is left, while its record is still there. */
static void add_last_hash(Scanner *self) {
    if (self->awaiting) sha256_hex(self->awaiting, self->awaiting_size, (char *)self->lines.at + self->awaiting_place);
    self->awaiting = NULL;
}

/* --- a line: what the judge says, in the words that were taught --- */

static int are_taught(const Buffer *pieces, const uint32_t *numbers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] >= LENGTH(*pieces, Piece) || !PIECE(*pieces, numbers[i]).size) return 0;
    return 1;
}

/* What the judge says of the kinds; NEW_TEXT where a text for it was not taught. The outlook is known by the verdicts
   possible, and from the ninth bit on the reasons. */
static int ask_judge(Scanner *self, const uint32_t *kinds, Said *said) {
    int is_said = say(self->judge, kinds);
    if (is_said <= 0) return is_said < 0 ? -1 : NEW;
    const uint32_t *words = (const uint32_t *)self->judge->said.at;
    uint32_t outlook = words[SAID_POSSIBLE], count = (uint32_t)LENGTH(self->judge->said, uint32_t) - SAID_REST;
    *said = (Said){{words[SAID_ATTRIBUTED], words[SAID_ATTRIBUTED_TOO]}, NONE, words[SAID_NEEDS], count - words[SAID_NEEDS],
                   words + SAID_REST, words + SAID_REST + words[SAID_NEEDS], {0, 0}};
    for (uint32_t i = 0; i < said->need_count; i++) outlook |= 1u << (8 + (said->needs[i] & 255));
    said->outlook = find(&self->outlooks, &self->texts, self->key, &outlook, sizeof outlook);
    int taught = said->outlook != NONE && are_taught(&self->need_texts, said->needs, said->need_count) &&
                 are_taught(&self->finding_texts, said->findings, said->finding_count);
    return taught ? 0 : NEW_TEXT;
}

static int find_said(Scanner *self, const Found *found, Said *said) {
    Recall *set = recall_set(self, found->kinds);
    if (!recall(self, set, found->kinds, said)) {
        int missed = ask_judge(self, found->kinds, said);
        if (missed) return missed;
        keep_said(self, set, found->kinds, said);
    }
    int simple = found->kinds[FORM] == SIMPLE;
    uint32_t key[3] = {found->who, simple ? found->kinds[PERPETRATOR] : said->attributed[0], simple ? 0 : said->attributed[1]};
    uint32_t number = find(&self->attributions, &self->texts, self->key, key, sizeof key);
    if (number == NONE) return NEW;
    said->attribution = PIECE(self->attribution_texts, number);
    return 0;
}

/* Where the next bytes of a line go, for which there is room. */
typedef unsigned char *Cursor;

static void put(Cursor *to, const void *from, size_t size) {
    memcpy(*to, from, size);
    *to += size;
}

#define PUT(to, text) put(to, text, sizeof(text) - 1)

static void put_piece(const Scanner *self, Cursor *to, Piece piece) { put(to, self->texts.at + piece.at, piece.size); }

static void put_list(const Scanner *self, Cursor *to, const Buffer *pieces, const uint32_t *numbers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i) *(*to)++ = ',';
        put_piece(self, to, PIECE(*pieces, numbers[i]));
    }
}

static size_t size_of_list(const Buffer *pieces, const uint32_t *numbers, uint32_t count) { /* with commas, and one more */
    size_t size = count;
    for (uint32_t i = 0; i < count; i++) size += PIECE(*pieces, numbers[i]).size;
    return size;
}

enum { AROUND = 128, DIGITS = 64 }; /* more than what a line has beside its parts; of a hash */

static int add_line(Scanner *self, Raw record, const Found *found, const Said *said) {
    Span id = self->slots[self->id_slot];
    Piece outlook = PIECE(self->outlook_texts, said->outlook);
    size_t size = AROUND + DIGITS + id.size + outlook.size + said->attribution.size + found->notes[0].size +
                  found->notes[1].size + self->tail.size + size_of_list(&self->need_texts, said->needs, said->need_count) +
                  size_of_list(&self->finding_texts, said->findings, said->finding_count);
    if (grow(&self->lines, size) < 0) return -1;
    Cursor to = self->lines.at + self->lines.size;
    PUT(&to, "{\"incident\":");
    put(&to, id.at, id.size);
    put_piece(self, &to, outlook);
    put_list(self, &to, &self->need_texts, said->needs, said->need_count);
    PUT(&to, "],\"findings\":[");
    put_list(self, &to, &self->finding_texts, said->findings, said->finding_count);
    PUT(&to, "],\"attribution\":");
    put_piece(self, &to, said->attribution);
    PUT(&to, ",\"notes\":[");
    put_piece(self, &to, found->notes[0]);
    if (found->notes[0].size && found->notes[1].size) *to++ = ',';
    put_piece(self, &to, found->notes[1]);
    PUT(&to, "],\"incident_hash\":\"");
    size_t digits = (size_t)(to - self->lines.at);
    to += DIGITS;
    put_piece(self, &to, self->tail);
    self->lines.size = (size_t)(to - self->lines.at);
    return hash_to(self, record, digits);
}

/* 0: a line was added; ODD_RECORD, NEW or NEW_TEXT: Python is to look; -1: an exception is set. */
static int scan(Scanner *self, Raw record, uint32_t place, Buffer *scratch) {
    Found found = {0};
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = record.at + record.size;
    if (*record.at != '{') return ODD_RECORD; /* an empty one is not asked for, and has its end for a first byte */
    Place behind = after_value(self, record.at, 0, 0);
    if (behind != self->end) return ODD_RECORD;
    Span id = self->slots[self->id_slot];
    if (!id.at || memchr(id.at, '\\', id.size)) return ODD_RECORD;
    int missed = look_up(self, scratch, &found);
    if (missed) return missed;
    Said said;
    missed = find_said(self, &found, &said);
    if (missed) return missed;
    if (add_id(self, id.at + 1, id.size - 2, place) < 0) return -1;
    if (add_line(self, record, &found, &said) < 0) return -1;
    OF(self->counts, Count, said.outlook).lines++;
    return 0;
}
