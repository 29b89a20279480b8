"""Three laptops that hold a marked note with a file, and an order of the lead to erase both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.services import (
    attachments,
    bundles,
    erasing,
    evidence,
    keeping,
    merging,
    order_states,
    rosters,
)
from inspector_app.services.erasure_order import Order
from inspector_app.services.order_states import OrderState
from inspector_app.services.session import Session
from inspector_app.store import blobs, erasures

MARK = "quagmarkerzq"
PASSPHRASE = "twelve small owls"
Team = tuple[Session, Session, Session]


@pytest.fixture
def three(trusting: Callable[..., Team]) -> Team:
    return trusting("ada", "bo", "cy")


@pytest.fixture
def join(open_session: Callable[..., Session], tmp_path: Path) -> Callable[[str], Session]:
    """Makes a further laptop that trusts the team's roster and is not on it."""

    def joined(name: str) -> Session:
        session = open_session(name)
        rosters.trust_roster(session, folder=str(tmp_path / "roster"))
        return session

    return joined


@pytest.fixture
def send(tmp_path: Path) -> Callable[[Session], str]:
    """Makes a bundle of all that a laptop holds."""

    def sent(sender: Session) -> str:
        return bundles.export_bundle(sender, out=str(tmp_path / "out"), clear=True).bundle

    return sent


@pytest.fixture
def marked(three: Team, send: Callable[[Session], str], tmp_path: Path) -> tuple[str, str, str]:
    """A marked note with a marked file that all three hold: the note, the attachment, the lead's bundle of it."""
    lead, bo, cy = three
    record = evidence.record_evidence(lead, text=f"The {MARK} was named.", source="data").record
    evidence.record_evidence(lead, text="Another note stays.", source="data")
    letter = tmp_path / "letter.txt"
    letter.write_text(f"a letter about {MARK}\n", "utf-8")
    attachment = attachments.attach_file(lead, file=str(letter), to=record, name="letter.txt").record
    old = send(lead)
    for one in (bo, cy):
        assert merging.merge_bundle(one, bundle=old).verdict == "good"
        assert one.store.search(MARK)
    return record, attachment, old


@pytest.fixture
def ordered(three: Team, marked: tuple[str, str, str], tmp_path: Path) -> Order:
    """The lead ordered that the note and its file be erased, and carried it out."""
    lead, (record, attachment, _) = three[0], marked
    made = erasing.make_order(
        lead, out=tmp_path / "order.txt", reason="wrong-person", records=(record, attachment)
    )
    erasing.erase(lead, order=made.path)
    return made.order


@pytest.fixture
def nothing_left() -> Callable[[Session, Order], None]:
    """Asserts that what an order names is in no place of a store, and the store is sound."""
    return _nothing_left


def _nothing_left(session: Session, order: Order) -> None:
    store = session.store
    assert store.search(MARK) == []
    assert store.ledger.payloads_here(order.payloads) == set()
    assert not any(blobs.has(store, name) for name in order.blobs)
    assert all(store.ledger.is_erased(name) for name in (*order.payloads, *order.blobs))
    assert not any(store.ledger.names_payload(name) for name in order.payloads)
    assert not erasures.is_unclean(store)
    assert keeping.check(session).problems == ()


@pytest.fixture
def state_of() -> Callable[[Session], OrderState]:
    """Returns the state of the one order that a laptop knows of."""
    return _state_of


def _state_of(session: Session) -> OrderState:
    [state] = order_states.states(session)
    return state
