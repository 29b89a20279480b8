"""Puts an attack in front of the lead and looks at what became of it, and of everything around it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hostile.real import Files, Real

from inspector_app.bundle import RosterError, open_bundle
from inspector_app.merge.plan import plan_merge
from inspector_app.services import merging, quarantine, rosters

NOT_TAKEN = ("unknown-signer", "unknown-key-type", "revoked", "expired", "not-for-us", "other-inspection")
ESCAPED = "inspector-hostile-escape"  # what attacks with paths that lead out would make


@dataclass(frozen=True)
class Attack:
    """One hostile thing.

    Attributes:
        name: what is wrong with it; family, stroke, words.
        rules: rules, or verdicts without a rule, of which one must refuse it.
        data: the file.
        files: the files of a folder instead.
        lay: makes in that folder what is no plain file.
        roster: files of a roster instead.
        forged: the bundle is sound; what its lines say is not, and is judged entry by entry.
    """

    name: str
    rules: frozenset[str]
    data: bytes = b""
    files: Files = field(default_factory=dict)
    lay: Callable[[Path], None] | None = None
    roster: Files = field(default_factory=dict)
    forged: bool = False

    @property
    def digest(self) -> str:
        """Names its bytes."""
        told = hashlib.sha256(self.data)
        for path, data in [*self.files.items(), *self.roster.items()]:
            told.update(f"{path}\x00{len(data)}\x00".encode("utf-8", "surrogateescape") + data)
        if self.lay is not None:
            told.update(self.name.encode())
        return told.hexdigest()


def attack(name: str, rules: str, data: bytes) -> Attack:
    """Returns an attack by one file; rules with blanks between."""
    return Attack(name, frozenset(rules.split()), data)


def _listing(root: Path) -> list[str]:
    found = [f"{folder}/{name}" for folder, _, names in os.walk(root) for name in names]
    return sorted(path for path in found if not path.endswith(("-shm", "-wal")))


@contextmanager
def watched() -> Iterator[None]:
    """Quarantine lies beside the store, in view, and not in the memory file system that other tests share."""
    before = quarantine._MEMORY
    quarantine._MEMORY = Path("/nowhere")
    try:
        yield
    finally:
        quarantine._MEMORY = before


def _laid(real: Real, one: Attack, drop: Path) -> Path:
    if one.data:
        path = drop / f"{real.base}.bag.zip"
        path.write_bytes(one.data)
        return path
    path = drop / real.base
    path.mkdir()
    for name, data in (one.files or one.roster).items():
        where = path / name
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(data)
    if one.lay is not None:
        one.lay(path)
    return path


def _outcome(real: Real, one: Attack, path: Path) -> str:
    """Returns the rule, the verdict, or `roster`; anything else raised is a crash and comes through."""
    if one.roster:
        try:
            rosters.trust_roster(real.lead, folder=str(path))
        except RosterError:
            return "roster"
        return "taken"
    if one.forged:
        return _judged(real, path)
    told = merging.merge_bundle(real.lead, bundle=str(path))
    if not told.note or "Maya" in repr(told) or any(not c.isprintable() for c in told.member):
        return f"a report that says too little or too much: {told!r:.300}"
    if told.verdict == "refused":
        return told.rule or "refused without a rule"
    return told.verdict


def _judged(real: Real, path: Path) -> str:
    """Returns what the merge would do with the lines of a sound bundle (merge, 4.4)."""
    lead = real.lead
    told = merging.merge_bundle(lead, bundle=str(path), dry_run=True)
    if told.verdict != "good":
        return told.rule or told.verdict
    with open_bundle(
        path,
        roster=rosters.trusted(lead),
        identities=[lead.device.identity],
        quarantine=real.root / "quarantine",
    ) as opened:
        plan = plan_merge(opened.log_lines(), opened.payload_lines(), lead.store.ledger)
    (real.root / "quarantine").rmdir()
    for word, found in (
        ("line-refused", plan.refused), ("set-aside", plan.quarantined), ("waiting", plan.waiting),
        ("newer", plan.newer),
        ("fork-named", plan.forks), ("accepted", plan.accepted), ("accepted", plan.payloads),
    ):  # fmt: skip
        if found:
            return word
    return "nothing-new"


def held(real: Real) -> tuple[object, ...]:
    """Returns what a store that took nothing in has not changed."""
    connection = real.lead.store.connection
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = [connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables)]  # noqa: S608
    return (connection.total_changes, *counts)


def problems(real: Real, one: Attack) -> list[str]:
    """Returns what is wrong about how the lead's store met an attack; nothing where it was refused rightly."""
    drop = real.root / "drop"
    drop.mkdir()
    try:
        path = _laid(real, one, drop)
        before, stood = held(real), _listing(real.root)
        try:
            with watched():
                outcome = _outcome(real, one, path)
        except Exception as error:  # noqa: BLE001 - any is a crash
            outcome = f"crash: {type(error).__name__}: {error}"
        found = [] if outcome in one.rules else [f"{one.name}: {outcome}, not {sorted(one.rules)}"]
        if held(real) != before:
            found.append(f"{one.name}: the store changed")
        if _listing(real.root) != stood or any(Path(at, ESCAPED).exists() for at in ("/", "/tmp", ".")):  # noqa: S108
            found.append(f"{one.name}: a file outside the quarantine")
        return found
    finally:
        shutil.rmtree(drop)
