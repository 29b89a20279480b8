"""Kinds of record, the fields each may set, and which of them are read by search.

Fields are only ever added; a meaning never changes under the same name (merge, 4.9). A kind or field that
is not listed here came from a newer version of the app: it is kept and passed on, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA_VERSION = "1.0"

SOURCES = {
    "observation": "Observed",
    "interview": "Said in an interview",
    "case_file": "Read in the case file",
    "document": "Read in a document",
    "data": "Data",
    "meeting": "Heard in a meeting",
    "council_audit": "The council's own audit",
    "partner": "From a partner agency",
}
POLARITIES = {
    "strength": "Strength",
    "improvement": "Area for improvement",
    "neutral": "Neutral",
    "urgent": "Urgent concern",
}
STANCES = {"for": "For", "against": "Against"}
ROLES = {
    "lead": "Lead inspector",
    "deputy": "Deputy lead inspector",
    "inspector": "Inspector",
    "regulatory": "Regulatory inspector",
    "schools": "Schools inspector",
    "analyst": "Data analyst",
    "quality": "Quality assurance manager",
    "shadow": "Shadow inspector",
}
CONFIRMED_FIRST = frozenset({"shadow", "quality"})
"""Roles whose records count only when a full member of the team has confirmed them."""
WRITTEN = {
    "at_the_time": "Written at the time",
    "same_day": "Written later the same day",
    "later": "Written later",
    "from_memory": "From memory",
    "from_paper": "From paper notes",
}
OUTAGES = {
    "form": "From a printed form, written during an outage",
    "word": "From a Word file, written during an outage",
    "text": "From a text, written during an outage",
    "dictated": "From a dictated note, made during an outage",
    "scanned": "From a scanned note, written during an outage",
}
QUOTE = "quote"
WORDINGS = {
    QUOTE: "Quote: word for word",
    "paraphrase": "Paraphrase: in the inspector's words",
    "thought": "The inspector's own thought",
}
SETTINGS = {"one": "One person", "group": "Focus group", "meeting": "Meeting"}
CONCERN_STATES = {"open": "Open", "acknowledged": "Acknowledged", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    Attributes:
        name: as it stands in a header.
        title: for the screen.
        fields: names it may set.
        searched: those of them whose words the search index holds.
        chosen: fields that are judgements: never proposed, only chosen, with a reason (merge, 4.5).
    """

    name: str
    title: str
    fields: tuple[str, ...]
    searched: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()


