"""Writes a small store as today's app writes it, into `tests/old_files/v<store version>`.

    python packaging/old_store.py

Run once for each store version, when that version is released, and never again: the point of such a file is
that it stays as it was. Every later app must open it and find each record of `records.jsonl` in it. The
passphrase is known and its cost is low, as nothing in it is secret.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector_app.crypto.keys import Cost
from inspector_app.services import attachments, cases, evidence, machine, unsealed
from inspector_app.services.session import NewStore, Session, new_store
from inspector_app.store.folder import LOCK
from inspector_app.store.schema import STORE_VERSION

PASSPHRASE = "seven slow herons"  # noqa: S105 - of a store in which nothing is secret
RECORDS = "records.jsonl"
ROOT = Path(__file__).resolve().parent.parent


class _Clock:
    """A clock of its own, so that the file does not depend on the day it was made."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=7)
        return self.moment


def fill(session: Session, attachment: Path) -> None:
    """Writes one of each: evidence amended, linked and withdrawn, a case, an attachment, a draft."""
    first = evidence.record_evidence(session, text="Visits were late twice in May.", source="case_file")
    evidence.amend_evidence(session, evidence=first.record, text="Visits were late three times in May. Café.")
    second = evidence.record_evidence(session, text="A plan was reviewed on time.", source="data")
    evidence.withdraw_evidence(session, evidence=second.record, reason="entered twice")
    evidence.record_evidence(session, text="Supervision is regular and reflective.", source="document")
    evidence.link_evidence(session, evidence=first.record, descriptor="ILACS-CIC-05", stance="against")
    cases.open_case_track(session, reference="Heron 7", why_chosen="recent contact")
    attachments.attach_file(session, file=str(attachment), to=first.record)
    unsealed.keep_typing(
        session, editor="evidence/new", kind="evidence", fields={"text": "half a sent"}, cursor=("text", 11)
    )


def main() -> int:
    """Writes the store and the list of what is in it."""
    where = ROOT / "tests" / "old_files" / f"v{STORE_VERSION}"
    if where.exists():
        print(f"Version {STORE_VERSION} is written already and stays as it is.", file=sys.stderr)
        return 1
    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="Ada Brook", role="lead",
        start="2026-11-02", passphrase=PASSPHRASE, use_keychain=False, cost=Cost(64, 1, 1),
    )  # fmt: skip
    with TemporaryDirectory() as other, new_store(told, _Clock()) as session:
        attachment = Path(other) / "chronology.txt"
        attachment.write_text("a chronology of invented events\n" * 40, "utf-8")
        fill(session, attachment)
        with session.store.changing() as connection:  # it is opened on any computer
            connection.execute("DELETE FROM meta WHERE key = ?", (machine.FACT,))
        lines = [
            json.dumps(
                {
                    "kind": record.kind,
                    "record": record.id,
                    "fields": dict(record.fields),
                    "heads": list(record.heads),
                    "deleted": record.deleted,
                    "revisions": [held.entry.id for held in session.store.history(record.id)],
                },
                sort_keys=True,
            )
            for record in session.store.records(deleted=True)
        ]
    (where / LOCK).unlink(missing_ok=True)
    (where / RECORDS).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{where.relative_to(ROOT)}: {len(lines)} records")
    return 0


if __name__ == "__main__":
    sys.exit(main())
