"""Taking a bundle in: verified whole, planned against the ledger, then added in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector_app import bundle as bundles_format
from inspector_app.bundle import Verdict, Verified
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError
from inspector_app.merge import Plan, plan_merge
from inspector_app.services import conflicts
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.rosters import trusted
from inspector_app.services.session import Session
from inspector_app.store import Arrival, blobs, exchange
from inspector_app.store.exchange import BundleRow, CheckpointRow


@dataclass(frozen=True, slots=True)
class Merged:
    """What taking in one bundle did, or would do in a dry run.

    Attributes:
        bundle: its path.
        verdict: `good`, `refused`, `unknown-signer`, `revoked`, `not-for-us` …
        rule: number of the rule that it broke; empty where none.
        member: name of the member at fault; empty where none.
        signer: fingerprint of the key.
        principal: whose key that is.
        new: revisions that were not here.
        known: revisions that were here already.
        waiting: revisions that wait for others.
        quarantined: revisions set aside, with the reasons counted.
        attachments: attachments that came along.
        conflicts: open conflicts afterwards in records that it touched.
        note: a sentence for the person.
        done: the store was changed.
    """

    bundle: str
    verdict: str
    rule: str = ""
    member: str = ""
    signer: str = ""
    principal: str = ""
    new: int = 0
    known: int = 0
    waiting: int = 0
    quarantined: int = 0
    attachments: int = 0
    conflicts: tuple[OpenConflict, ...] = ()
    note: str = ""
    done: bool = False
