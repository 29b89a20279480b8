"""Taking a bundle in: verified whole, planned against the ledger, then added in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from inspector_app.bundle.verify import OpenedBundle, open_bundle
from inspector_app.domain.ids import is_uuid
from inspector_app.domain.kinds import ROLES
from inspector_app.domain.revision import Write
from inspector_app.merge.plan import Plan, plan_merge
from inspector_app.services import conflicts, quarantine, rosters
from inspector_app.services.conflicts import OpenConflict
from inspector_app.services.session import Session
from inspector_app.store import Arrival, blobs, exchange
from inspector_app.store.exchange import BundleRow, CheckpointRow


@dataclass(frozen=True, slots=True)
class Merged:
    """What taking in one bundle did, or would do in a dry run.

    Attributes:
        bundle: its path.
        verdict: `good`, `refused`, `unknown-signer`, `revoked`, `not-for-us` …
        rule: the rule that it broke; empty where none.
        member: name of the member at fault; empty where none.
        signer: fingerprint of the key.
        principal: whose key that is.
        new: revisions that were not here.
        known: revisions that were here already.
        waiting: revisions that wait for others.
        quarantined: revisions set aside.
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
