/* The scanner: finds, in the bytes of records, what was taught of them, and puts a line of output together. */

#include "cfcheck.h"

enum { LONGEST_KEY = 2048 };
enum { AROUND = 128, DIGITS = 64 }; /* more than what a line has beside its parts; of a hash */
enum { MOST_REFUSED = 8 * 1000 }; /* bytes of `refused` at which a run ends */

typedef struct { uint32_t outlook, lines; } Count; /* how many lines have it */

/* From the stretch at that place on, an actor is of the kind. */
typedef struct { uint32_t place, kind; } Lasting;
typedef struct { uint32_t first, count; } Changes; /* in order; 0: not taught */

typedef struct {
    PyObject_HEAD
    HashKey key, id_key;
    Buffer texts;
    Reader reader;
    Buffer scratch; /* for the key of a value */
    int id_slot, hashes_natively;
    PyObject *sha256, *hexdigest;
    Judge *judge;
    int busy;

    /* what was taught */
    int facet_slots[FACET_COUNT][MOST_SLOTS], facet_slot_count[FACET_COUNT];
    Table values[FACET_COUNT];  /* key of a facet -> number of its value */
    Buffer kinds[FACET_COUNT];  /* uint32_t by number of a value */
    Table times, encounters, notes, outlooks, attributions;
    Table actors;               /* facet, moment of several stretches, number of a value -> the kind of the actor then */
    Buffer changes[FACET_COUNT]; /* Changes by number of a value: of an actor, whatever lies in one stretch */
    Buffer lasting;             /* Lasting */
    Buffer day_moments;         /* uint32_t by local day since 1970-01-01: that of its clock times; NONE: not taught */
    Buffer moment_kinds;        /* uint32_t by moment; NONE: not taught */
    Buffer moment_places;       /* uint32_t by moment: the place of its stretch among all; NONE: it has several */
    Buffer starts;              /* int64_t: seconds at which stretches begin, but for the first */
    Buffer stretch_moments;     /* uint32_t by stretch; NONE: not taught */
    Buffer odd;                 /* a byte by number of a value of perpetrator (even) and target (odd): whether noted */
    Buffer encounter_kinds;     /* uint32_t by number of an encounter */
    Buffer encounter_notes;     /* Piece, likewise */
    Buffer note_texts;          /* Piece by number */
    Buffer attribution_texts;   /* Piece by number */
    Buffer outlook_texts;        /* Piece by number: what a line says of its verdict and the reasons */
    Buffer need_texts;          /* Piece by need, as it is said */
    Buffer finding_texts;       /* Piece by finding, as it is said */
    Piece tail;
    void *recall_room;
    struct Recall *recalls;     /* in that room, where lines of the processor's cache begin */

    /* what comes of it */
    Buffer lines, ids;
    Buffer refused, refused_ids; /* of records: their place and the number of a fault, uint32_t; their ids in JSON, one a line */
    Place awaiting;           /* a record, the hash of which goes to a place in the lines; NULL: there is none */
    size_t awaiting_size, awaiting_place;
    Buffer counts; /* Count by number of an outlook */
} Scanner;

/* --- the moment of a record --- */

static size_t stretch_of(const Scanner *self, int64_t seconds) {
    const int64_t *starts = (const int64_t *)self->starts.at;
    size_t low = 0, high = LENGTH(self->starts, int64_t);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (starts[middle] <= seconds) low = middle + 1; else high = middle;
    }
    return low;
}

/* The moment of a time on a local day that was taught, or with an offset. NONE: it is not told by these. */
static uint32_t told_moment(const Scanner *self, Place at, size_t size) {
    int64_t number;
    int form = time_from(at, size, &number);
    if (form == LOCAL_DAY) return (uint64_t)number < LENGTH(self->day_moments, uint32_t) ? U32(self->day_moments, number) : NONE;
    return form == INSTANT && self->stretch_moments.size ? U32(self->stretch_moments, stretch_of(self, number)) : NONE;
}

static uint32_t moment_of(const Scanner *self, Span occurred) {
    uint32_t moment = NONE;
    if (occurred.at && *occurred.at == '"') moment = told_moment(self, occurred.at + 1, occurred.size - 2);
    if (moment != NONE) return moment;
    return find(&self->times, &self->texts, self->key, occurred.at ? occurred.at : (Place)"", occurred.size);
}

/* --- what was said of kinds, so that what is met often is not judged anew. In each set the two kept last ------------- */

_Static_assert(FACET_COUNT <= 16, "Recall has room for the kinds");
enum { RECALL_SETS = 1 << 13, MOST_RECALLED = 12, SIZE_OF_KINDS = FACET_COUNT * sizeof(uint32_t) };

