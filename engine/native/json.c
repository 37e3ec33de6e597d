/* Reading records in JSON by the form that they have: each function returns where a value ends, or NULL where Python is to
   look. A record that is accepted here is one that the decoder of `cfcheck.model.incident` accepts. */

#include "cfcheck.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { MOST_FIELDS = 32, DEEPEST = 12, MOST_KEYS = 64 };

typedef struct {
    Piece name;     /* and the quote behind it */
    uint64_t first, mask; /* its first eight bytes; of those, the bits that it has, where it is shorter */
    int node, slot; /* the slot that takes the value's bytes; -1: none; from PRESENCE on: only whether it is there */
} Field;

/* What a value may be. Of each JSON type there is at most one form. */
typedef struct Node {
    int null, boolean, anything, text, number;
    int least_text, most_text, word_count; /* a text has so many characters, or is one of the words, where there are any */
    Piece *words;
    int whole;           /* of a number: without a fraction */
    double least, most;
    int element, least_list, most_list; /* -1: no list */
    int mapped;          /* an object maps to values of that node, or has fields; -1 and no fields: no object */
    Field fields[MOST_FIELDS];
    int field_count;
    uint64_t required;   /* the fields that have to be there, as bits */
} Node;

static Place skip_space(Place at, Place end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

static int hex4(Place at, Place end) {
    int value = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        unsigned char c = at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0) return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* A character as results have it: with an escape only if it needs one. */
static unsigned char *put_character(unsigned char *to, uint32_t code) {
    if (code == '"' || code == '\\' || code < 0x20) {
        int letter = code >= 0x20 ? (int)code : code >= 8 && code <= 13 && code != 11 ? "btn.fr"[code - 8] : 'u';
        *to++ = '\\';
        *to++ = (unsigned char)letter;
        if (letter != 'u') return to;
        memcpy(to, code < 0x10 ? "000" : "001", 3);
        to[3] = (unsigned char)"0123456789abcdef"[code & 15];
        return to + 4;
    }
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    *to++ = (unsigned char)(more ? (0xF0 << (3 - more) & 0xF0) | code >> (6 * more) : code);
    while (more--) *to++ = (unsigned char)(0x80 | (code >> (6 * more) & 0x3F));
    return to;
}

/* Put the record in a place of the scanner's own if it has escapes, each text as results would have it, so that what is
   the same is written the same. It does not become longer. 1: done; 0: Python is to look; -1: an exception is set. */
static int unescape(Reader *self, Raw *record) {
    Place at = record->at, end = at + record->size;
    if (!memchr(at, '\\', record->size)) return 1;
    if (grow(&self->unescaped, record->size) < 0) return -1; /* nothing of it is kept: its size stays 0 */
    unsigned char *to = self->unescaped.at;
    for (int inside = 0, low; at < end;) {
        if (*at == '"') inside = !inside;
        if (*at != '\\' || !inside) { *to++ = *at++; continue; }
        if (++at < end && *at != 'u') {
            if (!memchr("\"\\/bfnrt", *at, 8)) return 0;
            if (*at != '/') *to++ = '\\';
            *to++ = *at++;
            continue;
        }
        int code = hex4(at + 1, end);
        if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF)) return 0;
        at += 5;
        if (code >= 0xD800 && code <= 0xDBFF) {
            if (end - at < 6 || at[0] != '\\' || at[1] != 'u' || (low = hex4(at + 2, end)) < 0xDC00 || low > 0xDFFF) return 0;
            code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00;
            at += 6;
        }
        to = put_character(to, (uint32_t)code);
    }
    *record = (Raw){self->unescaped.at, (size_t)(to - self->unescaped.at)};
    return 1;
}

static Place after_utf8(Place at, Place end) { /* one character beyond ASCII, in its shortest form */
    unsigned char c = at[0];
    size_t left = (size_t)(end - at);
#define GOES_ON(i) ((at[i] & 0xC0) == 0x80)
    if (c >= 0xC2 && c <= 0xDF) return left >= 2 && GOES_ON(1) ? at + 2 : NULL;
    if (c >= 0xE0 && c <= 0xEF) {
        if (left < 3 || !GOES_ON(1) || !GOES_ON(2)) return NULL;
        if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F)) return NULL;
        return at + 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (left < 4 || !GOES_ON(1) || !GOES_ON(2) || !GOES_ON(3)) return NULL;
        if ((c == 0xF0 && at[1] < 0x90) || (c == 0xF4 && at[1] > 0x8F)) return NULL;
        return at + 4;
    }
