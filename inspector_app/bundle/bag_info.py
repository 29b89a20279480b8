"""`bag-info.txt`: what a bundle says of itself, in fixed labels and a fixed order (R3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from inspector_app import errors
from inspector_app.bundle import layout, texts
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.crypto import sealing

LABELS = (
    "Bundle-Format",
    "External-Identifier",
    "Bag-Group-Identifier",
    "Bag-Count",
    "Bundle-Actor",
    "Bundle-Sequence",
    "Previous-Tagmanifest-Sha256",
    "Claimed-Created",
    "Intended-Recipient",
    "Required-Signer",
    "Payload-Oxum",
    "App-Version",
)
REPEATED = ("Intended-Recipient", "Required-Signer")
NO_PREVIOUS = "none"
MAX_VALUE = 200
MAX_LINES = 500
_LINE = re.compile(r"([A-Za-z0-9-]{1,60}): ([!-~](?:[ -~]*[!-~])?)")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,12}")
_COUNT = re.compile(r"([1-9][0-9]{0,5}) of ([1-9][0-9]{0,5})")
_OXUM = re.compile(r"(0|[1-9][0-9]{0,12})\.([1-9][0-9]{0,5})")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
PRINCIPAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What a bundle says of itself, under its signature.

    Attributes:
        bundle: bundle id.
        inspection: id of the inspection.
        actor: device that made it.
        sequence: place among that device's bundles, from 1.
        previous: SHA-256 of the signed bytes of that device's bundle before; None for the first.
        claimed: when it says it was made, UTC.
        recipients: age recipients that the signer meant it for.
        signers: principals without whose good signature it does not count.
        size: bytes under `data/`.
        files: files under `data/`.
        app_version: version of the app that wrote it.
        part: number of this bag and how many there are, in an export of several.
        more: unknown labels starting with `X-`, kept and ignored.
    """

    bundle: str
    inspection: str
    actor: str
    sequence: int
    previous: str | None
    claimed: str
    recipients: tuple[str, ...]
    signers: tuple[str, ...]
    size: int
    files: int
    app_version: str
    part: tuple[int, int] = (1, 1)
    more: tuple[tuple[str, str], ...] = ()


def moment(claimed: str) -> datetime:
    """Returns the moment that a claimed time names.

    Raises:
        ValueError: it is no moment in UTC with whole seconds.
    """
    if _MOMENT.fullmatch(claimed) is None:
        raise ValueError(claimed)
    return datetime.strptime(claimed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def write(info: BagInfo) -> bytes:
    """Returns the bytes of `bag-info.txt`.

    Raises:
        BugError: a value does not fit its label, so no reader would take it.
    """
    told = [
        ("Bundle-Format", layout.FORMAT),
        ("External-Identifier", info.bundle),
        ("Bag-Group-Identifier", info.inspection),
        ("Bag-Count", f"{info.part[0]} of {info.part[1]}"),
        ("Bundle-Actor", info.actor),
        ("Bundle-Sequence", str(info.sequence)),
        ("Previous-Tagmanifest-Sha256", info.previous or NO_PREVIOUS),
        ("Claimed-Created", info.claimed),
        *(("Intended-Recipient", recipient) for recipient in info.recipients),
        *(("Required-Signer", signer) for signer in info.signers),
        ("Payload-Oxum", f"{info.size}.{info.files}"),
        ("App-Version", info.app_version),
        *info.more,
    ]
    data = "".join(f"{label}: {value}\n" for label, value in told).encode("utf-8")
    try:
        read(data)
    except BrokenRuleError as error:
        raise errors.BugError(f"bag-info would be refused: {error.why}") from error
    return data


def _refuse(why: str) -> BrokenRuleError:
    return BrokenRuleError("R3", why, layout.BAG_INFO)


def _lines(data: bytes) -> list[tuple[str, str]]:
    text = texts.check_text(data, layout.BAG_INFO)
    found = list[tuple[str, str]]()
    for number, line in enumerate(texts.lines(text), 1):
        parts = _LINE.fullmatch(line)
        if parts is None or len(parts[2]) > MAX_VALUE or number > MAX_LINES:
            raise _refuse(f"Line {number} is not a label and a value")
        found.append((parts[1], parts[2]))
    return found


def _check_order(labels: list[str]) -> None:
    known = [label for label in labels if not label.startswith("X-")]
    if labels[: len(known)] != known:
        raise _refuse("Labels of others do not stand at the end")
    want = [label for label in LABELS for _ in range(known.count(label) if label in REPEATED else 1)]
    if known != want:
        raise _refuse("Labels are missing, unknown, repeated or out of order")


def _one(told: dict[str, list[str]], label: str, pattern: re.Pattern[str]) -> re.Match[str]:
    found = pattern.fullmatch(told[label][0])
    if found is None:
        raise _refuse(f"{label} has a value of another form")
    return found


def _sorted(values: list[str], label: str) -> tuple[str, ...]:
    if values != sorted(set(values)):
        raise _refuse(f"{label} is not sorted or comes twice with one value")
    return tuple(values)


def _check_format(lines: list[tuple[str, str]]) -> None:
    if not lines or lines[0][0] != LABELS[0] or not lines[0][1].startswith(layout.FORMAT_NAME):
        raise _refuse("The first label is not Bundle-Format")
    if lines[0][1] != layout.FORMAT:
        raise _refuse("Another version of the app wrote this bundle; install the newest version to read it")


def read(data: bytes) -> BagInfo:
    """Returns what `bag-info.txt` says.

    Raises:
        BrokenRuleError: R1 or R3.
    """
    lines = _lines(data)
    _check_format(lines)
    _check_order([label for label, _ in lines])
    told = {label: [value for other, value in lines if other == label] for label in LABELS}
    recipients = _sorted(told["Intended-Recipient"], "Intended-Recipient")
    signers = _sorted(told["Required-Signer"], "Required-Signer")
    if not all(sealing.is_recipient(recipient) for recipient in recipients):
        raise _refuse("Intended-Recipient is not an age recipient")
    if not signers or not all(PRINCIPAL.fullmatch(signer) for signer in signers):
        raise _refuse("Required-Signer is missing or not a name on a roster")
    previous = told["Previous-Tagmanifest-Sha256"][0]
    if previous != NO_PREVIOUS:
        _one(told, "Previous-Tagmanifest-Sha256", _DIGEST)
    count = _one(told, "Bag-Count", _COUNT)
    if int(count[1]) > int(count[2]):
        raise _refuse("Bag-Count counts beyond its end")
    oxum = _one(told, "Payload-Oxum", _OXUM)
    claimed = told["Claimed-Created"][0]
    try:
        moment(claimed)
    except ValueError as error:
        raise _refuse("Claimed-Created is no moment in UTC with whole seconds") from error
    return BagInfo(
        bundle=_one(told, "External-Identifier", _UUID)[0],
        inspection=_one(told, "Bag-Group-Identifier", _UUID)[0],
        actor=_one(told, "Bundle-Actor", _UUID)[0],
        sequence=int(_one(told, "Bundle-Sequence", _NUMBER)[0]),
        previous=None if previous == NO_PREVIOUS else previous,
        claimed=claimed,
        recipients=recipients,
        signers=signers,
        size=int(oxum[1]),
        files=int(oxum[2]),
        app_version=told["App-Version"][0],
        part=(int(count[1]), int(count[2])),
        more=tuple(line for line in lines if line[0].startswith("X-")),
    )
