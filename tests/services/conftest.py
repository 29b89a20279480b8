"""Real small sessions: an encrypted store on disk, a cheap passphrase, a fixed clock."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.crypto.keys import Cost
from inspector_app.domain.revision import RESTORES, WITHDRAWS
from inspector_app.merge.plan import plan_merge
from inspector_app.services import merging, policy, rosters
from inspector_app.services import session as sessions
from inspector_app.services.session import NewStore, Session, new_store
from inspector_app.store import exchange

PASSPHRASE = "twelve small owls"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class TickingClock:
    """A clock that moves one second at every look, so that claims differ and nothing waits."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def open_session(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Makes sessions of one inspection; each name is one laptop."""
    with ExitStack() as stack:

        def make(name: str = "ada", role: str = "inspector", framework: str = "ILACS-2026") -> Session:
            told = NewStore(
                where=tmp_path / name,
                framework=framework,
                overlays=("SUPP-CRITICS-2013",),
                authority="Fernshire",
                inspector=name,
                role=role,
                start="2026-11-02",
                passphrase=PASSPHRASE,
                use_keychain=False,
                cost=Cost(memory_kib=64, iterations=1, lanes=1),
            )
            return stack.enter_context(new_store(told, TickingClock()))

        yield make


@pytest.fixture
def session(open_session: Callable[..., Session]) -> Session:
    return open_session()


@pytest.fixture
def trusting(open_session: Callable[..., Session], tmp_path: Path) -> Callable[..., tuple[Session, ...]]:
    """Makes laptops that trust one signed roster, in the folder `roster`; the first is the lead's."""

    def make(first: str, *others: str) -> tuple[Session, ...]:
        lead = open_session(first, "lead")
        members = (lead, *(open_session(name) for name in others))
        folder = str(tmp_path / "roster")
        rosters.init_roster(lead, folder=folder)
        for member in members:
            rosters.add_member(
                lead,
                folder=folder,
                principal=member.device.principal,
                key=sessions.public_key(member.device),
                recipient=sessions.recipient(member.device),
                role=member.device.role,
            )
        for member in members:
            rosters.trust_roster(member, folder=folder)
        return members

    return make


@pytest.fixture
def team(trusting: Callable[..., tuple[Session, Session]]) -> tuple[Session, Session]:
    """A lead and an inspector who trust one signed roster."""
    return trusting("ada", "bo")


@pytest.fixture
def decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes the policy of this computer, line by line."""
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "_here", lambda: path)

    def write(*lines: str) -> None:
        path.write_text("\n".join((f'format = "{policy.FORMAT}"', *lines)), "utf-8")

    return write


@pytest.fixture(scope="session")
def in_view() -> Callable[[Session], str]:
    """Tells every record in view with what it says, conflicts too; not what only tells of revisions."""

    def told(session: Session) -> str:
        found = {
            record.id: (
                {name: value for name, value in record.fields.items() if name not in (WITHDRAWS, RESTORES)},
                {name: [one.value for one in values] for name, values in record.conflicts.items()},
                record.deleted,
            )
            for record in session.store.records(deleted=True)
            if not record.is_set_aside
        }
        return json.dumps(found, sort_keys=True)

    return told


@pytest.fixture(scope="session")
def hand_over() -> Callable[[Session, Session], None]:
    """Hands a whole ledger over without a bundle."""

    def give(sender: Session, taker: Session) -> None:
        entries = [e for actor in exchange.frontier(sender.store) for e in exchange.log(sender.store, actor)]
        payloads = exchange.payload_lines(sender.store, [e.header.pay for e in entries])
        plan = plan_merge([e.line for e in entries], payloads, taker.store.ledger)
        taker.store.integrate(merging.arrival(plan, "0" * 64))

    return give
