"""Real seeds, mutated by dice, shown to every reader: each may refuse in words, none may crash, hang or be fooled."""

from __future__ import annotations

import faulthandler
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hostile.flips import in_memory
from hostile.real import Real

from inspector_app.bundle import bag_info, enrolment, layout, open_bundle, receipt, roster_lines, texts
from inspector_app.bundle.checkpoint import Checkpoint, check_checkpoint
from inspector_app.bundle.reader import take_in
from inspector_app.crypto import canonical, krl, ledger, sealing, sshsig
from inspector_app.crypto.wire import pack
from inspector_app.errors import WorldError
from inspector_app.merge.plan import plan_merge
from inspector_app.services import own_key, rosters

HANGS = 5.0
"""Seconds after which a reader counts as hanging; the slowest seed takes a hundredth."""
STUCK = 120.0
"""Seconds of one round after which it is ended, with its place told."""
_WORDS = (
    b"\x00", b"\r", b"\n", b"\n\n", b" \n", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"0", b"1", b"-1", b"1.0", b"1e9", b"9" * 20,
    b"../", b"/", b"//", b".", b"con", b"null", b"true", b"[]", b"{}", b'"', b"\\u0000", b"\\ud800", b'{"a":1,"a":1}', b"[" * 40,
    b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"-> X25519 ", b"-> scrypt ", b"---", b"age-encryption.org/v1\n",
    b"SSHSIG", b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n", b"\x00\x00\x00\x0bssh-ed25519", b"\xff\xff\xff\xff",
)  # fmt: skip


@dataclass
class Tally:
    """What was shown and what came of it.

    Attributes:
        shown: how many were shown to each reader.
        taken: how many of these it found in order.
        slowest: seconds of the slowest.
        faults: crashes, hangs and readers that were fooled.
    """

    shown: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """One reader.

    Attributes:
        name: of the reader.
        seeds: what it would take.
        read: reads; returns whether it took it; raises WorldError where it refuses; AssertionError where it was
            fooled.
    """

    name: str
    seeds: Sequence[bytes]
    read: Callable[[bytes], bool]


