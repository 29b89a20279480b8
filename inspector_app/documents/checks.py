"""House checks: what a reader of the draft would stumble over, told to the lead before the reader does.

A failed check stops nothing: it is a sentence for the lead. What a report must have comes from the lessons of
published and disclosed evidence bases: findings without evidence, vague quantities, unexplained acronyms,
areas in which no child was heard, one-sided areas.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.documents.bullets import all_improvements
from inspector_app.documents.house_style import (
    CITED,
    COUNTED,
    EXPLAINED,
    FAULTLESS,
    NAMELESS,
    PLAIN,
    QUOTED,
    SHORT,
    TIED,
    faults,
)
from inspector_app.documents.numbering import NumberedArea, NumberedReport
from inspector_app.documents.report import DraftReport
from inspector_app.documents.wording import join_numbers, join_words, say_count
from inspector_app.domain.identifying import identifying


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
    single = _paragraph_checks(report, numbered)
    return (
        single[CITED],
        _cited_exist(report, numbered),
        _both_sides(numbered),
        _children_heard(report, numbered),
        single[COUNTED],
        _tallies_stand(report),
        single[EXPLAINED],
        single[PLAIN],
        single[SHORT],
        single[QUOTED],
        _nameless(report, single[NAMELESS]),
        *_tied(report, numbered),
        _opened(report),
        _overall(report),
        _within_rules(report),
        _urgent(report),
        _no_surprises(report),
        _conflicts(report),
        *_by_hand(report),
    )


def _paragraph_checks(report: DraftReport, numbered: NumberedReport) -> dict[str, Check]:
    """The checks of single paragraphs by name, each with the paragraphs at fault and what was found."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in FAULTLESS}
    for one in numbered.all():
        for fault in faults(one.paragraph, report):
            found[fault.check].append((one.number, fault.found))
    checks: dict[str, Check] = {}
    for name, (fault, fine) in FAULTLESS.items():
        places = found[name]
        bare = _paragraphs(number for number, words in places if not words)
        worded = "; ".join(f"paragraph {number} ({words})" for number, words in places if words)
        checks[name] = _listed(name, fault, bare or worded, fine)
    return checks


def _nameless(report: DraftReport, paragraphs: Check) -> Check:
    """Paragraphs, and whatever else of the records is printed: the index, statements of context, tallies."""
    printed = [
        *((f"E{entry.number}", entry.text) for entry in report.evidence),
        *((f"context {number}", one.text) for number, one in enumerate(report.context, start=1)),
        *((f"tally {number}", one.text) for number, one in enumerate(report.tallies, start=1)),
        *(
            (f"meeting {number}", f"{point.text}\n{point.reply}")
            for number, meeting in enumerate(report.told, start=1)
            for point in meeting.points
        ),
    ]
    places = "; ".join(
        f"{place} ({', '.join(kinds)})"
        for place, text in printed
        if (kinds := identifying(text, report.identities))
    )
    if not places:
        return paragraphs
    if paragraphs.ok:
        return _listed(paragraphs.name, FAULTLESS[NAMELESS][0], places, "")
    return Check(paragraphs.name, ok=False, detail=f"{paragraphs.detail[:-1]}; {places}.")


def _tied(report: DraftReport, numbered: NumberedReport) -> Iterable[Check]:
    """Only where the framework asks for references."""
    if report.references_asked:
        loose = [one.number for one in all_improvements(numbered) if not one.paragraph.reference]
        yield _listed(TIED, "Not tied", _paragraphs(loose), "Every bullet is tied to it.")


def _opened(report: DraftReport) -> Check:
    name = "the summary is written"
    if report.summary or not any(part.part == "summary" for part in report.outline.parts):
        return Check(name, ok=True, detail="Nothing is missing.")
    return Check(name, ok=False, detail="No opening paragraphs are recorded: they are still to be written.")


def _by_hand(report: DraftReport) -> Iterable[Check]:
    """Only where there was a previous draft."""
    if report.has_previous:
        number = len(report.proposals)
        told = f"{say_count(number, 'change waits', 'changes wait')} in the list at the end of the draft."
        fine = "No change made by hand is waiting."
        yield Check("changes made by hand are settled", ok=not number, detail=told if number else fine)


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


def _tallies_stand(report: DraftReport) -> Check:
    wrong = [
        f"{one.numerator} of {one.denominator}"
        for one in report.tallies
        if one.denominator <= 0 or not 0 <= one.numerator <= one.denominator
    ]
    return _listed("tallies add up", "impossible", join_words(wrong), "All tallies are possible counts.")


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


def _no_surprises(report: DraftReport) -> Check:
    """The end of an inspection should tell the council nothing that it hears for the first time."""
    return _listed(
        "areas for improvement were raised with the council while the inspection ran",
        "never raised",
        "; ".join(report.untold),
        "The council was told of every one.",
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
