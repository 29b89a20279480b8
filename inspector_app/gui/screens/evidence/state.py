"""What the evidence screen shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.gui.versions import Version
from inspector_app.gui.widgets.picker import Option

WITHDRAWN = "Withdrawn"
LINKED = "Linked"
UNLINKED = "Not linked"
UNSETTLED_LINK = "Unsettled link"
COUNTS = "Counts"
WAITS = "Waits to be confirmed"


@dataclass(frozen=True, slots=True)
class Line:
    """One record in the list.

    Attributes:
        id: the record.
        text: its words on one line.
        polarity: in words.
        source: in words.
        case: the case's reference, empty where it is about none.
        said_by: role.
        linked: whether it is linked to a descriptor, in words; or that it is withdrawn.
        links: how many links.
        author: who wrote it last.
        at: when it was seen, heard or read; ISO, or as claimed.
        unsettled: fields that the team has not settled, in words.
        codes: descriptors it is linked to.
        told_at: when, in words.
        counts: whether it counts, or waits until a full member of the team confirms it; in words.
    """

    id: str
    text: str
    polarity: str
    source: str
    case: str
    said_by: str
    linked: str
    links: int
    author: str
    at: str
    unsettled: tuple[str, ...]
    codes: tuple[str, ...] = ()
    told_at: str = ""
    counts: str = COUNTS


@dataclass(frozen=True, slots=True)
class Listing:
    """The list, whole or what a search found.

    Attributes:
        lines: the newest first, or the best hit first with the words around it as the text.
        sought: the words of the search; empty for the whole list.
        capped: more was found than is shown.
    """

    lines: tuple[Line, ...] = ()
    sought: str = ""
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A link to a descriptor; `stance` is `for`, `against` or empty where the team has not settled it."""

    code: str
    title: str
    area: str
    stance: str
    told: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that belongs to the record; `here` says whether its bytes have come to this laptop."""

    id: str
    name: str
    size: str
    here: bool


@dataclass(frozen=True, slots=True)
class Concern:
    """An urgent concern that rests on the record.

    Attributes:
        id: its record.
        number: its place in the register of this inspection.
        state: key of `kinds.CONCERN_STATES`; empty where not settled.
        told: all about it in words, line by line.
    """

    id: str
    number: int
    state: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of one revision, before and after, in words; `compared` are paragraphs of a longer text."""

    field: str
    before: str
    after: str
    compared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """One revision: who claims to have changed what, when, and why."""

    who: str
    at: str
    did: str
    reason: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field with several values that nobody has settled: who said what."""

    field: str
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """One record, whole.

    Attributes:
        id: the record.
        short: the end of its id, by which it is named in reports.
        text: what it says, or the words that are typed and not sealed yet.
        cursor: where the cursor stood in them.
        unsealed: the text is typed and not sealed yet.
        source: key of `kinds.SOURCES`; empty where not settled.
        polarity: key of `kinds.POLARITIES`; empty where not settled.
        said_by: role.
        case: case record; empty where none.
        wording: key of `kinds.WORDINGS`; empty where nobody said.
        written: key of `kinds.WRITTEN`; empty where not settled.
        circumstances: the place, and the roles of those present with commas between.
        facts: what cannot be changed here, as label and value.
        interview: the interview that it was said in.
        withdrawn: it is hidden; it can be brought back.
        ties: links to descriptors.
        history: revisions, the latest first.
        unsettled: fields with several values.
        files: what is attached to it.
        concerns: urgent concerns that rest on it.
        copies: a file may be saved as one that is not encrypted.
        waits: it counts only when a full member of the team has confirmed it.
        confirmable: and this inspector may do so.
        versions: what the text was, the latest first.
    """

    id: str
    short: str
    text: str
    cursor: int
    unsealed: bool
    source: str
    polarity: str
    said_by: str
    case: str
    wording: str
    written: str
    circumstances: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    interview: str
    withdrawn: bool
    ties: tuple[Tie, ...]
    history: tuple[Past, ...]
    unsettled: tuple[Disagreement, ...]
    files: tuple[Attached, ...] = ()
    concerns: tuple[Concern, ...] = ()
    copies: bool = False
    waits: bool = False
    confirmable: bool = False
    versions: tuple[Version, ...] = ()

    @property
    def amendable(self) -> bool:
        """Whether the text may be typed into."""
        return not self.withdrawn and "Text" not in {each.field for each in self.unsettled}


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: descriptors, cases (record and reference) and roles."""

    descriptors: tuple[Option, ...] = ()
    cases: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
