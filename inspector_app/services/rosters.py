"""The team roster: made and signed by its owner, carried as a small folder, pinned by every store."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inspector_app.bundle import folders
from inspector_app.bundle import roster as files
from inspector_app.bundle.roster import Roster, RosterError
from inspector_app.crypto import sealing, signing
from inspector_app.crypto.signing import SigningKey
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import policy, recovery
from inspector_app.services.session import Session
from inspector_app.store import entries, exchange
from inspector_app.store import folder as keyfiles
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreWriteError

_KEY, _PINNED = "roster_key", recovery.PINNED


@dataclass(frozen=True, slots=True)
class Principal:
    """One person on the roster.

    Attributes:
        name: the principal.
        role: role of the person.
        keys: fingerprints of the keys that still count.
        recipient: age recipient; empty where none.
    """

    name: str
    role: str
    keys: tuple[str, ...]
    recipient: str


@dataclass(frozen=True, slots=True)
class RosterView:
    """A roster for reading.

    Attributes:
        version: rises with every signing.
        fingerprint: of the key that signed it, to read aloud.
        principals: everybody with a key that counts.
        revoked: fingerprints of keys that no longer count.
        escrow: the organisation's recovery recipient; empty where none.
    """

    version: int
    fingerprint: str
    principals: tuple[Principal, ...]
    revoked: tuple[str, ...]
    escrow: str


def owner_key(session: Session) -> SigningKey:
    """Returns the key that signs rosters.

    Raises:
        RefusedError: it is in another store.
    """
    told = session.store.fact(_KEY)
    if told is None:
        raise RefusedError("This store does not hold the key of a roster", advice="Its owner can change it.")
    return signing.key_of(bytes.fromhex(told))


def owns(session: Session) -> bool:
    """Says whether this store holds the key of a roster, so that it can change that roster."""
    return session.store.fact(_KEY) is not None


def _view(roster: Roster) -> RosterView:
    roles = {line.principal: line.role for line in roster.recipients}
    return RosterView(
        version=roster.version,
        fingerprint=roster.key,
        principals=tuple(
            Principal(
                name,
                roles.get(name, ""),
                tuple(key.fingerprint for key in roster.keys_of(name)),
                roster.recipient_of(name) or "",
            )
            for name in roster.principals
        ),
        revoked=tuple(key.fingerprint for key in roster.revoked),
        escrow=roster.escrow or "",
    )


def init_roster(session: Session, *, folder: str, escrow: str = "") -> RosterView:
    """Makes a roster whose key stays in this store.

    Args:
        session: the owner's open store.
        folder: where its files go.
        escrow: the organisation's age recipient, sealed to in every bundle; empty for none.

    Raises:
        RefusedError: a roster stands there.
        RosterError, StoreWriteError: the folder or the store cannot be written; nothing is left behind.
    """
    told = session.store.fact(_KEY) or secrets.token_hex(signing.PRIVATE_BYTES)
    key = signing.key_of(bytes.fromhex(told))
    place = Path(folder)
    with folders.cleared(place):
        roster = files.init_roster(place, key, escrow)
        try:
            session.store.set_fact(_KEY, told)
        except BaseException:  # nobody could ever change it
            folders.take_away([place / name for name in files.FILES])
            raise
    return _view(roster)


def _changed(session: Session, folder: str, change: Roster) -> RosterView:
    return _view(files.sign_roster(Path(folder), change, owner_key(session)))


def _own(session: Session, folder: str) -> Roster:
    return files.load_roster(Path(folder), pinned=owner_key(session).fingerprint)


def add_member(
    session: Session, *, folder: str, principal: str, key: str, recipient: str, role: str = "inspector"
) -> RosterView:
    """Adds a person, or a further device of a person, and signs the next version.

    Raises:
        RefusedError: this store does not own the roster, or the key is another's or revoked.
        RosterError: the roster is not to be trusted as it stands.
    """
    before = _own(session, folder)
    return _changed(session, folder, files.add_member(before, principal, key, recipient, role=role))


def revoke_member(session: Session, *, folder: str, principal: str) -> RosterView:
    """Takes trust from a person, or from one key by its fingerprint, and signs the next version.

    Raises:
        RefusedError: nobody on it has that name, or this store does not own the roster.
    """
    return _changed(session, folder, files.revoke(_own(session, folder), principal))


def sign_roster(session: Session, *, folder: str) -> RosterView:
    """Signs the next version of an unchanged roster.

    Raises:
        RefusedError: this store does not own the roster.
    """
    return _changed(session, folder, _own(session, folder))


def show(*, folder: str) -> RosterView:
    """Returns what a roster says, after checking its own signature.

    Raises:
        RosterError: it is unsigned or changed.
    """
    return _view(files.load_roster(Path(folder)))


def trust_roster(session: Session, *, folder: str, fingerprint: str = "") -> RosterView:
    """Takes a roster into this store and pins the key that signed it.

    The first roster pins its key; a later one must be signed by the same key and not be older. The key of the
    organisation that the roster names as escrow opens the store from now on.

    Args:
        session: the open store.
        folder: where the roster's files stand.
        fingerprint: the key to expect, as its owner read it aloud; empty to take the first on sight.

    Raises:
        RosterError: it is unsigned, changed, older, or signed by another key.
    """
    pinned = session.store.fact(_PINNED) or fingerprint or None
    before = trusted(session)
    told = files.read_files(Path(folder))
    roster = files.read_roster(
        told, pinned=pinned, minimum_version=before.version if before else 0, where=folder
    )
    with session.store.changing():
        exchange.keep_roster(session.store, told)
        session.store.set_fact(_PINNED, roster.key)
    session.settle_recovery()
    note_readers(session)
    return _view(roster)


def trusted(session: Session) -> Roster | None:
    """Returns the roster that this store trusts, or None where it has none yet."""
    told = exchange.roster(session.store)
    return files.read_roster(told, pinned=session.store.fact(_PINNED)) if told else None


def read(connection: Connection) -> Roster | None:
    """Returns the roster that is trusted, or None; for checks beside the store's thread."""
    told = exchange.read_roster(connection)
    return files.read_roster(told, pinned=entries.fact(connection, _PINNED)) if told else None


def note_readers(session: Session) -> None:
    """Notes who can read what is sealed when the store fails, while the store can still be asked.

    They are this device, the leads of the roster, and the organisation, by roster or by policy.
    """
    found = [sealing.recipient_of(session.device.identity)]
    with suppress(WorldError):  # a faulty policy stops the next opening, not the words of this one
        found.append(policy.present().recovery_recipient)
    with suppress(WorldError):  # the disk that takes no words may tell no keys either
        wraps = keyfiles.read_keys(session.store.folder).wraps
        found += [wrap.account for wrap in wraps if wrap.kind == "recovery"]
    roster: Roster | None = None
    with suppress(DamagedStoreError, StoreWriteError, RosterError):  # then those that are known without it
        roster = trusted(session)
    if roster is not None:
        found += [roster.recipient_of(name) or "" for name in roster.leads]
        found.append(roster.escrow or "")
    session.note_readers([recipient for recipient in dict.fromkeys(found) if recipient])
