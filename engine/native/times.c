/* Times as they are written, as far as they are read here. */

#include "cfcheck.h"

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

/* Whether ten bytes are a date from 1970 on; `*days` since the first of that year. */
static int is_date(Place at, int64_t *days) {
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!digits_at(at, "0000-00-00")) return 0;
    int year = two(at) * 100 + two(at + 2), month = two(at + 5), day = two(at + 8);
    if (year < 1970 || month < 1 || month > 12 || day < 1) return 0;
    int leap = month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    *days = days_from_civil(year, month, day);
    return day <= lengths[month - 1] + leap;
}

/* Whether the bytes behind a date are a time of clocks, as `T04:12` or `T04:12:00`; `*seconds` since midnight. */
static int is_clock(Place at, int has_seconds, int64_t *seconds) {
    if ((*at != 'T' && *at != ' ') || !digits_at(at + 1, has_seconds ? "00:00:00" : "00:00")) return 0;
    int hour = two(at + 1), minute = two(at + 4), second = has_seconds ? two(at + 7) : 0;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static int offset_seconds(Place at, size_t size, int64_t *ahead) {
    if (size == 1 && *at == 'Z') { *ahead = 0; return 1; }
    if (size != 6 || (*at != '+' && *at != '-') || !digits_at(at + 1, "00:00")) return 0;
    int hours = two(at + 1), minutes = two(at + 4);
    if (hours > 14 || minutes > 59 || hours * 60 + minutes > 14 * 60) return 0;
    *ahead = (hours * 60 + minutes) * 60 * (*at == '-' ? -1 : 1);
    return 1;
}

enum { DATE = 10, TO_THE_MINUTE = 16, TO_THE_SECOND = 19 }; /* how long these forms are */

/* LOCAL_DAY: a date, or a time without an offset, of the day `*number` since 1970-01-01; INSTANT: a time with an offset, in
   seconds since then. OTHER_TIME: it is read by Python. */
int time_from(Place at, size_t size, int64_t *number) {
    int64_t seconds, ahead;
    if (size < DATE || !is_date(at, number)) return OTHER_TIME;
    if (size == DATE) return LOCAL_DAY;
    if ((size == TO_THE_MINUTE || size == TO_THE_SECOND) && is_clock(at + DATE, size == TO_THE_SECOND, &seconds)) return LOCAL_DAY;
    if (size <= TO_THE_SECOND || !is_clock(at + DATE, 1, &seconds) ||
        !offset_seconds(at + TO_THE_SECOND, size - TO_THE_SECOND, &ahead))
        return OTHER_TIME;
    *number = *number * 86400 + seconds - ahead;
    return INSTANT;
}
