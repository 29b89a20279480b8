"""What there is to ask a council about its lists, for the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.documents.sheets import Sheet
from inspector_app.intake.rules import KINDS, RULES
from inspector_app.services.tables import write_table

if TYPE_CHECKING:
    from inspector_app.intake.annex_a import AnnexA


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask the council about.

    Attributes:
        kind: what sort of thing it is, in words.
        title: the rule, in words.
        what: what is wrong at this place.
        advice: what to do about it.
        list_number: the list; None where none is meant.
        sheet: the sheet in the workbook; empty where there is none.
        row: the row as the spreadsheet counts it; None where a whole list is meant.
        column: the heading; empty where the whole row is meant.
        child: the council's id of the child; empty where no child is meant.
    """

    kind: str
    title: str
    what: str
    advice: str
    list_number: int | None
    sheet: str
    row: int | None
    column: str
    child: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListsChecked:
    """What a check of the lists found: the workbook's name, how much was read, and every question."""

    name: str
    lists: int
    rows: int
    children: int
    questions: tuple[Question, ...]

    @property
    def by_kind(self) -> Mapping[str, int]:
        """How many questions there are of each kind, in the order of a report."""
        told = [one.kind for one in self.questions]
        return {kind: told.count(kind) for kind in KINDS.values() if kind in told}


def check_lists(*, workbook: str) -> ListsChecked:
    """Reads a council's lists and returns what to ask about them. Keeps nothing.

    Args:
        workbook: path of the council's workbook.

    Raises:
        WorldError: the workbook cannot be read.
    """
    from inspector_app.intake.annex_a import read_annex_a  # noqa: PLC0415 - readers of workbooks load slowly

    return checked(read_annex_a(Path(workbook)), Path(workbook).name)


def checked(annex: AnnexA, name: str) -> ListsChecked:
    """Returns what there is to ask about lists that were read, from a workbook of this name."""
    questions = tuple(
        Question(
            kind=KINDS[RULES[one.rule].kind],
            title=RULES[one.rule].title,
            what=one.what,
            advice=one.advice,
            list_number=one.list_number,
            sheet=one.sheet,
            row=one.row,
            column=one.column or "",
            child=one.child,
        )
        for one in annex.findings
    )
    rows = sum(one.read for one in annex.lists)
    return ListsChecked(name, len(annex.lists), rows, len(annex.journeys), questions)


def write_questions(lists: ListsChecked, *, out: str, made: datetime) -> int:
    """Writes the questions to the council as a table, a workbook or CSV by its ending.

    A question repeats no cell. It names the child by the council's own id, by which the row is found.

    Args:
        lists: what a check found.
        out: the file.
        made: when it is made.

    Returns:
        How many questions there are.

    Raises:
        DraftNotWrittenError: the file cannot be written there.
    """
    head = (
        "Kind",
        "Question",
        "List",
        "Sheet",
        "Row",
        "Heading",
        "Child’s id",
        "What was found",
        "What to do",
    )
    rows = tuple(
        (
            one.kind,
            one.title,
            one.list_number,
            one.sheet,
            one.row,
            one.column,
            one.child,
            one.what,
            one.advice,
        )
        for one in lists.questions
    )
    name = "Questions to the council"
    write_table(
        Sheet(head, rows), Path(out), name=name, title=lists.name, subject="Child-level lists", made=made
    )
    return len(rows)
