"""An order to erase goes round the team by itself, and nothing brings back what went."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any, cast

import pytest

from inspector_app.domain.kinds import ERASURE
from inspector_app.domain.revision import Write
from inspector_app.services import (
    bundles,
    closing,
    erasing,
    evidence,
    lending,
    merging,
    order_states,
    orders,
    set_aside,
    shelf,
    unsealed,
)
from inspector_app.services import session as sessions
from inspector_app.services.erasure_order import Order
from inspector_app.services.order_states import OrderState
from inspector_app.services.session import Session
from inspector_app.store import engine, erasures, exchange, folder

MARK = "quagmarkerzq"
PASSPHRASE = "twelve small owls"
Team = tuple[Session, Session, Session]
Send = Callable[[Session], str]
Gone = Callable[[Session, Order], None]
StateOf = Callable[[Session], OrderState]


def principals(found: Iterable[order_states.Silence]) -> list[str]:
    return [one.principal for one in found]


# --- it goes round and is obeyed -----------------------------------------------------------------------------


def test_a_laptop_that_takes_in_an_order_carries_it_out_and_says_so(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    nothing_left: Gone,
) -> None:
    lead, bo, _ = three
    record, _, _ = marked
    unsealed.keep_typing(
        bo, editor=f"evidence/{record}", kind="evidence", fields={"text": MARK}, record=record
    )
    path = send(lead)

    tried = merging.merge_bundle(bo, bundle=path, dry_run=True)
    assert "an order comes along to erase 2 revisions and 1 attachment (wrong-person) for ever" in tried.note
    assert bo.store.search(MARK)

    done = merging.merge_bundle(bo, bundle=path)
    assert "an order to erase (wrong-person) came along and was carried out" in done.note
    assert "2 revisions and 1 attachment that it names were here" in done.note
    assert done.changes is not None
    assert {record} < done.changes.records
    assert {"evidence", "attachment", ERASURE} <= done.changes.kinds
    nothing_left(bo, ordered)
    assert bo.store.record(record).get("text") is None
    assert bo.store.search("stays")
    assert [draft for draft in unsealed.offered_back(bo) if draft.rec == record] == []
    [line] = bo.store.fact(erasures.PURGES)
    assert (line["order"], line["payloads"], line["attachments"]) == (ordered.name, 2, 1)
    assert MARK not in str(line)
    assert "order to erase" not in merging.merge_bundle(bo, bundle=path).note


def test_no_page_of_the_file_holds_it_afterwards(
    three: Team, marked: tuple[str, str, str], ordered: Order, send: Send
) -> None:
    lead, bo, _ = three
    merging.merge_bundle(bo, bundle=send(lead))
    where = bo.store.folder
    bo.close()
    key = folder.unlock(where, PASSPHRASE)
    connection = engine.connect(folder.database(where), key, read_only=True)
    try:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told = b"".join(
            part if isinstance(part, bytes) else str(part).encode()
            for table in tables
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of tables
            for part in row
        )
    finally:
        connection.close()
    assert b"Another note stays." in told
    assert MARK.encode() not in told


def test_every_order_of_arrival_ends_without_it(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    join: Callable[[str], Session],
    *,
    nothing_left: Gone,
) -> None:
    lead, _, cy = three
    _, _, old = marked
    with_it = send(cy)  # cy has not heard of the order and passes it on
    new = send(lead)
    for number, arrivals in enumerate(permutations((old, with_it, new))):
        taker = join(f"laptop {number}")
        for path in (*arrivals, *arrivals):
            assert merging.merge_bundle(taker, bundle=path).verdict == "good"
        nothing_left(taker, ordered)
        assert taker.store.search("stays")


def test_an_order_goes_on_through_colleagues(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    merging.merge_bundle(bo, bundle=send(lead))
    merging.merge_bundle(cy, bundle=send(bo))
    nothing_left(cy, ordered)
    assert {word.principal for word in state_of(cy).done} == {one.device.principal for one in three}


def test_an_order_counts_though_the_entry_that_carries_it_waits_for_others(
    three: Team,
    marked: tuple[str, str, str],
    send: Send,
    join: Callable[[str], Session],
    *,
    tmp_path: Path,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, _, cy = three
    record, _, old = marked
    merging.merge_bundle(lead, bundle=send(cy))
    made = erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(record,))
    erasing.erase(lead, order=made.path)
    increment = bundles.export_bundle(
        lead, out=str(tmp_path / "out"), recipients=("cy@inspection",), since_acknowledged=True, clear=True
    ).bundle
    dee = join("dee")
    assert merging.merge_bundle(dee, bundle=increment).waiting > 0
    assert state_of(dee).here
    merging.merge_bundle(dee, bundle=old)
    nothing_left(dee, made.order)


def test_a_laptop_that_joins_later_sees_a_sound_bundle_without_it(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    join: Callable[[str], Session],
    *,
    nothing_left: Gone,
) -> None:
    lead, _, _ = three
    record, _, old = marked
    path, dee = send(lead), join("dee")
    assert MARK.encode() in Path(old).read_bytes()
    assert MARK.encode() not in Path(path).read_bytes()
    for bundle in (old, path):
        assert bundles.verify_bundle(dee, bundle=bundle).verdict == "good"
    assert merging.merge_bundle(dee, bundle=path).waiting == 0
    nothing_left(dee, ordered)
    ids = [held.entry.id for held in lead.store.history(record)]
    assert [held.entry.id for held in dee.store.history(record)] == ids


def test_a_bundle_on_the_shelf_does_not_bring_it_back(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    join: Callable[[str], Session],
    *,
    tmp_path: Path,
    nothing_left: Gone,
) -> None:
    lead, bo, _ = three
    _, _, old = marked
    eve = join("eve")  # trusts the roster, holds the note, and is not on it
    merging.merge_bundle(eve, bundle=old)
    to = (sessions.recipient(bo.device),)
    sealed = bundles.export_bundle(eve, out=str(tmp_path / "sealed"), recipients=to).bundle
    held = shelf.set_aside(bo, bundle=sealed)
    merging.merge_bundle(bo, bundle=send(lead))
    taken = merging.merge_bundle(
        bo, bundle=str(held.path), accept_unknown=True, signer=held.fingerprint, reason="read aloud"
    )
    assert taken.new > 0
    nothing_left(bo, ordered)


def test_a_file_that_is_lent_is_taken_back(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    decide: Callable[..., None],
    *,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if sys.platform != "linux":
        pytest.skip("no memory file system is known elsewhere")
    lead, bo, _ = three
    _, attachment, _ = marked
    place = tmp_path / "memory"
    place.mkdir()
    monkeypatch.setattr(lending, "memory", lambda: place)
    decide("open_elsewhere = true")
    loan = lending.lend(bo, attachment=attachment)
    assert MARK in loan.path.read_text("utf-8")
    merging.merge_bundle(bo, bundle=send(lead))
    assert list(place.iterdir()) == []
    assert not lending.is_changed(loan)  # nobody is told that another program did it


# --- who has done it -----------------------------------------------------------------------------------------


def test_the_lead_sees_who_has_carried_it_out_and_who_not_yet(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    before = state_of(lead)
    assert (before.name, before.here, before.refused) == (ordered.name, True, "")
    assert principals(before.out) == ["bo@inspection", "cy@inspection"]
    assert before.sentence.endswith("is carried out here; not known yet of: bo@inspection, cy@inspection")
    merging.merge_bundle(bo, bundle=send(lead))
    merging.merge_bundle(lead, bundle=send(bo))
    after = state_of(lead)
    assert [(word.principal, word.payloads, word.attachments) for word in after.done] == [
        ("ada@inspection", 2, 1),
        ("bo@inspection", 2, 1),
    ]
    assert principals(after.out) == ["cy@inspection"]
    merging.merge_bundle(cy, bundle=send(bo))
    merging.merge_bundle(lead, bundle=send(cy))
    assert state_of(lead).out == ()
    assert state_of(lead).sentence.endswith("is carried out on every laptop that is known here")
    assert MARK not in str(state_of(lead))


def test_a_laptop_that_got_a_new_id_says_it_again_for_both(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    state_of: StateOf,
) -> None:
    lead, bo, _ = three
    evidence.record_evidence(bo, text="A note of bo's own.", source="data")
    merging.merge_bundle(lead, bundle=send(bo))
    sessions.renew_device(bo)
    merging.merge_bundle(bo, bundle=send(lead))
    merging.merge_bundle(lead, bundle=send(bo))
    assert principals(state_of(lead).out) == ["cy@inspection"]


def test_nobody_gives_a_word_in_anothers_place(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    merging.merge_bundle(bo, bundle=send(lead))
    [passed] = orders.passed(bo).values()
    fields = {
        "order": ordered.name, "text": passed.text.decode(), "signature": passed.signatures[0].decode(),
        "devices": [cy.device.actor], "payloads": 2, "attachments": 1,
    }  # fmt: skip
    evidence.record_evidence(cy, text="A note of cy's own.", source="data")
    merging.merge_bundle(bo, bundle=send(cy))
    bo.write("erase", [Write(orders.place_of(bo, cy.device.actor, ordered.name), ERASURE, fields)])
    own = orders.place_of(bo, bo.device.actor, ordered.name)
    bo.write("erase", [Write(own, ERASURE, {"devices": [cy.device.actor]})])
    merging.merge_bundle(lead, bundle=send(bo))
    assert principals(state_of(lead).out) == ["cy@inspection"]


# --- what stays ----------------------------------------------------------------------------------------------


def test_setting_the_merge_aside_takes_back_neither_the_order_nor_the_word(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, bo, _ = three
    evidence.record_evidence(lead, text="More of the lead.", source="data")
    merging.merge_bundle(bo, bundle=send(lead))
    latest = [row for row in exchange.bundles(bo.store) if row.direction == "in"][-1]
    set_aside.set_aside_merge(bo, bundle=latest.tagmanifest, reason="a wrong bundle")
    assert {word.principal for word in state_of(bo).done} == {"ada@inspection", "bo@inspection"}
    nothing_left(bo, ordered)


def test_hiding_the_record_of_an_order_changes_nothing(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    merging.merge_bundle(bo, bundle=send(lead))
    place = orders.place_of(bo, lead.device.actor, ordered.name)
    bo.write("delete", [Write(place, ERASURE, {"_deleted": True})])
    merging.merge_bundle(cy, bundle=send(bo))
    nothing_left(cy, ordered)
    assert {word.principal for word in state_of(cy).done} == {one.device.principal for one in three}


def test_old_bytes_that_another_program_holds_are_told_and_cleaned_the_next_time(
    three: Team,
    marked: tuple[str, str, str],
    ordered: Order,
    send: Send,
    *,
    nothing_left: Gone,
) -> None:
    lead, bo, _ = three
    path = send(lead)
    bo.store.connection.execute("PRAGMA busy_timeout = 0")
    where = bo.store.folder
    reader = engine.connect(folder.database(where), folder.unlock(where, PASSPHRASE), read_only=True)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM payload").fetchone()
        done = merging.merge_bundle(bo, bundle=path)
    finally:
        reader.close()
    assert "old bytes may still be in the store's file; it is tried again by itself" in done.note
    assert erasures.is_unclean(bo.store)
    assert orders.clean(bo) == ""
    nothing_left(bo, ordered)


def test_a_word_about_an_order_does_not_keep_an_inspection_from_being_closed(
    three: Team, marked: tuple[str, str, str], ordered: Order, send: Send
) -> None:
    lead, bo, _ = three
    before = closing.standing(bo).changes
    merging.merge_bundle(bo, bundle=send(lead))
    assert closing.standing(bo).changes == before


def test_an_order_itself_cannot_be_ordered_away(three: Team, ordered: Order, tmp_path: Path) -> None:
    lead, _, _ = three
    word = orders.place_of(lead, lead.device.actor, ordered.name)
    with pytest.raises(erasing.RefusedError, match="holds no evidence"):
        erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(word,))


def test_an_order_carried_out_by_file_goes_round_too(
    three: Team,
    marked: tuple[str, str, str],
    tmp_path: Path,
    send: Send,
    *,
    nothing_left: Gone,
) -> None:
    """The lead only writes it; bo runs the file, and cy hears of it from bo."""
    lead, bo, cy = three
    made = erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(marked[0],))
    erasing.erase(bo, order=made.path)
    merging.merge_bundle(cy, bundle=send(bo))
    nothing_left(cy, made.order)


def test_looking_for_orders_takes_the_same_steps_whatever_the_store_holds(session: Session) -> None:
    spent: list[int] = []
    for size in (20, 400):
        for number in range(size):
            evidence.record_evidence(session, text=f"Note {number}.", source="data")
        counted: list[int] = []
        # By tens of the steps of SQLite's machine, the same on every computer.
        connection = cast("Any", session.store.connection)
        connection.set_progress_handler(partial(_count, counted), 10)
        assert orders.obey(session) == ()
        connection.set_progress_handler(None, 0)
        spent.append(len(counted))
    assert spent[1] <= spent[0] + 10


def _count(counted: list[int]) -> int:
    counted.append(1)
    return 0
