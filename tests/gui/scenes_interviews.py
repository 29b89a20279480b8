"""Scenes of the screen of interviews, on a real small store."""

from __future__ import annotations

import atexit
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inspector_app.crypto.keys import Cost
from inspector_app.gui.desk import Place
from inspector_app.gui.screens.interviews import InterviewsScreen
from inspector_app.gui.seeking import SearchEverywhere
from inspector_app.gui.shell import Shell
from inspector_app.services import cases, evidence, interviews
from inspector_app.services.session import NewStore, Session, new_store

NOTE = (
    "10:04 Lives with her grandmother since March, says it feels like home.\n"
    "10:06 “I see my social worker every week and she rings back.”\n"
    "10:09 Has not seen her plan. Was asked about it once, by the reviewing officer.\n"
    "10:12 Looked at the floor when contact with her brother came up.\n"
    "10:15 Would like an advocate; nobody had told her that she may have one."
)


def _clock() -> datetime:
    return datetime(2026, 11, 3, 10, 20, tzinfo=UTC)


def _session() -> Session:
    folder = tempfile.TemporaryDirectory()
    told = NewStore(
        where=Path(folder.name) / "store",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Inspector B",
        role="inspector",
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    made = new_store(told, _clock)
    atexit.register(folder.cleanup)
    atexit.register(made.close)
    case = cases.open_case_track(made, reference="Curlew 48", why_chosen="kinship care").record
    child = interviews.note_interview(
        made,
        role_met="child",
        notes=NOTE,
        date="2026-11-03T10:00",
        case=case,
        place="at school, in the quiet room",
        participants=["advocate"],
        consent="given",
        quotes="I see my social worker every week and she rings back.",
    ).record
    interviews.note_interview(
        made, role_met="social worker", notes="14:02 Fourteen children.", date="2026-11-02T14:00"
    )
    interviews.note_interview(
        made, role_met="foster carer", notes="Yes.\nNo.", date="2026-11-02", consent="refused"
    )
    quote = evidence.record_evidence(
        made,
        text="I see my social worker every week and she rings back.",
        source="interview",
        polarity="strength",
        interview=child,
        said_by="child",
        quote=True,
    ).record
    evidence.link_evidence(made, evidence=quote, descriptor="ILACS-CIC-02", stance="for")
    evidence.record_evidence(
        made,
        text="Looked at the floor when contact with her brother came up.",
        source="observation",
        interview=child,
        said_by="inspector",
    )
    return made


def _in_window(shell: Shell) -> InterviewsScreen:
    session = _session()
    made: list[InterviewsScreen] = []

    def make() -> InterviewsScreen:
        made.append(InterviewsScreen(shell.desk, session))
        return made[0]

    titles = ("Today", "Cases", "Interviews", "Evidence", "Checklists", "Judgements", "Team", "Report")
    places = [Place(title.lower(), title, title.lower(), make) for title in titles]
    shell.window.open(places, inspection="Fernshire", first="interviews")
    shell.window.facts.show_inspector("Inspector B, team inspector")
    return made[0]


def listed(shell: Shell) -> QWidget:
    """The list."""
    screen = _in_window(shell)
    screen.list.rows.choose(screen.list.rows.model.row_at(0).id)
    return shell.window


def noted(shell: Shell) -> QWidget:
    """An interview with a sentence chosen."""
    screen = _in_window(shell)
    screen.open(screen.list.rows.model.row_at(0).id)
    screen.sheet.show_words("Would like an advocate; nobody had told her that she may have one.")
    return shell.window


def quiet(shell: Shell) -> QWidget:
    """The note alone, in front of a child."""
    screen = _in_window(shell)
    screen.open(screen.list.rows.model.row_at(0).id)
    shell.be_quiet()
    assert shell.quiet is not None
    return shell.quiet


def printed(shell: Shell) -> QWidget:
    """The pages of the list before they are printed."""
    from inspector_app.gui.printing import Printing  # noqa: PLC0415 - for this scene

    _in_window(shell)
    printing = Printing(shell.desk, shell.window)
    printing.ask()
    assert printing.preview is not None
    return printing.preview


def sought(shell: Shell) -> QWidget:
    """A word sought in everything."""
    dialog = SearchEverywhere(shell.desk, _session(), shell.window)
    dialog.summon()
    dialog.list.search.setText("her")
    dialog.seek("her")
    dialog.list.choose(dialog.list.model.row_at(0).record)
    return dialog


def begun(shell: Shell) -> QWidget:
    """A new interview."""
    screen = _in_window(shell)
    screen.list.new.click()
    return shell.window


def wide(shell: Shell) -> QWidget:
    """A larger window, with an evidence record chosen."""
    screen = _in_window(shell)
    screen.open(screen.list.rows.model.row_at(0).id)
    screen.evidence.made.setCurrentRow(0)
    shell.window.resize(1500, 1000)
    return shell.window


def prompts(shell: Shell) -> QWidget:
    """The prompts, which have a tab of their own where the text is large."""
    screen = _in_window(shell)
    screen.open(screen.list.rows.model.row_at(0).id)
    QCoreApplication.processEvents()
    if screen.sheet._tabs.count() > 2:
        screen.sheet._tabs.setCurrentWidget(screen.sheet.prompts)
    screen.sheet.prompts.list.setCurrentRow(1)
    return shell.window


SCENES = [
    ("interviews-prompts", prompts),
    ("interviews-list", listed),
    ("interviews-note", noted),
    ("interviews-new", begun),
    ("interviews-quiet", quiet),
    ("everywhere", sought),
    ("interviews-printed", printed),
    ("interviews-wide", wide),
]
