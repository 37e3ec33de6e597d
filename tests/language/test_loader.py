"""From folders of rule files to agreements, or to every problem in them."""

from __future__ import annotations

import errno
import pickle
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cfcheck.language.load import files
from cfcheck.language.load.conflicts import HIGHEST_CHAIN, tangles
from cfcheck.language.load.files import content_hash
from cfcheck.language.load.loader import find_agreement, load_agreement, shipped_agreements
from cfcheck.model.actor import ActorId
from cfcheck.model.agreement import Agreement, AttributionConfidence
from cfcheck.model.condition import AllOf, AnyOf, Asks, ClaimTestMet, CountWithin, Not, OccurredWithin, PlaceIs
from cfcheck.model.place import PlaceLevel
from cfcheck.model.problem import InvalidRules
from cfcheck.model.rule import PartyId, RuleId
from cfcheck.model.time import BEGINNING, END
from cfcheck.model.zone import instant_of

DATA = Path(__file__).parents[1] / "data"
SOUND = DATA / "sound"
CLOCK = (
    "{}: `2020-03-27 00:30` never happened in Asia/Damascus: clocks were put forward over it; "
    "write the time with its offset, such as +03:00"
)
ACTORS = "cfcheck: 1\nactors:\n" + "".join(
    f"  a{number}: {{title: A{number}, part_of: [nobody]}}\n" for number in range(200)
)
BROKEN = sorted(path for path in (DATA / "broken").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def accord() -> Agreement:
    return load_agreement(SOUND / "accord")


def utc(*parts: int) -> int:
    return instant_of(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]  # parts of a date, at most seven


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_broken_rule_files_are_refused_with_these_words(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SOUND, tmp_path / "rules")
    shutil.copytree(folder, tmp_path / "rules", dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRules) as refused:
        load_agreement(Path("rules/accord"))
    rendered = "".join(f"{problem.render()}\n" for problem in refused.value.problems)
    assert rendered == (folder / "expected.txt").read_text(encoding="utf-8")


def test_terms_are_those_of_the_file(accord: Agreement) -> None:
    assert (accord.id, accord.title, accord.version) == ("accord", "The Accord of the Bridge", "1")
    assert accord.zone.name == "Asia/Damascus"
    assert accord.identifiers == {"collection": "12"}
    assert accord.attribution_threshold is AttributionConfidence.PROBABLE
    assert sorted(accord.sources) == ["accord", "list-page"]
    assert accord.endorsements[0].votes == {"for": 15, "against": 0, "abstain": 0}
    assert accord.announced is not None
    assert accord.announced.at == utc(2020, 2, 19, 22)


def test_party_has_members_and_candidates(accord: Agreement) -> None:
    south = accord.parties[PartyId("south")]
    assert [member.actor for member in south.members] == ["southern-brigade"]
    assert (south.members[0].via, south.members[0].conditions) == ("its envoy", "none")
    assert [candidate.actor for candidate in south.candidates] == ["southern-front"]
    assert [citation.verified for citation in south.citations] == [False, True]


def test_disputed_end_lies_between_its_candidates(accord: Agreement) -> None:
    (period,) = accord.in_force
    assert period.start.earliest == period.start.latest == utc(2020, 2, 26, 22)
    assert (period.end.earliest, period.end.latest) == (utc(2020, 3, 10, 22), END)
    assert [(claim.by, claim.at) for claim in period.end.claims] == [("north", utc(2020, 3, 10, 22)), ("south", END)]


def test_date_as_end_means_through_that_day(accord: Agreement) -> None:
    name = accord.registry.actors[ActorId("southern-brigade")].names[1]
    assert name.period.certain == (utc(2018, 12, 31, 22), utc(2019, 12, 31, 22))


def test_clock_time_as_end_is_outside(accord: Agreement) -> None:
    assert accord.not_bound[0].period.certain == (BEGINNING, utc(2020, 2, 26, 10))


def test_uncertain_start_lies_between_its_bounds(accord: Agreement) -> None:
    (entry,) = accord.registry.lists[accord.excluded[0].list or pytest.fail("no list")].entries
    assert (entry.period.start.earliest, entry.period.start.latest) == (utc(2019, 4, 30, 21), utc(2019, 5, 2, 21))


def test_rules_and_exemptions_are_kept_apart(accord: Agreement) -> None:
    assert list(accord.rules) == ["let-aid-pass", "no-attacks"]
    assert list(accord.exemptions) == ["self-defence"]
    rule = accord.rules[RuleId("no-attacks")]
    assert (rule.breached_by, rule.owed, rule.unless) == (("attack",), (), ("self-defence",))
    assert (rule.against_parties, rule.against_actors) == (("north", "south"), ("civilians",))
    obligation = accord.rules[RuleId("let-aid-pass")]
    assert (obligation.breached_by, obligation.owed) == (("aid_blocked",), ("aid_delivered",))


def test_condition_is_a_tree_of_tests(accord: Agreement) -> None:
    when = accord.rules[RuleId("no-attacks")].when
    assert isinstance(when, AllOf)
    counted, negated, either = when.parts
    assert isinstance(counted, AllOf)
    assert isinstance(counted.parts[1], Asks)
    assert counted.parts[1].test == CountWithin("killed", 1, 99)
    assert isinstance(negated, Not)
    assert isinstance(either, AnyOf)
    occurred, claim, counts = either.parts
    assert isinstance(occurred, Asks)
    assert isinstance(occurred.test, OccurredWithin)
    assert occurred.test.periods[0].certain == (utc(2020, 2, 26, 22), utc(2020, 12, 31, 22))
    assert isinstance(claim, Not)
    assert isinstance(claim.part, Asks)
    assert claim.part.test == ClaimTestMet("self_defence", "responding")
    assert isinstance(counts, AnyOf)


def test_area_holds_where_each_of_its_keys_does(accord: Agreement) -> None:
    assert isinstance(accord.area, AllOf)
    tests = [part.test for part in accord.area.parts if isinstance(part, Asks)]
    assert tests == [
        PlaceIs(PlaceLevel.COUNTRY, frozenset({"SYR"})),
        PlaceIs(PlaceLevel.ADMIN1, frozenset({"highland"})),
    ]


def test_origins_tell_the_lines_of_keys(accord: Agreement) -> None:
    assert str(accord.origins["in_force"]) == "accord/agreement.yaml:10"
    assert str(accord.rules[RuleId("no-attacks")].origins["when"]) == "accord/no-attacks.yaml:6"
    origins = accord.exemptions[RuleId("self-defence")].origins
    assert str(origins["tests.proportionate"]) == "accord/self-defence.yaml:7"
    assert origins[""].line == 1


def test_registry_of_the_agreement_adds_to_the_shared_one(accord: Agreement) -> None:
    assert {"unknown-gunmen", "hill-group"} <= set(accord.registry.actors)


@pytest.mark.parametrize("first", ["accord", "pact"])
def test_shared_registry_is_held_against_what_each_agreement_declares(first: str, tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    shutil.copytree(SOUND / "accord", tmp_path / "pact")
    shared = "cfcheck: 1\nactors:\n  patrol: {title: Patrol, part_of: [watch]}\n"
    (tmp_path / "registry" / "patrols.yaml").write_text(shared, encoding="utf-8")
    own = "cfcheck: 1\nactors:\n  watch: {title: The Watch}\n"
    (tmp_path / "pact" / "registry" / "watch.yaml").write_text(own, encoding="utf-8")
    for name in (first, *{"accord", "pact"} - {first}, first):
        if name == "pact":
            assert load_agreement(tmp_path / name).registry.actors[ActorId("patrol")].part_of[0].whole == "watch"
        else:
            with pytest.raises(InvalidRules) as refused:
                load_agreement(tmp_path / name)
            assert [problem.code for problem in refused.value.problems] == ["unknown-actor"]


def test_hash_depends_on_names_and_bytes_and_not_on_where_they_are(accord: Agreement, tmp_path: Path) -> None:
    rules = tmp_path / "elsewhere"
    shutil.copytree(SOUND, rules)
    assert load_agreement(rules / "accord").content_hash == accord.content_hash
    (rules / "accord" / "no-attacks.yaml").rename(rules / "accord" / "no-attack.yaml")
    renamed = load_agreement(rules / "accord").content_hash
    (rules / "registry" / "registry.yaml").write_bytes((SOUND / "registry/registry.yaml").read_bytes() + b"# more\n")
    assert len({accord.content_hash, renamed, load_agreement(rules / "accord").content_hash}) == 3


def test_another_registry_can_be_given(accord: Agreement, tmp_path: Path) -> None:
    shutil.copytree(SOUND / "accord", tmp_path / "accord")
    assert load_agreement(tmp_path / "accord", SOUND / "registry") == accord


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "rules/nowhere: there is no such folder"),
        (".", "rules: the folder has no agreement.yaml"),
        ("registry", "rules/registry: the folder has no agreement.yaml"),
    ],
)
def test_folder_without_agreement_is_refused(
    folder: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SOUND, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidRules) as refused:
        load_agreement(Path("rules") / folder)
    assert message in str(refused.value).splitlines()


