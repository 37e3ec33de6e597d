/* --- the form of a record ------------------------------------------------------------------------------------------ */

typedef struct {
    Piece name;     /* and the quote behind it */
    uint64_t first, mask; /* its first eight bytes; of those, the bits that it has, where it is shorter */
    int node, slot; /* the slot that takes the value's bytes; -1: none; from PRESENCE on: only whether it is there */
} Field;

/* What a value may be. Of each JSON type there is at most one form. */
typedef struct {
    int null, boolean, anything;
    int text, least_text, most_text; /* text: 1 any text, 2 one of the words */
    Piece *words;
    int word_count;
    int number, whole; /* number: within bounds; whole: without a fraction */
    double least, most;
    int list, element, least_list, most_list;
    int object, mapped; /* object: 1 fields, 2 a mapping to values of the node `mapped` */
    Field fields[MOST_FIELDS];
    int field_count;
    uint64_t required; /* the fields that have to be there, as bits */
} Node;

typedef struct {
    Place at;
    size_t size; /* at NULL: absent, or null */
} Span;

typedef struct {
    uint32_t outlook, lines; /* how many lines have it */
} Count;

/* From the stretch at that place on, an actor is of the kind. */
typedef struct {
    uint32_t place, kind;
} Lasting;

typedef struct {
    uint32_t first, count; /* in order; 0: not taught */
} Changes;

typedef struct {
    PyObject_HEAD
    HashKey key, id_key;
    Buffer texts;
    Node *nodes;
    int node_count, slot_count, id_slot, hashes_natively;
    PyObject *sha256, *hexdigest;
    Judge *judge;
    int busy;

    /* the record at hand */
    Place end;
    Span slots[MOST_SLOTS];
    Buffer unescaped; /* see `unescape` */

    /* what was taught */
    int facet_count;
    int facet_slots[MOST_FACETS][MOST_SLOTS], facet_slot_count[MOST_FACETS];
    Table values[MOST_FACETS];  /* key of a facet -> number of its value */
    Buffer kinds[MOST_FACETS];  /* uint32_t by number of a value */
    Table times, encounters, notes, outlooks, attributions;
    Table actors;               /* facet, moment of several stretches, number of a value -> the kind of the actor then */
    Buffer changes[MOST_FACETS]; /* Changes by number of a value: of an actor, whatever lies in one stretch */
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
    struct Recall *recalls;     /* see recall.h; in that room, where lines of the processor's cache begin */

    /* what comes of it */
    Buffer lines, ids;
    Buffer refused, refused_ids; /* of records: their place and the number of a fault, uint32_t; their ids in JSON, one a line */
    Place awaiting;           /* a record, the hash of which goes to a place in the lines; NULL: there is none */
    size_t awaiting_size, awaiting_place;
    Buffer counts; /* Count by number of an outlook */
} Scanner;
