"""The checks of a bundle's files, in the order in which they are made (2.3); each breaks off at a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from inspector_app.bundle import bag_info, layout, texts
from inspector_app.bundle.bag_info import BagInfo
from inspector_app.bundle.course import Meter, Tell, unheard
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.bundle.reader import Bag
from inspector_app.crypto import canonical, ledger, sealing
from inspector_app.crypto.canonical import NotCanonicalError
from inspector_app.domain import ids

_PAIRS = (
    ("sha256", layout.TAGMANIFEST, layout.MANIFEST),
    ("sha512", layout.TAGMANIFEST_512, layout.MANIFEST_512),
)
_LINES = ".jsonl"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a bundle carries: lines of logs, records with payload, attachments."""

    revisions: int
    records: int
    attachments: int


def check_tag_files(bag: Bag) -> None:
    """Compares the tag files with the signed list, which must name exactly the three (R2, R4, R11).

    Raises:
        BrokenRuleError: one differs, is not named, or another is named.
    """
    for algorithm, tagmanifest, manifest in _PAIRS:
        if tagmanifest not in bag.members:
            continue
        told = texts.read_manifest(bag.text(tagmanifest), tagmanifest, algorithm)
        if list(told) != sorted((layout.BAG_INFO, layout.BAGIT, manifest)):
            raise BrokenRuleError("R4", "The signed list does not name exactly its three files", tagmanifest)
        for path, digest in told.items():
            if bag.digest(path, algorithm) != digest:
                raise BrokenRuleError("R4", "A file was changed after it was signed", path)
    if bag.text(layout.BAGIT) != layout.BAGIT_TEXT:
        raise BrokenRuleError("R2", "bagit.txt is not what it must be", layout.BAGIT)


def check_addressed(bag: Bag, info: BagInfo, identities: Sequence[str]) -> None:
    """Makes sure that the signer meant a sealed bundle for us, not someone who sealed it again (pitfall 8).

    Raises:
        BrokenRuleError: R3: we are not among the intended recipients, or the folder's name is not its id.
    """
    if bag.base not in {None, info.bundle}:
        raise BrokenRuleError(
            "R3", "The folder in the archive is not named after the bundle", layout.BAG_INFO
        )
    if not bag.sealed:
        return
    ours = {sealing.recipient_of(identity) for identity in identities}
    if not ours & set(info.recipients):
        raise BrokenRuleError("R3", "Someone sealed it to us whom the signer did not mean", layout.BAG_INFO)


def check_data(bag: Bag, info: BagInfo, tell: Tell = unheard) -> None:
    """Compares every file under `data/` with the manifests: the same set, the same bytes (R4, R11).

    Raises:
        BrokenRuleError: a file is changed, added or missing, or the count is wrong.
    """
    data = [path for path in bag.members if path.startswith("data/")]
    size = sum(bag.members[path].size for path in data)
    for algorithm, _, manifest in _PAIRS:
        if manifest not in bag.members:
            continue
        meter = Meter(tell, size, "Comparing every file with the signed list")
        told = texts.read_manifest(bag.text(manifest), manifest, algorithm)
        for path in data:
            if path not in told:
                raise BrokenRuleError("R4", "A file is in the bundle that no manifest names", path)
            if bag.digest(path, algorithm, meter.add) != told[path]:
                raise BrokenRuleError("R4", "A file was changed after it was signed", path)
            blob = layout.BLOB.fullmatch(path)
            if blob is not None and algorithm == "sha256" and told[path] != blob[2]:
                raise BrokenRuleError("R5", "An attachment is not what its name says", path)
        if len(told) != len(data):
            gone = next(path for path in told if path not in bag.members or not path.startswith("data/"))
            raise BrokenRuleError("R4", "A file that the manifest names is not there", gone)
    if (size, len(data)) != (info.size, info.files):
        raise BrokenRuleError("R3", "Payload-Oxum does not count what is there", layout.BAG_INFO)