def test_registry_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidRules, match="there is no such folder"):
        load_agreement(SOUND / "accord", SOUND / "nowhere")


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path / "rules")
    path = tmp_path / "rules" / "accord" / "no-attacks.yaml"
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(InvalidRules) as refused:
        load_agreement(tmp_path / "rules" / "accord")
    assert "no-attacks.yaml" in str(refused.value)


def test_a_registry_file_whose_name_is_not_utf8_is_read(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path / "rules")
    (tmp_path / "rules/registry/\udcff.yaml").write_text(
        "cfcheck: 1\nacts: {parade: {title: parade}}\n", encoding="utf-8"
    )
    loaded = load_agreement(tmp_path / "rules/accord")
    assert "parade" in loaded.registry.acts.kinds
    digest = sha256()
    for part in (b"registry/\xff.yaml", b"x"):
        digest.update(len(part).to_bytes(8, "big") + part)
    assert content_hash([("registry/\udcff.yaml", b"x")]) == digest.hexdigest()


def test_shipped_agreements_load_by_name() -> None:
    for name, folder in shipped_agreements().items():
        assert find_agreement(name) == folder
        assert load_agreement(folder).id == name


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("accord/no-attacks.yaml", "a: b\n" * 200, "duplicate-key"),
        ("accord/no-attacks.yaml", "".join(f"a{number}: b\n" for number in range(200)), "unknown-key"),
        ("accord/registry/more.yaml", ACTORS, "unknown-actor"),
    ],
)
def test_of_very_many_problems_a_hundred_are_told(file: str, text: str, code: str, rules: Path) -> None:
    sound = (SOUND / file).read_bytes()
    (rules / file).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRules) as refused:
        load_agreement(rules / "accord")
    (rules / file).write_bytes(sound)
    problems = [problem for problem in refused.value.problems if problem.file.endswith(file)]
    assert problems[-1].code == "further-problems"
    assert [problem.code for problem in problems[:-1]].count(code) >= 90
    assert len(problems) == 101


