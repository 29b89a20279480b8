"""The screen of cases with two records of one child joined, and two more that look alike."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTabWidget, QWidget

from inspector_app.crypto.keys import Cost
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.places import places
from inspector_app.gui.shell import Shell
from inspector_app.services import cases, evidence, joining
from inspector_app.services.session import NewStore, Session, new_store


@cache
def _session() -> tuple[Session, str]:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    told = NewStore(
        where=Path(folder.name) / "store",
        framework="ILACS-2026",
        authority="Fernshire",
        inspector="Rowan Ashdown",
        role="lead",
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    session = new_store(told)
    atexit.register(session.close)
    made = [
        cases.open_case_track(session, reference=reference, why_chosen=why, age=age, depth=depth).record
        for reference, why, age, depth in (
            ("Plover 31", "A school told us of a worry that was never referred.", 9, "tracked"),
            ("Heron 12", "Named by the health visitor in the second week.", 9, "sampled"),
            ("Osprey 20", "Contact closed twice within a month.", 14, "tracked"),
            ("osprey 20", "Contact closed at the front door.", 14, "sampled"),
            ("Curlew 48", "To look at thresholds.", 3, "tracked"),
        )
    ]
    cases.note_case(
        session, case=made[0], council_grade="good", child_view="She sees her social worker alone."
    )
    cases.note_case(session, case=made[1], council_grade="inadequate", summary="Two plans without dates.")
    for case, text in zip(
        made[:2], ("The plan has no dates.", "Visits were late twice in May."), strict=True
    ):
        evidence.record_evidence(session, text=text, source="case_file", case=case)
    cases.add_journey_event(session, case=made[1], event="contact", start="2026-05-01", detail="by a school")
    joining.join_records(session, first=made[0], second=made[1], reason="One school, one date of birth.")
    return session, made[0]


def _open(shell: Shell) -> QWidget:
    session, case = _session()
    shell.window.open(
        places(shell.desk, session, Dropping(shell.desk, session)), inspection="Fernshire", first="cases"
    )
    shell.window.go("cases", case)
    QCoreApplication.processEvents()
    screen = shell.window.screen_of("cases")
    assert screen is not None
    tabs = next(each for each in screen.widget().findChildren(QTabWidget) if each.isVisible())
    tabs.setCurrentIndex(tabs.count() - 1)
    return shell.window


SCENES: list[tuple[str, Callable[[Shell], QWidget]]] = [("twins-same-child", _open)]
