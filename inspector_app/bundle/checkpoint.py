"""An author's own signature over the head of his log, which survives when others pass his work on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector_app.bundle import layout, texts, trust
from inspector_app.bundle.bag_info import moment
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.bundle.roster import Roster
from inspector_app.crypto import sshsig
from inspector_app.crypto.signing import BadSignatureError, Signer, UnknownKeyTypeError

CHECKPOINT_FORMAT = "log-checkpoint/1"
MAX_TEXT = 4096
_TEXT = re.compile(
    r"Checkpoint-Format: log-checkpoint/1\n"
    r"Inspection: (?P<inspection>[0-9a-f-]{36})\n"
    r"Actor: (?P<actor>[0-9a-f-]{36})\n"
    r"Sequence: (?P<seq>[1-9][0-9]{0,12})\n"
    r"Entry: (?P<entry>[0-9a-f]{64})\n"
    r"Claimed: (?P<claimed>[0-9TZ:-]{20})\n"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement: this device's log has this entry at this place.

    Attributes:
        actor: the device.
        seq: place in its log.
        text: the signed bytes.
        signature: armoured SSHSIG in the checkpoints' namespace.
    """

    actor: str
    seq: int
    text: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class CheckedCheckpoint:
    """A checkpoint whose signature was looked at.

    Attributes:
        actor: the device.
        seq: place in its log.
        entry: id of the entry there.
        text: the signed bytes.
        signature: armoured SSHSIG.
        inspection: id of the inspection.
        claimed: time that the author claims.
        verdict: `good`, `unknown-signer`, `unknown-key-type`, `revoked` or `expired`.
        principal: whose key it is, as the roster says; empty where it does not.
        fingerprint: of the key.
    """

    actor: str
    seq: int
    entry: str
    text: bytes
    signature: bytes
    inspection: str
    claimed: str
    verdict: str
    principal: str
    fingerprint: str


def make_checkpoint(
    *, inspection: str, actor: str, seq: int, entry: str, claimed: str, key: Signer
) -> Checkpoint:
    """Returns the device's signature over the head of its log.

    Args:
        inspection: id of the inspection.
        actor: the device.
        seq: place of its last entry.
        entry: id of that entry.
        claimed: present time, UTC, whole seconds.
        key: the device's key.
    """
    text = (
        f"Checkpoint-Format: {CHECKPOINT_FORMAT}\nInspection: {inspection}\nActor: {actor}\n"
        f"Sequence: {seq}\nEntry: {entry}\nClaimed: {claimed}\n"
    ).encode("ascii")
    return Checkpoint(actor, seq, text, sshsig.sign(text, layout.CHECKPOINT_NAMESPACE, key))


def check_checkpoint(checkpoint: Checkpoint, roster: Roster | None) -> CheckedCheckpoint:
    """Returns what a checkpoint says and how far its signature is to be trusted.

    Raises:
        BrokenRuleError: it is malformed, not of the device that it is filed under, or its signature is bad.
    """
    member = layout.checkpoint_path(checkpoint.actor, checkpoint.seq)
    found = _TEXT.fullmatch(texts.check_text(checkpoint.text, member))
    if found is None or (found["actor"], int(found["seq"])) != (checkpoint.actor, checkpoint.seq):
        raise BrokenRuleError("R5", "A checkpoint is not what its name says", member)
    try:
        at = moment(found["claimed"])
    except ValueError as error:
        raise BrokenRuleError("R5", "A checkpoint has no time in UTC with whole seconds", member) from error
    try:
        signature = sshsig.verify(checkpoint.signature, checkpoint.text, layout.CHECKPOINT_NAMESPACE)
    except UnknownKeyTypeError:
        standing = trust.unknown_type(checkpoint.signature)
    except BadSignatureError as error:
        raise BrokenRuleError("R6", error.what, f"{member}.sshsig") from error
    else:
        standing = trust.standing(signature, roster, layout.CHECKPOINT_NAMESPACE, at)
    return CheckedCheckpoint(
        checkpoint.actor,
        checkpoint.seq,
        found["entry"],
        checkpoint.text,
        checkpoint.signature,
        found["inspection"],
        found["claimed"],
        standing.verdict,
        standing.principal,
        standing.fingerprint,
    )
