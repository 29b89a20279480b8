"""What a draft report holds: frozen values that services fill from the store and the writer only reads.

The writer adds no fact of its own. Every text stands in the draft exactly as it is given here, so
inverted commas around words that somebody said are put there by whoever fills the value (the one exception is
`EvidenceEntry.verbatim`). Names of children never belong here: cases are named by their pseudonym.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from inspector_app.documents.figures import Figures
from inspector_app.domain.identifying import Identities
from inspector_app.domain.outline import PLAIN, Outline

MARKING = "OFFICIAL-SENSITIVE"
"""The protective marking of all that leaves the store for readers."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of findings.

    Attributes:
        text: one or more whole sentences. Line breaks are kept.
        evidence: the `EvidenceEntry.number` of every record that substantiates it, in the order to print.
        descriptor: code of the descriptor that it is the finding on; empty for none.
        title: that descriptor's title, as a bullet has it.
        reference: what the bullet is tied to outside the framework, for example `outcome 3`.
    """

    text: str
    evidence: tuple[int, ...] = ()
    descriptor: str = ""
    title: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One judgement area, or one sub-judgement, in the profile.

    Attributes:
        code: the area's code in the framework pack; joins the row to `AreaFindings.code`.
        title: the area's title in the framework pack.
        grade_label: the grade's word as the pack has it; None where none is proposed or the area has none.
        graded: whether the framework grades this area at all.
        provisional: whether the grade is still open to moderation.
        strengths: how many strengths are recorded.
        improvements: how many areas for improvement are recorded.
        note: a short remark, for example a dissent; empty for none.
        level: 0 for a judgement area, 1 for a sub-judgement under it.
        lowest: the grade is the lowest of the scale.
    """

    code: str
    title: str
    grade_label: str | None
    provisional: bool
    strengths: int
    improvements: int
    note: str = ""
    graded: bool = True
    level: int = 0
    lowest: bool = False


@dataclass(frozen=True, slots=True)
class OverallLine:
    """The overall grade, only for a framework that has one.

    Attributes:
        label: the grade's word, or a sentence such as "not yet proposed".
        explanation: sentences saying how the grade follows from the areas.
    """

    label: str
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DescriptorRow:
    """One evaluated descriptor.

    Attributes:
        code: the descriptor's code.
        title: the descriptor's title.
        finding: what was found, in a sentence or as "strength", "area for improvement".
        effect: the sentence on the effect on children.
        for_count: how many records speak for it.
        against_count: how many records speak against it.
        source_kinds: the labels of the kinds of sources behind it, each once.
        children_heard: how many of the records come from children or young people themselves.
    """

    code: str
    title: str
    finding: str
    effect: str
    for_count: int
    against_count: int
    source_kinds: tuple[str, ...] = ()
    children_heard: int = 0


