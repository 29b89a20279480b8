"""The editors of the window that somebody may be typing into, and where their words stand in a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from inspector_app.gui.screens.cases.presenter import editor_of as case_draft
from inspector_app.gui.screens.checklists.presenter import editor_of as evaluation_draft
from inspector_app.gui.screens.evidence.reading import editor_of as evidence_draft
from inspector_app.gui.screens.interviews.reading import editor_of as interview_draft
from inspector_app.gui.screens.judgements.presenter import editor_of as judgement_draft
from inspector_app.services import cases, evidence, interviews
from inspector_app.services.session import Session
from inspector_app.store import drafts

DESCRIPTOR, AREA = "ILACS-IL-01", "IL"


@dataclass(frozen=True, slots=True)
class Editor:
    """One field for words.

    Attributes:
        name: what it is called here.
        screen: the screen that it stands on.
        what: what that screen opens.
        draft: under which name typed words are kept.
        record: the record that they end in.
        field: the field there, and in the draft.
        find: finds the field on the screen.
    """

    name: str
    screen: str
    what: str
    draft: str
    record: str
    field: str
    find: Callable[[Any], QPlainTextEdit]

    def words(self, one: Session) -> str:
        """Returns what the window would show in it: what is kept, else what is recorded."""
        kept = drafts.found(one.store, self.draft)
        found = one.store.find(self.record)
        if kept and self.field in kept[0].fields:
            return str(kept[0].fields[self.field])
        return str(found.get(self.field) or "") if found else ""


def furnish(one: Session) -> tuple[Editor, ...]:
    """Makes a case, an interview and evidence in a store; returns the editors that show them."""
    case = cases.open_case_track(one, reference="Curlew 48", why_chosen="drawn by lot").record
    met = interviews.note_interview(one, role_met="social worker", notes="She began:", case=case).record
    seen, other = (
        evidence.record_evidence(one, text=text, source="case_file", case=case).record
        for text in ("In the file:", "In the plan:")
    )
    evaluation, judgement = one.template(f"evaluation/{DESCRIPTOR}"), one.template(f"judgement/{AREA}")

    def of_evidence(record: str, name: str) -> Editor:
        draft = evidence_draft(record)
        return Editor(name, "evidence", record, draft, record, "text", lambda screen: screen.record.text)

    def of_interview(field: str) -> Editor:
        draft = interview_draft(met)
        return Editor(
            f"interview {field}",
            "interviews",
            met,
            draft,
            met,
            field,
            lambda screen: screen.sheet.editors[field],
        )

    def of_case(field: str) -> Editor:
        draft = case_draft(case)
        return Editor(
            f"case {field}", "cases", case, draft, case, field, lambda screen: screen._editors[field]
        )

    def of_checklist(field: str) -> Editor:
        draft = evaluation_draft(DESCRIPTOR)
        return Editor(
            f"checklist {field}", "checklists", DESCRIPTOR, draft, evaluation, field,
            lambda screen: screen._editors[field],
        )  # fmt: skip

    return (
        of_interview("notes"),
        of_evidence(seen, "evidence text"),
        of_evidence(other, "evidence text, another record"),
        of_checklist("effect"),
        of_case("child_view"),
        Editor(
            "judgement rationale", "judgements", AREA, judgement_draft(AREA), judgement, "rationale",
            lambda screen: screen.rationale,
        ),
        of_interview("quotes"),
        of_checklist("summary"),
        of_case("summary"),
    )  # fmt: skip
