/* --- from a record to a line ------------------------------------------------------------------------------------------------ */

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
    Recall *set = recall_set(self, found.kinds); /* fetched while the id is hashed */
    uint32_t mark[4];
    mark_of(self, id.at + 1, id.size - 2, place, mark);
    missed = find_said(self, &found, set, &said);
    if (missed) return missed;
    if (append(&self->ids, mark, sizeof mark) < 0) return -1;
    if (add_line(self, record, &found, &said) < 0) return -1;
    OF(self->counts, Count, said.outlook).lines++;
    return 0;
}
