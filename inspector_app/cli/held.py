"""`held …`: bundles of signers whom nobody knows yet, set aside as they came."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from inspector_app.cli import bundles
from inspector_app.cli.console import Answer, Console, counted, table
from inspector_app.cli.progress import ProgressLine
from inspector_app.cli.unlocking import opened
from inspector_app.crypto import spoken
from inspector_app.services import merging, shelf
from inspector_app.services.shelf import Held

_SHORT = 12


def listing(told: Namespace, console: Console) -> Answer:
    """Lists what is set aside, the longest first."""
    with opened(console, told.store) as session:
        found = shelf.held(session)
    rows = [("Id", "File", "Says it is from", "Since", "Key", "In words", "Stands")]
    rows += [
        (
            one.id[:_SHORT],
            one.name,
            ", ".join(one.claims),
            one.since,
            one.fingerprint,
            spoken.words(one.fingerprint),
            f"on the roster: {one.principal}" if one.standing == shelf.KNOWN else one.standing,
        )
        for one in found
    ]
    lines = [f"{counted(len(found), 'bundle')} set aside", *(table(rows) if found else [])]
    return Answer({"held": [described(one) for one in found]}, lines)


def take(told: Namespace, console: Console) -> Answer:
    """Takes a bundle in that was set aside; it stays there where it is refused."""
    with opened(console, told.store) as session, ProgressLine(console.err) as line:
        one = shelf.find(session, told.held)
        done = merging.merge_bundle(
            session,
            bundle=str(one.path),
            accept_unknown=bool(told.accept_unknown),
            signer=told.accept_unknown,
            reason=told.reason,
            tell=line.tell,
        )
    return bundles.merged([done])


def discard(told: Namespace, console: Console) -> Answer:
    """Throws a bundle away that was set aside."""
    with opened(console, told.store) as session:
        gone = shelf.throw_away(session, which=told.held)
    return Answer({"discarded": gone.id, "file": gone.name}, [f"Thrown away: {gone.name}, {gone.id}"])


def described(one: Held) -> dict[str, Any]:
    """Returns a bundle that is set aside, as JSON."""
    return {
        "id": one.id,
        "file": one.name,
        "signer": one.fingerprint,
        "words": spoken.words(one.fingerprint),
        "claims": list(one.claims),
        "claimed": one.claimed,
        "since": one.since,
        "bytes": one.bytes,
        "standing": one.standing,
        "principal": one.principal,
    }
