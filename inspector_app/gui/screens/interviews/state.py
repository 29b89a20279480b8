"""What the screen of interviews shows: frozen, rendered whole. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from inspector_app.domain.framework import PROMPT_ROLES
from inspector_app.gui.versions import Version
from inspector_app.gui.widgets.picker import Option

QUOTE, PARAPHRASE, THOUGHT, OWN = "quote", "paraphrase", "thought", "own"
WAYS = {
    QUOTE: "Their exact words",
    PARAPHRASE: "Said, in my words",
    OWN: "My own observation",
    THOUGHT: "My own thought",
}
"""How words of a note came about. The store knows them by source, `quote` and who said them."""

FIELDS = {
    "role_met": "Role of the person met",
    "setting": "Kind of conversation",
    "case": "Case",
    "date": "When",
    "place": "Place",
    "participants": "Others present",
    "consent": "Consent",
    "notes": "Notes",
    "quotes": "Exact words",
    "written": "Written",
}


def told_role(role: str) -> str:
    """Returns a role as it stands on screen: `social worker` as its full title, others as they are."""
    return PROMPT_ROLES.get(role.replace(" ", "_"), role[:1].upper() + role[1:])


def role_in(words: str) -> str:
    """Returns the role that words on screen say: a known one by its full title, others as they are."""
    typed = " ".join(words.split())
    known = {title.casefold(): role.replace("_", " ") for role, title in PROMPT_ROLES.items()}
    return known.get(typed.casefold(), typed)


@dataclass(frozen=True, slots=True)
class Row:
    """One interview in the list.

    Attributes:
        id: the interview; of a new one too, which is only a draft yet.
        at: date, or date and time, ISO.
        role: who was met.
        case: the case's reference.
        notes: how many lines of notes.
        consent: in words.
        evidence: how many evidence records were made of it.
        standing: whether it is recorded, in words.
    """

    id: str
    at: str
    role: str
    case: str
    notes: int
    consent: str
    evidence: int
    standing: str


@dataclass(frozen=True, slots=True)
class Made:
    """One evidence record made of the interview; `ties` are titles of descriptors with the stance."""

    id: str
    text: str
    shows: str
    way: str
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One revision: who claims to have changed what, and when."""

    who: str
    at: str
    did: str


@dataclass(frozen=True, slots=True)
class InterviewDetail:
    """One open interview, drafts included.

    Attributes:
        id: the interview.
        role: who was met, in words; empty until chosen.
        about: time, case and consent, in words.
        values: field of the service to its text; participants are parted by commas.
        cursor: field that was typed in last and the place in it.
        recorded: it is in the ledger.
        unsealed: words are kept that are not in the ledger yet.
        lacking: what a new interview still needs before it can be recorded, in words.
        evidence: what was made of it.
        history: revisions, the latest first.
        differs: fields on which the team differs.
        how: sentences on how it was written.
        versions: what the note was, the latest first.
    """

    id: str
    role: str
    about: str
    values: Mapping[str, str]
    cursor: tuple[str, int]
    recorded: bool
    unsealed: bool
    lacking: tuple[str, ...]
    evidence: tuple[Made, ...]
    history: tuple[Past, ...]
    differs: tuple[str, ...]
    how: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: cases (record, reference), descriptors, and each role's prompts by area."""

    cases: tuple[tuple[str, str], ...] = ()
    descriptors: tuple[Option, ...] = ()
    prompts: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a note that are to become evidence.

    Attributes:
        words: without time stamps.
        when: when they were said, ISO; empty where not known.
        way: key of `WAYS`.
        said_by: the role that said them.
        polarity: key of `kinds.POLARITIES`.
        descriptor: code; empty where it is linked to none.
        stance: for or against the descriptor.
    """

    words: str
    when: str
    way: str
    said_by: str
    polarity: str
    descriptor: str = ""
    stance: str = "for"


@dataclass(frozen=True, slots=True)
class InterviewsState:
    """The whole screen; `detail` is None while the list is shown."""

    rows: tuple[Row, ...] = ()
    not_offered: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)
    detail: InterviewDetail | None = None
    busy: bool = False
    said: str = ""
