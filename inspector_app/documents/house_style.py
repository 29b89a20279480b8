"""House style of one paragraph: what a reader would stumble over, in words that say what to do about it.

The same answers become the house checks, paragraph by paragraph, and the remarks in the margin of the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector_app.documents.changes_by_hand import proposal_remark
from inspector_app.documents.numbering import Numbered, NumberedArea, NumberedReport
from inspector_app.documents.report import DraftReport, Paragraph
from inspector_app.domain.identifying import identifying

LONG_SENTENCE, LONG_PARAGRAPH = 40, 150
"""Words above which a sentence or a paragraph is told as too long."""

_QUANTITY = re.compile(
    r"\b(?:(?:vast |large |small )?(?:majority|minority)|almost all|nearly all"
    r"|(?:a|the) (?:large |small )?number of|a few"
    r"|most|many|some|several|often|frequently|usually|typically|generally|numerous|few)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b\d+ (?:out )?of (?:the )?\d+\b|\b\d+(?:\.\d+)? ?(?:%|per cent)", re.IGNORECASE)
_QUOTED = re.compile(r"‘([^‘]*?)’(?!\w)|“([^“]*?)”")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+s?\b")
_WORD = re.compile(r"[\w’'-]+")
PLAIN_ENGLISH = {
    "a range of": "name them or count them",
    "accommodated": "say where the child lives",
    "commence": "begin",
    "dip sample": "sample",
    "embedded": "say what happens every time",
    "facilitate": "help, or run",
    "going forward": "from now on",
    "holistic": "whole",
    "impact on": "say what changes",
    "in a timely manner": "say how quickly",
    "in order to": "to",
    "in relation to": "about",
    "in respect of": "about",
    "in terms of": "say it without",
    "leverage": "use",
    "prior to": "before",
    "purposeful": "say what for",
    "robust": "say what makes it strong",
    "service users": "children, parents",
    "signposted": "told where to go",
    "stakeholders": "say who",
    "timely": "say how quickly",
    "utilise": "use",
}
"""Words that a report should do without, and what to write instead."""
_JARGON = re.compile(r"\b(?:" + "|".join(map(re.escape, PLAIN_ENGLISH)) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one paragraph.

    Attributes:
        check: name of the house check that it belongs to.
        found: what was found, shortly, for a list of paragraphs; empty where the check's name says it all.
        advice: the sentence that stands in the margin.
    """

    check: str
    found: str
    advice: str


CITED = "every paragraph cites evidence"
COUNTED = "quantities are counted"
EXPLAINED = "acronyms are explained"
PLAIN = "the English is plain"
SHORT = "sentences and paragraphs are short"
QUOTED = "inverted commas hold only words said or written"
NAMELESS = "nothing tells who a child is"
TIED = "every bullet on what needs to improve is tied to the National Framework"

FAULTLESS = {
    CITED: ("Without evidence", "All cite evidence."),
    COUNTED: ("Without a count", "No vague quantity."),
    EXPLAINED: ("Not in the list of acronyms", "All are explained."),
    PLAIN: ("Say it more plainly", "No word that the house style avoids."),
    SHORT: ("Too long", "None is too long."),
    QUOTED: ("No record cited there holds these words as said", "All are quotes of the evidence cited."),
    NAMELESS: ("Take out", "No name, number, date of birth or address was found."),
}
"""Each check of single paragraphs: how its list of faults begins, and what it says where there is none."""


def faults(paragraph: Paragraph, report: DraftReport) -> tuple[Fault, ...]:
    """Returns everything that is wrong with a paragraph, by the house style."""
    return tuple(
        fault
        for check in (_cited, _vague, _acronyms, _jargon, _long, _quotes, _identifying)
        if (fault := check(paragraph, report))
    )


def with_remarks(report: DraftReport, numbered: NumberedReport) -> NumberedReport:
    """Returns the paragraphs with what is wrong with each standing beside it, where the report wants that."""
    if not report.remarks:
        return numbered

    def remarked(ones: tuple[Numbered, ...]) -> tuple[Numbered, ...]:
        return tuple(replace(one, remarks=(*one.remarks, *_advice(one, report))) for one in ones)

    return NumberedReport(
        remarked(numbered.summary),
        remarked(numbered.priorities),
        tuple(
            NumberedArea(
                area.area, remarked(area.strengths), remarked(area.improvements), remarked(area.other)
            )
            for area in numbered.areas
        ),
    )