#undef GOES_ON
    return NULL;
}

/* To the first character that is not plain ASCII, or ends something; or near to the end, where each is looked at. */
static Place to_end_of_plain(Place at, Place end) {
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        __m128i now = _mm_loadu_si128((const __m128i *)at);
        __m128i ends = _mm_cmplt_epi8(now, _mm_set1_epi8(0x20)); /* signed: beyond ASCII as well */
        ends = _mm_or_si128(ends, _mm_cmpeq_epi8(now, _mm_set1_epi8('"')));
        ends = _mm_or_si128(ends, _mm_cmpeq_epi8(now, _mm_set1_epi8('\\')));
        int found = _mm_movemask_epi8(ends);
        if (found) return at + __builtin_ctz((unsigned)found);
    }
#endif
    for (; end - at >= 8; at += 8) {
        uint64_t w = load64(at);
        uint64_t ones = 0x0101010101010101ULL, highs = 0x8080808080808080ULL;
        uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
        uint64_t ends = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((w - ones * 0x20) & ~w) | w;
        ends &= highs;
        if (ends) return at + (__builtin_ctzll(ends) >> 3);
    }
    return at;
}

/* Behind the text that begins with a quote at `at`. If it has escapes, they are sound (see `unescape`). */
static Place after_text(Place at, Place end) {
    at++;
    for (;;) {
        at = to_end_of_plain(at, end);
        if (at >= end) return NULL;
        unsigned char c = *at;
        if (c == '"') return at + 1;
        if (c == '\\') {
            at += end - at > 1 && at[1] == 'u' ? 6 : 2;
        } else if (c < 0x20) {
            return NULL;
        } else if (c < 0x80) {
            at++;
        } else {
            at = after_utf8(at, end);
        }
        if (!at) return NULL;
    }
}

