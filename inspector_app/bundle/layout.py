"""The tree of a bundle: names of its files, what they are, which paths are allowed (2.1, R4, R5)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from inspector_app.bundle.errors import BrokenRuleError

FORMAT = "evidence-bundle/1"
FORMAT_NAME = "evidence-bundle/"
BUNDLE_NAMESPACE = "evidence-bundle.v1@inspector-app"
CHECKPOINT_NAMESPACE = "log-checkpoint.v1@inspector-app"
ROSTER_NAMESPACE = "roster.v1@inspector-app"
INTRODUCTION_NAMESPACE = "roster-introduction.v1@inspector-app"

TAGMANIFEST = "tagmanifest-sha256.txt"
TAGMANIFEST_512 = "tagmanifest-sha512.txt"
MANIFEST = "manifest-sha256.txt"
MANIFEST_512 = "manifest-sha512.txt"
BAG_INFO = "bag-info.txt"
BAGIT = "bagit.txt"
BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DESCRIPTION = "data/bundle.json"
README = "data/readme.txt"
DRAFT = "data/draft/report.docx"
BLOBS = "data/blob/"
SEALED_SUFFIX = ".bag.zip.age"
CLEAR_SUFFIX = ".bag.zip"

MAX_SEGMENTS = 8
MAX_PATH = 200
MAX_MEMBERS = 20_000
MAX_ARCHIVE = (1 << 31) - 1
MAX_SIGNATURES = 100
MAX_CHECKPOINTS = 1000
MAX_TEXT = 8 << 20

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NUMBER = r"[1-9][0-9]{0,12}"
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))})
SIGNATURE = re.compile(r"signatures/tagmanifest-sha256\.txt\.([0-9a-f]{16})\.sshsig")
LOG = re.compile(rf"data/log/({_UUID})/({_NUMBER})-({_NUMBER})\.jsonl")
CHECKPOINT = re.compile(rf"data/checkpoint/({_UUID})-({_NUMBER})\.txt")
PAYLOAD = re.compile(rf"data/payload/({_UUID})\.jsonl")
BLOB = re.compile(r"data/blob/([0-9a-f]{2})/(\1[0-9a-f]{62})")
ROLES = {
    "data/bundle.json": "description",
    "data/readme.txt": "how to check this bundle",
    "data/log/": "entry headers of one device, one a line",
    "data/checkpoint/": "an author's signature over the head of his log",
    "data/payload/": "payload lines of one record",
    "data/blob/": "attachment, named by its SHA-256",
    "data/draft/": "Word draft, derived, never read back",
}
_TAG_ORDER = (TAGMANIFEST, TAGMANIFEST_512, "signatures/", MANIFEST, MANIFEST_512, BAG_INFO, BAGIT, "data/")


def log_path(actor: str, first: int, last: int) -> str:
    """Returns the path of a piece of a device's log."""
    return f"data/log/{actor}/{first}-{last}.jsonl"


def checkpoint_path(actor: str, seq: int) -> str:
    """Returns the path of a checkpoint's text; its signature has `.sshsig` added."""
    return f"data/checkpoint/{actor}-{seq}.txt"


def payload_path(record: str) -> str:
    """Returns the path of one record's payload lines."""
    return f"data/payload/{record}.jsonl"


def blob_path(digest: str) -> str:
    """Returns the path of an attachment's bytes."""
    return f"data/blob/{digest[:2]}/{digest}"


def signature_path(short: str) -> str:
    """Returns the path of a signature by the key with these 16 characters."""
    return f"signatures/{TAGMANIFEST}.{short}.sshsig"


def check_path(path: str) -> None:
    """Makes sure that a path can mean only one thing on every file system.

    Raises:
        BrokenRuleError: it breaks R5.
    """
    segments = path.split("/")
    if len(path) > MAX_PATH or len(segments) > MAX_SEGMENTS:
        raise BrokenRuleError("R5", "A path is too long or too deep", path)
    for segment in segments:
        if _SEGMENT.fullmatch(segment) is None or segment.endswith("."):
            raise BrokenRuleError("R5", "A path has characters that are not allowed", path)
        if segment.split(".")[0] in _DEVICES:
            raise BrokenRuleError("R5", "A path has a name that Windows keeps for a device", path)


def check_paths(paths: Collection[str]) -> None:
    """Makes sure that every path is allowed, none comes twice and none is a folder of another.

    Raises:
        BrokenRuleError: R5.
    """
    known = set[str]()
    for path in paths:
        check_path(path)
        if path in known:
            raise BrokenRuleError("R5", "A path comes twice", path)
        known.add(path)
    for path in paths:
        at = path.find("/")
        while at >= 0:
            if path[:at] in known:
                raise BrokenRuleError("R5", "A file has the name of a folder", path[:at])
            at = path.find("/", at + 1)


def _place(path: str) -> tuple[int, str]:
    for place, start in enumerate(_TAG_ORDER):
        if path == start or (start.endswith("/") and path.startswith(start)):
            return place, path
    raise BrokenRuleError("R4", "A file is in the bundle that no manifest names", path)


def in_order(paths: Iterable[str]) -> list[str]:
    """Returns paths in the one order in which they stand in an archive (R8).

    Raises:
        BrokenRuleError: a path is neither a tag file of the format nor under `data/` or `signatures/`.
    """
    return sorted(paths, key=_place)


def check_tree(paths: Iterable[str]) -> None:
    """Makes sure that every file is one that this format knows, and that those it cannot lack are there.

    Raises:
        BrokenRuleError: R4, R5, R6 or R11.
    """
    found = set(paths)
    for path in (TAGMANIFEST, MANIFEST, BAG_INFO, BAGIT, DESCRIPTION, README):
        if path not in found:
            raise BrokenRuleError("R4", "A file of every bundle is not there", path)
    if (TAGMANIFEST_512 in found) != (MANIFEST_512 in found):
        raise BrokenRuleError("R11", "A second manifest stands without its pair", TAGMANIFEST_512)
    _check_signed(found)
    for path in found:
        if path.startswith("signatures/"):
            known = SIGNATURE.fullmatch(path) is not None
        elif path.startswith("data/"):
            known = _is_data(path, found)
        else:
            known = path in _TAG_ORDER
        if not known:
            raise BrokenRuleError("R4", "A file is in the bundle that this format does not know", path)


def _check_signed(paths: Iterable[str]) -> None:
    """Bounds what a reader holds at once: a signature of a kind that nobody can check costs nothing to make.

    Raises:
        BrokenRuleError: R6.
    """
    signatures = checkpoints = 0
    for path in paths:
        signatures += path.startswith("signatures/")
        checkpoints += path.startswith("data/checkpoint/") and path.endswith(".txt")
    if signatures > MAX_SIGNATURES or checkpoints > MAX_CHECKPOINTS:
        raise BrokenRuleError("R6", "The bundle has more signatures than one may have")


def _is_data(path: str, found: Collection[str]) -> bool:
    if path in {DESCRIPTION, README, DRAFT}:
        return True
    if path.endswith(".txt.sshsig"):
        text = path.removesuffix(".sshsig")
        return CHECKPOINT.fullmatch(text) is not None and text in found
    if CHECKPOINT.fullmatch(path) is not None:
        return f"{path}.sshsig" in found
    log = LOG.fullmatch(path)
    if log is not None:
        return int(log[2]) <= int(log[3])
    return any(pattern.fullmatch(path) for pattern in (PAYLOAD, BLOB))
