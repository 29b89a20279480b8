"""Sending: everything a peer may lack, signed by this device, sealed to the lead, opened again to be sure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector_app.bundle import Tell, Verdict, folders, unheard
from inspector_app.bundle import (
    verify_bundle as check_bundle,
)
from inspector_app.bundle.roster import load_roster
from inspector_app.crypto import sealing
from inspector_app.errors import WorldError
from inspector_app.services import parts, quarantine, rosters, sending
from inspector_app.services.own_key import signing_key
from inspector_app.services.parts import Lacking
from inspector_app.services.sending import Exported
from inspector_app.services.session import Session
from inspector_app.store import exchange


def export_bundle(
    session: Session,
    *,
    out: str,
    recipients: Sequence[str] = (),
    since_acknowledged: bool = False,
    clear: bool = False,
    with_draft: bool = False,
    tell: Tell = unheard,
) -> Exported:
    """Writes a bundle of what this store holds, and opens it again before it is called done.

    What one archive cannot hold goes in parts, each a bundle of its own.

    Args:
        session: the open store.
        out: folder to write it in.
        recipients: principals to seal it to beside the leads and escrow of the roster.
        since_acknowledged: leave out what the readers have said they hold.
        clear: do not seal it; only where the place itself is safe.
        with_draft: put the Word draft in, as a copy for reading that no import ever looks at.
        tell: is told how far it is; what it raises stops the export and comes through.

    Raises:
        RefusedError: there is nobody to seal it to, a name is not on the roster, or the roster does not let
            the keys that are to sign it do so.
        AgentError: the agent that is to sign it is away or does not sign; nothing is left behind.
        BundleWriteError, StoreWriteError: the folder or the store cannot be written; nothing is left behind.
    """
    begun = sending.begin(
        session,
        out=out,
        recipients=recipients,
        since_acknowledged=since_acknowledged,
        clear=clear,
        with_draft=with_draft,
    )
    with folders.cleared(begun.out):
        return sending.finish(session, begun, sending.carry(begun, tell))


def verify_bundle(
    session: Session | None,
    *,
    bundle: str,
    roster: str | None = None,
    identity: str | None = None,
    tell: Tell = unheard,
) -> Verdict:
    """Checks a bundle by every rule of the format; changes nothing.

    Args:
        session: an open store, whose roster and identity are used where none are given; None for none.
        bundle: path of the bundle.
        roster: folder of a roster to check by instead.
        identity: file with a private age identity to open it with instead.
        tell: is told how far it is; what it raises stops the check and comes through.

    Raises:
        WorldError: the bundle, roster or identity cannot be read.
    """
    path = Path(bundle)
    known = load_roster(Path(roster)) if roster else rosters.trusted(session) if session else None
    identities = [_identity(Path(identity))] if identity else []
    if session is not None and not identity:
        identities = [session.device.identity]
    near = session.store.folder if session else path.resolve().parent
    with quarantine.opened(near, path.stat().st_size if path.is_file() else 0) as folder:
        return check_bundle(path, roster=known, identities=identities, quarantine=folder, tell=tell)


def lacking_parts(session: Session) -> tuple[Lacking, ...]:
    """Returns every export in parts of which some have come and some have not."""
    return parts.lacking(exchange.bundles(session.store))


def _identity(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError("The identity file cannot be read", where=path) from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise WorldError("The identity file holds no identity", where=path)
    try:
        sealing.recipient_of(found[0])
    except sealing.BadRecipientError as error:
        advice = "Name the file that age-keygen wrote."
        raise WorldError("The identity file holds no identity", where=path, advice=advice) from error
    return found[0]


__all__ = ["Exported", "Lacking", "export_bundle", "lacking_parts", "signing_key", "verify_bundle"]
