"""Examples as YAML read back as what they were, by the strict reader of rule files and by another one."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from cfcheck.authoring.diff.output import yaml_lines
from cfcheck.language.yaml.reader import read_document
from cfcheck.language.yaml.source import hidden_characters

TEXTS = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=20).filter(
    lambda text: not list(hidden_characters(text))
)
WORDS = st.sampled_from(
    ["no", "Yes", "null", "~", "on", "2016-02-29", "12:30", "1e3", "0x1", "- a", "a: b", "a #b", "{", "=", "y"]
)
VALUES = TEXTS | WORDS | st.booleans() | st.integers(0, 10_000)
EXAMPLES = st.dictionaries(
    st.from_regex(r"[a-z]+(_[a-z]+)*", fullmatch=True),
    VALUES
    | st.lists(VALUES, min_size=1, max_size=3)
    | st.dictionaries(st.sampled_from(["any_of", "country"]), VALUES, min_size=1),
    min_size=1,
    max_size=4,
)


def as_texts(value: Any) -> Any:
    """As the strict reader sees it, to which everything is text."""
    if isinstance(value, dict):
        return {key: as_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_texts(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(EXAMPLES)
def test_what_is_written_reads_back(example: dict[str, Any]) -> None:
    text = "\n".join(yaml_lines({"id": "example", **example}))
    document = read_document(text.encode(), "example.yaml")
    assert not document.problems
    assert document.content == as_texts({"id": "example", **example})
    assert yaml.safe_load(text) == {"id": "example", **example}


def test_what_needs_no_quotes_has_none() -> None:
    example = {
        "id": "example",
        "occurred": "2016-02-29",
        "perpetrator": {"any_of": ["Free Syrian Army", "no"], "confidence": "possible"},
        "location": {"country": "SYR", "place": "Tell Rif'at"},
        "casualties": {"killed": 3},
        "claims": {"self_defence": True},
    }
    assert list(yaml_lines(example, "  ")) == [
        "  id: example",
        '  occurred: "2016-02-29"',
        "  perpetrator:",
        '    any_of: [Free Syrian Army, "no"]',
        "    confidence: possible",
        "  location:",
        "    country: SYR",
        """    place: "Tell Rif'at\"""",
        "  casualties:",
        "    killed: 3",
        "  claims:",
        "    self_defence: true",
    ]
