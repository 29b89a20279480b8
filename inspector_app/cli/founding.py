"""`new`: an encrypted store for one inspector."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import new_passphrase
from inspector_app.crypto import spoken
from inspector_app.services import session, team
from inspector_app.services.session import NewStore


def new(told: Namespace, console: Console) -> Answer:
    """Makes the store and tells what the lead needs for the roster."""
    asked = NewStore(
        where=Path(told.store),
        framework=told.framework,
        authority=told.authority,
        inspector=told.inspector,
        role=told.role,
        passphrase=new_passphrase(console),
        start=told.start,
        overlays=tuple(told.overlays),
        principal=told.staff_id,
        inspection=told.inspection,
        recovery=told.recovery,
        use_keychain=not told.no_keychain,
    )
    with session.new_store(asked) as made:
        device = made.device
        answer = {
            "store": str(made.store.folder),
            "inspection": made.inspection,
            "device": device.actor,
            "principal": device.principal,
            "signing_key": session.public_key(device),
            "recipient": session.recipient(device),
        }
        fingerprint = team.own(made).fingerprint
    rows = [
        ("Store", answer["store"]),
        ("Inspection", answer["inspection"]),
        ("Staff id", answer["principal"]),
        ("Signing key", answer["signing_key"]),
        ("Recipient", answer["recipient"]),
    ]
    lines = [*table(rows), "Give the last three lines to the lead, for the team roster."]
    lines.append(
        f"The lead may ask for the fingerprint: {fingerprint}, in words: {spoken.words(fingerprint)}"
    )
    return Answer({**answer, "fingerprint": fingerprint, "words": spoken.words(fingerprint)}, lines)
