"""An export that is killed, stopped or overtaken leaves nothing under a bundle's name, and saving goes on beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.crypto import sealing
from inspector_app.services import attachments, bundles, evidence, sending
from inspector_app.services import session as sessions
from inspector_app.services.session import Session
from inspector_app.store import exchange
from inspector_app.store.errors import StoreClosedError

PASSPHRASE = "twelve small owls"
CHILD = """
import sys
from pathlib import Path
from inspector_app.services import bundles
from inspector_app.services.session import recipient, unlock
store, out, words = sys.argv[1:]

def tell(done, of, sentence):
    if sentence.startswith(words) and done:
        print(sentence, flush=True)
        sys.stdin.read()

with unlock(Path(store), "twelve small owls") as session:
    bundles.export_bundle(session, out=out, recipients=(recipient(session.device),), tell=tell)
"""


@pytest.fixture
def laden(open_session: Callable[..., Session], tmp_path: Path) -> Session:
    """A store with an attachment of several megabytes."""
    session = open_session()
    rec = evidence.record_evidence(session, text="Seen alone at each visit.", source="case_file").record
    (tmp_path / "scan.bin").write_bytes(os.urandom(1 << 20) * 12)
    attachments.attach_file(session, file=str(tmp_path / "scan.bin"), to=rec)
    return session


def _own(session: Session) -> str:
    return sessions.recipient(session.device)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to kill with")
@pytest.mark.parametrize("words", ["Writing", "Opening", "Comparing"])
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_export_leaves_nothing_under_a_bundles_name(
    laden: Session, tmp_path: Path, words: str, way: signal.Signals
) -> None:
    laden.store.close()
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(laden.store.folder), str(out), words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith(words.encode())
        child.send_signal(way)
        assert child.wait() != 0
    left = list(out.iterdir()) if out.exists() else []
    assert [path for path in left if not path.name.startswith(".part-")] == []
    if way == signal.SIGINT:
        assert left == []
    with sessions.unlock(laden.store.folder, PASSPHRASE) as again:
        assert exchange.bundles(again.store) == []
        done = bundles.export_bundle(again, out=str(out), recipients=(_own(again),))
        assert bundles.verify_bundle(again, bundle=done.bundle).sequence == 1


def test_saving_goes_on_while_an_export_is_carried(laden: Session, tmp_path: Path) -> None:
    """What is saved meanwhile is not in the bundle, and counts as not sent."""
    begun = sending.begin(laden, out=str(tmp_path / "out"), recipients=(_own(laden),))
    writing, saved = threading.Event(), threading.Event()
    found: list[object] = []

    def tell(done: int, _of: int, sentence: str) -> None:
        if sentence.startswith("Writing") and done:
            writing.set()
            assert saved.wait(30)

    def carry() -> None:
        found.extend(sending.carry(begun, tell))

    beside = threading.Thread(target=carry)
    beside.start()
    assert writing.wait(30)
    before = laden.store.revisions()
    evidence.record_evidence(laden, text="Typed meanwhile.", source="case_file")
    saved.set()
    beside.join(30)
    (carried,) = found
    assert isinstance(carried, sending.Carried)
    done = sending.finish(laden, begun, [carried])
    assert done.revisions == before
    assert exchange.changes_not_sent(laden.store, laden.device.actor) == 1
    after = bundles.export_bundle(laden, out=str(tmp_path / "out"), recipients=(_own(laden),))
    assert after.revisions == before + 1


def test_closing_the_store_stops_an_export(laden: Session, tmp_path: Path) -> None:
    begun = sending.begin(laden, out=str(tmp_path / "out"), recipients=(_own(laden),))
    closing: list[threading.Thread] = []

    def tell(_done: int, _of: int, sentence: str) -> None:
        if sentence.startswith("Writing") and not closing:
            closing.append(threading.Thread(target=laden.store.beside.close))
            closing[0].start()
            laden.store.beside._over.wait(30)

    with pytest.raises(StoreClosedError):
        sending.carry(begun, tell)
    closing[0].join(30)
    assert not (tmp_path / "out").exists()


def test_a_second_laptop_of_a_lead_can_open_what_it_exports(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    """The roster has the recipient of the first laptop only."""
    lead, _ = team
    second = replace(lead, device=replace(lead.device, identity=sealing.new_identity()))
    done = bundles.export_bundle(second, out=str(tmp_path / "out"))
    assert done.recipients == ("ada@inspection", "this device")


def test_what_comes_back_otherwise_than_it_was_put_in_is_not_called_done(
    laden: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole bundle of other contents would pass every check of the format."""
    real = sending.write_bundle

    def less(contents: object, *told: object, **how: object) -> object:
        return real(replace(contents, blobs=()), *told, **how)  # type: ignore[arg-type, type-var]

    monkeypatch.setattr(sending, "write_bundle", less)
    with pytest.raises(sending.BundleWriteError, match="not what was put in"):
        bundles.export_bundle(laden, out=str(tmp_path / "out"), recipients=(_own(laden),))
    assert not (tmp_path / "out").exists()