def mutated(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """Returns the data with one to six strokes: bits, words, cuts, doubled and exchanged regions."""
    told = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        at = dice.randrange(len(told) + 1)
        end = min(len(told), at + dice.choice((1, 2, 4, 16, 64, 300)))
        match dice.randrange(8):
            case 0 if at < len(told):
                told[at] ^= 1 << dice.randrange(8)
            case 1 if at < len(told):
                told[at] = dice.randrange(256)
            case 2:
                told[at:at] = dice.choice(_WORDS)
            case 3:
                told[at:end] = dice.choice(_WORDS)
            case 4:
                del told[at:end]
            case 5:
                told[at:at] = told[at:end]
            case 6:
                place = dice.randrange(len(other) + 1)
                told[at:end] = other[place : place + end - at + dice.randrange(3)]
            case _:
                del told[at:]
                told += other[at:] if dice.random() < 0.5 else b""
    return bytes(told)


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")[:-1]


def _json(read: Callable[[bytes], object]) -> Callable[[bytes], bool]:
    def run(line: bytes) -> bool:
        value = canonical.decode(line)
        assert canonical.encode(value) == line, "a line that would be written otherwise"
        read(line)
        return True

    return run


def _manifest(data: bytes) -> bool:
    assert texts.write_manifest(texts.read_manifest(data, "")) == data, (
        "a list that would be written otherwise"
    )
    return True


def _info(data: bytes) -> bool:
    assert bag_info.write(bag_info.read(data)) == data, "a bag-info that would be written otherwise"
    return True


def _armour(message: bytes, seeds: Sequence[bytes]) -> Callable[[bytes], bool]:
    def run(data: bytes) -> bool:
        sshsig.key_blob(data)
        sshsig.verify(data, message, layout.BUNDLE_NAMESPACE)
        assert data in seeds, "a changed signature holds"
        return True

    return run


def _receipt(real: Real, seeds: Sequence[bytes]) -> Callable[[bytes], bool]:
    known = rosters.trusted(real.lead)

    def run(data: bytes) -> bool:
        _, standing = receipt.read(data, known)
        assert standing.verdict != "good" or data in seeds, "a changed receipt counts"
        return standing.verdict == "good"

    return run


def _enrolment(seeds: Sequence[bytes]) -> Callable[[bytes], bool]:
    def run(data: bytes) -> bool:
        enrolment.read(data)
        assert data in seeds, "a changed enrolment is read"
        return True

    return run


def _checkpoint(real: Real, path: str) -> Callable[[bytes], bool]:
    known, name = rosters.trusted(real.lead), layout.CHECKPOINT.fullmatch(path)
    assert name is not None
    seed = real.files[path], real.files[f"{path}.sshsig"]

    def run(data: bytes) -> bool:
        text, _, signature = data.partition(b"\x00\x00")
        found = check_checkpoint(Checkpoint(name[1], int(name[2]), text, signature), known)
        assert found.verdict != "good" or (text, signature) == seed, "a changed checkpoint counts"
        return found.verdict == "good"

    return run


def _bundle(real: Real, whole: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Whole files, sealed and clear: nothing but the bundle itself is good."""
    known, path = rosters.trusted(real.lead), real.root / "fuzzed"

    def run(data: bytes) -> bool:
        path.write_bytes(data)
        with open_bundle(
            path, roster=known, identities=[real.lead.device.identity], quarantine=Path("/nowhere")
        ) as opened:
            verdict = opened.verdict
        assert verdict.note, "a verdict without a sentence"
        assert verdict.verdict != "good" or data in whole, "a changed bundle is good"
        return verdict.verdict == "good"

    return run


def _resigned(real: Real, name: str) -> Callable[[bytes], bool]:
    """One file changed by a dishonest signer, who signs anew: whatever passes goes on to the merge."""
    known, path = rosters.trusted(real.lead), real.root / "fuzzed"

    def run(data: bytes) -> bool:
        path.write_bytes(real.made({name: data}))
        with open_bundle(
            path, roster=known, identities=[real.lead.device.identity], quarantine=Path("/nowhere")
        ) as opened:
            if not opened.is_given_out:
                assert opened.verdict.note, "a verdict without a sentence"
                return False
            plan_merge(opened.log_lines(), opened.payload_lines(), real.lead.store.ledger)
            for _, parts in opened.blobs():
                b"".join(parts)
        return True

    return run


def _archive(real: Real) -> Callable[[bytes], bool]:
    path = real.root / "fuzzed"

    def run(data: bytes) -> bool:
        path.write_bytes(data)
        with take_in(path, [], Path("/nowhere")).file as file:
            file.seek(0)
            assert file.read() == data, "the private copy is another"
        return True

    return run


def _seal(data: bytes) -> bool:
    sealing.check_header(data[: sealing.MAX_HEADER])
    return True


def targets(real: Real) -> Iterator[Target]:
    """Yields every reader with its seeds."""
    files, message = real.files, real.files[layout.TAGMANIFEST]
    logs = [line for path in real.paths("data/log/") for line in _lines(files[path])]
    payloads = [line for path in real.paths("data/payload/") for line in _lines(files[path])]
    signatures = [files[path] for path in real.paths("signatures/")]
    clear, known = real.zipped(), rosters.trusted(real.lead)
    assert known is not None
    receipts = [_own_receipt(real)]
    point = next(path for path in real.paths("data/checkpoint/") if path.endswith(".txt"))
    held = files[point], files[f"{point}.sshsig"]
    yield Target("sealed bundle", [real.sealed, real.older], _bundle(real, [real.sealed, real.older]))
    yield Target("clear bundle", [clear], _bundle(real, [clear]))
    yield Target("archive", [clear], _archive(real))
    yield Target("head of a seal", [real.sealed[:600], real.older[:600]], _seal)
    yield Target("signature", signatures, _armour(message, signatures))
    yield Target("list", [files[layout.MANIFEST], message], _manifest)
    yield Target("bag-info", [files[layout.BAG_INFO]], _info)
    yield Target("line of a log", logs, _json(ledger.read_entry))
    yield Target("line of a payload", payloads, _json(ledger.read_payload))
    yield Target("checkpoint", [b"\x00\x00".join(held)], _checkpoint(real, point))
    yield Target("receipt", receipts, _receipt(real, receipts))
    enrolments = [_own_enrolment(real)]
    yield Target("enrolment", enrolments, _enrolment(enrolments))
    yield Target("revocation list", [_own_krl(real)], _krl)
    yield Target("roster", [roster_lines.write_signers(known.signers)], _signers)
    for name in (real.log, real.payload, layout.DESCRIPTION, point):
        yield Target(f"signed anew: {Path(name).parts[1]}", [files[name]], _resigned(real, name))


def _own_enrolment(real: Real) -> bytes:
    key, device = own_key.signing_key(real.other), real.other.device
    told = enrolment.Enrolment(
        real.other.inspection, device.actor, device.principal, device.role, key.public,
        sealing.recipient_of(device.identity), "2026-11-02T09:30:00Z",
    )  # fmt: skip
    return enrolment.signed(told, key)


def _own_krl(real: Real) -> bytes:
    """A list of the inspector's key, and of serial numbers as a list, as a range and as a map of bits."""
    key = own_key.signing_key(real.other).public.blob
    parts = ((0x20, bytes(7) + b"\5"), (0x21, bytes(7) + b"\6" + bytes(7) + b"\x09"))
    parts += ((0x22, bytes(7) + b"\x10" + pack(b"\5")), (0x23, pack(b"an id")))
    lists = pack(key, b"") + b"".join(bytes([kind]) + pack(data) for kind, data in parts)
    head = krl.MAGIC + b"\0\0\0\1" + bytes(7) + b"\3" + bytes(16) + pack(b"", b"")
    return head + b"\1" + pack(lists) + b"\2" + pack(pack(key)) + b"\5" + pack(pack(bytes(32)))


def _krl(data: bytes) -> bool:
    krl.read(data)
    return True


def _own_receipt(real: Real) -> bytes:
    device = real.other.device
    told = receipt.Receipt(
        real.other.inspection, device.actor, device.principal, "2026-11-02T09:30:00Z",
        {device.actor: (3, "ab" * 32), real.lead.device.actor: (2, "cd" * 32)},
    )  # fmt: skip
    return receipt.sealed(told, own_key.signing_key(real.other))


def _signers(data: bytes) -> bool:
    roster_lines.read_signers(data, "fuzzed")
    return True


def run(real: Real, dice: random.Random, goes_on: Callable[[int], bool]) -> Tally:
    """Shows one mutation after another to each reader in turn.

    Args:
        real: the bundle.
        dice: the same dice throw the same mutations.
        goes_on: is asked, with how many rounds there were, whether there is another.
    """
    tally, known = Tally(), list(targets(real))
    every = [seed for one in known for seed in one.seeds]
    rounds = 0
    with in_memory():
        for one in known:
            assert all(one.read(seed) for seed in one.seeds), one.name
        while goes_on(rounds):
            rounds += 1
            faulthandler.dump_traceback_later(STUCK, exit=True)
            for one in known:
                _show(one, mutated(dice.choice(one.seeds), dice.choice(every), dice), tally)
    faulthandler.cancel_dump_traceback_later()
    return tally


def _show(one: Target, data: bytes, tally: Tally) -> None:
    tally.shown[one.name] = tally.shown.get(one.name, 0) + 1
    begun = time.thread_time()  # of the processor: other work on the machine is no hang
    try:
        taken = one.read(data)
        tally.taken[one.name] = tally.taken.get(one.name, 0) + taken
    except WorldError:
        pass
    except (Exception, RecursionError) as error:  # noqa: BLE001 - any is a crash
        tally.faults.append(f"{one.name}: {type(error).__name__}: {error}: {data[:2000].hex()}")
    took = time.thread_time() - begun
    tally.slowest = max(tally.slowest, took)
    if took > HANGS:
        tally.faults.append(f"{one.name}: {took:.0f} s: {data[:2000].hex()}")
