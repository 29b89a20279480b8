"""What a person has changed in a Word draft: never written over, brought back as proposals in the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector_app.documents.errors import TemplateError
from inspector_app.documents.marks import digest, plain
from inspector_app.documents.previous_draft import hand_changes
from inspector_app.documents.report import DraftReport, Paragraph, Proposal
from inspector_app.documents.wording import say_count
from inspector_app.errors import RefusedError
from inspector_app.services.session import Session


def guard(out: Path) -> None:
    """Refuses to write over a draft that a person has worked on.

    Raises:
        RefusedError: somebody changed the draft that stands there.
    """
    if not out.is_file():
        return
    try:
        changed = hand_changes(out)
    except TemplateError:  # no Word document: nobody's work on a draft of ours
        return
    if changed:
        count = say_count(len(changed), "paragraph", "paragraphs")
        raise RefusedError(
            f"The draft that stands there was changed by hand in {count}, so it was not replaced",
            where=out,
            advice="Write the new one under another name, and name this one as the previous draft.",
        )


def proposals(session: Session, report: DraftReport, previous: Path) -> tuple[Proposal, ...]:
    """Returns what a person changed in an earlier draft and the records do not say yet.

    Args:
        session: the open store.
        report: what the records say now.
        previous: the earlier draft.

    Raises:
        TemplateError: it cannot be read, or is not a Word document.
        RefusedError: it is no draft that this app wrote.
    """
    changed = hand_changes(previous)
    if changed is None:
        raise RefusedError(
            "This is no draft that the app wrote, so nobody can say what was changed in it", where=previous
        )
    codes = {digest(descriptor.code): descriptor.code for descriptor in session.framework.descriptors}
    now = {one.descriptor: one for one in _paragraphs(report) if one.descriptor}
    found: list[Proposal] = []
    for change in changed:
        code = codes.get(change.finding, "")
        stands = now.get(code)
        said = stands.text if stands else ""
        settled = plain(said) == change.text if change.kind == "changed" else stands is None
        if change.kind != "added" and settled:
            continue
        title = stands.title if stands else ""
        found.append(Proposal(change.kind, code, title, change.text, said))
    return tuple(found)


def _paragraphs(report: DraftReport) -> Iterator[Paragraph]:
    for area in report.areas:
        yield from (*area.strengths, *area.improvements, *area.other)