typedef struct Recall { /* two lines of the cache */
    uint32_t kinds[16];                    /* FACET_COUNT of them */
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

static Recall *recall_set(const Scanner *self, const uint32_t *kinds) {
    Recall *set = self->recalls + 2 * (hash_of(self->key, (Place)kinds, SIZE_OF_KINDS) & (RECALL_SETS - 1));
    for (size_t line = 0; line < 2 * sizeof(Recall); line += 64) __builtin_prefetch((const char *)set + line);
    return set;
}

/* 1: it was kept. */
static int recall(Recall *set, const uint32_t *kinds, Said *said) {
    if (!set->outlook || memcmp(set->kinds, kinds, SIZE_OF_KINDS)) {
        if (!set[1].outlook || memcmp(set[1].kinds, kinds, SIZE_OF_KINDS)) return 0;
        Recall first = set[0];
        set[0] = set[1];
        set[1] = first;
    }
    *said = (Said){{set->attributed[0], set->attributed[1]}, set->outlook - 1, set->need_count, set->finding_count,
                   set->words, set->words + set->need_count, {0, 0}};
    return 1;
}

static void keep_said(Recall *set, const uint32_t *kinds, const Said *said) {
    if (said->need_count + said->finding_count > MOST_RECALLED) return;
    set[1] = set[0];
    memcpy(set->kinds, kinds, SIZE_OF_KINDS);
    memcpy(set->attributed, said->attributed, sizeof set->attributed);
    set->outlook = said->outlook + 1;
    set->need_count = (uint16_t)said->need_count;
    set->finding_count = (uint16_t)said->finding_count;
    memcpy(set->words, said->needs, said->need_count * sizeof *said->needs);
    memcpy(set->words + said->need_count, said->findings, said->finding_count * sizeof *said->findings);
}

/* --- looking up --------------------------------------------------------------------------------------------------------- */

/* The bytes of several slots as one key: of each its length, or that it is absent, and what it holds. */
static int key_of(Scanner *self, const int *slots, int count) {
    Buffer *key = &self->scratch;
    for (int i = 0; i < count; i++) {
        Span span = self->reader.slots[slots[i]];
        if (!span.at) { if (append(key, "-", 1) < 0) return -1; continue; }
        uint32_t size = (uint32_t)span.size;
        if (span.size > LONGEST_KEY) return 0;
        if (append(key, "=", 1) < 0 || append(key, &size, 4) < 0 || append(key, span.at, span.size) < 0) return -1;
    }
    return 1;
}

/* What was found of a record. */
typedef struct {
    uint32_t values[FACET_COUNT], kinds[FACET_COUNT], moment, who, refused;
    Piece notes[2]; /* of the perpetrator, or all of them; of the target. Empty where there are none */
} Found;

/* The key of a facet: of one slot its bytes, none where it is absent; of several the bytes of all. 1: it is there. */
static int facet_key(Scanner *self, int facet, Span *key) {
    if (self->facet_slot_count[facet] == 1) {
        *key = self->reader.slots[self->facet_slots[facet][0]];
        if (!key->at) *key = (Span){(Place)"", 0};
        return key->size <= LONGEST_KEY;
    }
    self->scratch.size = 0;
    int made = key_of(self, self->facet_slots[facet], self->facet_slot_count[facet]);
    *key = (Span){self->scratch.at ? self->scratch.at : (Place)"", self->scratch.size};
    return made;
}

/* The number of the facet's value. 0: it was taught. */
static int value_of(Scanner *self, int facet, uint32_t *value) {
    Span key;
    int made = facet_key(self, facet, &key);
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
static int actor_of(Scanner *self, int facet, Found *found) {
    int missed = value_of(self, facet, &found->values[facet]);
    if (missed) return missed;
    found->kinds[facet] = lasting_kind(self, facet, found->values[facet], U32(self->moment_places, found->moment));
    if (found->kinds[facet] != NONE) return 0;
    uint32_t key[3] = {(uint32_t)facet, found->moment, found->values[facet]};
    found->kinds[facet] = find(&self->actors, &self->texts, self->key, key, sizeof key);
    return found->kinds[facet] == NONE ? NEW : 0;
}

static int is_simple(const Scanner *self) { /* slots 1 to 3: perpetrator, target, participants */
    for (int i = 1; i <= 2; i++)
        if (self->reader.slots[i].at && *self->reader.slots[i].at != '"') return 0;
    return !self->reader.slots[3].at;
}

static int encounter_key(Scanner *self, uint32_t moment) { /* in `scratch` */
    static const int slots[] = {1, 2, 3};
    self->scratch.size = 0;
    return append(&self->scratch, &moment, 4) < 0 ? -1 : key_of(self, slots, 3);
}

static int find_note(const Scanner *self, int facet, Found *found) {
    uint32_t key[3] = {(uint32_t)facet, found->moment, found->values[facet]};
    if (!self->odd.at[key[2] * 2 + (facet == TARGET)]) return 0;
    uint32_t number = find(&self->notes, &self->texts, self->key, key, sizeof key);
    if (number == NONE) return NEW;
    found->notes[facet == TARGET] = PIECE(self->note_texts, number);
    return 0;
}

static int find_encounter(Scanner *self, Found *found) {
    int made = encounter_key(self, found->moment);
    if (made <= 0) return made < 0 ? -1 : ODD_RECORD;
    uint32_t number = find(&self->encounters, &self->texts, self->key, self->scratch.at, self->scratch.size);
    if (number == NONE) return NEW;
    found->kinds[FORM] = U32(self->encounter_kinds, number);
    found->notes[0] = PIECE(self->encounter_notes, number);
    found->who = number | 0x80000000u;
    return 0;
}

static int find_who(Scanner *self, Found *found) {
    if (!is_simple(self)) return find_encounter(self, found);
    found->kinds[FORM] = SIMPLE;
    for (int facet = PERPETRATOR; facet <= TARGET; facet += TARGET - PERPETRATOR) {
        int missed = actor_of(self, facet, found);
        if (!missed) missed = find_note(self, facet, found);
        if (missed) return missed;
    }
    found->who = found->values[PERPETRATOR];
    return 0;
}

static int find_moment(Scanner *self, uint32_t *moment, uint32_t *kind) {
    *moment = *kind = moment_of(self, self->reader.slots[0]);
    if (*moment < LENGTH(self->moment_kinds, uint32_t)) *kind = U32(self->moment_kinds, *moment);
    else if (*moment < REFUSED) *kind = NONE;
    return *kind == NONE ? NEW : 0;
}

static int look_up(Scanner *self, Found *found) {
    static const int in_order[] = {CLAIMS, PLACE, MOMENT, ACT, WEAPON, COUNTS}; /* as `Tester.understand` looks for faults */
    int missed = 0, is_judged = 1;
    for (int i = 0; i < 6; i++) {
        int facet = in_order[i];
        if (facet == MOMENT) missed = find_moment(self, &found->moment, &found->kinds[MOMENT]);
        else if (!self->facet_slot_count[facet]) continue;
        else if (!(missed = value_of(self, facet, &found->values[facet])))
            found->kinds[facet] = U32(self->kinds[facet], found->values[facet]);
        found->refused = found->kinds[facet];
        if (missed || found->refused >= REFUSED) return missed ? missed : REFUSED_RECORD;
        is_judged = is_judged && found->refused != ANY_KIND;
    }
    missed = is_judged ? find_who(self, found) : NEW;
    return missed ? missed : actor_of(self, CONTROL, found);
}

/* --- a line of output, its hash and its id --------------------------------------------------------------------------------- */

static void mark_of(const Scanner *self, Place id, size_t size, uint32_t record, uint32_t mark[4]) {
    uint64_t long_form[2];
    sip128(self->id_key, id, size, long_form);
    memcpy(mark, long_form, 12);
    mark[3] = record;
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
        sha256_hex(self->awaiting, self->awaiting_size, first, record.at, record.size, hex);
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
    char *hex = (char *)self->lines.at + self->awaiting_place, of_nothing[DIGITS];
    if (self->awaiting) sha256_hex(self->awaiting, self->awaiting_size, hex, self->awaiting, 0, of_nothing);
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
    const uint32_t *words = (const uint32_t *)said_by(self->judge)->at;
    uint32_t outlook = words[SAID_POSSIBLE], count = (uint32_t)LENGTH(*said_by(self->judge), uint32_t) - SAID_REST;
    *said = (Said){{words[SAID_ATTRIBUTED], words[SAID_ATTRIBUTED_TOO]}, NONE, words[SAID_NEEDS], count - words[SAID_NEEDS],
                   words + SAID_REST, words + SAID_REST + words[SAID_NEEDS], {0, 0}};
    for (uint32_t i = 0; i < said->need_count; i++) outlook |= 1u << (FIRST_REASON + said->needs[i] % NEED_BASE);
    said->outlook = find(&self->outlooks, &self->texts, self->key, &outlook, sizeof outlook);
    int taught = said->outlook != NONE && are_taught(&self->need_texts, said->needs, said->need_count) &&
                 are_taught(&self->finding_texts, said->findings, said->finding_count);
    return taught ? 0 : NEW_TEXT;
}

static int find_said(Scanner *self, const Found *found, Recall *set, Said *said) {
    if (!recall(set, found->kinds, said)) {
        int missed = ask_judge(self, found->kinds, said);
        if (missed) return missed;
        keep_said(set, found->kinds, said);
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

static int add_line(Scanner *self, Raw record, const Found *found, const Said *said) {
    Span id = self->reader.slots[self->id_slot];
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

/* --- from a record to a line ------------------------------------------------------------------------------------------------ */

/* 0: a line was added, or the record is among those refused; ODD_RECORD, NEW or NEW_TEXT: Python is to look; -1: an exception is set. */
static int scan(Scanner *self, Raw record, uint32_t place) {
    Found found = {0};
    if (*record.at != '{') return ODD_RECORD; /* an empty one is not asked for, and has its end for a first byte */
    int is_sound = read_record(&self->reader, record);
    Span id = self->reader.slots[self->id_slot];
    if (is_sound <= 0 || !id.at) return is_sound < 0 ? -1 : ODD_RECORD;
    int missed = look_up(self, &found);
    if (missed && missed != REFUSED_RECORD) return missed;
    Said said;
    Recall *set = recall_set(self, found.kinds); /* fetched while the id is hashed */
    uint32_t mark[4], refused[2] = {place, found.refused};
    mark_of(self, id.at + 1, id.size - 2, place, mark);
    if (missed)
        return append(&self->ids, mark, sizeof mark) < 0 || append(&self->refused, refused, sizeof refused) < 0 ||
               append(&self->refused_ids, id.at, id.size) < 0 || append(&self->refused_ids, "\n", 1) < 0 ? -1 : 0;
    missed = find_said(self, &found, set, &said);
    if (missed) return missed;
    if (append(&self->ids, mark, sizeof mark) < 0) return -1;
    if (add_line(self, record, &found, &said) < 0) return -1;
    OF(self->counts, Count, said.outlook).lines++;
    return 0;
}

/* --- what Python teaches the scanner --------------------------------------------------------------------------------------- */

/* Set the number at the place, with NONE at those before it that were not set. */
static int number_at(Buffer *numbers, uint32_t place, uint32_t number) {
    uint32_t none = NONE;
    if (reach(numbers, place, &none, sizeof none) < 0) return -1;
    U32(*numbers, place) = number;
    return 0;
}

/* teach_time(text or None as in the record, moment) */
static PyObject *scanner_teach_time(Scanner *self, PyObject *args) {
    const char *key = NULL;
    Py_ssize_t size = 0;
    unsigned int moment;
    if (!PyArg_ParseTuple(args, "z#I", &key, &size, &moment)) return NULL;
    if (moment_of(self, (Span){(Place)key, key ? (size_t)size : 0}) != NONE) Py_RETURN_NONE;
    return none_or_error(learn(&self->times, &self->texts, self->key, key ? key : "", (size_t)size, moment));
}

/* teach_day(local day since 1970-01-01, moment): that of every clock time of the day which is written without an offset */
static PyObject *scanner_teach_day(Scanner *self, PyObject *args) {
    unsigned int day, moment;
    if (!PyArg_ParseTuple(args, "II", &day, &moment)) return NULL;
    if (day > LAST_DAY) return refuse(PyExc_OverflowError, "too late a day"), NULL;
    return none_or_error(number_at(&self->day_moments, day, moment));
}

static PyObject *scanner_teach_stretch(Scanner *self, PyObject *args) {
    unsigned int stretch, moment;
    if (!PyArg_ParseTuple(args, "II", &stretch, &moment)) return NULL;
    if (stretch >= LENGTH(self->stretch_moments, uint32_t)) return refuse(PyExc_IndexError, "no such stretch"), NULL;
    U32(self->stretch_moments, stretch) = moment;
    Py_RETURN_NONE;
}

static int fill_slots(Scanner *self, PyObject *slots) { /* the slots as `slots()` gave them; they stay its own */
    if (!PyTuple_Check(slots) || PyTuple_Size(slots) != self->reader.slot_count)
        return refuse(PyExc_ValueError, "expected the slots of a record");
    for (int i = 0; i < self->reader.slot_count; i++) {
        PyObject *slot = PyTuple_GetItem(slots, i);
        self->reader.slots[i] = (Span){NULL, 0};
        if (slot != Py_None && bytes_at(slot, &self->reader.slots[i].at, &self->reader.slots[i].size) < 0) return -1;
    }
    return 0;
}

/* teach_moment(moment, kind, place of its stretch; NONE where it has several) */
static PyObject *scanner_teach_moment(Scanner *self, PyObject *args) {
    unsigned int moment, kind, place;
    if (!PyArg_ParseTuple(args, "III", &moment, &kind, &place)) return NULL;
    if (moment >= 1u << 24) return refuse(PyExc_OverflowError, "too many moments"), NULL;
    if (number_at(&self->moment_places, moment, place) < 0) return NULL;
    return none_or_error(number_at(&self->moment_kinds, moment, kind));
}

/* teach_lasting(facet, value, ((place of a stretch, kind), ...)): in order, the first from the place 0 on */
static PyObject *scanner_teach_lasting(Scanner *self, PyObject *args) {
    unsigned int facet, value;
    PyObject *told;
    Changes none = {0, 0}, changes = {(uint32_t)LENGTH(self->lasting, Lasting), 0};
    if (!PyArg_ParseTuple(args, "IIO!", &facet, &value, &PyTuple_Type, &told)) return NULL;
    if (facet >= FACET_COUNT || value >= LENGTH(self->kinds[facet], uint32_t))
        return refuse(PyExc_IndexError, "no such value"), NULL;
    for (; changes.count < (uint32_t)PyTuple_Size(told); changes.count++) {
        Lasting one;
        if (!PyArg_ParseTuple(PyTuple_GetItem(told, (Py_ssize_t)changes.count), "II", &one.place, &one.kind) ||
            append(&self->lasting, &one, sizeof one) < 0)
            return NULL;
    }
    if (reach(&self->changes[facet], value, &none, sizeof none) < 0) return NULL;
    OF(self->changes[facet], Changes, value) = changes;
    Py_RETURN_NONE;
}

/* teach_actor(facet, moment, value, kind) */
static PyObject *scanner_teach_actor(Scanner *self, PyObject *args) {
    unsigned int key[3], kind;
    if (!PyArg_ParseTuple(args, "IIII", &key[0], &key[1], &key[2], &kind)) return NULL;
    return none_or_error(learn(&self->actors, &self->texts, self->key, key, sizeof key, kind));
}

/* teach_value(facet, slots, kind, is_odd) -> the number of the value, or None where its key is too long */
static PyObject *scanner_teach_value(Scanner *self, PyObject *args) {
    unsigned int facet, kind;
    PyObject *slots;
    int is_odd;
    Span key;
    if (!PyArg_ParseTuple(args, "IOIp", &facet, &slots, &kind, &is_odd)) return NULL;
    if (facet >= FACET_COUNT || fill_slots(self, slots) < 0) return refuse(PyExc_IndexError, "no such facet"), NULL;
    int made = facet_key(self, (int)facet, &key);
    if (made <= 0) return none_or_error(made);
    uint32_t value = find(&self->values[facet], &self->texts, self->key, key.at, key.size);
    if (value == NONE) {
        value = (uint32_t)LENGTH(self->kinds[facet], uint32_t);
        if (append(&self->kinds[facet], &kind, sizeof kind) < 0 || reach(&self->odd, (size_t)value * 2 + 1, "", 1) < 0 ||
            learn(&self->values[facet], &self->texts, self->key, key.at, key.size, value) < 0)
            return NULL;
    }
    if (U32(self->kinds[facet], value) == ANY_KIND) U32(self->kinds[facet], value) = kind;
    if (facet == PERPETRATOR || facet == TARGET) self->odd.at[(size_t)value * 2 + (facet == TARGET)] = (unsigned char)is_odd;
    return PyLong_FromUnsignedLong(value);
}

/* teach_encounter(slots, moment, kind, notes) -> the number of the encounter, or None where its key is too long */
static PyObject *scanner_teach_encounter(Scanner *self, PyObject *args) {
    PyObject *slots;
    unsigned int moment, kind;
    const char *notes;
    Py_ssize_t size;
    Piece kept;
    if (!PyArg_ParseTuple(args, "OIIy#", &slots, &moment, &kind, &notes, &size) || fill_slots(self, slots) < 0) return NULL;
    int made = encounter_key(self, moment);
    if (made <= 0) return none_or_error(made);
    uint32_t number = find(&self->encounters, &self->texts, self->key, self->scratch.at, self->scratch.size);
    if (number == NONE) {
        number = (uint32_t)LENGTH(self->encounter_kinds, uint32_t);
        if (keep(&self->texts, notes, (size_t)size, &kept) < 0 || append(&self->encounter_kinds, &kind, sizeof kind) < 0 ||
            append(&self->encounter_notes, &kept, sizeof kept) < 0 ||
            learn(&self->encounters, &self->texts, self->key, self->scratch.at, self->scratch.size, number) < 0)
            return NULL;
    }
    return PyLong_FromUnsignedLong(number | 0x80000000u);
}

static int teach_text(Scanner *self, Table *table, Buffer *texts, const void *key, size_t key_size, const char *text,
                      Py_ssize_t size) {
    Piece kept;
    uint32_t number = (uint32_t)LENGTH(*texts, Piece);
    if (find(table, &self->texts, self->key, key, key_size) != NONE) return 0;
    if (keep(&self->texts, text, (size_t)size, &kept) < 0 || append(texts, &kept, sizeof kept) < 0) return -1;
    return learn(table, &self->texts, self->key, key, key_size, number);
}

static PyObject *teach_by_three(Scanner *self, PyObject *args, Table *table, Buffer *texts) { /* three numbers, text */
    unsigned int key[3];
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "IIIy#", &key[0], &key[1], &key[2], &text, &size)) return NULL;
    return none_or_error(teach_text(self, table, texts, key, sizeof key, text, size));
}

/* teach_note(facet, moment, value, text): on an actor that is odd */
static PyObject *scanner_teach_note(Scanner *self, PyObject *args) {
    return teach_by_three(self, args, &self->notes, &self->note_texts);
}

/* teach_attribution(who, kind of the perpetrator or to whom, and the rest of it, text) */
static PyObject *scanner_teach_attribution(Scanner *self, PyObject *args) {
    return teach_by_three(self, args, &self->attributions, &self->attribution_texts);
}

static PyObject *scanner_teach_outlook(Scanner *self, PyObject *args) { /* teach_outlook(outlook, text) */
    unsigned int outlook;
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "Iy#", &outlook, &text, &size)) return NULL;
    if (find(&self->outlooks, &self->texts, self->key, &outlook, sizeof outlook) != NONE) Py_RETURN_NONE;
    Count count = {outlook, 0};
    if (append(&self->counts, &count, sizeof count) < 0) return NULL;
    return none_or_error(teach_text(self, &self->outlooks, &self->outlook_texts, &outlook, sizeof outlook, text, size));
}

static PyObject *teach_piece(Scanner *self, PyObject *args, Buffer *pieces) { /* (number, text) */
    unsigned int number;
    const char *text;
    Py_ssize_t size;
    Piece none = {0, 0};
    if (!PyArg_ParseTuple(args, "Iy#", &number, &text, &size)) return NULL;
    if (number >= 1u << 24) return refuse(PyExc_OverflowError, "too many texts"), NULL;
    if (reach(pieces, number, &none, sizeof none) < 0) return NULL;
    if (PIECE(*pieces, number).size) Py_RETURN_NONE;
    return none_or_error(keep(&self->texts, text, (size_t)size, &PIECE(*pieces, number)));
}

static PyObject *scanner_teach_need(Scanner *self, PyObject *args) { return teach_piece(self, args, &self->need_texts); }

static PyObject *scanner_teach_finding(Scanner *self, PyObject *args) { return teach_piece(self, args, &self->finding_texts); }

/* --- methods ----------------------------------------------------------------------------------------------------------- */

static PyObject *taken(Buffer *buffer) {
    PyObject *bytes = bytes_of(buffer->at, buffer->size);
    if (bytes) buffer->size = 0;
    return bytes;
}

/* run(records, start, stop, most) -> (place, missed, refused, ids): lines are added for records from the start on, up to
   that place: the stop, or where lines not taken yet have `most` bytes or many were refused (missed is 0 then), or where
   Python is to look. Of those refused on the way, place and fault, two uint32_t each, and their ids in JSON, one a line.
   Meanwhile other threads may run: the records are held, and nobody else may use this scanner and its judge. */
static PyObject *scanner_run(Scanner *self, PyObject *args) {
    PyObject *records;
    Py_ssize_t start, stop, most;
    int missed = 0;
    if (!PyArg_ParseTuple(args, "Onnn", &records, &start, &stop, &most)) return NULL;
    if (self->busy || start < 0) return refuse(PyExc_ValueError, "a run goes on, or would begin before its records"), NULL;
    if (!is_lines(records)) return refuse(PyExc_TypeError, "records are lines"), NULL;
    const Buffer *raws = &((Lines *)records)->raws;
    self->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    if (stop > (Py_ssize_t)LENGTH(*raws, Raw)) stop = (Py_ssize_t)LENGTH(*raws, Raw);
    for (; !missed && start < stop && self->lines.size < (size_t)most && self->refused.size < MOST_REFUSED; start += !missed)
        if (OF(*raws, Raw, start).size) missed = scan(self, OF(*raws, Raw, start), (uint32_t)start);
    add_last_hash(self);
    Py_END_ALLOW_THREADS
    self->busy = 0;
    if (missed < 0) return NULL;
    return Py_BuildValue("(niNN)", start, missed, taken(&self->refused), taken(&self->refused_ids));
}

/* slots(record) -> the bytes of each slot, or None; raises ValueError for a record that Python has to look at */
static PyObject *scanner_slots(Scanner *self, PyObject *record) {
    Raw raw;
    if (bytes_at(record, &raw.at, &raw.size) < 0) return NULL;
    int is_sound = *raw.at == '{' ? read_record(&self->reader, raw) : 0;
    if (is_sound <= 0) return refuse(PyExc_ValueError, "not a record that can be scanned"), NULL;
    PyObject *slots = PyTuple_New(self->reader.slot_count);
    for (int i = 0; slots && i < self->reader.slot_count; i++) {
        Span span = self->reader.slots[i];
        PyObject *slot = span.at ? bytes_of(span.at, span.size) : Py_NewRef(Py_None);
        if (!slot || PyTuple_SetItem(slots, i, slot) < 0) { Py_DECREF(slots); return NULL; }
    }
    return slots;
}

/* said() -> what the judge said of the record at which the last run ended with NEW_TEXT */
static PyObject *scanner_said(Scanner *self, PyObject *Py_UNUSED(nothing)) { return bytes_of(said_by(self->judge)->at, said_by(self->judge)->size); }

static PyObject *scanner_put(Scanner *self, PyObject *args) { /* put(line, id, place) */
    const char *line, *id;
    Py_ssize_t line_size, id_size;
    unsigned int place;
    if (!PyArg_ParseTuple(args, "y#y#I", &line, &line_size, &id, &id_size, &place)) return NULL;
    uint32_t mark[4];
    mark_of(self, (Place)id, (size_t)id_size, place, mark);
    return none_or_error(append(&self->lines, line, (size_t)line_size) < 0 ? -1 : append(&self->ids, mark, sizeof mark));
}

/* take() -> since the last time: lines (as a text), ids (16 bytes each), and of those lines that were not put, how many
   there are by outlook: pairs of uint32_t */
static PyObject *scanner_take(Scanner *self, PyObject *Py_UNUSED(nothing)) {
    PyObject *counts = bytes_of(self->counts.at, self->counts.size), *ids = taken(&self->ids), *lines = text_of(&self->lines);
    for (size_t i = 0; i < LENGTH(self->counts, Count); i++) OF(self->counts, Count, i).lines = 0;
    if (lines && ids && counts) return Py_BuildValue("(NNN)", lines, ids, counts);
    Py_XDECREF(lines);
    Py_XDECREF(ids);
    Py_XDECREF(counts);
    return NULL;
}

static size_t held_at(void *at, size_t size, int releases) { if (releases) free(at); return size; }

/* The bytes of all that grows with what is taught and written; `releases`: it is freed, too. */
static size_t held(Scanner *self, int releases) {
    Table *tables[] = {&self->times, &self->encounters, &self->notes, &self->outlooks, &self->attributions, &self->actors};
    Buffer *buffers[] = {&self->texts, &self->scratch, &self->day_moments, &self->lasting, &self->moment_kinds, &self->moment_places,
                         &self->starts, &self->stretch_moments, &self->odd, &self->encounter_kinds, &self->encounter_notes, &self->note_texts,
                         &self->attribution_texts, &self->outlook_texts, &self->need_texts, &self->finding_texts, &self->lines, &self->ids, &self->refused, &self->refused_ids, &self->counts};
    size_t bytes = self->reader.unescaped.room + self->reader.names.room, i;
    for (i = 0; i < sizeof tables / sizeof *tables; i++) bytes += held_at(tables[i]->entries, tables[i]->room * sizeof(Entry), releases);
    for (i = 0; i < sizeof buffers / sizeof *buffers; i++) bytes += held_at(buffers[i]->at, buffers[i]->room, releases);
    for (i = 0; i < FACET_COUNT; i++)
        bytes += held_at(self->values[i].entries, self->values[i].room * sizeof(Entry), releases) +
                 held_at(self->kinds[i].at, self->kinds[i].room, releases) + held_at(self->changes[i].at, self->changes[i].room, releases);
    return bytes;
}

static PyObject *scanner_size(Scanner *self, PyObject *Py_UNUSED(nothing)) { return PyLong_FromSize_t(held(self, 0)); }

/* --- making ------------------------------------------------------------------------------------------------------------ */

static int facets_from(Scanner *self, PyObject *facets) { /* a list: the slots of each facet, a byte for each */
    if (PyList_Size(facets) != FACET_COUNT) return refuse(PyExc_ValueError, "expected the slots of each facet");
    for (int i = 0; i < FACET_COUNT; i++) {
        Place slots;
        size_t size;
        if (bytes_at(PyList_GetItem(facets, i), &slots, &size) < 0) return -1;
        for (size_t j = 0; j < size; j++) {
            if (slots[j] >= self->reader.slot_count || j >= MOST_SLOTS) return refuse(PyExc_ValueError, "no such slot");
            self->facet_slots[i][j] = slots[j];
        }
        self->facet_slot_count[i] = (int)size;
    }
    return 0;
}

/* Scanner(*, form: nodes; slots: how many; id_slot; facets; starts: int64_t, seconds, or None where times are not told by
   seconds; key, id_key; sha256; tail; judge) */
static int scanner_init(Scanner *self, PyObject *args, PyObject *named) {
    static char *names[] = {"form", "slots", "id_slot", "facets", "starts", "key", "id_key", "sha256", "tail", "judge", NULL};
    PyObject *form, *facets, *key, *id_key, *sha256, *judge;
    const char *tail, *starts;
    Py_ssize_t tail_size, starts_size;
    uint32_t none = NONE;
    int slot_count;
    if (self->reader.nodes) return refuse(PyExc_TypeError, "a scanner is made once");
    if (named_values(args, named, "O!iiO!z#O!O!Oy#O:Scanner", names, &PyList_Type, &form, &slot_count, &self->id_slot,
                     &PyList_Type, &facets, &starts, &starts_size, &PyBytes_Type, &key, &PyBytes_Type, &id_key, &sha256, &tail,
                     &tail_size, &judge) < 0)
        return -1;
    if (!is_judge(judge)) return refuse(PyExc_TypeError, "expected a judge");
    self->judge = (Judge *)Py_NewRef(judge);
    if (slot_count < 4 || self->id_slot < 0 || self->id_slot >= slot_count) return refuse(PyExc_ValueError, "no such form");
    if (hash_key_from(key, &self->key) < 0 || hash_key_from(id_key, &self->id_key) < 0) return -1;
    if (reader_init(&self->reader, form, slot_count) < 0) return -1;
    self->recall_room = calloc(2 * RECALL_SETS + 1, sizeof(Recall));
    if (!self->recall_room) return no_memory();
    self->recalls = (Recall *)(((uintptr_t)self->recall_room + 63) & ~(uintptr_t)63);
    self->hashes_natively = hashes_natively();
    self->sha256 = Py_NewRef(sha256);
    self->hexdigest = PyUnicode_FromString("hexdigest");
    if (!self->hexdigest || facets_from(self, facets) < 0) return -1;
    if (starts && (append(&self->starts, starts, (size_t)starts_size) < 0 ||
                   reach(&self->stretch_moments, (size_t)starts_size / sizeof(int64_t), &none, sizeof none) < 0))
        return -1;
    return keep(&self->texts, tail, (size_t)tail_size, &self->tail);
}

static void scanner_dealloc(Scanner *self) {
    reader_free(&self->reader);
    free(self->recall_room);
    held(self, 1);
    Py_XDECREF(self->sha256);
    Py_XDECREF(self->hexdigest);
    Py_XDECREF((PyObject *)self->judge);
    free_object(self);
}

static PyMethodDef scanner_methods[] = {
    METHOD(scanner, run, METH_VARARGS), METHOD(scanner, slots, METH_O), METHOD(scanner, said, METH_NOARGS), METHOD(scanner, teach_time, METH_VARARGS), METHOD(scanner, teach_day, METH_VARARGS),
    METHOD(scanner, teach_stretch, METH_VARARGS), METHOD(scanner, teach_moment, METH_VARARGS), METHOD(scanner, teach_actor, METH_VARARGS), METHOD(scanner, teach_lasting, METH_VARARGS), METHOD(scanner, teach_value, METH_VARARGS), METHOD(scanner, teach_encounter, METH_VARARGS),
    METHOD(scanner, teach_note, METH_VARARGS), METHOD(scanner, teach_attribution, METH_VARARGS), METHOD(scanner, teach_outlook, METH_VARARGS),
    METHOD(scanner, teach_need, METH_VARARGS), METHOD(scanner, teach_finding, METH_VARARGS), METHOD(scanner, put, METH_VARARGS), METHOD(scanner, take, METH_NOARGS),
    METHOD(scanner, size, METH_NOARGS), {NULL, NULL, 0, NULL},
};

static PyType_Slot scanner_type_slots[] = {
    {Py_tp_init, (void *)scanner_init}, {Py_tp_dealloc, (void *)scanner_dealloc},
    {Py_tp_methods, scanner_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
PyType_Spec scanner_spec = {"cfcheck._native.Scanner", sizeof(Scanner), 0, Py_TPFLAGS_DEFAULT, scanner_type_slots};
