"""House checks: what a reader of the draft would stumble over, told to the lead before the reader does.

A failed check stops nothing: it is a sentence for the lead. What a report must have comes from the lessons of
published and disclosed evidence bases: findings without evidence, vague quantities, unexplained acronyms,
areas in which no child was heard, one-sided areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.documents.numbering import NumberedArea, NumberedReport
from inspector_app.documents.report import DraftReport
from inspector_app.documents.wording import join_numbers, join_words, say_count

_QUANTITY = re.compile(
    r"\b(?:(?:vast |large |small )?(?:majority|minority)|almost all|nearly all"
    r"|(?:a|the) (?:large |small )?number of|a few"
    r"|most|many|some|several|often|frequently|usually|typically|generally|numerous|few)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b\d+ (?:out )?of (?:the )?\d+\b|\b\d+(?:\.\d+)? ?(?:%|per cent)", re.IGNORECASE)
_QUOTED = re.compile(r"‘[^‘]*?’(?!\w)|“[^“]*?”")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+s?\b")


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check: its name, whether all is well, and a sentence that names the places."""

    name: str
    ok: bool
    detail: str


def check_report(report: DraftReport, numbered: NumberedReport) -> tuple[Check, ...]:
    """Runs every house check.

    Args:
        report: the report as it is written.
        numbered: the same report with its paragraphs numbered.

    Returns:
        One answer per check, always all of them, in a fixed order.
    """
    return (
        _cites(numbered),
        _cited_exist(report, numbered),
        _both_sides(numbered),
        _children_heard(report, numbered),
        _quantities(numbered),
        _tallies_stand(report),
        _acronyms(report, numbered),
        _overall(report),
        _within_rules(report),
        _urgent(report),
        _conflicts(report),
    )


def _cites(numbered: NumberedReport) -> Check:
    bare = [one.number for one in numbered.all() if not one.paragraph.evidence]
    return _listed(
        "every paragraph cites evidence", "without evidence", _paragraphs(bare), "All cite evidence."
    )


def _cited_exist(report: DraftReport, numbered: NumberedReport) -> Check:
    known = {entry.number for entry in report.evidence}
    missing = [f"E{number}" for number in sorted(set(numbered.cited_in()) - known)]
    return _listed(
        "cited evidence is in the index", "cited, not in the index", join_words(missing), "All is listed."
    )


def _both_sides(numbered: NumberedReport) -> Check:
    lacking: list[str] = []
    for area in numbered.areas:
        if not area.strengths and not area.improvements:
            lacking.append(f"{area.area.title} (neither)")
        elif not area.strengths:
            lacking.append(f"{area.area.title} (no strengths)")
        elif not area.improvements:
            lacking.append(f"{area.area.title} (no areas for improvement)")
    return _listed(
        "every area has strengths and areas for improvement",
        "one-sided",
        "; ".join(lacking),
        "Every area has both.",
    )


def _children_heard(report: DraftReport, numbered: NumberedReport) -> Check:
    voices = {entry.number for entry in report.evidence if entry.from_children}
    silent = [area.area.title for area in numbered.areas if not _heard(area, voices)]
    return _listed(
        "children and young people are heard in every area",
        "not heard",
        "; ".join(silent),
        "Heard in every area.",
    )


def _heard(area: NumberedArea, voices: set[int]) -> bool:
    by_descriptor = any(row.children_heard for row in area.area.descriptors)
    return by_descriptor or any(voices.intersection(one.paragraph.evidence) for one in area.all())


def _quantities(numbered: NumberedReport) -> Check:
    found = [
        f"paragraph {one.number} ({', '.join(words)})"
        for one in numbered.all()
        if (words := _vague(one.paragraph.text))
    ]
    return _listed("quantities are counted", "without a count", "; ".join(found), "No vague quantity.")


def _vague(text: str) -> tuple[str, ...]:
    """The vague words of a text, each once, outside quotes and outside sentences that also give a count."""
    spoken = _QUOTED.sub("", text)
    words = (
        match.group().casefold()
        for sentence in _SENTENCE.split(spoken)
        if not _COUNTED.search(sentence)
        for match in _QUANTITY.finditer(sentence)
    )
    return tuple(dict.fromkeys(words))


def _tallies_stand(report: DraftReport) -> Check:
    wrong = [
        f"{one.numerator} of {one.denominator}"
        for one in report.tallies
        if one.denominator <= 0 or not 0 <= one.numerator <= one.denominator
    ]
    return _listed("tallies add up", "impossible", join_words(wrong), "All tallies are possible counts.")


def _acronyms(report: DraftReport, numbered: NumberedReport) -> Check:
    known = {short.casefold() for short, _ in report.acronyms}
    used = {
        match.group().removesuffix("s")
        for one in numbered.all()
        for match in _ACRONYM.finditer(one.paragraph.text)
        if not match.group()[1:].isdigit()
    }
    unknown = sorted(short for short in used if short.casefold() not in known)
    return _listed(
        "acronyms are explained", "not in the list of acronyms", join_words(unknown), "All are explained."
    )


def _overall(report: DraftReport) -> Check:
    name = "an overall grade only where the framework has one"
    if report.overall is not None and not report.framework_has_overall:
        return Check(name, ok=False, detail="The framework has no overall grade; the one given was left out.")
    if not report.framework_has_overall:
        return Check(name, ok=True, detail="The framework has no overall grade and the draft prints none.")
    given = "prints the provisional one" if report.overall is not None else "says that none is proposed yet"
    return Check(name, ok=True, detail=f"The framework has an overall grade; the draft {given}.")


def _within_rules(report: DraftReport) -> Check:
    """A grade that was allowed when it was proposed may have been overtaken by a lower one elsewhere."""
    fine = "No grade stands above what the framework's rules allow."
    return Check("grades fit the rules", ok=not report.clashes, detail=" ".join(report.clashes) or fine)


def _urgent(report: DraftReport) -> Check:
    urgent = report.urgent
    waiting = urgent.raised - urgent.acknowledged
    detail = f"{urgent.raised} raised, {urgent.open_} open, {waiting} not acknowledged."
    return Check(
        "urgent concerns are acknowledged and closed", ok=not urgent.open_ and waiting <= 0, detail=detail
    )


def _conflicts(report: DraftReport) -> Check:
    number = len(report.conflicts)
    told = f"{say_count(number, 'conflict is', 'conflicts are')} open." if number else "No conflict is open."
    return Check("no conflict is open", ok=not number, detail=told)


def _paragraphs(numbers: Iterable[int]) -> str:
    listed = list(numbers)
    return f"paragraph{'' if len(listed) == 1 else 's'} {join_numbers(listed)}" if listed else ""


def _listed(name: str, fault: str, places: str, fine: str) -> Check:
    """A check that fails exactly when there are places to name."""
    return Check(name, ok=not places, detail=f"{fault.capitalize()}: {places}." if places else fine)
