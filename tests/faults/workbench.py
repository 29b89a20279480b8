# ruff: noqa: E402 - the checkout and the keychain are set before the app is imported
"""What every breaker shares: a store with known words in it, what was acknowledged, and the look afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never a person's own keychain

from inspector_app.__main__ import main as run_command
from inspector_app.cli import apply  # noqa: F401 - so that a forked child need not import it
from inspector_app.crypto.keys import Cost
from inspector_app.errors import WorldError
from inspector_app.services import evidence, keeping, last_seen, session
from inspector_app.services.session import NewStore, Session

PASSPHRASE = "twelve small owls"
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
NEW = ""  # stands for a record whose id is not known yet
LEFT_OUT = 77  # exit status: this machine cannot break things in this way
WORDS = (
    "visits",
    "plan",
    "late",
    "school",
    "carer",
    "sibling",
    "review",
    "health",
    "contact",
    "transport",
    "worry",
    "panel",
    "advice",
    "settled",
)


@contextlib.contextmanager
def bench() -> Iterator[Path]:
    """A folder of one run: home, passphrase file and stores, taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    (folder / "home").mkdir()
    (folder / "passphrase.txt").write_text(PASSPHRASE + "\n", "utf-8")
    os.environ["INSPECTOR_APP_HOME"] = str(folder / "home")
    os.environ["INSPECTOR_APP_PASSPHRASE_FILE"] = str(folder / "passphrase.txt")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_ends(folder: Path) -> None:
    """Takes away what the home notes of a store: it is no part of the disk that is rebuilt, and is ahead of it."""
    shutil.rmtree(folder / "home" / last_seen.FOLDER, ignore_errors=True)


def prose(dice: random.Random, characters: int) -> str:
    """Words that no other call returns, of about this length."""
    words = dice.choices(WORDS, k=characters // 7)
    return " ".join((f"{dice.getrandbits(64):016x}", *words))


@dataclass
class Told:
    """What was acknowledged, and what was on its way when the fault came."""

    settled: dict[str, str] = field(default_factory=dict)
    revisions: set[str] = field(default_factory=set)
    open: dict[str, set[str]] = field(default_factory=dict)

    def sent(self, rec: str, text: str) -> None:
        self.open.setdefault(rec, set()).add(text)

    def acknowledged(self, rec: str, text: str, revision: str) -> None:
        self.settled[rec] = text
        self.revisions.add(revision)
        for somewhere in (rec, NEW):
            self.open.get(somewhere, set()).discard(text)

    def refused(self, rec: str, text: str) -> None:
        """The store said that nothing was saved; so it must not be there."""
        self.open[rec].discard(text)

    def allows(self, rec: str, text: str) -> bool:
        """Whether this text may stand in this record now."""
        if rec in self.settled:
            return text == self.settled[rec] or text in self.open.get(rec, ())
        return text in self.open.get(NEW, ())

    def copy(self) -> Told:
        return Told(
            dict(self.settled), set(self.revisions), {rec: set(told) for rec, told in self.open.items()}
        )


@dataclass
class Verdict:
    """What a look at a store found after a fault."""

    opens: bool = True
    lost: int = 0
    wrong: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.opens and not self.lost and not self.wrong and not self.problems


def make_store(where: Path, dice: random.Random, records: int = 3) -> Told:
    """A closed store with a few pieces of evidence."""
    told = Told()
    new = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="Ada Brook", role="inspector",
        start="2026-11-02", passphrase=PASSPHRASE, use_keychain=False, cost=CHEAP,
    )  # fmt: skip
    with session.new_store(new) as one:
        for _ in range(records):
            text = prose(dice, dice.randint(30, 3000))
            done = evidence.record_evidence(one, text=text, source="case_file")
            told.sent(done.record, text)
            told.acknowledged(done.record, text, done.revision)
    return told


def lines(told: Told, dice: random.Random, count: int, longest: int) -> list[tuple[str, str, str]]:
    """Lines for `apply`, new evidence and amendments mixed, each with its record and its text."""
    known = list(told.settled)
    made = []
    for _ in range(count):
        text = prose(dice, dice.randint(20, longest))
        if dice.random() < 0.4:
            rec = dice.choice(known)
            intent = {"intent": "amend_evidence", "evidence": rec, "text": text}
        else:
            rec = NEW  # its id comes with the acknowledgement; its text is like no other
            intent = {"intent": "record_evidence", "source": "case_file", "text": text}
        made.append((json.dumps(intent) + "\n", rec, text))
    return made


def shown(one: Session) -> dict[str, str]:
    """The text of every piece of evidence, as a window or `dump` would show it."""
    return {record.id: str(record.get("text")) for record in one.store.records("evidence")}


def look(store: Path, told: Told, *, check: bool = True) -> Verdict:
    """Opens a store after a fault and compares; what is there becomes what is settled."""
    verdict = Verdict()
    try:
        with session.unlock(store, PASSPHRASE) as one:
            found = shown(one)
            for rec in told.settled:
                verdict.lost += rec not in found or not told.allows(rec, found[rec])
            for rec, text in found.items():
                verdict.wrong += not told.allows(rec, text)
            verdict.lost += sum(one.store.ledger.state(entry) != "ok" for entry in told.revisions)
            if check:
                verdict.problems = list(keeping.check(one).problems)
    except WorldError as error:
        return Verdict(opens=False, problems=[str(error)])
    told.settled, told.open = found, {}
    return verdict


@dataclass
class Child:
    """One `apply` in a process of its own, forked from here so that nothing need be imported again."""

    pid: int
    answers: int
    errors: int
    typed: int

    def no_more(self) -> None:
        """Tells it that no more is typed; twice is once."""
        if self.typed >= 0:
            os.close(self.typed)
            self.typed = -1

    def reaped(self) -> int:
        """Waits for the end, for which it must know that no more is typed; returns the status, negative for a signal."""
        for handle in (self.answers, self.errors):
            os.close(handle)
        self.no_more()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def start(store: Path, file: str = "-", command: Sequence[str] = ()) -> Child:
    """Forks an `apply` that reads a file, or from `typed` where none is named; or another command."""
    sys.stdout.flush()
    sys.stderr.flush()
    (read, typed), (answers, out), (errors, err) = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            for place, handle in enumerate((read, out, err)):
                os.dup2(handle, place)
            os.closerange(3, max(read, typed, answers, out, errors, err) + 1)
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - for good
            status = run_command(command or ["apply", str(store), file])
        except BaseException:  # noqa: BLE001 - a forked child must never run on in the parent's code
            traceback.print_exc()
        finally:
            os._exit(status)
    for handle in (read, out, err):
        os.close(handle)
    return Child(pid, answers, errors, typed)
