"""The JSON Schema of the incidents in cases files, with a description of each key for those who write them by hand."""

from __future__ import annotations

from typing import Any, Final

from cfcheck.model.incident_json import incident_json_schema

__all__ = ["incident_definitions"]

_PEOPLE = "a number, or `min` and `max`."
_DESCRIPTIONS: Final[dict[str, dict[str, str]]] = {
    "Incident": {
        "id": "How results call it; a case has one without saying so.",
        "occurred": "When it happened; absent: at any time.",
        "act": "Id of an act of the registry; a class such as `attack` says less and is valid.",
        "weapon": "Id of a weapon of the registry.",
        "perpetrator": "Who did it, by a name that the registry knows; several: together.",
        "target": "To whom it was done, by a name that the registry knows; several: together.",
        "participants": "The sides that fought, where nobody says who began.",
        "location": "Where it happened; absent: anywhere.",
        "casualties": "People reported killed or injured.",
        "claims": "What is pleaded: a claim with true or false, or with its tests.",
        "sources": "Who reports it; never moves a verdict.",
        "state": "How far the report is verified, in its own word; never moves a verdict.",
        "description": "What the report says, for people.",
        "extra": "Anything more; never judged.",
    },
    "Occurred": {"from": "Not before this.", "to": "Not after this.", "any_of": "One of these times."},
    "AnyOfKinds": {"any_of": "One of these ids: reports differ."},
    "AnyOfActors": {
        "any_of": "One of these names; a list in the list: together.",
        "confidence": "How sure the attribution is.",
    },
    "Location": {
        "country": "Country code, ISO 3166-1 alpha-3.",
        "admin1": "Governorate or province, by a name that the registry knows.",
        "admin2": "District, by a name that the registry knows.",
        "place": "Settlement or site, by a name that the registry knows.",
        "lat": "Latitude, for people.",
        "lon": "Longitude, for people.",
        "radius_km": "How far the point can be off.",
        "controlled_by": "Who held the place then.",
    },
    "Casualties": {
        "killed": f"Everybody killed: {_PEOPLE}",
        "injured": f"Everybody injured: {_PEOPLE}",
        "civilians_killed": f"Civilians killed: {_PEOPLE}",
        "civilians_injured": f"Civilians injured: {_PEOPLE}",
        "women_killed": f"Women killed: {_PEOPLE}",
        "children_killed": f"Children killed: {_PEOPLE}",
    },
    "Range": {"min": "Not fewer.", "max": "Not more."},
    "ReportSource": {
        "name": "The source's name.",
        "url": "Where the report can be read.",
        "date": "The report's day.",
        "reliability": "A to F; F means unknown.",
        "credibility": "1 to 6; 6 means unknown.",
        "note": "Anything worth knowing about the source.",
    },
}


def incident_definitions() -> dict[str, Any]:
    """The definitions that make up an incident, by name. A case's incident needs no id."""
    definitions = {}
    for name, form in incident_json_schema()["$defs"].items():
        described = _DESCRIPTIONS.get(name, {})
        properties = {
            key: {**part, "description": described.get(key, "")} for key, part in form.get("properties", {}).items()
        }
        summary = form.get("description", "").partition("\n")[0]
        # The reader of incidents refuses unknown keys.
        definitions[name] = {**form, "properties": properties, "description": summary, "additionalProperties": False}
    definitions["Incident"].pop("required", None)
    return definitions