def _advice(numbered: Numbered, report: DraftReport) -> Iterator[str]:
    yield from (fault.advice for fault in faults(numbered.paragraph, report))
    for one in report.proposals:
        if one.descriptor and one.descriptor == numbered.paragraph.descriptor:
            yield proposal_remark(one)


def _cited(paragraph: Paragraph, _report: DraftReport) -> Fault | None:
    advice = "No evidence is cited: link a record, or leave the paragraph out."
    return None if paragraph.evidence else Fault(CITED, "", advice)


def _vague(paragraph: Paragraph, _report: DraftReport) -> Fault | None:
    """Vague words outside quotes and outside sentences that also give a count."""
    words = (
        match.group().casefold()
        for sentence in _sentences(paragraph.text)
        if not _COUNTED.search(sentence)
        for match in _QUANTITY.finditer(sentence)
    )
    found = ", ".join(dict.fromkeys(words))
    return Fault(COUNTED, found, f"Say how many of how many, in place of: {found}.") if found else None


def _acronyms(paragraph: Paragraph, report: DraftReport) -> Fault | None:
    known = {short.casefold() for short, _ in report.acronyms}
    used = (
        match.group().removesuffix("s")
        for match in _ACRONYM.finditer(paragraph.text)
        if not match.group()[1:].isdigit()
    )
    found = ", ".join(dict.fromkeys(short for short in used if short.casefold() not in known))
    return Fault(EXPLAINED, found, f"Write in full, or explain at first use: {found}.") if found else None


def _jargon(paragraph: Paragraph, _report: DraftReport) -> Fault | None:
    words = (m.group().casefold() for one in _sentences(paragraph.text) for m in _JARGON.finditer(one))
    found = tuple(dict.fromkeys(words))
    if not found:
        return None
    advice = "; ".join(f"“{word}”: {PLAIN_ENGLISH[word]}" for word in found)
    return Fault(PLAIN, ", ".join(found), f"Plainer: {advice}.")


def _long(paragraph: Paragraph, _report: DraftReport) -> Fault | None:
    longest = max((len(_WORD.findall(one)) for one in _sentences(paragraph.text)), default=0)
    whole = len(_WORD.findall(paragraph.text))
    if longest > LONG_SENTENCE:
        return Fault(
            SHORT, f"a sentence of {longest} words", f"A sentence has {longest} words: make two of it."
        )
    if whole > LONG_PARAGRAPH:
        return Fault(SHORT, f"{whole} words", f"The paragraph has {whole} words: make two of it.")
    return None


def _quotes(paragraph: Paragraph, report: DraftReport) -> Fault | None:
    """Quotes that no cited record holds; where only the beginning of a record is known, it may hold any."""
    cited = [one for one in report.evidence if one.verbatim and one.number in paragraph.evidence]
    said = "\n".join(_bare(entry.text) for entry in cited)
    quotes = (_bare(match[1] or match[2]) for match in _QUOTED.finditer(paragraph.text))
    missing = sum(1 for quote in quotes if quote and quote not in said)
    if not missing or any(entry.shortened for entry in cited):
        return None
    advice = "Inverted commas are for words said or written: no record cited here is marked as holding these."
    return Fault(QUOTED, "1 quote" if missing == 1 else f"{missing} quotes", advice)


def _identifying(paragraph: Paragraph, report: DraftReport) -> Fault | None:
    found = ", ".join(identifying(paragraph.text, report.identities))
    return Fault(NAMELESS, found, f"This could tell who a child is: {found}.") if found else None


def _sentences(text: str) -> list[str]:
    """The sentences of a text; what stands in inverted commas is another's wording, not ours."""
    return _SENTENCE.split(_QUOTED.sub("", text))


def _bare(text: str) -> str:
    """A quote without what may differ between two writings of it: case, spaces, the last full stop."""
    return " ".join(_WORD.findall(text.casefold().replace("’", "'")))
