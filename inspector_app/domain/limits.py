"""What a framework's rules allow, said in words: ceilings on grades, and because of what.

The engine never chooses a grade. It says what a grade cannot be better than, names grades that are missing,
and refuses a proposal that a rule does not allow. A framework without an overall grade has none here either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.domain.framework import OVERALL, Framework, JudgementArea, LimitingRule

OVERALL_TITLE = "Overall effectiveness"
UNCHECKED = "seen in published reports; official wording not checked"
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The best grade that the rules leave open to one area or to overall effectiveness.

    Attributes:
        code: an area code or `OVERALL`.
        grade: id of the best grade allowed; None where no rule limits it.
        forced: the ceiling is the lowest grade of the scale, so it is the grade.
        reasons: one sentence for each rule that holds it down, strictest first.
    """

    code: str
    title: str
    grade: str | None
    forced: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything the rules say about a set of grades.

    Attributes:
        areas: a ceiling for each graded area, in the framework's order.
        overall: the ceiling of the overall grade; None where the framework has no overall grade.
        missing: codes of graded areas without a grade, in order.
        clashes: sentences on given grades that stand above their ceiling.
        notes: rules that only inform.
        sentences: all of it in reading order, for a screen or a report.
    """

    areas: tuple[Ceiling, ...]
    overall: Ceiling | None
    missing: tuple[str, ...]
    clashes: tuple[str, ...]
    notes: tuple[str, ...]
    sentences: tuple[str, ...]


def explain(framework: Framework, grades: Mapping[str, str]) -> Verdict:
    """Says what the rules make of some grades.

    Args:
        framework: with its rules.
        grades: grade id by area code, and by `OVERALL` where one was proposed; may be partial.

    Raises:
        UnknownCodeError: an area or grade that the framework does not have.
    """
    for code, grade in grades.items():
        if code != OVERALL:
            framework.area(code)
        framework.grade(grade)
    areas = tuple(_ceiling(framework, grades, area.code, area.title) for area in framework.graded_areas)
    overall = _ceiling(framework, grades, OVERALL, OVERALL_TITLE) if framework.overall_effectiveness else None
    missing = tuple(area.code for area in framework.graded_areas if area.code not in grades)
    ceilings = (*areas, overall) if overall else areas
    clashes = tuple(
        _clash(framework, ceiling, grades[ceiling.code])
        for ceiling in ceilings
        if ceiling.code in grades and _above(framework, grades[ceiling.code], ceiling.grade)
    )
    if OVERALL in grades and not framework.overall_effectiveness:
        clashes = (*clashes, _no_overall(framework))
    notes = tuple(_note(framework, rule) for rule in framework.rules if not rule.binds)
    sentences = (
        *_overall_sentences(framework, overall),
        *(reason for ceiling in areas for reason in ceiling.reasons),
        *clashes,
        *_missing_sentences(framework, missing),
        *notes,
    )
    return Verdict(areas, overall, missing, clashes, notes, sentences)


def check_grade(framework: Framework, grades: Mapping[str, str], code: str, grade: str) -> tuple[str, ...]:
    """Says why a grade cannot be proposed; an empty answer means that no rule stands against it.

    Args:
        framework: with its rules.
        grades: grade id by area code, as they stand; the proposal itself need not be among them.
        code: the area proposed for, or `OVERALL`.
        grade: id of the grade proposed.

    Returns:
        Refusals, a full sentence each.

    Raises:
        UnknownCodeError: `code` or a code in `grades` is unknown. An unknown `grade` is a refusal.
    """
    if code == OVERALL:
        if not framework.overall_effectiveness:
            return (_no_overall(framework),)
    elif not framework.area(code).graded:
        return (f"{framework.area(code).title} gets no grade in {framework.id}: it is narrative only.",)
    if grade not in {step.id for step in framework.grade_scale}:
        labels = ", ".join(step.label for step in framework.grade_scale)
        return (f"{framework.id} has no such grade; its grades are {labels}.",)
    verdict = explain(framework, {other: held for other, held in grades.items() if other != code})
    refusals: list[str] = []
    if code == OVERALL:
        refusals.extend(
            f"{OVERALL_TITLE} cannot be graded yet, because {area.title} has no grade."
            for area in framework.graded_areas
            if area.counts_toward_overall and area.code in verdict.missing
        )
    ceiling = verdict.overall if code == OVERALL else next(c for c in verdict.areas if c.code == code)
    if ceiling is not None and _above(framework, grade, ceiling.grade):
        refusals.extend(ceiling.reasons)
    return tuple(refusals)


def _ceiling(framework: Framework, grades: Mapping[str, str], code: str, title: str) -> Ceiling:
    """Returns the strictest of the rules that hold `code` down."""
    held = [
        (framework.grade(rule.to).value, rule, at)
        for rule in framework.rules
        if rule.binds and rule.limits == code and len(at := _at(framework, rule, grades)) > rule.at_most
    ]
    if not held:
        return Ceiling(code, title, None, forced=False, reasons=())
    held.sort(key=lambda entry: entry[0])
    lowest = min(step.value for step in framework.grade_scale)
    reasons = tuple(_reason(framework, title, rule, at, grades) for _, rule, at in held)
    return Ceiling(code, title, held[0][1].to, forced=held[0][0] == lowest, reasons=reasons)


def _at(framework: Framework, rule: LimitingRule, grades: Mapping[str, str]) -> tuple[JudgementArea, ...]:
    """Returns the rule's areas that stand at its grade or worse."""
    mark = framework.grade(rule.grade).value
    return tuple(
        framework.area(code)
        for code in rule.areas
        if code in grades and framework.grade(grades[code]).value <= mark
    )