def test_folder_is_found_by_its_path() -> None:
    assert find_agreement(str(SOUND / "accord")) == SOUND / "accord"


def test_unknown_agreement_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidRules) as refused:
        find_agreement("syria-2016-cho")
    (problem,) = refused.value.problems
    assert problem.code == "unknown-agreement"


def test_invalid_rules_survive_pickling() -> None:
    with pytest.raises(InvalidRules) as refused:
        load_agreement(SOUND / "nowhere")
    assert pickle.loads(pickle.dumps(refused.value)).problems == refused.value.problems  # noqa: S301  # our own


def test_long_chains_are_refused_and_no_chain_is_too_long_to_say_so() -> None:
    chain = {f"a{number}": (f"a{number + 1}",) for number in range(20_000)}
    assert [tangle.name for tangle in tangles({**chain, "a20000": ()})] == [f"a{20_000 - HIGHEST_CHAIN}"]
    assert len(list(tangles({**chain, "a20000": ("a0",)}))) == 1
    assert not list(tangles({"a": ("b", "c"), "b": ("c",), "c": ("unknown",)}))


VARIANTS = [
    (
        "accord/agreement.yaml",
        "sources:\n",
        "sources:\n  list-page: {title: Another page}\n",
        ["7:3: the source `list-page` is another document in a registry file"],
    ),
    ("accord/agreement.yaml", "area: {country: SYR, admin1: highland}\n", "", []),
    ("accord/agreement.yaml", "area: {country: SYR, admin1: highland}", "area: {place: [bridge]}", []),
    ("accord/agreement.yaml", "area: {country: SYR, admin1: highland}", "area: {}", ["37:7: the area names no place"]),
    ("accord/agreement.yaml", "is: attack", "is: [attack]", []),
    (
        "accord/agreement.yaml",
        'from: "2020-02-27 00:00"',
        'from: {earliest: "2020-03-27 00:30", latest: "2020-03-28"}',
        [CLOCK.format("11:22")],
    ),
    (
        "accord/agreement.yaml",
        '- {at: "2020-03-10",',
        '- {at: "2020-03-27 00:30",',
        [CLOCK.format("14:16")],
    ),
    (
        "accord/agreement.yaml",
        "not_bound:\n",
        ("not_bound:\n"
        '  - {actor: hill-group, from: {earliest: "2020-01-01", latest: "2020-02-01"}, until: "2020-01-15"}\n'),
        [],
    ),
    ("accord/no-attacks.yaml", "weapon: [rocket, explosive_weapon]", "act: [shelling, attack]", []),
    ("accord/no-attacks.yaml", "location.admin1: highland", "location.country: [SYR]", []),
    ("accord/no-attacks.yaml", 'from: "2020-02-27 00:00", ', "", []),
    ("accord/no-attacks.yaml", "{at_least: 1, less_than: 100}", "{}", [
        "8:63: expected `at_least`, `more_than`, `at_most` or `less_than`, found an empty mapping",
    ]),
    ("accord/no-attacks.yaml", "act: attack", "act: []", ["4:6: the list is empty"]),
    ("accord/no-attacks.yaml", "weapon: [rocket, explosive_weapon]", "weapon: []", ["8:16: the list is empty"]),
    ("accord/no-attacks.yaml", "when:\n", "when: attack\nwhy:\n", [
        "6:7: expected a condition, found `attack`",
        "7:1: unknown key `why`",
    ]),
    ("accord/no-attacks.yaml", 'before: "2021-01-01"', "before: [x]", [
        "11:56: expected a time such as 2016-02-27 00:00, found a list",
    ]),
    ("accord/no-attacks.yaml", "{at_least: 1, less_than: 100}", "{at_least: 1, less_than: few}", [
        "8:88: expected a number such as 3, found `few`",
    ]),
    ("accord/agreement.yaml", 'collection: "12"', "collection: [12]", ["4:27: expected a text, found a list"]),
    ("accord/agreement.yaml", '{collection: "12"}', "[12]", ["4:14: expected a mapping, found a list"]),
    ("accord/agreement.yaml", "date: 2020-02-20", "date: 20 February", [
        "7:37: expected a date such as 2016-02-27, found `20 February`",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), VARIANTS)
def test_variant_of_the_accord_has_these_problems(  # a column of the table each
    file: str, old: str, new: str, expected: list[str], rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(rules)
    text = (SOUND / file).read_text(encoding="utf-8")
    (rules / file).write_text(text.replace(old, new), encoding="utf-8")
    try:
        load_agreement(Path("accord"))
        problems = []
    except InvalidRules as refused:
        problems = str(refused).splitlines()
    finally:
        (rules / file).write_text(text, encoding="utf-8")
    assert problems == [f"{file}:{problem}" for problem in expected]


def test_agreement_of_an_unusable_name_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path / "rules")
    folder = (tmp_path / "rules" / "accord").rename(tmp_path / "rules" / "The Accord")
    with pytest.raises(InvalidRules, match="the folder's name is the agreement's id, and `The Accord` is not one"):
        load_agreement(folder)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "rules"
    shutil.copytree(SOUND, folder)
    return folder


_TARGETS = ("accord/agreement.yaml", "accord/no-attacks.yaml", "accord/self-defence.yaml", "registry/registry.yaml")


@given(target=st.sampled_from(_TARGETS), raw=st.binary(max_size=300))
@settings(max_examples=60)
def test_arbitrary_bytes_load_or_are_refused(rules: Path, target: str, raw: bytes) -> None:
    assert_loads_or_refuses(rules, target, raw)


@given(data=st.data(), target=st.sampled_from(_TARGETS))
@settings(max_examples=150)
def test_damaged_rule_files_load_or_are_refused(rules: Path, data: st.DataObject, target: str) -> None:
    raw = bytearray((SOUND / target).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw) - 1))
        end = min(len(raw), start + data.draw(st.integers(0, 12)))
        raw[start:end] = data.draw(st.sampled_from([b"", b" ", b"\n", b"[", b"{", b":", b"x", b"- ", b"'", b"-", b"1"]))
    assert_loads_or_refuses(rules, target, bytes(raw))


def assert_loads_or_refuses(rules: Path, target: str, raw: bytes) -> None:
    path = rules / target
    path.write_bytes(raw)
    problems = None
    try:
        load_agreement(rules / "accord")
    except InvalidRules as refused:
        problems = refused.problems
    finally:
        path.write_bytes((SOUND / target).read_bytes())
    assert problems is None or (problems and all(problem.render() for problem in problems))


def test_a_folder_that_the_system_does_not_show_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for root, whom permissions do not keep out."""
    shutil.copytree(SOUND, tmp_path / "rules")

    def refuse(folder: Path) -> list[Path]:
        raise PermissionError(errno.EACCES, "in whatever words", str(folder))

    monkeypatch.setattr(files, "paths_in", refuse)
    monkeypatch.chdir(tmp_path)
    found = files.find_files(Path("rules/accord"), None)
    assert (found.agreement, found.rules) == (None, ())
    assert [(one.code, one.file, one.message) for one in found.problems] == [
        ("unreadable-file", "rules/accord", "the folder cannot be read: permission denied")
    ]
