"""Exports that one archive cannot hold: several bundles, each whole, in any order, none missed unseen."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bundle import layout
from inspector_app.errors import RefusedError
from inspector_app.services import attachments, bundles, evidence, merging, parts
from inspector_app.services.session import Session
from inspector_app.store import blobs, exchange
from inspector_app.store.exchange import BundleRow
from inspector_app.store.outbox import Outbox, Run


@pytest.fixture
def pair(team: tuple[Session, Session], tmp_path: Path) -> tuple[Session, Session]:
    """A lead, and an inspector with more records than the small archives of these tests hold."""
    lead, other = team
    for number in range(12):
        rec = evidence.record_evidence(other, text=f"Note {number}.", source="case_file").record
        if number % 4 == 0:
            evidence.amend_evidence(other, evidence=rec, text=f"Note {number}, better.")
            (tmp_path / "plan.txt").write_text(f"plan {number}")
            attachments.attach_file(other, file=str(tmp_path / "plan.txt"), to=rec)
    return lead, other


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive holds six files beside those of every bundle."""
    monkeypatch.setattr(layout, "MAX_MEMBERS", parts._FIXED_FILES + 3 + 6)


@pytest.mark.usefixtures("small")
def test_what_does_not_fit_goes_in_parts_that_follow_one_another(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    _, other = pair
    done = bundles.export_bundle(other, out=str(tmp_path / "out"))
    assert done.bundle == done.bundles[0]
    found = [bundles.verify_bundle(other, bundle=path) for path in done.bundles]
    count = len(found)
    assert count >= 3
    assert [one.verdict for one in found] == ["good"] * count
    assert [one.part for one in found] == [(number, count) for number in range(1, count + 1)]
    assert [one.sequence for one in found] == list(range(1, count + 1))
    assert [one.previous for one in found] == [None, *(one.tagmanifest_sha256 for one in found[:-1])]
    assert done.revisions == sum(one.revisions for one in found) == other.store.revisions()
    assert done.attachments == sum(one.attachments for one in found) == 3
    assert bundles.export_bundle(other, out=str(tmp_path / "out")).bundles[0] not in done.bundles


@pytest.mark.usefixtures("small")
def test_parts_merge_in_any_order_and_give_what_one_bundle_would(
    pair: tuple[Session, Session], open_session: Callable[..., Session], tmp_path: Path
) -> None:
    lead, other = pair
    made = bundles.export_bundle(other, out=str(tmp_path / "out")).bundles
    orders = [made, made[::-1], (*made[1:], made[0])]
    for number, order in enumerate(orders):
        taker = lead if number == 0 else open_session(f"lead-{number}", "lead")
        for path in order:
            told = bundles.verify_bundle(lead, bundle=path)
            assert told.verdict == "good"
            # The others hold the lead's key, so that one export serves all orders.
            with_key = _as_lead(taker, lead)
            merging.merge_bundle(with_key, bundle=path)
        assert [r.id for r in taker.store.records("evidence")] == [
            r.id for r in other.store.records("evidence")
        ]
        for record in other.store.records("evidence"):
            assert taker.store.record(record.id) == record
        assert blobs.names(taker.store) == blobs.names(other.store)
        waiting = taker.store.connection.execute("SELECT count(*) FROM entry WHERE state <> 'ok'").fetchone()
        assert waiting == (0,)


def _as_lead(session: Session, lead: Session) -> Session:
    if session is lead:
        return lead
    exchange.keep_roster(session.store, exchange.roster(lead.store))
    session.store.set_fact("roster_pinned", lead.store.fact("roster_pinned"))
    return replace(session, device=replace(session.device, identity=lead.device.identity))


@pytest.mark.usefixtures("small")
def test_parts_that_have_not_come_are_named(pair: tuple[Session, Session], tmp_path: Path) -> None:
    lead, other = pair
    made = bundles.export_bundle(other, out=str(tmp_path / "out")).bundles
    assert bundles.lacking_parts(lead) == ()
    merging.merge_bundle(lead, bundle=made[1])
    (told,) = bundles.lacking_parts(lead)
    missing = tuple(n for n in range(1, len(made) + 1) if n != 2)
    assert (told.principal, told.of, told.missing) == ("bo@inspection", len(made), missing)
    assert told.sentence.startswith(f"Of an export in {len(made)} parts by bo@inspection, parts 1")
    assert told.sentence.endswith("have not come yet.")
    for path in made[:-1]:
        merging.merge_bundle(lead, bundle=path)
    (told,) = bundles.lacking_parts(lead)
    assert f"part {len(made)} has not come yet" in told.sentence
    merging.merge_bundle(lead, bundle=made[-1])
    assert bundles.lacking_parts(lead) == ()


def test_parts_of_two_exports_are_not_taken_for_one() -> None:
    def came(seq: int, number: int, of: int) -> BundleRow:
        report = {"part": [number, of]}
        return BundleRow(str(seq), "", "device", seq, "", "", "bo", "", "good", "in", report)

    rows = [came(3, 1, 2), came(6, 2, 2), came(7, 1, 1)]
    assert [one.missing for one in parts.lacking(rows)] == [(2,), (1,)]
    assert parts.lacking([*rows, came(4, 2, 2), came(5, 1, 2)]) == ()


@pytest.mark.usefixtures("small")
def test_a_later_part_that_fails_takes_the_earlier_ones_away(
    pair: tuple[Session, Session], tmp_path: Path
) -> None:
    _, other = pair

    class StopError(Exception):
        pass

    def tell(_done: int, _of: int, sentence: str) -> None:
        if sentence.startswith("Part 3"):
            raise StopError

    with pytest.raises(StopError):
        bundles.export_bundle(other, out=str(tmp_path / "out"), tell=tell)
    assert not (tmp_path / "out").exists()
    assert exchange.bundles(other.store) == []


def test_bytes_count_as_files_do(
    pair: tuple[Session, Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, other = pair
    for number in range(3):
        path = tmp_path / f"{number}.bin"
        path.write_bytes(bytes([number]) * 900_000)
        attachments.attach_file(other, file=str(path), to=other.store.records("evidence")[0].id)
    monkeypatch.setattr(layout, "MAX_ARCHIVE", parts._FIXED_BYTES + 12_288 + 2_000_000)
    done = bundles.export_bundle(other, out=str(tmp_path / "out"))
    assert len(done.bundles) == 2
    assert all(Path(path).stat().st_size < layout.MAX_ARCHIVE for path in done.bundles)
    monkeypatch.setattr(layout, "MAX_ARCHIVE", parts._FIXED_BYTES + 12_288 + 500_000)
    with pytest.raises(RefusedError, match="attachment is larger"):
        bundles.export_bundle(other, out=str(tmp_path / "out"))


def test_parts_are_as_few_as_they_can_be_and_lose_nothing(pair: tuple[Session, Session]) -> None:
    _, other = pair
    outbox = Outbox(other.store.connection, other.store.folder)
    (actor,) = exchange.frontier(other.store)
    whole = Run(actor, 0, 1 << 40)
    weights = list(outbox.weights(whole))
    attached = outbox.attachments([whole])
    for files in range(2, 30):
        room = parts.Room(files, 1 << 30)
        found = list(parts._packed(outbox, [whole], attached, room))
        runs = [run for part in found for run in part.runs]
        assert [run.after for run in runs] == [0, *(run.upto for run in runs[:-1])]
        assert runs[-1].upto == whole.upto
        assert [one for part in found for one in part.attachments] == attached
        for part, after in itertools.pairwise(found):
            held = {w.rec for run in part.runs for w in weights if run.after < w.seq <= run.upto}
            count = len(held) + len(part.attachments)
            assert count <= files
            assert count == files or not after.runs or weights[after.runs[0].after].rec not in held
