"""The law of undo: undo all and it is as it began, redo all and it is as it was, whatever came between."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.crypto.keys import Cost
from inspector_app.errors import RefusedError
from inspector_app.services import cases, concerns, evidence, interviews, judgements, undoing
from inspector_app.services import session as sessions
from inspector_app.services.session import NewStore, Session

View = Callable[[Session], str]
Give = Callable[[Session, Session], None]
CODE, OTHER = "ILACS-HP-02", "ILACS-HP-03"
PASSPHRASE = "twelve small owls"
COST = Cost(memory_kib=64, iterations=1, lanes=1)


class _Hand:
    """Does one of many intents, chosen by a number; what cannot be done now is left out."""

    def __init__(self, session: Session, code: str = CODE) -> None:
        self.session = session
        self.code = code
        self.count = 0

    def do(self, what: int, which: int) -> None:
        try:
            self._do(what, which)
        except RefusedError:
            return

    def _one(self, kind: str, which: int, *, deleted: bool = False) -> str:
        found = [r.id for r in self.session.store.records(kind, deleted=deleted) if not r.is_set_aside]
        if not found:
            raise RefusedError("none yet")
        return found[which % len(found)]

    def _do(self, what: int, which: int) -> None:  # noqa: C901, PLR0912 - one line for each intent
        session, one = self.session, self._one
        self.count += 1
        told = f"Words {self.count} of {session.device.inspector}"
        match what:
            case 0:
                evidence.record_evidence(session, text=told, source="case_file")
            case 1:
                evidence.amend_evidence(session, evidence=one("evidence", which), text=told)
            case 2:
                evidence.amend_evidence(
                    session, evidence=one("evidence", which), case=one("case_track", which)
                )
            case 3:
                evidence.withdraw_evidence(session, evidence=one("evidence", which), reason=told)
            case 4:
                evidence.bring_back(session, record=one("evidence", which, deleted=True), reason=told)
            case 5:
                stance = "for" if which % 2 else "against"
                evidence.link_evidence(
                    session, evidence=one("evidence", which), descriptor=self.code, stance=stance, note=told
                )
            case 6:
                evidence.unlink_evidence(session, evidence=one("evidence", which), descriptor=self.code)
            case 7:
                cases.open_case_track(session, reference=told, why_chosen="concern")
            case 8:
                cases.note_case(session, case=one("case_track", which), summary=told)
            case 9:
                cases.close_case_track(session, case=one("case_track", which), reason=told)
            case 10:
                interviews.note_interview(session, role_met="child", notes=told)
            case 11:
                interviews.amend_interview(session, interview=one("interview", which), notes=told)
            case 12:
                judgements.evaluate_descriptor(
                    session, descriptor=self.code, finding=("mixed", "strength")[which % 2], effect=told
                )
            case 13:
                judgements.count_tally(session, text=told, numerator=1, denominator=2, population="cases")
            case 14:
                concerns.raise_urgent_concern(session, summary=told, told="director")
            case 15:
                _undo_if_any(session)
            case _:
                _redo_if_any(session)


def _undo_if_any(session: Session) -> None:
    if (step := undoing.outlook(session).undo) is not None:
        undoing.undo(session, step=step.id)


def _redo_if_any(session: Session) -> None:
    if (step := undoing.outlook(session).redo) is not None:
        undoing.redo(session, step=step.id)


def _redo_all(session: Session) -> int:
    count = 0
    while (step := undoing.outlook(session).redo) is not None:
        undoing.redo(session, step=step.id)
        count += 1
    return count


def _made(where: Path, name: str) -> Session:
    told = NewStore(
        where=where / name,
        framework="ILACS-2026",
        authority="Fernshire",
        inspector=name,
        role="inspector",
        start="2026-11-02",
        passphrase=PASSPHRASE,
        use_keychain=False,
        cost=COST,
    )
    return sessions.new_store(told)


_DEEDS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 5)), max_size=24)
_WITH_UNDO = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 5)), max_size=30)


def _concerns_aside(view: str) -> str:
    """A view without the register of urgent concerns, which no undo touches."""
    told = json.loads(view)
    return json.dumps({rec: one for rec, one in told.items() if "raised" not in one[0]}, sort_keys=True)


@settings(max_examples=25, deadline=None)
@given(deeds=_DEEDS, theirs=_DEEDS)
def test_undoing_everything_ends_as_it_began_and_redoing_everything_as_it_was(
    in_view: View, hand_over: Give, deeds: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> None:
    """A restart between, and a colleague's own work that comes in between."""
    with tempfile.TemporaryDirectory() as folder:
        session, bo = _made(Path(folder), "ada"), _made(Path(folder), "bo")
        with bo:
            other = _Hand(bo, OTHER)
            for what, which in theirs:
                other.do(what, which)
            with session:
                evidence.record_evidence(session, text="Before all.", source="case_file")
                began = in_view(session)
                first = len(_steps(session))
                hand = _Hand(session)
                for what, which in deeds:
                    hand.do(what, which)
                ended = in_view(session)
                steps = len(_steps(session)) - first
                for _ in range(steps // 2):
                    _undo_if_any(session)
            with sessions.unlock(session.store.folder, PASSPHRASE) as later:
                for _ in range(steps - steps // 2):
                    _undo_if_any(later)
                assert _concerns_aside(in_view(later)) == began
                hand_over(bo, later)
                with_bo = in_view(later)
                assert _redo_all(later) == steps
                after = json.loads(in_view(later))
                assert {rec: after[rec] for rec in json.loads(ended)} == json.loads(ended)
                for _ in range(steps):
                    _undo_if_any(later)
                assert in_view(later) == with_bo


def _steps(session: Session) -> list[str]:
    """The steps that could be undone one after the other, the last first."""
    found: list[str] = []
    while (step := undoing.outlook(session, passing=found).undo) is not None:
        found.append(step.id)
    return found


@settings(max_examples=25, deadline=None)
@given(deeds=_WITH_UNDO)
def test_undo_then_redo_changes_nothing_whatever_was_undone_before(
    in_view: View, deeds: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, _made(Path(folder), "ada") as session:
        hand = _Hand(session)
        for what, which in deeds:
            hand.do(what, which)
            before, step = in_view(session), undoing.outlook(session).undo
            if step is None:
                continue
            try:
                undoing.undo(session, step=step.id)
            except RefusedError:
                assert in_view(session) == before
                continue
            again = undoing.outlook(session).redo
            assert again is not None
            assert again.id == step.id
            undoing.redo(session, step=step.id)
            assert in_view(session) == before
