"""An order to erase is obeyed only where the roster lets its signer order; any other is kept and shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.crypto import signing, sshsig
from inspector_app.domain.kinds import ERASURE
from inspector_app.domain.revision import Write
from inspector_app.services import (
    bundles,
    erasing,
    erasure_order,
    merging,
    order_states,
    orders,
    rosters,
    trusting,
)
from inspector_app.services.erasure_order import Order
from inspector_app.services.order_states import OrderState
from inspector_app.services.session import Session
from inspector_app.store import erasures

MARK = "quagmarkerzq"
PASSPHRASE = "twelve small owls"
Team = tuple[Session, Session, Session]
Send = Callable[[Session], str]
Gone = Callable[[Session, Order], None]
StateOf = Callable[[Session], OrderState]


def signed_by(key: signing.SigningKey, order: Order) -> tuple[str, str]:
    """The text of an order and a signature over it."""
    return order.text.decode("ascii"), sshsig.sign(order.text, erasure_order.NAMESPACE, key).decode("ascii")


# --- who may not order ---------------------------------------------------------------------------------------


@pytest.fixture
def officer() -> signing.SigningKey:
    """A key that is on no roster."""
    return signing.new_key()


@pytest.fixture
def unentitled(three: Team, marked: tuple[str, str, str], officer: signing.SigningKey) -> Order:
    """Bo puts into the log, as the app of a roster's owner would, what somebody signed who may not order."""
    lead, bo, _ = three
    record, _, _ = marked
    [told] = erasures.held(lead.store, record)
    order = Order(bo.inspection, "objection", "2026-11-02T09:00:00Z", (told.payload,))
    text, signature = signed_by(officer, order)
    fields = {"order": order.name, "text": text, "signature": signature}
    bo.write("erase", [Write(orders.place_of(bo, bo.device.actor, order.name), ERASURE, fields)])
    return order


def test_an_order_of_somebody_who_may_not_is_kept_passed_on_and_shown_and_not_obeyed(
    three: Team,
    unentitled: Order,
    send: Send,
    *,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    done = merging.merge_bundle(lead, bundle=send(bo))
    assert "an order to erase comes along and is kept, and not obeyed" in done.note
    merging.merge_bundle(cy, bundle=send(lead))
    for one in three:
        assert one.store.search(MARK)
        state = state_of(one)
        assert (state.name, state.here, state.out) == (unentitled.name, False, ())
        assert "may not order erasure" in state.refused
        assert state.sentence.startswith("An order to erase came and is not obeyed")
        assert erasures.orders(one.store) == []


def test_it_is_obeyed_once_the_roster_lets_its_signer_order(
    three: Team,
    unentitled: Order,
    officer: signing.SigningKey,
    send: Send,
    *,
    tmp_path: Path,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, bo, _ = three
    merging.merge_bundle(lead, bundle=send(bo))
    where = tmp_path / "roster"
    line = f'officer@inspection namespaces="{erasure_order.NAMESPACE}" {officer.public.public_line}\n'
    told = (where / "allowed_signers").read_bytes() + line.encode("ascii")
    more = rosters.files.roster_lines.read_signers(told, None)
    roster = rosters.files.replace(rosters.files.load_roster(where), signers=more)
    rosters.files.sign_roster(where, roster, rosters.owner_key(lead))
    found = trusting.trust_roster(lead, folder=str(where))
    assert "was carried out" in found.orders[0]
    assert found.changes is not None
    assert "evidence" in found.changes.kinds
    nothing_left(lead, unentitled)
    assert state_of(lead).here


def test_a_later_good_signature_counts_beside_an_earlier_bad_one(
    three: Team,
    marked: tuple[str, str, str],
    send: Send,
    tmp_path: Path,
    *,
    nothing_left: Gone,
    state_of: StateOf,
) -> None:
    lead, bo, cy = three
    made = erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(marked[0],))
    text, signature = signed_by(bundles.signing_key(bo), made.order)
    place = orders.place_of(bo, bo.device.actor, made.order.name)
    bo.write("erase", [Write(place, ERASURE, {"text": text, "signature": signature})])
    merging.merge_bundle(cy, bundle=send(bo))
    assert state_of(cy).refused
    erasing.erase(lead, order=made.path)
    merging.merge_bundle(cy, bundle=send(lead))
    nothing_left(cy, made.order)
    assert (state_of(cy).here, state_of(cy).refused) == (True, "")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": 7, "signature": None},
        {"text": "no order", "signature": "no signature", "devices": {"a": 1}, "payloads": "many"},
        {"text": "\u00e9", "signature": "", "devices": [1, None]},
    ],
)
def test_a_record_that_is_no_order_hinders_nobody(three: Team, send: Send, fields: dict[str, object]) -> None:
    lead, bo, _ = three
    bo.write("erase", [Write(bo.new_record(), ERASURE, fields)])
    assert merging.merge_bundle(lead, bundle=send(bo)).verdict == "good"
    for state in order_states.states(lead):
        assert state.refused
    assert erasures.orders(lead.store) == []


def test_a_store_that_trusts_no_roster_keeps_the_order_and_says_why(
    three: Team,
    ordered: Order,
    send: Send,
    open_session: Callable[..., Session],
    *,
    state_of: StateOf,
) -> None:
    alone = open_session("eve")
    path = send(three[0])
    signer = bundles.signing_key(three[0]).fingerprint
    merging.merge_bundle(alone, bundle=path, accept_unknown=True, signer=signer, reason="read aloud")
    assert state_of(alone).refused == "This store trusts no roster, so nobody can order erasure"
