"""What the screen of the report reads from the store, as it shows it. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector_app.documents.changes_by_hand import DONE
from inspector_app.documents.checks import check_report
from inspector_app.documents.numbering import NumberedReport, number_report
from inspector_app.gui.screens.report.state import CheckLine, HandLine, Part, ReportState
from inspector_app.services import drafting
from inspector_app.services.local_words import local_words
from inspector_app.services.session import Session


def read(session: Session, outline: str, previous: Path | None) -> ReportState:
    """Returns the draft in short.

    Args:
        session: the open store.
        outline: id of one of the framework's outlines; the usual one where empty.
        previous: an earlier draft, whose changes by hand are shown.

    Raises:
        WorldError: the earlier draft cannot be read, or is none.
    """
    bare = drafting.build_report(session, outline=outline)
    report = drafting.beside_previous(session, bare, str(previous) if previous else None)
    numbered, words = number_report(report), local_words(session)
    return ReportState(
        parts=tuple(_parts(numbered)),
        checks=tuple(CheckLine(c.name, c.ok, c.detail) for c in check_report(report, numbered)),
        tallies=tuple(tally.text for tally in report.tallies),
        outlines=tuple((one.id, words.told(one.title)) for one in session.framework.outlines),
        outline=report.outline.id,
        previous=previous.name if previous else "",
        by_hand=tuple(
            HandLine(place, DONE[one.kind], one.title, one.text, one.records)
            for place, one in enumerate(report.proposals)
        ),
    )


def _parts(numbered: NumberedReport) -> Iterator[Part]:
    for area in numbered.areas:
        sides = (
            ("Strength", area.strengths),
            ("Area for improvement", area.improvements),
            ("Other", area.other),
        )
        for side, paragraphs in sides:
            for one in paragraphs:
                cited = ", ".join(f"E{number}" for number in one.paragraph.evidence)
                yield Part(one.number, area.area.title, side, one.paragraph.text, cited)
