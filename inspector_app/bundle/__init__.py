"""The evidence bundle: BagIt bag, SSH signature, canonical ZIP, age seal. See resources/formats/bundle.md."""

from inspector_app.bundle.checkpoint import CheckedCheckpoint, Checkpoint, check_checkpoint, make_checkpoint
from inspector_app.bundle.contents import Blob, Contents, Segment, Source
from inspector_app.bundle.course import Tell, unheard
from inspector_app.bundle.errors import (
    BrokenRuleError,
    BundleWriteError,
    EnrolmentError,
    NotGivenOutError,
    ReceiptError,
    RosterError,
)
from inspector_app.bundle.verdict import Verdict
from inspector_app.bundle.verify import Verified, open_bundle, verify_bundle
from inspector_app.bundle.writer import Written, write_bundle

__all__ = [
    "Blob",
    "BrokenRuleError",
    "BundleWriteError",
    "CheckedCheckpoint",
    "Checkpoint",
    "Contents",
    "EnrolmentError",
    "NotGivenOutError",
    "ReceiptError",
    "RosterError",
    "Segment",
    "Source",
    "Tell",
    "Verdict",
    "Verified",
    "Written",
    "check_checkpoint",
    "make_checkpoint",
    "open_bundle",
    "unheard",
    "verify_bundle",
    "write_bundle",
]