_KINDS = (
    Kind(
        "inspection",
        "Inspection",
        ("framework", "overlays", "authority", "start", "end", "lead", "care_leaver_word",
            "children_in_care_word"),
        ("authority",),
    ),
    Kind("team_member", "Team member", ("name", "role", "principal", "signing_key", "recipient"), ("role",)),
    Kind(
        "case_track",
        "Case track",
        (
            "reference", "depth", "stratum", "why_chosen", "chosen_by", "gender", "age", "ethnicity", "stage",
            "kinship", "child_offered", "child_reason", "parent_offered",
            "parent_reason", "child_view", "family_view", "partner_view", "emotional_support",
            "permanence_routes", "council_grade", "council_reasons", "inspector_grade", "inspector_view",
            "effect_on_child", "summary", "population", "lists_as_of", "source", "instead_of",
        ),
        (
            "reference", "why_chosen", "stage", "child_reason", "parent_reason", "child_view", "family_view",
            "partner_view",
            "emotional_support", "permanence_routes", "council_reasons", "inspector_view", "effect_on_child",
            "summary", "source",
        ),
        ("council_grade", "inspector_grade"),
    ),
    Kind("sample", "Choice of cases", ("seed", "lists_as_of", "children", "strata", "population")),
    Kind(
        "journey_event",
        "Journey event",
        ("case", "event", "start", "end", "detail", "partner", "list", "view"),
        ("detail", "partner", "view"),
    ),
    Kind(
        "interview",
        "Interview",
        ("role_met", "setting", "case", "date", "place", "participants", "consent", "notes", "quotes",
            "written", "outage", "form"),
        ("role_met", "place", "notes", "quotes", "form"),
    ),
    Kind(
        "evidence",
        "Evidence record",
        ("text", "source", "polarity", "case", "interview", "said_by", "quote", "wording", "place", "present",
            "written", "when", "outage", "form"),
        ("text", "said_by", "place", "form"),
    ),
    Kind("evidence_link", "Link to a descriptor", ("evidence", "descriptor", "stance", "note"), ("note",)),
    Kind(
        "evaluation",
        "Descriptor evaluation",
        ("descriptor", "finding", "effect", "summary", "reference"),
        ("effect", "summary"),
        ("finding",),
    ),
    Kind("judgement", "Provisional judgement", ("area", "grade", "rationale"), ("rationale",), ("grade",)),
    Kind("dissent", "Dissent", ("area", "text"), ("text",)),
    Kind(
        "urgent_concern",
        "Urgent concern",
        (
            "summary", "case", "raised", "told", "state", "acknowledged", "acknowledged_by", "outcome",
            "closed", "evidence",
        ),
        ("summary", "told", "outcome"),
    ),
    Kind("tally", "Tally", ("text", "numerator", "denominator", "population", "descriptor"), ("text",)),
    Kind(
        "feedback",
        "Keeping in touch meeting",
        ("when", "told_by", "told_to", "place"),
        ("told_by", "told_to", "place"),
    ),
    Kind(
        "feedback_point",
        "Point told to the council",
        ("meeting", "text", "polarity", "descriptor", "evidence", "reply"),
        ("text", "reply"),
    ),
    Kind("confirmation", "Confirmation that a record counts", ("of", "seen")),
    Kind(
        "challenge",
        "Challenge",
        ("area", "text", "answer", "answered"),
        ("text", "answer"),
    ),
    Kind("context", "Context statement", ("text", "source", "date", "area"), ("text", "source")),
    Kind("attachment", "Attachment", ("name", "blob", "size", "media", "of"), ("name",)),
    Kind("appointment", "Timetable entry", ("title", "date", "time", "place", "who"), ("title", "place")),
    Kind("same_as", "Joining of two records", ("first", "second", "same"), (), ("same",)),
    Kind(
        "receipt",
        "Receipt of a bundle",
        ("bundle", "tagmanifest", "signer", "principal", "from_actor", "sequence", "holds"),
    ),
    Kind(
        "erasure",
        "Order to erase, carried out",
        ("order", "text", "signature", "devices", "payloads", "attachments"),
    ),
    Kind(
        "decision",
        "Decision",
        ("fingerprint", "principal", "verdict", "reason", "roster", "record", "field", "values",
            "bundle", "entries"),
    ),
)  # fmt: skip

ERASURE = "erasure"
OF_THE_EXCHANGE = frozenset(("receipt", "decision", ERASURE))
"""Kinds of record that tell of the exchange itself, and of no inspecting."""

KINDS = {kind.name: kind for kind in _KINDS}


def schema_of(kind: str) -> str:
    """Returns the schema that this version writes for a kind, for example `evidence/1.0`."""
    return f"{kind}/{SCHEMA_VERSION}"


def is_newer(schema: str) -> bool:
    """Says whether this version may only read what has a schema: a kind or a major version not known here."""
    kind, _, version = schema.partition("/")
    return kind not in KINDS or int(version.split(".")[0]) > int(SCHEMA_VERSION.split(".", maxsplit=1)[0])


def searched_text(kind: str, fields: dict[str, object]) -> str:
    """Returns the words of a record that the search index holds."""
    known = KINDS.get(kind)
    if known is None:
        return ""
    found = (fields.get(name) for name in known.searched)
    return "\n".join(told for told in found if isinstance(told, str) and told)
