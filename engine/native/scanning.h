/* --- from a record to a line ------------------------------------------------------------------------------------------------ */

/* Find the slots of a record. 0: Python is to look; -1: an exception is set. */
static int fill_from(Scanner *self, Raw record) {
    int is_sound = unescape(self, &record);
    for (int i = 0; i < self->slot_count; i++) self->slots[i] = (Span){NULL, 0};
    self->end = record.at + record.size;
    return is_sound > 0 ? record.size && after_value(self, record.at, 0, 0) == self->end : is_sound;
}

/* 0: a line was added, or the record is among those refused; ODD_RECORD, NEW or NEW_TEXT: Python is to look; -1: an exception is set. */
static int scan(Scanner *self, Raw record, uint32_t place, Buffer *scratch) {
    Found found = {0};
    if (*record.at != '{') return ODD_RECORD; /* an empty one is not asked for, and has its end for a first byte */
    int is_sound = fill_from(self, record);
    Span id = self->slots[self->id_slot];
    if (is_sound <= 0 || !id.at) return is_sound < 0 ? -1 : ODD_RECORD;
    int missed = look_up(self, scratch, &found);
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
