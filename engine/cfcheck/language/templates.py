"""The texts of new rule files, before their author fills them in.

Words in capitals are placeholders. Each file loads as it is, so that an author goes from one valid file to the next.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ACTORS", "ACTS", "AGREEMENT", "CASES", "CIVILIANS", "MODELINE", "RULE"]

MODELINE: Final = "# yaml-language-server: $schema={schema}\n"

AGREEMENT: Final = """\
# The terms of an agreement. What is in CAPITALS is to be filled in, and so are the dates. An editor that knows the
# schema above completes and explains every key.
cfcheck: 1
title: TITLE OF THE AGREEMENT
version: "1"
# The zone whose wall time these files use, such as Asia/Damascus.
time_zone: Etc/UTC

# The documents that the agreement consists of, and others that are cited.
sources:
  agreement-text:
    title: TITLE OF THE DOCUMENT
    date: 2000-01-01
    # url: https://ADDRESS

# Half-open: the instant of `until` is outside. Where the parties dispute an end, write
#   until: {{disputed: [{{at: "2000-12-31", by: WHO}}, {{at: never, by: WHO}}]}}
in_force:
  - from: "2000-01-01 00:00"
    cite: {{source: agreement-text, provision: PROVISION}}

# The sides as the agreement names them, and who is known to be bound on each. Members are actors of the registry.
parties:
  first-party:
    title: FIRST PARTY
    cite: {{source: agreement-text, provision: PROVISION}}
    members:
      - actor: first-party-forces
    # candidates: actors of this side of which it is not known whether they are bound
  second-party:
    title: SECOND PARTY
    cite: {{source: agreement-text, provision: PROVISION}}
    members:
      - actor: second-party-forces

# Optional: not_bound, excluded (actors and lists that the terms do not cover), area (where they apply).

# The weakest attribution that counts as naming the perpetrator: confirmed, probable, possible or doubtful.
attribution_threshold: probable
"""

ACTORS: Final = """\
# The actors of {agreement}, under every name that reports call them by. A name counts as a whole or not at all.
cfcheck: 1

actors:
  first-party-forces:
    title: FORCES OF THE FIRST PARTY
    # aliases: [ANOTHER NAME]
  second-party-forces:
    title: FORCES OF THE SECOND PARTY
"""

CIVILIANS: Final = """\
  civilians:
    title: Civilians
    kind: protected
"""

ACTS: Final = """\
# What can be reported to have been done. A class is a valid, less precise act.
cfcheck: 1

acts:
  attack:
    title: Attack
    # Done to somebody, and so is what belongs to it.
    directed: true
  shelling:
    title: Shelling
    is: attack
"""

RULE: Final = """\
# One norm. What is in CAPITALS is to be filled in, and the ids replaced by those that the norm is about.
title: WHO REFRAINS FROM WHAT, IN THE WORDS OF THE AGREEMENT
# prohibition; obligation (with `breached_by`: the acts that breach it); permission (with `claim` and `tests`)
modality: prohibition
# Parties of this agreement to whom the norm is addressed.
bearers: [{bearer}]
act: {act}
# Whom it protects, parties or actors; without this key, whoever the target is.
against: [{against}]
# when: a condition, where these keys do not suffice; unless: [permissions of this agreement that defeat the norm]
# minor, serious or grave; never moves a verdict.
severity: serious
cite:
  source: {source}
  provision: PROVISION
  # `true` once somebody else has held the norm against the text that is cited.
  verified: false
"""

CASES: Final = """\
# Cases of {rule}: what its author expects of it. Names are those of the registry, as reports write them.
cases:
  - name: A report that says only what was done is not settled
    incident:
      act: {act}
    verdict: indeterminate

  # Then one case for each of these:
  #   - a bearer does it to whom the norm protects: `verdict: violation`, `breached: [{rule}]`
  #   - it is done to somebody else, or something else is done: `verdict: no_violation`
  #   - an actor does it that is not bound, or it is done before the agreement is in force: `verdict: out_of_scope`
  #   - a fact that the norm asks for is left out: `verdict: indeterminate`, with `possible` and `reasons`
  #
  # - name: A BEARER DOES IT TO WHOM THE NORM PROTECTS
  #   incident:
  #     occurred: "2000-01-02"
  #     act: {act}
  #     perpetrator: NAME
  #     target: NAME
  #   verdict: violation
  #   breached: [{rule}]
"""