@dataclass(frozen=True, slots=True)
class AreaFindings:
    """The findings of one judgement area; `other` holds paragraphs that are neither strength nor weakness."""

    code: str
    title: str
    strengths: tuple[Paragraph, ...] = ()
    improvements: tuple[Paragraph, ...] = ()
    other: tuple[Paragraph, ...] = ()
    descriptors: tuple[DescriptorRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextStatement:
    """A dated, sourced statement on the council's circumstances: beside findings, never in a grade."""

    text: str
    source: str
    date: date


@dataclass(frozen=True, slots=True)
class Tally:
    """A count over coded cases.

    Attributes:
        text: the whole sentence, for example "3 of 21 contacts closed too soon".
        numerator: the 3.
        denominator: the 21.
        population: what was counted and how it was chosen.
        descriptor: the descriptor's code and title.
    """

    text: str
    numerator: int
    denominator: int
    population: str
    descriptor: str

    @property
    def counted(self) -> str:
        """What was counted, without the count where the sentence begins with it."""
        counted = self.text.removeprefix(f"{self.numerator} of {self.denominator} ")
        return counted[:1].upper() + counted[1:]


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """One point that the council was told.

    Attributes:
        text: what was said.
        title: title of the descriptor that it is about; empty for none.
        evidence: the records behind it, by their number in the index, with their revision at that moment.
        reply: what the council said to it; empty where it said nothing.
    """

    text: str
    title: str
    evidence: tuple[tuple[int, str], ...]
    reply: str


@dataclass(frozen=True, slots=True)
class ToldMeeting:
    """One meeting at which the council was told how the inspection goes: when, who told whom by role."""

    when: datetime | None
    told_by: str
    told_to: str
    points: tuple[ToldPoint, ...]


@dataclass(frozen=True, slots=True)
class UrgentSummary:
    """The register of urgent concerns as numbers only. `open_` are those raised and not closed."""

    raised: int = 0
    acknowledged: int = 0
    open_: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of several values that stand side by side: the value as text, who set it (role), when they said."""

    value: str
    author: str
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A field that has more than one current value after a merge; all of them are printed."""

    what: str
    values: tuple[ConflictValue, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One line of the evidence index.

    Attributes:
        number: the number that paragraphs cite; unique in the report.
        case: the pseudonym of the case, or empty.
        source_kind: the label of the kind of source.
        when: the claimed time of what was seen or said, as the reader should read it.
        who: the role that it came from and the role that recorded it; never a child's name.
        text: the record's text, whole or its beginning.
        record: short id of the record.
        revision: short id of the revision that was read.
        verbatim: the whole text is somebody's own words: the writer puts it in inverted commas.
        from_children: it comes from a child or young person.
        shortened: `text` is only the beginning of the record's text.
    """

    number: int
    case: str
    source_kind: str
    when: datetime | None
    who: str
    text: str
    record: str
    revision: str
    verbatim: bool = False
    from_children: bool = False
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person changed in the draft before this one; it waits for a decision and changes nothing.

    Attributes:
        kind: `changed`, `removed` or `added`.
        descriptor: code of the descriptor whose finding it is; of an added paragraph, of the one before it.
        title: that descriptor's title; empty where the finding is not in the records any more.
        text: what stands in the previous draft; empty for a paragraph taken out.
        records: what the records say now; empty where they say nothing.
    """

    kind: str
    descriptor: str
    title: str
    text: str
    records: str


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Everything that the Word draft says.

    Attributes:
        authority: the council's name.
        framework_title: the framework pack's title.
        framework_caution: the pack's word on how far its text is verified; empty for none.
        framework_has_overall: whether the framework has an overall grade.
        starts: first day of the inspection.
        ends: last day, or None while it runs.
        lead: the lead inspector, as the organisation wants it printed.
        team: one role per member, lead left out; the same role twice is printed as a count.
        prepared: when this draft was made, by the computer's clock.
        heads_digest: hex digest over the heads of the records that the draft was made from.
        profile: every area, whether or not anything was found.
        overall: the overall grade, or None where the framework has none.
        limits: sentences of the rule engine on what limits what.
        clashes: those of them on grades that stand above what the rules allow.
        summary: numbered paragraphs that open the findings.
        priorities: numbered paragraphs on what needs to improve first.
        areas: the findings, in the framework's order.
        context: statements that stand beside the findings.
        tallies: counts over coded cases.
        figures: counts over all cases, the council's lists and the evidence.
        urgent: the register of urgent concerns in numbers.
        conflicts: fields that are still in conflict.
        evidence: the evidence index, in the order of its numbers.
        acronyms: short form and what it stands for.
        marking: protective marking of every page.
        author: author in the file's properties; empty leaves it blank.
        outline: which parts stand in the document, in which order.
        grades: word and meaning of each grade, best first.
        method: sentences on what was looked at: cases, interviews, records.
        references_asked: the framework wants each bullet on what needs to improve tied to something.
        identities: what is known of the children, so that none of it is printed.
        remarks: whether what is wrong with a paragraph stands beside it as a comment.
        has_previous: whether the draft before this one was looked at.
        proposals: what a person changed in it.
        told: the meetings at which the council was told how the inspection goes, the first one first.
        untold: titles of areas for improvement that it was never told of.
    """

    authority: str
    framework_title: str
    framework_has_overall: bool
    starts: date
    prepared: datetime
    heads_digest: str
    framework_caution: str = ""
    ends: date | None = None
    lead: str = ""
    team: tuple[str, ...] = ()
    profile: tuple[ProfileRow, ...] = ()
    overall: OverallLine | None = None
    limits: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    summary: tuple[Paragraph, ...] = ()
    priorities: tuple[Paragraph, ...] = ()
    areas: tuple[AreaFindings, ...] = ()
    context: tuple[ContextStatement, ...] = ()
    tallies: tuple[Tally, ...] = ()
    figures: Figures = field(default=Figures())
    urgent: UrgentSummary = UrgentSummary()
    conflicts: tuple[OpenConflict, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    acronyms: tuple[tuple[str, str], ...] = ()
    marking: str = MARKING
    author: str = ""
    outline: Outline = PLAIN
    grades: tuple[tuple[str, str], ...] = ()
    method: tuple[str, ...] = ()
    references_asked: bool = False
    identities: Identities = field(default=Identities(), repr=False)
    remarks: bool = True
    has_previous: bool = False
    proposals: tuple[Proposal, ...] = ()
    told: tuple[ToldMeeting, ...] = ()
    untold: tuple[str, ...] = ()
