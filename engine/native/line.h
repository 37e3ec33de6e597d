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

static int find_said(Scanner *self, const Found *found, Recall *set, Said *said) {
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