/* Numbers of at most 15 digits before and after the point, which are exact enough to hold against bounds. */
static Place after_number(Place at, Place end, int *whole, double *value) {
    int negative = at < end && *at == '-';
    double number = 0, unit = 1;
    Place begin;
    at += negative;
    begin = at;
    while (at < end && *at >= '0' && *at <= '9' && at - begin < 16) number = number * 10 + (*at++ - '0');
    if (at == begin || at - begin > 15 || (*begin == '0' && at - begin > 1)) return NULL;
    *whole = !negative;
    if (at < end && *at == '.') {
        begin = ++at;
        *whole = 0;
        while (at < end && *at >= '0' && *at <= '9' && at - begin < 16) {
            unit /= 10;
            number += (*at++ - '0') * unit;
        }
        if (at == begin || at - begin > 15) return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E' || (*at >= '0' && *at <= '9'))) return NULL;
    *value = negative ? -number : number;
    return at;
}

static Place after_word(Place at, Place end, const char *word, size_t size) {
    return (size_t)(end - at) >= size && !memcmp(at, word, size) ? at + size : NULL;
}

static Place after_value(Reader *self, Place at, int node, int depth);

/* Eight bytes as a number, zeros in place of those behind the end. */
static uint64_t eight_at(Place at, Place end) {
    unsigned char eight[8] = {0};
    if (end - at >= 8) return load64(at);
    memcpy(eight, at, (size_t)(end - at));
    return load64(eight);
}

static int same(const Reader *self, Piece piece, Place at, size_t size) {
    return piece.size == size && !memcmp(self->names.at + piece.at, at, size);
}

static size_t character_count(Place at, size_t size) { /* at least as many as there are: escapes count for each byte */
    size_t count = 0;
    for (size_t i = 0; i < size; i++) count += (at[i] & 0xC0) != 0x80;
    return count;
}

static Place after_known_text(Reader *self, const Node *node, Place at) {
    Place behind = after_text(at, self->end);
    if (!behind || node->anything) return behind;
    size_t size = (size_t)(behind - at) - 2;
    if (!node->word_count) {
        if (size > (size_t)node->most_text) size = character_count(at + 1, size);
        return size >= (size_t)node->least_text && size <= (size_t)node->most_text ? behind : NULL;
    }
    for (int i = 0; i < node->word_count; i++)
        if (same(self, node->words[i], at + 1, size)) return behind;
    return NULL;
}

static Place after_known_number(const Reader *self, const Node *node, Place at) {
    int whole;
    double value;
    Place behind = after_number(at, self->end, &whole, &value);
    if (!behind || node->anything) return behind;
    if (!node->number || (node->whole && !whole)) return NULL;
    double margin = whole ? 0 : 1e-9; /* so near to a bound, rounding could matter */
    return value >= node->least + margin && value <= node->most - margin ? behind : NULL;
}

static Place after_list(Reader *self, const Node *node, int own, Place at, int depth) {
    int count = 0, element = node->anything ? own : node->element;
    if (!node->anything && node->element < 0) return NULL;
    at = skip_space(at + 1, self->end);
    if (at < self->end && *at == ']') return node->anything || node->least_list == 0 ? at + 1 : NULL;
    for (;;) {
        at = after_value(self, at, element, depth + 1);
        if (!at) return NULL;
        count++;
        at = skip_space(at, self->end);
        if (at >= self->end) return NULL;
        if (*at == ']') return node->anything || (count >= node->least_list && count <= node->most_list) ? at + 1 : NULL;
        if (*at != ',') return NULL;
        at = skip_space(at + 1, self->end);
    }
}

/* Where the field, whose name and the quote behind it begin here, stands among the node's; -1: there is none. `next` is
   where it is likely to be. */
static int field_at(const Reader *self, const Node *node, Place at, int next) {
    uint64_t first = eight_at(at, self->end);
    for (int i = 0; i < node->field_count; i++) {
        int which = next + i < node->field_count ? next + i : next + i - node->field_count;
        const Field *field = &node->fields[which];
        if (((first ^ field->first) & field->mask) || (size_t)(self->end - at) < field->name.size) continue;
        if (field->name.size <= 8 || !memcmp(self->names.at + field->name.at + 8, at + 8, field->name.size - 8)) return which;
    }
    return -1;
}

static Place after_object(Reader *self, const Node *node, int own, Place at, int depth) {
    uint64_t seen = 0;
    Span keys[MOST_KEYS];
    int key_count = 0, next = 0;
    int mapped = node->anything ? own : node->mapped;
    if (mapped < 0 && !node->field_count) return NULL;
    at = skip_space(at + 1, self->end);
    if (at < self->end && *at == '}') return node->required ? NULL : at + 1;
    for (;;) {
        int value_node = mapped, slot = -1;
        if (at >= self->end || *at != '"') return NULL;
        Place name = at + 1;
        if (mapped >= 0) { /* a key that is there twice is for Python to tell of */
            at = after_text(at, self->end);
            if (!at || key_count == MOST_KEYS) return NULL;
            size_t size = (size_t)(at - name) - 1;
            for (int i = 0; i < key_count; i++)
                if (keys[i].size == size && !memcmp(keys[i].at, name, size)) return NULL;
            keys[key_count++] = (Span){name, size};
        } else {
            int which = field_at(self, node, name, next);
            if (which < 0 || seen >> which & 1) return NULL;
            at = name + node->fields[which].name.size;
            seen |= 1ULL << which;
            next = which + 1 < node->field_count ? which + 1 : 0;
            value_node = node->fields[which].node;
            slot = node->fields[which].slot;
        }
        at = skip_space(at, self->end);
        if (at >= self->end || *at != ':') return NULL;
        at = skip_space(at + 1, self->end);
        Place value = at;
        at = after_value(self, at, value_node, depth + 1);
        if (!at) return NULL;
        if (slot >= PRESENCE && *value != 'n') self->slots[slot - PRESENCE] = (Span){value, 1};
        else if (slot >= 0 && *value != 'n') self->slots[slot] = (Span){value, (size_t)(at - value)};
        at = skip_space(at, self->end);
        if (at >= self->end) return NULL;
        if (*at == '}') return node->required & ~seen ? NULL : at + 1;
        if (*at != ',') return NULL;
        at = skip_space(at + 1, self->end);
    }
}

static Place after_value(Reader *self, Place at, int which, int depth) {
    const Node *node = &self->nodes[which];
    if (at >= self->end || depth > DEEPEST) return NULL;
    switch (*at) {
    case '"': return node->text || node->anything ? after_known_text(self, node, at) : NULL;
    case '{': return after_object(self, node, which, at, depth);
    case '[': return after_list(self, node, which, at, depth);
    case 'n': return node->null || node->anything ? after_word(at, self->end, "null", 4) : NULL;
    case 't': return node->boolean || node->anything ? after_word(at, self->end, "true", 4) : NULL;
    case 'f': return node->boolean || node->anything ? after_word(at, self->end, "false", 5) : NULL;
    default: return after_known_number(self, node, at);
    }
}

/* --- the form of records, from Python --- */

static int piece_from_text(Reader *self, PyObject *text, Piece *piece) {
    Py_ssize_t size;
    const char *at = PyUnicode_AsUTF8AndSize(text, &size);
    return at ? keep(&self->names, at, (size_t)size, piece) : -1;
}

static int fields_from(Reader *self, Node *node, PyObject *fields) { /* a list of (name, node, slot) */
    node->field_count = (int)PyList_Size(fields);
    if (node->field_count < 0 || node->field_count > MOST_FIELDS) return refuse(PyExc_ValueError, "too many fields");
    for (int i = 0; i < node->field_count; i++) {
        PyObject *name;
        Field *field = &node->fields[i];
        PyObject *told = PyList_GetItem(fields, i);
        if (!told || !PyArg_ParseTuple(told, "Uii", &name, &field->node, &field->slot)) return -1;
        if (field->node < 0 || field->node >= self->node_count || field->slot < -1 ||
            (field->slot >= PRESENCE ? field->slot - PRESENCE : field->slot) >= self->slot_count)
            return refuse(PyExc_ValueError, "no such node or slot");
        if (piece_from_text(self, name, &field->name) < 0 || append(&self->names, "\"", 1) < 0) return -1;
        field->name.size++;
        Place at = self->names.at + field->name.at;
        field->first = eight_at(at, at + field->name.size);
        field->mask = field->name.size < 8 ? (1ULL << 8 * field->name.size) - 1 : UINT64_MAX;
    }
    return 0;
}

static int words_from(Reader *self, Node *node, PyObject *words) {
    Py_ssize_t size = PyList_Size(words);
    if (size <= 0) return (int)size;
    node->words = calloc((size_t)size, sizeof(Piece));
    if (!node->words) return no_memory();
    for (; node->word_count < size; node->word_count++) {
        PyObject *word = PyList_GetItem(words, node->word_count);
        if (!word || piece_from_text(self, word, &node->words[node->word_count]) < 0) return -1;
    }
    return 0;
}

static int node_from(Reader *self, Node *node, PyObject *told) { /* a dict */
    static char *names[] = {"null", "boolean", "anything", "text", "least_text", "most_text", "words", "number", "whole", "least",
                            "most", "element", "least_list", "most_list", "mapped", "fields", "required", NULL};
    PyObject *words, *fields, *none = PyTuple_New(0);
    unsigned long long required;
    if (!PyDict_Check(told)) return refuse(PyExc_TypeError, "a node is a dict");
    int parsed = named_values(none, told, "ppppiiO!ppddiiiiO!K:node", names, &node->null, &node->boolean, &node->anything,
                              &node->text, &node->least_text, &node->most_text, &PyList_Type, &words, &node->number,
                              &node->whole, &node->least, &node->most, &node->element, &node->least_list, &node->most_list,
                              &node->mapped, &PyList_Type, &fields, &required);
    Py_XDECREF(none);
    if (parsed < 0) return -1;
    node->required = required;
    if (node->element >= self->node_count || node->mapped >= self->node_count) return refuse(PyExc_ValueError, "no such node");
    return words_from(self, node, words) < 0 || fields_from(self, node, fields) < 0 ? -1 : 0;
}

int reader_init(Reader *self, PyObject *nodes, int slot_count) {
    self->slot_count = slot_count;
    self->node_count = (int)PyList_Size(nodes);
    if (self->node_count < 1 || slot_count < 1 || slot_count > MOST_SLOTS) return refuse(PyExc_ValueError, "no such form");
    self->nodes = calloc((size_t)self->node_count, sizeof(Node));
    if (!self->nodes) return no_memory();
    for (int i = 0; i < self->node_count; i++)
        if (node_from(self, &self->nodes[i], PyList_GetItem(nodes, i)) < 0) return -1;
    return 0;
}

void reader_free(Reader *self) {
    for (int i = 0; self->nodes && i < self->node_count; i++) free(self->nodes[i].words);
    free(self->nodes);
    free(self->names.at);
    free(self->unescaped.at);
}

int read_record(Reader *self, Raw record) {
    int is_sound = unescape(self, &record);
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = record.at + record.size;
    return is_sound > 0 ? record.size && after_value(self, record.at, 0, 0) == self->end : is_sound;
}
