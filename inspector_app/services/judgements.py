"""Weighing: evaluations of descriptors, provisional grades with their limits, dissent, context, tallies."""

from __future__ import annotations

from inspector_app.domain import limits
from inspector_app.domain.framework import FINDINGS, OVERALL
from inspector_app.domain.kinds import KINDS
from inspector_app.domain.limits import Verdict
from inspector_app.domain.revision import DELETED, REASON, Write
from inspector_app.errors import RefusedError
from inspector_app.services import confirming
from inspector_app.services.changes import Changes
from inspector_app.services.evidence import links_of
from inspector_app.services.session import Session
from inspector_app.services.wording import day, needed, one_of, present


def evaluate_descriptor(
    session: Session,
    *,
    descriptor: str,
    finding: str,
    effect: str,
    summary: str = "",
    reference: str = "",
    reason: str = "",
    seals: str | None = None,
) -> Changes:
    """Says what the evidence on one descriptor amounts to.

    Critics of the 2013 proposals feared tick-boxes: so an evaluation needs linked evidence and a sentence on
    the effect on children, and without them it is refused.

    Args:
        session: the open store.
        descriptor: its code.
        finding: strength, mixed or improvement.
        effect: what it means for children.
        summary: the finding in a paragraph, for the report.
        reference: what the finding is tied to, where the framework asks for that; one of its references.
        reason: why it changed, when it was evaluated before.
        seals: the draft's editor, when this seals a draft.

    Raises:
        RefusedError: no evidence is linked, the sentence on the effect is empty, or the framework has no such
            reference.
    """
    title = session.framework.descriptor(descriptor).title
    confirming.refuse_weighing(session)
    one_of("finding", finding, FINDINGS)
    if reference:
        session.framework.reference(reference)
    waits = confirming.waiting(session)
    if not any(
        waits.isdisjoint((link.id, str(link.get("evidence"))))
        for link in links_of(session, descriptor=descriptor)
    ):
        raise RefusedError(
            "No evidence that counts is linked to this descriptor, so it cannot be evaluated"
            if waits
            else "No evidence is linked to this descriptor, so it cannot be evaluated",
            where=f"{descriptor} {title}",
            advice="Link evidence for or against it first.",
        )
    if not effect.strip():
        raise RefusedError(
            "The sentence on the effect on children is empty, so the descriptor was not evaluated",
            where=f"{descriptor} {title}",
            advice="Say what this means for children.",
        )
    fields = present(
        descriptor=descriptor,
        finding=finding,
        effect=effect.strip(),
        summary=summary.strip() or None,
        reference=reference or None,
    )
    rec = session.template(f"evaluation/{descriptor}")
    return _change(session, "evaluate_descriptor", Write(rec, "evaluation", fields), reason, seals)


def _change(
    session: Session, intent: str, write: Write, reason: str = "", seals: str | None = None
) -> Changes:
    """Writes only what differs, so that two inspectors disagree only where they do.

    Raises:
        RefusedError: nothing would change.
    """
    before = session.store.find(write.rec)
    fields = dict(write.fields)
    if before is not None:
        if before.is_set_aside:  # going on with it brings its beginning back, of which nothing else may stand
            fields = dict.fromkeys(KINDS[write.kind].fields) | fields
        fields = {
            name: value
            for name, value in fields.items()
            if name in before.conflicts or name not in before.fields or before.fields[name] != value
        }
        if before.deleted:
            fields[DELETED] = False
    if not fields:
        raise RefusedError("Nothing would change")
    if reason:
        fields[REASON] = reason
    return session.write(intent, [Write(write.rec, write.kind, fields)], seals=seals)


def grades(session: Session) -> dict[str, str]:
    """Returns the provisional grades that are settled, by area code or `overall`."""
    found = {str(r.get("area")): r.get("grade") for r in session.store.records("judgement")}
    return {area: grade for area, grade in found.items() if grade}


def verdict(session: Session) -> Verdict:
    """Returns what the framework's rules make of the present grades, explained in words."""
    return limits.explain(session.framework, grades(session))


def propose_grade(
    session: Session, *, area: str, grade: str, rationale: str, seals: str | None = None
) -> Changes:
    """Proposes a provisional grade for an area, or for `overall` where the framework has such a grade.

    Raises:
        RefusedError: the rationale is empty, no evaluation stands under the area, or a rule of the framework
            does not allow the grade (the sentence says which and why).
    """
    told = needed("rationale", rationale)
    confirming.refuse_weighing(session)
    refusals = limits.check_grade(session.framework, grades(session), area, grade)
    if refusals:
        raise RefusedError(" ".join(refusals).rstrip("."), advice="Nothing was changed.")
    if area != OVERALL:
        codes = {descriptor.code for descriptor in session.framework.area(area).descriptors}
        evaluated = {str(r.get("descriptor")) for r in session.store.records("evaluation")}
        if not codes & evaluated:
            raise RefusedError(
                "No descriptor of this area has been evaluated, so nothing would stand behind the grade",
                where=session.framework.area(area).title,
                advice="Evaluate at least one descriptor first.",
            )
    fields = {"area": area, "grade": grade, "rationale": told}
    write = Write(session.template(f"judgement/{area}"), "judgement", fields)
    return _change(session, "propose_grade", write, seals=seals)


def note_dissent(session: Session, *, area: str, text: str) -> Changes:
    """Records that an inspector sees an area otherwise.

    Raises:
        RefusedError: the text is empty or the area unknown.
    """
    if area != OVERALL:
        session.framework.area(area)
    fields = {"area": area, "text": needed("text", text)}
    return session.write("note_dissent", [Write(session.new_record(), "dissent", fields)])


def state_context(
    session: Session, *, text: str, source: str, date: str | None = None, area: str | None = None
) -> Changes:
    """Puts a statement of context beside the findings: money, demand, partners. It never changes a grade.

    Raises:
        RefusedError: text or source are empty.
    """
    fields = present(
        text=needed("text", text), source=needed("source", source), date=day("date", date), area=area
    )
    return session.write("state_context", [Write(session.new_record(), "context", fields)])


def count_tally(
    session: Session,
    *,
    text: str,
    numerator: int,
    denominator: int,
    population: str,
    descriptor: str | None = None,
) -> Changes:
    """Keeps a count, such as "3 of 21 contacts closed too soon", with what it was counted over.

    Raises:
        RefusedError: the count is impossible.
    """
    if not 0 <= numerator <= denominator or not denominator:
        raise RefusedError("The count is impossible", where=f"{numerator} of {denominator}")
    if descriptor:
        session.framework.descriptor(descriptor)
    fields = present(
        text=needed("text", text),
        numerator=numerator,
        denominator=denominator,
        population=needed("population", population),
        descriptor=descriptor,
    )
    return session.write("count_tally", [Write(session.new_record(), "tally", fields)])