def _reason(
    framework: Framework,
    title: str,
    rule: LimitingRule,
    at: tuple[JudgementArea, ...],
    grades: Mapping[str, str],
) -> str:
    """Returns one rule's sentence: what cannot be better than what, and because of which grades."""
    stands = _joined([f"{area.title} is {framework.grade(grades[area.code]).label}" for area in at])
    said = f"{title} cannot be better than {framework.grade(rule.to).label}, because {stands}"
    if rule.kind == "allowance":
        allowed = _NUMBERS[rule.at_most] if rule.at_most < len(_NUMBERS) else str(rule.at_most)
        said += f"; at most {allowed} at {framework.grade(rule.grade).label} is allowed for a better grade"
    return f"{said}{_flag(rule)}."


def _flag(rule: LimitingRule) -> str:
    """Returns the warning on a rule whose official wording was not read."""
    return "" if rule.verification in {"seen", "own"} else f" ({UNCHECKED})"


def _note(framework: Framework, rule: LimitingRule) -> str:
    """Returns the sentence of a rule that only informs."""
    if rule.text:
        said = rule.text.rstrip(".")
    else:
        said = f"{_joined([framework.area(code).title for code in rule.areas])} never limits another grade"
    if rule.observed and rule.verification == "observed":
        said += f" ({rule.observed})"
    return f"{said}{_flag(rule)}."


def _clash(framework: Framework, ceiling: Ceiling, grade: str) -> str:
    best, stands = framework.grade(ceiling.grade or grade).label, framework.grade(grade).label
    return f"{ceiling.title} stands at {stands}, but the rules allow no better than {best}."


def _above(framework: Framework, grade: str, ceiling: str | None) -> bool:
    return ceiling is not None and framework.grade(grade).value > framework.grade(ceiling).value


def _no_overall(framework: Framework) -> str:
    return framework.no_overall or f"{framework.id} gives no overall grade."


def _overall_sentences(framework: Framework, overall: Ceiling | None) -> tuple[str, ...]:
    if overall is None:
        return () if framework.is_overlay else (_no_overall(framework),)
    return overall.reasons or (f"No rule limits {OVERALL_TITLE.lower()} at the grades given so far.",)


def _missing_sentences(framework: Framework, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Returns one sentence naming the areas without a grade, or none."""
    if not missing:
        return ()
    return (f"Not graded yet: {_joined([framework.area(code).title for code in missing])}.",)


def _joined(parts: list[str]) -> str:
    """Returns `a`, `a and b`, or `a; b; and c`: titles hold commas, so the list cannot."""
    if len(parts) <= 2:  # noqa: PLR2004 - the two-part form of an English list
        return " and ".join(parts)
    return "; ".join(parts[:-1]) + f"; and {parts[-1]}"
