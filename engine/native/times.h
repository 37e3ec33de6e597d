/* --- times ------------------------------------------------------------------------------------------------------------ */

static int two(Place at) { return (at[0] - '0') * 10 + at[1] - '0'; }

static int digits_at(Place at, const char *form) { /* whether `0` of the form is a digit and all else itself */
    for (; *form; form++, at++)
        if (*form == '0' ? *at < '0' || *at > '9' : *at != (unsigned char)*form) return 0;
    return 1;
}

static int64_t days_from_civil(int64_t year, int month, int day) { /* since 1970-01-01, proleptic Gregorian */
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Whether the text is `2016-03-01T04:12:00`, a time that exists on some clock; `*seconds` as if it were UTC. */
static int is_clock(Place at, int64_t *seconds) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!digits_at(at, "0000-00-00") || (at[10] != 'T' && at[10] != ' ') || !digits_at(at + 11, "00:00:00")) return 0;
    int year = two(at) * 100 + two(at + 2), month = two(at + 5), day = two(at + 8);
    int hour = two(at + 11), minute = two(at + 14), second = two(at + 17);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return 0;
    int leap = month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    if (day > days[month - 1] + leap) return 0;
    *seconds = ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return 1;
}

static int offset_seconds(Place at, size_t size, int64_t *ahead) {
    if (size == 1 && *at == 'Z') { *ahead = 0; return 1; }
    if (size != 6 || (*at != '+' && *at != '-') || !digits_at(at + 1, "00:00")) return 0;
    int hours = two(at + 1), minutes = two(at + 4);
    if (hours > 14 || minutes > 59 || hours * 60 + minutes > 14 * 60) return 0;
    *ahead = (hours * 60 + minutes) * 60 * (*at == '-' ? -1 : 1);
    return 1;
}

static size_t stretch_of(const Scanner *self, int64_t seconds) {
    const int64_t *starts = (const int64_t *)self->starts.at;
    size_t low = 0, high = LENGTH(self->starts, int64_t);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (starts[middle] <= seconds) low = middle + 1; else high = middle;
    }
    return low;
}

static uint32_t moment_of(const Scanner *self, Span occurred) {
    int64_t seconds, ahead;
    if (occurred.at && *occurred.at == '"' && occurred.size >= 21 && is_clock(occurred.at + 1, &seconds)) {
        Place rest = occurred.at + 20;
        size_t size = occurred.size - 21;
        if (size == 0) {
            uint32_t moment = find(&self->days, &self->texts, self->key, occurred.at + 1, 10);
            if (moment != NONE) return moment;
        } else if (self->stretch_moments.size && offset_seconds(rest, size, &ahead)) {
            return U32(self->stretch_moments, stretch_of(self, seconds - ahead));
        }
    }
    return find(&self->times, &self->texts, self->key, occurred.at ? occurred.at : (Place)"", occurred.size);
}

