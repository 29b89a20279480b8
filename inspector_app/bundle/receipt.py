"""A receipt: how far one device holds every log, signed, in one small text file that may go by e-mail.

    Receipt-Format: receipt/1
    Inspection: 0b6e…
    Actor: 1111…
    Signer: a.brook@inspection
    Claimed: 2026-05-11T09:30:00Z
    Holds: 1111… 42 5f1c…
    -----BEGIN SSH SIGNATURE-----
    …

`Holds` stands once for each device, sorted. The signature, SSHSIG in a namespace of its own, is over
exactly the bytes before it. Ids and digests only: a receipt needs no seal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import bag_info, layout, trust
from inspector_app.bundle.errors import ReceiptError
from inspector_app.bundle.roster import Roster
from inspector_app.bundle.trust import Standing
from inspector_app.crypto import ledger, sshsig
from inspector_app.crypto.signing import BadSignatureError, Signer, UnknownKeyTypeError

FORMAT = "receipt/1"
NAMESPACE = "receipt.v1@inspector-app"
SUFFIX = ".receipt"
MAX_DEVICES = 100
MAX_BYTES = 32 << 10
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_HOLDS = rf"Holds: ({_UUID}) ([1-9][0-9]{{0,12}}) ([0-9a-f]{{64}})\n"
_TEXT = re.compile(
    rf"Receipt-Format: {FORMAT}\n"
    rf"Inspection: (?P<inspection>{_UUID})\n"
    rf"Actor: (?P<actor>{_UUID})\n"
    r"Signer: (?P<signer>[!-~]{1,100})\n"
    r"Claimed: (?P<claimed>[0-9TZ:-]{20})\n"
    rf"(?P<holds>(?:{_HOLDS}){{1,{MAX_DEVICES}}})"
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far a device holds every log.

    Attributes:
        inspection: id of the inspection.
        actor: the device.
        signer: principal of the person, as on the roster.
        claimed: when it was written, as it claims: UTC, whole seconds.
        holds: for each device, the last place of its log that is held, and the entry there.
    """

    inspection: str
    actor: str
    signer: str
    claimed: str
    holds: Mapping[str, tuple[int, str]]

    @property
    def text(self) -> bytes:
        """The exact bytes that are signed."""
        lines = [
            f"Receipt-Format: {FORMAT}",
            f"Inspection: {self.inspection}",
            f"Actor: {self.actor}",
            f"Signer: {self.signer}",
            f"Claimed: {self.claimed}",
            *(f"Holds: {actor} {seq} {entry}" for actor, (seq, entry) in sorted(self.holds.items())),
        ]
        return "".join(f"{line}\n" for line in lines).encode("ascii")


def sealed(receipt: Receipt, key: Signer) -> bytes:
    """Returns the file of a receipt: its text and the device's signature.

    Raises:
        ReceiptError: more devices than one receipt may name.
    """
    if len(receipt.holds) > MAX_DEVICES:
        raise ReceiptError(f"A receipt names at most {MAX_DEVICES} devices", advice="Send a bundle instead.")
    return receipt.text + sshsig.sign(receipt.text, NAMESPACE, key)


def read(data: bytes, roster: Roster | None, where: object = None) -> tuple[Receipt, Standing]:
    """Returns what a receipt says, and how its signature stands; only one that is `good` counts.

    It counts for the person named in it, whose key must be one that may sign bundles at the claimed time.

    Raises:
        ReceiptError: it is not a receipt of this format, byte for byte, or its signature is bad.
    """
    if len(data) > MAX_BYTES:
        raise ReceiptError("The file is too long for a receipt", where=where)
    text, begin, rest = data.partition(sshsig.BEGIN)
    receipt = _read_text(text, where)
    try:
        at = bag_info.moment(receipt.claimed)
    except ValueError as error:
        raise ReceiptError("The receipt has no time in UTC with whole seconds", where=where) from error
    try:
        signature = sshsig.verify(begin + rest, text, NAMESPACE)
    except UnknownKeyTypeError:
        return receipt, trust.unknown_type(begin + rest)
    except BadSignatureError as error:
        raise ReceiptError(f"The receipt's signature does not hold: {error.what}", where=where) from error
    # Who may sign bundles may say what he holds; a roster need not name a further purpose for that.
    standing = trust.standing(signature, roster, layout.BUNDLE_NAMESPACE, at)
    if standing.verdict == trust.GOOD and receipt.signer not in standing.principals:
        raise ReceiptError("The receipt is signed by somebody else than it says", where=where)
    return receipt, standing


def _read_text(text: bytes, where: object) -> Receipt:
    found = _TEXT.fullmatch(text.decode("ascii", "replace"))
    if found is None:
        raise ReceiptError("The file is not a receipt of this format", where=where)
    lines: list[tuple[str, str, str]] = re.findall(_HOLDS, found["holds"])
    actors = [actor for actor, _, _ in lines]
    if actors != sorted(set(actors)) or any(int(seq) > ledger.MAX_SEQ for _, seq, _ in lines):
        raise ReceiptError("The receipt does not name each device once, sorted", where=where)
    return Receipt(
        found["inspection"],
        found["actor"],
        found["signer"],
        found["claimed"],
        {actor: (int(seq), entry) for actor, seq, entry in lines},
    )


def read_file(path: Path) -> bytes:
    """Returns the bytes of a receipt's file.

    Raises:
        ReceiptError: it cannot be read or is too long.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReceiptError(
            "The receipt cannot be read", where=path, advice=f"The system says: {error.strerror}."
        ) from error
    if len(data) > MAX_BYTES:
        raise ReceiptError("The file is too long for a receipt", where=path)
    return data
