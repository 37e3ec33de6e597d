"""A fault is found in every record that is refused, and in no other, by all three ways in which records come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import given
from tests.laws.changed_records import changed_bytes, changed_mappings, changed_texts

from cfcheck.model.faults.of_bytes import fault_of_record
from cfcheck.model.faults.of_mapping import fault_of_mapping
from cfcheck.model.faults.part import Fault
from cfcheck.model.incident import Incident, InvalidIncident
from cfcheck.model.incident_json import decode_incident, encode_json, incident_from, incident_from_texts

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(read: Callable[[Any], Incident], record: Any) -> Fault | None:
    """Where and why the record is refused; None where it is not, and then it can be written and read again."""
    try:
        incident = read(record)
    except InvalidIncident as refused:
        return Fault(refused.path, refused.problem)
    again = decode_incident(encode_json(incident))
    # A tuple of Python's is a list in JSON.
    assert again == msgspec.structs.replace(incident, extra=json.loads(json.dumps(incident.extra)))
    return None


@given(changed_bytes())
def test_record_has_a_fault_if_and_only_if_it_is_refused(record: bytes) -> None:
    assert refusal(decode_incident, record) == fault_of_record(record, Incident)


@given(changed_mappings())
def test_mapping_has_a_fault_if_and_only_if_it_is_refused(mapping: Any) -> None:
    assert refusal(incident_from, mapping) == fault_of_mapping(mapping, Incident, of_texts=False)


@given(changed_texts())
def test_texts_have_a_fault_if_and_only_if_they_are_refused(mapping: Any) -> None:
    assert refusal(incident_from_texts, mapping) == fault_of_mapping(mapping, Incident, of_texts=True)


@given(changed_bytes())
def test_what_stands_behind_a_fault_of_form_changes_nothing(record: bytes) -> None:
    fault = fault_of_record(record, Incident)
    if fault is not None and fault.path:
        assert fault_of_record(record + b"!", Incident) == fault