def lines(bag: Bag, path: str) -> Iterator[bytes]:
    """Yields the lines of a member without their line feeds, in constant memory.

    Raises:
        BrokenRuleError: R10: a line is too long; R1: the last line has no line feed, or there is no line.
    """
    rest, seen = b"", False
    for piece in bag.pieces(path):
        told = (rest + piece).split(b"\n")
        rest = told.pop()
        seen = seen or bool(told)
        yield from told
        if len(rest) > canonical.MAX_LINE:
            raise BrokenRuleError("R10", "A line is longer than 1 MiB", path)
    if rest or not seen:
        raise BrokenRuleError("R1", "A text file does not end with a line feed", path)


def _object(line: bytes, path: str, number: int) -> dict[str, Any]:
    try:
        told = canonical.decode(line)
    except NotCanonicalError as error:
        raise BrokenRuleError("R10", f"Line {number} is not canonical JSON", path) from error
    if not isinstance(told, dict):
        raise BrokenRuleError("R10", f"Line {number} is not an object", path)
    return cast("dict[str, Any]", told)


def _is_place(value: Any, first: int = 1, last: int = ledger.MAX_SEQ) -> bool:
    """Says whether a JSON value is a place in a log; `true` is none, though Python takes it for 1."""
    return isinstance(value, int) and not isinstance(value, bool) and first <= value <= last


def _check_log(bag: Bag, path: str, log: re.Match[str], meter: Meter) -> int:
    actor, first, last, number = log[1], int(log[2]), int(log[3]), 0
    for number, line in enumerate(lines(bag, path), 1):
        meter.add(len(line) + 1)
        # Nearly every header is plain, and then need not be parsed to be known as canonical.
        header = ledger.plain_header(line)
        told = {"actor": header.actor, "seq": header.seq} if header else _object(line, path, number)
        if told.get("actor") != actor or not _is_place(told.get("seq"), first, last):
            raise BrokenRuleError("R5", f"Line {number} is not of the log that the file's name says", path)
    return number


def check_contents(bag: Bag, tell: Tell = unheard) -> Counts:
    """Checks that every JSON line is canonical and every name tells the truth (R1, R5, R10).

    What the lines mean is for the merge to judge, entry by entry.

    Raises:
        BrokenRuleError: R1, R5 or R10.
    """
    revisions = records = attachments = 0
    size = sum(one.size for one in bag.members.values() if one.path.endswith(_LINES))
    meter = Meter(tell, size, "Reading every line")
    for path, member in bag.members.items():
        if path.endswith(_LINES):
            log = layout.LOG.fullmatch(path)
            if log is not None:
                revisions += _check_log(bag, path, log, meter)
                continue
            records += 1
            for number, line in enumerate(lines(bag, path), 1):
                _object(line, path, number)
            meter.add(member.size)
        elif path.startswith(layout.BLOBS):
            attachments += 1
    texts.check_text(bag.text(layout.README), layout.README)
    return Counts(revisions, records, attachments)


def read_description(bag: Bag, info: BagInfo) -> dict[str, Any]:
    """Returns `bundle.json`, which must agree with `bag-info.txt`.

    Raises:
        BrokenRuleError: R10: not one canonical line, or it says something else.
    """
    data = bag.text(layout.DESCRIPTION)
    texts.check_text(data, layout.DESCRIPTION)
    told = _object(data[:-1], layout.DESCRIPTION, 1)
    want = (layout.FORMAT, info.inspection, info.actor, info.sequence)
    if tuple(told.get(key) for key in ("format", "inspection", "actor", "sequence")) != want:
        raise BrokenRuleError(
            "R10", "The description says something else than bag-info.txt", layout.DESCRIPTION
        )
    frontiers = told.get("frontiers")
    if not isinstance(frontiers, dict) or not all(
        ids.is_uuid(actor) and _is_head(head) for actor, head in cast("dict[str, Any]", frontiers).items()
    ):
        raise BrokenRuleError("R10", "The description's frontiers have another form", layout.DESCRIPTION)
    return told


def _is_head(value: Any) -> bool:
    match value:
        case [seq, str() as entry]:
            return _is_place(seq) and ids.is_digest(entry)
        case _:
            return False


def read_info(bag: Bag) -> BagInfo:
    """Returns what the bundle says of itself.

    Raises:
        BrokenRuleError: R1 or R3.
    """
    return bag_info.read(bag.text(layout.BAG_INFO))
