"""What each check finds beside the example on its page, and what it leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.authoring.check.accords import TERMS, WORLD, found

if TYPE_CHECKING:
    from pathlib import Path


class Variant(NamedTuple):
    """Files over the example, a check, and what it says: file and message of each issue."""

    check: str
    files: dict[str, str]
    said: tuple[str, ...] = ()


def parties(south: str, others: str = "") -> str:
    north = "parties:\n  north: {title: N, cite: {source: accord, provision: 2, verified: true}, members: [northern-army]}\n"
    return f"{north}  south:\n    title: S\n    cite: {{source: accord, provision: 2, verified: true}}\n{south}{others}"


def party(name: str, rest: str) -> str:
    return f"  {name}: {{title: T, cite: {{source: accord, provision: 2, verified: true}}, {rest}}}\n"


def actors(*more: str) -> str:
    lines = ["northern-army: {title: Northern Army}", "southern-army: {title: Southern Army}"]
    lines += ["hill-brigade: {title: Hill Brigade}", "marsh-band: {title: Marsh Band}"]
    lines += ["civilians: {title: Civilians, kind: protected}"]
    overridden = {line.split(":")[0] for line in more}
    kept = [line for line in lines if line.split(":")[0] not in overridden]
    return "actors:\n" + "".join(f"  {line}\n" for line in (*kept, *more))


def norm(bearers: str, rest: str = "", act: str = "act: attack") -> str:
    cite = 'cite: {source: accord, provision: "3", verified: true}'
    return f"title: T\nmodality: prohibition\nbearers: {bearers}\n{act}\n{rest}severity: minor\n{cite}\n"


def in_force(*periods: str) -> str:
    cite = 'cite: {source: accord, provision: "1", verified: true}'
    return "in_force:\n" + "".join(f"  - {{{period}, {cite}}}\n" for period in periods)


def listed(*entries: str) -> str:
    head = (
        "lists:\n  outlawry:\n    title: T\n    cite: {source: gazette, provision: p, verified: true}\n    entries:\n"
    )
    return head + "".join(f"      - {{actor: marsh-band, {entry}}}\n" for entry in entries)


SOUTH = "    members: [southern-army]\n    candidates: [hill-brigade]\n"
OWN = "accord/registry/own.yaml"
VARIANTS = {
    "a registry file's sources are for it alone": Variant(
        "unused-source",
        {OWN: "cfcheck: 1\nsources:\n  accord: {title: The Accord of the Bridge, date: 2020-02-20}\n"},
        ("accord/registry/own.yaml: nothing cites the source `accord`",),
    ),
    "an endorsement uses its source": Variant(
        "unused-source",
        {
            TERMS: "sources:\n  accord: {title: A}\n  vote: {title: V}\n\nendorsements:\n"
            '  - {body: Council, source: vote, adopted: "2020-02-28"}\n'
        },
    ),
    "each section of an own registry is looked at": Variant(
        "unused-definition",
        {
            OWN: "cfcheck: 1\nsources: {s: {title: S}}\nactors:\n  ghosts: {title: Ghosts}\n"
            "lists:\n  others: {title: O, cite: {source: s, provision: p}, "
            'entries: [{actor: marsh-band, from: "2019-01-01"}]}\n'
            "acts:\n  parade: {title: P}\n  insult: {title: I, directed: true}\nweapons:\n  sling: {title: S}\n"
            "places:\n  moor: {title: M, level: place, country: XNS}\n"
        },
        tuple(
            f"accord/registry/own.yaml: nothing in this agreement uses `{name}`, and its own registry is for it alone"
            for name in ("ghosts", "others", "parade", "sling", "moor")
        ),
    ),
    "what is below, above or tied to something used is used": Variant(
        "unused-definition",
        {
            OWN: "cfcheck: 1\nactors:\n  scouts: {title: Scouts, part_of: [northern-army]}\n"
            "weapons:\n  heavy: {title: H}\n  howitzer: {title: W, is: heavy}\n  field_gun: {title: F, is: howitzer}\n"
            "places:\n  plain: {title: P, level: admin1, country: XNS}\n"
            "  mill: {title: M, level: place, country: XNS, within: plain}\n",
            "accord/no-howitzers.yaml": norm("[north, south]", "when: {weapon: howitzer, location.admin1: plain}\n"),
        },
    ),
    "memberships overlap": Variant(
        "overlapping-periods",
        {
            TERMS: parties(
                '    members:\n      - {actor: southern-army, until: "2020-06-30"}\n'
                '      - {actor: southern-army, from: "2020-06-30"}\n    candidates: [hill-brigade]\n'
            )
        },
        (
            (
                "accord/agreement.yaml: `southern-army` is a member of `south` twice over: from 2020-06-30 00:00+03:00, "
                "while line 20 still holds"
            ),
        ),
    ),
    "entries of a list overlap under one reference only": Variant(
        "overlapping-periods",
        {WORLD: listed('from: "2019-01-01"', 'from: "2019-02-01", reference: B', 'from: "2019-03-01", reference: B')},
        (
            (
                "registry/world.yaml: `outlawry` lists `marsh-band` as B twice over: from 2019-03-01 00:00+02:00, "
                "while line 16 still holds"
            ),
        ),
    ),
    "periods that only may overlap are let be": Variant(
        "overlapping-periods",
        {
            TERMS: in_force(
                'from: "2020-03-01", until: {earliest: "2020-05-01", latest: "2020-07-01"}', 'from: "2020-06-01"'
            )
        },
    ),
    "periods out of order are held against each other in order": Variant(
        "gap-between-periods",
        {TERMS: in_force('from: "2020-07-01 00:01", until: "2020-12-31"', 'from: "2020-03-01", until: "2020-06-30"')},
        (
            (
                "accord/agreement.yaml: the agreement is in force, then it pauses from 2020-07-01 00:00+03:00 until "
                "2020-07-01 00:01+03:00, then it holds again"
            ),
        ),
    ),
    "a period is held against the longest before it": Variant(
        "overlapping-periods",
        {
            TERMS: in_force(
                'from: "2020-03-01", until: "2020-12-31"',
                'from: "2020-04-01", until: "2020-04-30"',
                'from: "2020-05-01 12:00", until: "2020-06-30"',
            )
        },
        (
            "accord/agreement.yaml: the agreement is in force twice over: from 2020-04-01 00:00+03:00, while line 9 still holds",
            "accord/agreement.yaml: the agreement is in force twice over: from 2020-05-01 12:00+03:00, while line 9 still holds",
        ),
    ),
    "what lies between two periods that a longer one covers is no gap": Variant(
        "gap-between-periods",
        {
            TERMS: in_force(
                'from: "2020-03-01", until: "2020-12-31"',
                'from: "2020-04-01", until: "2020-04-30"',
                'from: "2020-05-01 12:00", until: "2020-06-30"',
            )
        },
    ),
    "a name is twice an actor's for some time": Variant(
        "overlapping-periods",
        {
            WORLD: actors(
                "marsh-band: {title: Marsh Band, aliases: [{name: Reed Band, from: 2018-01-01, until: 2020-01-01}, "
                "{name: reed  band, from: 2019-01-01}]}"
            )
        },
        (
            "registry/world.yaml: `Reed Band` is a name of `marsh-band` twice over: from 2019-01-01 00:00+02:00, while line 9 still holds",
        ),
    ),
    "a part of somebody excluded is excluded": Variant(
        "excluded-member",
        {
            TERMS: parties("    members: [southern-army, hill-brigade]\n"),
            WORLD: actors("hill-brigade: {title: Hill Brigade, part_of: [marsh-band]}"),
        },
        (
            "accord/agreement.yaml: `hill-brigade` is a member of `south` and excluded at the same time, from 2019-06-01 00:00+03:00: it is part of `marsh-band`, and `outlawry` lists `marsh-band`",
        ),
    ),
    "a member from when it was no longer part of somebody excluded is none": Variant(
        "excluded-member",
        {
            TERMS: parties("    members: [southern-army, hill-brigade]\n"),
            WORLD: actors('hill-brigade: {title: Hill Brigade, part_of: [{actor: marsh-band, until: "2019-05-31"}]}'),
        },
    ),
    "a long pause is no gap": Variant(
        "gap-between-periods", {TERMS: in_force('from: "2020-03-01", until: "2020-06-30"', 'from: "2020-07-03"')}
    ),
    "who is not bound, and what excludes nobody": Variant(
        "statement-out-of-force",
        {
            TERMS: 'not_bound:\n  - {actor: hill-brigade, from: "2022-01-01"}\n\n'
            + parties("    members: [southern-army]\n"),
            WORLD: listed('from: "2019-01-01", until: "2019-12-31"'),
        },
        (
            "accord/agreement.yaml: `outlawry` lists nobody at a time when the agreement is in force",
            "accord/agreement.yaml: `hill-brigade` is not bound only at times when the agreement is not in force",
        ),
    ),
    "a list that excludes only when it has nobody": Variant(
        "statement-out-of-force",
        {
            TERMS: 'excluded:\n  - {list: outlawry, until: "2020-03-31", cite: {source: accord, provision: "5"}}\n',
            WORLD: listed('from: "2020-04-01"'),
        },
        ("accord/agreement.yaml: `outlawry` lists nobody at a time when the agreement is in force",),
    ),
    "a list that excludes only at another time is said once": Variant(
        "statement-out-of-force",
        {
            TERMS: 'excluded:\n  - {list: outlawry, until: "2019-12-31", cite: {source: accord, provision: "5"}}\n',
            WORLD: listed('from: "2019-01-01"'),
        },
        ("accord/agreement.yaml: `outlawry` is excluded only at times when the agreement is not in force",),
    ),
    "a member that is listed only while the list does not exclude is none": Variant(
        "excluded-member",
        {
            TERMS: 'excluded:\n  - {list: outlawry, until: "2020-05-31", cite: {source: accord, provision: "5"}}\n\n'
            + parties("    members: [southern-army, marsh-band]\n"),
            WORLD: listed('from: "2020-06-01"'),
        },
    ),
    "an announcement after the start": Variant(
        "late-milestone",
        {TERMS: 'announced: {at: "2020-03-01 06:01"}\n'},
        ("accord/agreement.yaml: `announced` is `2020-03-01 06:01`, after the start at 2020-03-01 06:00+02:00",),
    ),
    "a deadline that is a day lasts to its end": Variant(
        "acceptance-after-deadline",
        {
            TERMS: 'acceptance_deadline: {at: "2020-02-26"}\n'
            + parties('    members:\n      - {actor: southern-army, from: "2020-02-26 23:59"}\n'),
        },
    ),
    "ties and designations after their documents": Variant(
        "document-before-fact",
        {
            WORLD: actors(
                "marsh-band: {title: Marsh Band, part_of: "
                '[{actor: hill-brigade, from: "2020-01-01", cite: {source: gazette, provision: p}}]}'
            )
            + listed('from: "2021-01-01", cite: {source: gazette, provision: p}')
        },
        (
            (
                "registry/world.yaml: `marsh-band` is part of `hill-brigade` from a day on that is later than every document "
                "cited for it, the last of 2019-12-31"
            ),
            (
                "registry/world.yaml: `outlawry` lists `marsh-band` from a day on that is later than every document cited "
                "for it, the last of 2019-12-31"
            ),
        ),
    ),
    "a beginning of a membership can be disputed": Variant(
        "disputed-boundary",
        {
            TERMS: parties(
                "    members:\n      - actor: southern-army\n        from: {disputed: "
                '[{at: "2020-03-02", by: the North}, {at: "2020-03-01", by: the South}]}\n'
            )
        },
        (
            (
                "accord/agreement.yaml: `southern-army` is a member of `south`, and its beginning is disputed: "
                "2020-03-02 00:00+02:00 (the North) or 2020-03-01 00:00+02:00 (the South)"
            ),
        ),
    ),
    "each citation that results show is looked at": Variant(
        "unverified-citation",
        {
            TERMS: 'excluded:\n  - {list: outlawry, cite: [{source: accord, provision: "5", verified: true}, '
            '{source: accord, provision: "6"}]}\n'
        },
        ("accord/agreement.yaml: nobody has verified the citation of `accord 6`",),
    ),
    "a norm of one side alone": Variant(
        "mirror",
        {"accord/no-raids.yaml": norm("south", "against: north\n", "act: raid")},
        ("accord/no-raids.yaml: no norm of `north` mirrors `no-raids`",),
    ),
    "a norm that treats both sides and only protects one": Variant(
        "mirror",
        {"accord/no-raids.yaml": norm("[north, south]", "against: [north]\n", "act: raid")},
        ("accord/no-raids.yaml: `no-raids` treats `north` and `south` unlike each other",),
    ),
    "conditions and exemptions are exchanged with the parties": Variant(
        "mirror",
        {
            f"accord/{one}-raids.yaml": norm(
                one,
                f"when:\n  any: [{{target: {other}}}, {{not: {{weapon: mortar}}}}]\nunless: self-defence\n",
                "act: raid",
            )
            for one, other in (("north", "south"), ("south", "north"))
        },
    ),
    "conditions that differ are spoken of once": Variant(
        "mirror",
        {
            "accord/a.yaml": norm("north", "when: {target: south}\n", "act: raid"),
            "accord/b.yaml": norm("south", "when: {target: south}\n", "act: raid"),
        },
        ("accord/a.yaml: `a` and `b` mirror each other but for `when` (accord/b.yaml:5)",),
    ),
    "of three parties the two that share norms are the sides": Variant(
        "mirror",
        {
            TERMS: parties(SOUTH, party("lakes", "members: [marsh-band]")) + "\nexcluded: []\n",
            "accord/lakes.yaml": norm("lakes", "against: [north, south]\n"),
        },
    ),
    "diacritics and signs do not tell names apart": Variant(
        "lookalike-names",
        {WORLD: actors("hill-brigade: {title: Da\u02bfish-Brigade}", "marsh-band: {title: Dâ\u2019ish brigade}")},
        (
            (
                "registry/world.yaml: `Dâ\u2019ish brigade` of `marsh-band` and `Da\u02bfish-Brigade` of `hill-brigade` differ "
                "only in case, diacritics or punctuation (registry/world.yaml:8)"
            ),
        ),
    ),
    "names of other times do not meet": Variant(
        "lookalike-names",
        {
            WORLD: actors(
                'hill-brigade: {title: Hill Brigade, aliases: [{name: Al-Jabal, until: "2019-12-31"}]}',
                'marsh-band: {title: Marsh Band, aliases: [{name: Al Jabal, from: "2020-01-01"}]}',
            )
        },
    ),
    "a title is a name too": Variant(
        "needless-alias",
        {WORLD: actors("hill-brigade: {title: Hill Brigade, aliases: [HILL Brigade, Summit, Summit]}")},
        (
            (
                "registry/world.yaml: `HILL Brigade` is already a name of `hill-brigade`, as `Hill Brigade`: case and spaces "
                "do not matter"
            ),
            "registry/world.yaml: `Summit` is already a name of `hill-brigade`, as `Summit`: case and spaces do not matter",
        ),
    ),
    "the name of a designated group within another one's": Variant(
        "alias-contains-designated",
        {WORLD: actors("hill-brigade: {title: Veterans of the Marsh Band}")},
        (
            (
                "registry/world.yaml: `Veterans of the Marsh Band` of `hill-brigade` contains `Marsh Band` of `marsh-band`; "
                "they are different actors, and `marsh-band` is designated"
            ),
        ),
    ),
    "parts, states and parts of words are let be": Variant(
        "alias-contains-designated",
        {
            WORLD: actors(
                "hill-brigade: {title: Hill Brigade, kind: state}",
                "marsh-band: {title: Marsh Band, aliases: [Hill Brigade of the Marsh, Marshes]}",
                "marsh-band-guard: {title: Guard of the Marsh Band, part_of: [marsh-band]}",
                "marsh-banditry: {title: Marsh Banditry, part_of: [southern-army]}",
            )
        },
    ),
    "actors with a tie, a kind or a place in the terms have their place": Variant(
        "unplaced-actor",
        {
            WORLD: actors(
                "gunmen: {title: Gunmen, kind: unidentified}",
                "nurses: {title: Nurses, kind: protected}",
                "rebels: {title: Rebels, kind: umbrella, includes: [hill-brigade]}",
                "clerks: {title: Clerks}",
            )
        },
        ("registry/world.yaml: nothing says where `clerks` stands: what it does or suffers stays open",),
    ),
    "members out of the agreement's time bind nobody": Variant(
        "unbindable-bearer",
        {
            TERMS: parties(SOUTH, party("lakes", 'members: [{actor: marsh-band, until: "2019-12-31"}]'))
            + "\nexcluded:\n  - {list: outlawry, from: 2020-01-01, cite: {source: accord, provision: 5, verified: true}}\n",
            "accord/lakes.yaml": norm("lakes"),
        },
        ("accord/lakes.yaml: `lakes` binds `lakes`, which has nobody while the agreement is in force",),
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_check_says(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = VARIANTS[name]
    home = tmp_path / "here"
    home.mkdir()
    monkeypatch.chdir(home)
    issues = found(home.relative_to(home), variant.files, variant.check)
    assert tuple(f"{issue.problem.file}: {issue.problem.message}" for issue in issues) == variant.said
