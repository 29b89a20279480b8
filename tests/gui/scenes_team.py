"""Scenes of the screen of the team, on three real small stores."""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QScrollArea, QWidget

from inspector_app.crypto.keys import Cost
from inspector_app.domain.kinds import ERASURE
from inspector_app.domain.revision import Write
from inspector_app.gui.desk import Place
from inspector_app.gui.dropping import Dropping
from inspector_app.gui.runner import Progress
from inspector_app.gui.screens.team import TeamScreen
from inspector_app.gui.shell import Shell
from inspector_app.services import (
    agent_keys,
    bundles,
    erasing,
    evidence,
    judgements,
    merging,
    rosters,
    set_aside,
    team,
)
from inspector_app.services.session import NewStore, Session, new_store
from inspector_app.store import exchange

CODE = "ILACS-HP-02"
TEXT = (
    "Four of the six plans were seen. {0}\n"
    "Each says who does what, but two have no dates.\n"
    "The family's own words stand in {1} of them."
)


def _clock() -> datetime:
    return datetime(2026, 11, 3, 16, 40, tzinfo=UTC)


class _Laid(NamedTuple):
    """The stores, and the bundles that wait for the lead."""

    lead: Session
    folder: Path
    waiting: Path
    strange: Path


def _device(folder: Path, name: str, role: str = "inspector") -> Session:
    told = NewStore(
        where=folder / name,
        framework="ILACS-2026",
        authority="Fernshire",
        inspector=name,
        role=role,
        start="2026-11-02",
        passphrase="twelve small owls",
        use_keychain=False,
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    made = new_store(told, _clock)
    atexit.register(made.close)
    return made


def _laid() -> _Laid:
    held = tempfile.TemporaryDirectory()
    atexit.register(held.cleanup)
    folder = Path(held.name)
    lead, other, third = (
        _device(folder, "a.brook", "lead"),
        _device(folder, "b.carr"),
        _device(folder, "c.dene"),
    )
    roster, out = str(folder / "roster"), str(folder / "out")
    rosters.init_roster(lead, folder=roster)
    for member in (lead, other):
        mine = team.own(member)
        rosters.add_member(
            lead,
            folder=roster,
            principal=mine.principal,
            key=mine.public_key,
            recipient=mine.recipient,
            role=mine.role,
        )
    for member in (lead, other):
        rosters.trust_roster(member, folder=roster)
    rec = evidence.record_evidence(
        lead, text=TEXT.format("All are signed.", "three"), source="case_file"
    ).record
    evidence.link_evidence(lead, evidence=rec, descriptor=CODE, stance="for")
    _evaluate(lead, "mixed")
    first = bundles.export_bundle(lead, out=out, recipients=(other.device.principal,)).bundle
    merging.merge_bundle(other, bundle=first)
    for session, finding, words in (
        (lead, "strength", ("All six are signed.", "three")),
        (other, "improvement", ("All are signed.", "only two")),
    ):
        _evaluate(session, finding)
        evidence.amend_evidence(session, evidence=rec, text=TEXT.format(*words))
    merging.merge_bundle(lead, bundle=bundles.export_bundle(other, out=out).bundle)
    evidence.record_evidence(other, text="Every visit is written up within two days.", source="case_file")
    evidence.record_evidence(third, text="The rota has gaps at the weekend.", source="document")
    waiting = bundles.export_bundle(other, out=out).bundle
    strange = bundles.export_bundle(third, out=out, recipients=(team.own(lead).recipient,)).bundle
    return _Laid(lead, folder, Path(waiting), Path(strange))


def _evaluate(session: Session, finding: str) -> None:
    judgements.evaluate_descriptor(
        session,
        descriptor=CODE,
        finding=finding,
        effect="Some children wait too long for a plan that they can follow.",
        reason="as I read the files",
    )


def _in_window(shell: Shell) -> tuple[TeamScreen, _Laid]:
    laid = _laid()
    made: list[TeamScreen] = []

    def make() -> TeamScreen:
        made.append(TeamScreen(shell.desk, laid.lead, Dropping(shell.desk, laid.lead)))
        return made[0]

    titles = ("Today", "Cases", "Interviews", "Evidence", "Checklists", "Judgements", "Team", "Report")
    places = [Place(title.lower(), title, title.lower(), make) for title in titles]
    shell.window.open(places, inspection="Fernshire", first="team")
    shell.window.facts.show_inspector("A. Brook, lead inspector")
    return made[0], laid


def listed(shell: Shell) -> QWidget:
    """What came and went."""
    _in_window(shell)
    return shell.window


def tried(shell: Shell) -> QWidget:
    """A bundle before it is merged."""
    screen, laid = _in_window(shell)
    screen.presenter.taking._chosen(laid.waiting)
    return shell.window


def exporting(shell: Shell) -> QWidget:
    """An export that is under way."""
    screen, _ = _in_window(shell)
    words = "Exporting, and opening the bundle again to be sure…"
    screen.show_state(replace(screen.presenter.state, busy=words, stops=True))
    screen.show_progress(Progress(3, 8, "Writing and sealing the bundle"))
    return shell.window


def strange(shell: Shell) -> QWidget:
    """A bundle of somebody whom nobody knows."""
    screen, laid = _in_window(shell)
    screen.presenter.taking._chosen(laid.strange)
    return shell.window


def aside(shell: Shell) -> QWidget:
    """A bundle of somebody whom nobody knows, set aside."""
    screen, laid = _in_window(shell)
    screen.presenter.taking._chosen(laid.strange)
    screen.presenter.shelving.set_aside()
    return shell.window


def chosen(shell: Shell) -> QWidget:
    """A judgement that differs."""
    screen, _ = _in_window(shell)
    screen.open("first")
    return shell.window


def text(shell: Shell) -> QWidget:
    """A text that differs, with a proposal."""
    screen, _ = _in_window(shell)
    screen.open(next(one.place for one in screen.presenter.state.disputes if one.text))
    return shell.window


def roster(shell: Shell) -> QWidget:
    """Who is on the roster."""
    screen, _ = _in_window(shell)
    screen.tabs.setCurrentWidget(screen.roster)
    return shell.window


def joining(shell: Shell) -> QWidget:
    """The lower half of the roster's page: this device, and a colleague to add."""
    screen, _ = _in_window(shell)
    screen.tabs.setCurrentWidget(screen.roster)
    shell.window.repaint()
    area = screen.roster.findChild(QScrollArea)
    area.ensureWidgetVisible(screen.roster.add)
    return shell.window


def _at_own_part(shell: Shell) -> TeamScreen:
    screen, laid = _in_window(shell)
    laid.lead.store.set_fact(agent_keys.FACT, team.own(laid.lead).fingerprint)
    screen.shown()
    screen.tabs.setCurrentWidget(screen.roster)
    return screen


def code(shell: Shell) -> QWidget:
    """This device's enrolment as a QR code."""
    screen = _at_own_part(shell)
    shell.window.repaint()
    screen.roster.own.show_code.click()
    return shell.window


def signing(shell: Shell) -> QWidget:
    """What signs this device's bundles."""
    screen = _at_own_part(shell)
    shell.window.repaint()
    area = screen.roster.findChild(QScrollArea)
    area.ensureWidgetVisible(screen.roster.own.certificate)
    return shell.window


def merge_aside(shell: Shell) -> QWidget:
    """A merge that the lead set aside, chosen in the list."""
    screen, laid = _in_window(shell)
    (row,) = [one for one in screen.presenter.state.exchanges if one.incoming]
    set_aside.set_aside_merge(laid.lead, bundle=row.tagmanifest, reason="It belongs to another council.")
    screen.shown()
    screen.bundles.list.choose((row.tagmanifest, True))
    return shell.window


def laptops(shell: Shell) -> QWidget:
    """A laptop that is lost, of which a part is only known by what others said."""
    screen, laid = _in_window(shell)
    screen.tabs.setCurrentWidget(screen.laptops)
    lost = screen.presenter.state.laptops[0].device
    end = (12, "0" * 64)
    exchange.keep_acknowledged(laid.lead.store, "e" * 8, {lost: end})
    screen.laptops.list.choose(lost)
    screen.laptops.look.click()
    return shell.window


def ordered(shell: Shell) -> QWidget:
    """An order to erase that this laptop has carried out and a colleague has not, and one that is not obeyed."""
    screen, laid = _in_window(shell)
    [record, *_] = [one.id for one in laid.lead.store.records("evidence")]
    made = erasing.make_order(
        laid.lead, out=laid.folder / "order.txt", reason="wrong-person", records=(record,)
    )
    erasing.erase(laid.lead, order=made.path)
    foreign = replace(made.order, reason="objection")
    fields = {"order": foreign.name, "text": foreign.text.decode(), "signature": "of somebody else"}
    laid.lead.write("erase", [Write(laid.lead.new_record(), ERASURE, fields)])
    screen.shown()
    screen.tabs.setCurrentWidget(screen.laptops)
    area = screen.laptops.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    area.ensureWidgetVisible(screen.laptops.orders.carry_out)
    return shell.window


def backup(shell: Shell) -> QWidget:
    """A backup that was made."""
    screen, laid = _in_window(shell)
    screen.tabs.setCurrentIndex(4)
    screen.presenter._back_up_into(laid.folder / "copies")
    return shell.window


def gaps(shell: Shell) -> QWidget:
    """Something waits for a bundle that has not come, and a laptop was copied."""
    screen, _ = _in_window(shell)
    out = (
        (
            "12 entries of laptop 5d2a90c1 of b.carr@inspection wait for its place 41, which is in a bundle that has"
            " not come yet."
        ),
        (
            "Laptop 77e01b3c of c.dene@inspection was copied or restored from a backup: from place 18 on its log"
            " goes on in two ways, and both are kept."
        ),
    )
    screen.show_state(replace(screen.presenter.state, out=out))
    return shell.window


def _watched(shell: Shell) -> TeamScreen:
    screen, laid = _in_window(shell)
    dropping = screen.presenter.dropping
    damaged = laid.waiting.with_name("0192e0c4-7d00-7c11-a0b2-5d2a90c1e7f3.bag.zip.age")
    damaged.write_bytes(laid.waiting.read_bytes()[:-40])
    dropping.watch(laid.waiting.parent)
    dropping.look()
    return screen


def drop(shell: Shell) -> QWidget:
    """Bundles that wait in the drop folder: one to take in, one of an unknown signer, one damaged."""
    _watched(shell)
    return shell.window


def dropped(shell: Shell) -> QWidget:
    """What came of taking them in."""
    _watched(shell).bundles.drop.take.click()
    return shell.window


def dropping(shell: Shell) -> QWidget:
    """Bundles of the drop folder that are being taken in, one of which is opened now."""
    screen = _watched(shell)
    state = screen.presenter.state
    busy = "Taking in 0192e0c4-7d00-7c11-a0b2-5d2a90c1e7f3.bag.zip.age; 1 more to come…"
    told = replace(state.drop, busy=busy, progress=Progress(3, 8, "Checking every file"))
    screen.show_state(replace(state, drop=told))
    return shell.window


SCENES = [
    ("team-drop", drop),
    ("team-dropping", dropping),
    ("team-dropped", dropped),
    ("team-bundles", listed),
    ("team-gaps", gaps),
    ("team-trial", tried),
    ("team-exporting", exporting),
    ("team-strange", strange),
    ("team-aside", aside),
    ("team-choose", chosen),
    ("team-text", text),
    ("team-roster", roster),
    ("team-joining", joining),
    ("team-code", code),
    ("team-signing", signing),
    ("team-merge-aside", merge_aside),
    ("team-laptops", laptops),
    ("team-orders", ordered),
    ("team-backup", backup),
]
