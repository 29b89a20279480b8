"""What stands behind a descriptor is the same whether it was counted anew or brought up to date."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from inspector_app.domain.kinds import SOURCES, STANCES
from inspector_app.errors import RefusedError
from inspector_app.services import bundles, evidence, interviews, joining, merging, weighing
from inspector_app.services.session import Session

CODES = ("ILACS-HP-02", "ILACS-HP-03", "ILACS-CIC-01")
WHO = ("child", "social worker", None)


def _slowly(session: Session) -> dict[str, tuple[object, ...]]:
    """Counts from the whole records, as nobody would on a large store."""
    pieces = {r.id: r for r in session.store.records("evidence")}
    met = {r.id: r.get("role_met") for r in session.store.records("interview")}
    found: dict[str, tuple[object, ...]] = {}
    for descriptor in session.framework.descriptors:
        links = [
            (str(r.get("evidence")), r.get("stance"))
            for r in session.store.records("evidence_link")
            if r.get("descriptor") == descriptor.code and r.get("evidence") in pieces
        ]
        about = [pieces[rec] for rec, _ in links]
        people = {str(r.get("said_by") or met.get(r.get("interview")) or "") for r in about} - {""}
        found[descriptor.code] = (
            *(sorted(rec for rec, way in links if way == stance) for stance in STANCES),
            {str(r.get("source")) for r in about},
            {str(r.get("case")) for r in about if r.get("case")},
            people,
            any(person.startswith("child") for person in people),
        )
    return found


def _kept(session: Session) -> dict[str, tuple[object, ...]]:
    return {
        code: (sorted(s.for_), sorted(s.against), set(s.sources), set(s.cases), set(s.people), s.heard)
        for code, s in weighing.supports(session).items()
    }


def _by_source(session: Session) -> dict[tuple[str, str], int]:
    pieces = {r.id: str(r.get("source")) for r in session.store.records("evidence")}
    area_of = {d.code: area.code for area in session.framework.areas for d in area.descriptors}
    pairs = {
        (area_of[str(r.get("descriptor"))], str(r.get("evidence")))
        for r in session.store.records("evidence_link")
        if r.get("evidence") in pieces
    }
    return dict(Counter((area, pieces[rec]) for area, rec in pairs))


class _Busy:
    """Does one thing after another to a store, chosen by a seeded chance."""

    def __init__(self, session: Session, chance: random.Random) -> None:
        self.session, self.chance = session, chance
        self.pieces: list[str] = []
        self.met = [
            interviews.note_interview(session, role_met=role, notes="Talked.").record
            for role in ("child", "social_worker")
        ]
        self.steps = (
            self.record, self.record, self.link, self.link, self.link, self.unlink, self.amend,
            self.withdraw, self.back, self.meet_another,
        )  # fmt: skip

    def step(self) -> None:
        with suppress(RefusedError, IndexError):  # not possible now, as with a link that is not there
            self.chance.choice(self.steps)()

    def record(self) -> None:
        done = evidence.record_evidence(
            self.session,
            text="Seen.",
            source=self.chance.choice(list(SOURCES)),
            said_by=self.chance.choice(WHO),
            interview=self.chance.choice([*self.met, None]),
        )
        self.pieces.append(done.record)

    def link(self) -> None:
        stance = self.chance.choice(list(STANCES))
        evidence.link_evidence(
            self.session,
            evidence=self.chance.choice(self.pieces),
            descriptor=self.chance.choice(CODES),
            stance=stance,
        )

    def unlink(self) -> None:
        evidence.unlink_evidence(
            self.session, evidence=self.chance.choice(self.pieces), descriptor=self.chance.choice(CODES)
        )

    def amend(self) -> None:
        source, who = self.chance.choice(list(SOURCES)), self.chance.choice(("child", "carer"))
        evidence.amend_evidence(
            self.session, evidence=self.chance.choice(self.pieces), source=source, said_by=who
        )

    def withdraw(self) -> None:
        evidence.withdraw_evidence(
            self.session, evidence=self.chance.choice(self.pieces), reason="recorded twice"
        )

    def back(self) -> None:
        evidence.bring_back(self.session, record=self.chance.choice(self.pieces), reason="it was right")

    def meet_another(self) -> None:
        role = self.chance.choice(("child", "social_worker"))
        interviews.amend_interview(self.session, interview=self.chance.choice(self.met), role_met=role)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_brought_up_to_date_is_what_a_count_finds(session: Session, seed: int) -> None:
    busy = _Busy(session, random.Random(seed))  # noqa: S311 - a seeded walk
    seen: set[str] = set()
    for _ in range(60):
        busy.step()
        kept = _kept(session)
        assert kept == _slowly(session)
        assert dict(weighing.by_source(session)) == _by_source(session)
        seen.update(code for code, told in kept.items() if told[0] or told[1])
    assert seen == set(CODES)  # else nothing was compared


@pytest.mark.parametrize("seed", range(2))
def test_joined_records_are_brought_up_to_date_as_they_are_counted(session: Session, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seeded walk
    busy = _Busy(session, chance)
    pairs: list[str] = []
    joined = 0
    for number in range(50):
        busy.step()
        with suppress(RefusedError, ValueError):
            if number % 4 == 0:
                first, second = chance.sample(chance.choice((busy.pieces, busy.met)), 2)
                done = joining.join_records(session, first=first, second=second, reason="one and the same")
                pairs.append(done.record)
            elif number % 11 == 0 and pairs:
                joining.part_records(session, joining=chance.choice(pairs), reason="two after all")
        kept = _kept(session), dict(weighing.by_source(session))
        session.kept.clear()
        assert kept == (_kept(session), dict(weighing.by_source(session)))
        joined += any(told[0] or told[1] for told in kept[0].values()) and bool(pairs)
    assert joined


def test_what_a_colleague_brings_counts(trusting: Callable[..., tuple[Session, ...]], tmp_path: Path) -> None:
    lead, bo = trusting("ada", "bo")
    assert not weighing.supports(lead)[CODES[0]].for_
    told = evidence.record_evidence(bo, text="I feel safe", source="interview", said_by="child")
    evidence.link_evidence(bo, evidence=told.record, descriptor=CODES[0], stance="for")
    merging.merge_bundle(lead, bundle=bundles.export_bundle(bo, out=str(tmp_path), clear=True).bundle)
    assert weighing.supports(lead)[CODES[0]].for_ == (told.record,)
    assert _kept(lead) == _slowly(lead)


def _link_and_break_off(session: Session, rec: str) -> None:
    with session.store.changing():
        evidence.link_evidence(session, evidence=rec, descriptor=CODES[0], stance="for")
        assert weighing.supports(session)[CODES[0]].for_ == (rec,)  # inside, it is there
        raise KeyboardInterrupt


def test_what_was_taken_back_half_way_counts_no_more(session: Session) -> None:
    done = evidence.record_evidence(session, text="Seen.", source="data")
    assert not weighing.supports(session)[CODES[0]].for_
    with pytest.raises(KeyboardInterrupt):
        _link_and_break_off(session, done.record)
    assert not weighing.supports(session)[CODES[0]].for_
    evidence.link_evidence(session, evidence=done.record, descriptor=CODES[0], stance="against")
    assert weighing.supports(session)[CODES[0]].against == (done.record,)
