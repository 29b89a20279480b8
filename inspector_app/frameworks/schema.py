"""The tables and keys of a pack. `resources/formats/framework.md` says the same in words; a test compares."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.framework import (
    PACK_KINDS,
    PROMPT_ROLES,
    RULE_KINDS,
    STRATUM_IDS,
    STRATUM_KINDS,
    VERIFICATIONS,
)
from inspector_app.domain.intervals import REPEATED, TO_DAYS, UNITS
from inspector_app.domain.journey import EVENT_KINDS
from inspector_app.domain.outline import FORMS, LAYOUTS, PARTS

FORMAT = 1
"""The one version of the pack format that this release reads."""

ID_PATTERN = r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*"
"""Ids of packs and codes of areas and descriptors."""

MONTH_PATTERN = r"\d{4}-(0[1-9]|1[0-2])"


@dataclass(frozen=True, slots=True)
class Key:
    """What one key may hold.

    Attributes:
        kind: `text`, `texts`, `id`, `ids`, `month`, `day`, `number`, `yes or no`, `table` or `tables`.
        required: whether it must stand there.
        choice: the only texts allowed; empty for any.
        shape: name of the `TABLES` entry for `table` and `tables`.
        least: smallest number allowed.
    """

    kind: str
    required: bool = False
    choice: frozenset[str] = frozenset()
    shape: str = ""
    least: int = 0


def _one_of(*choice: str, required: bool = False) -> Key:
    return Key("text", required, frozenset(choice))


TABLES: dict[str, dict[str, Key]] = {
    "pack": {
        "format": Key("number", required=True, least=FORMAT),
        "id": Key("id", required=True),
        "title": Key("text", required=True),
        "kind": _one_of(*PACK_KINDS, required=True),
        "status": Key("text", required=True),
        "valid_from": Key("month"),
        "valid_to": Key("month"),
        "dates_note": Key("text"),
        "cycle": Key("text"),
        "inherits": Key("id"),
        "drops": Key("ids"),
        "overall_effectiveness": Key("yes or no", required=True),
        "no_overall": Key("text"),
        "cautions": Key("texts", required=True),
        "grade_scale": Key("tables", shape="grade_scale"),
        "areas": Key("tables", shape="areas"),
        "rules": Key("tables", shape="rules"),
        "strata": Key("tables", shape="strata"),
        "prompts": Key("tables", shape="prompts"),
        "intervals": Key("tables", shape="intervals"),
        "references": Key("tables", shape="references"),
        "outlines": Key("tables", shape="outlines"),
        "sources": Key("tables", shape="sources"),
    },
    "grade_scale": {
        "id": Key("text", required=True),
        "label": Key("text", required=True),
        "value": Key("number", required=True, least=1),
        "meaning": Key("text"),
        "verification": _one_of(*VERIFICATIONS),
        "note": Key("text"),
        "source_ids": Key("texts"),
    },
    "areas": {
        "code": Key("id", required=True),
        "title": Key("text"),
        "graded": Key("yes or no"),
        "counts_toward_overall": Key("yes or no"),
        "sub_of": Key("id"),
        "note": Key("text"),
        "takes_from": Key("ids"),
        "descriptors": Key("tables", shape="descriptors"),
    },
    "descriptors": {
        "code": Key("id", required=True),
        "title": Key("text", required=True),
        "text": Key("text", required=True),
        "describes": Key("text"),
        "impact_question": Key("text", required=True),
        "themes": Key("texts", required=True),
        "source_ref": Key("text", required=True),
        "source_ids": Key("texts", required=True),
        "verification": _one_of(*VERIFICATIONS, required=True),
        "corroboration": Key("table", shape="corroboration"),
    },
    "corroboration": {
        "reports": Key("number", required=True),
        "of": Key("number", required=True, least=1),
        "search": Key("text", required=True),
    },
    "rules": {
        "id": Key("text", required=True),
        "kind": _one_of(*RULE_KINDS, required=True),
        "areas": Key("ids"),
        "grade": Key("text"),
        "limits": Key("text"),
        "to": Key("text"),
        "at_most": Key("number", least=1),
        "text": Key("text"),
        "verification": _one_of(*VERIFICATIONS, required=True),
        "observed": Key("text"),
        "source_ids": Key("texts"),
    },
    "strata": {
        "id": _one_of(*STRATUM_IDS, required=True),
        "title": Key("text", required=True),
        "kind": _one_of(*STRATUM_KINDS, required=True),
        "quota": Key("number", required=True, least=1),
        "reason": Key("text"),
    },
    "prompts": {
        "role": _one_of(*PROMPT_ROLES, required=True),
        "areas": Key("ids", required=True),
        "questions": Key("texts", required=True),
    },
    "intervals": {
        "id": Key("text", required=True),
        "title": Key("text", required=True),
        "from_event": _one_of(*EVENT_KINDS, required=True),
        "to_event": _one_of(*EVENT_KINDS, required=True),
        "to_day": _one_of(*TO_DAYS),
        "repeated": _one_of(*REPEATED),
        "limit": Key("number", required=True, least=1),
        "unit": _one_of(*UNITS, required=True),
        "unless": Key("text"),
        "only_if_begun": Key("yes or no"),
        "under_age": Key("number", least=1),
        "from_age": Key("number", least=1),
        "within_years": Key("number", least=1),
        "valid_from": Key("day"),
        "valid_to": Key("day"),
        "source": Key("text", required=True),
        "source_ids": Key("texts"),
        "verification": _one_of(*VERIFICATIONS, required=True),
        "note": Key("text"),
    },
    "references": {
        "id": Key("text", required=True),
        "label": Key("text", required=True),
        "title": Key("text", required=True),
    },
    "outlines": {
        "id": Key("text", required=True),
        "title": Key("text", required=True),
        "form": _one_of(*FORMS, required=True),
        "addressee": Key("text"),
        "opening": Key("text"),
        "verification": _one_of(*VERIFICATIONS, required=True),
        "note": Key("text"),
        "source_ids": Key("texts"),
        "parts": Key("tables", required=True, shape="parts"),
    },
    "parts": {
        "part": _one_of(*PARTS, required=True),
        "title": Key("text"),
        "text": Key("text"),
        "areas": Key("ids"),
        "layout": _one_of(*LAYOUTS),
        "new_page": Key("yes or no"),
        "annex": Key("yes or no"),
    },
    "sources": {
        "id": Key("text", required=True),
        "title": Key("text", required=True),
        "url": Key("text", required=True),
    },
}

RULE_KEYS = {
    "limit": frozenset({"areas", "grade", "limits", "to"}),
    "allowance": frozenset({"areas", "grade", "limits", "to", "at_most"}),
    "never_limits": frozenset({"areas"}),
    "note": frozenset({"text"}),
}
"""The keys that a rule of each kind needs beyond those that every rule needs."""
