"""The team roster: made and signed by its owner, carried as a small folder, pinned by every store."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from inspector_app.bundle import folders, introduction
from inspector_app.bundle import roster as files
from inspector_app.bundle.roster import Roster, RosterError
from inspector_app.bundle.roster_lines import USES
from inspector_app.crypto import sealing, signing
from inspector_app.crypto.signing import SigningKey
from inspector_app.domain.revision import Write
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import policy, recovery
from inspector_app.services.session import Session
from inspector_app.services.wording import day, needed, one_of
from inspector_app.store import entries, exchange
from inspector_app.store import folder as keyfiles
from inspector_app.store.engine import Connection
from inspector_app.store.errors import DamagedStoreError, StoreWriteError

_KEY, _PINNED = "roster_key", recovery.PINNED
SIGNED = "roster_signed"
"""The fact that holds the version and digest of the roster that this store signed last."""


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
        principals: everybody with a key that counts, or for whom an authority may vouch.
        revoked: fingerprints of keys that no longer count.
        escrow: the organisation's recovery recipient; empty where none.
        krl: number of the organisation's key revocation list; None where there is none.
        authorities: names that each authority may vouch for, with the fingerprint of its key.
    """

    version: int
    fingerprint: str
    principals: tuple[Principal, ...]
    revoked: tuple[str, ...]
    escrow: str
    krl: int | None = None
    authorities: tuple[tuple[str, str], ...] = ()


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
        krl=None if roster.listed is None else roster.listed.version,
        authorities=tuple(
            (line.principal, line.key.fingerprint)
            for line in roster.signers
            if line.authority and not roster.is_revoked(line.key)
        ),
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
            _note_signed(session, roster)
        except BaseException:  # nobody could ever change it
            folders.take_away([place / name for name in files.FILES])
            raise
    return _view(roster)


def _changed(session: Session, folder: str, change: Roster) -> RosterView:
    signed = files.sign_roster(Path(folder), change, owner_key(session))
    _note_signed(session, signed)
    return _view(signed)


def _note_signed(session: Session, signed: Roster) -> None:
    session.store.set_fact(SIGNED, {"version": signed.version, "digest": signed.digest})


def _refuse_older(session: Session, found: Roster, folder: str) -> None:
    """Refuses to build on an older roster that was put back: our signature would undo a revocation."""
    signed = session.store.fact(SIGNED, {"version": 0, "digest": ""})
    known = trusted(session)
    before = [(signed["version"], signed["digest"])] if found.key == owner_key(session).fingerprint else []
    before += [(known.version, known.digest)] if known is not None and known.key == found.key else []
    for version, digest in before:
        if found.version < version or (found.version == version and found.digest != digest):
            raise RosterError(
                f"The folder holds version {found.version} of the roster, and version {version} was signed"
                " already; nothing was signed",
                where=folder,
                advice="Somebody put an older copy back. Fetch the newest folder from a colleague.",
            )


def _own(session: Session, folder: str) -> Roster:
    """Returns a roster that this store may change: its own, or one that was just handed on to it."""
    key, told = owner_key(session).fingerprint, files.read_files(Path(folder))
    found = files.read_roster(told, where=folder)
    handed_on = introduction.FILE in told and introduction.read(
        told[introduction.FILE], told[introduction.SIGNATURE_FILE], folder
    )[:2] == (found.key, key)
    if not handed_on and found.key != key:  # one that handed the roster on signs no more of it
        raise RosterError(
            f"The roster is signed by another key, {found.key}",
            where=folder,
            advice="Ask its owner to change it, or to hand it on.",
        )
    _refuse_older(session, found, folder)
    return found


def roster_key(session: Session) -> str:
    """Returns the public line of the key with which this store signs rosters, made now if need be."""
    if not owns(session):
        session.store.set_fact(_KEY, secrets.token_hex(signing.PRIVATE_BYTES))
    return owner_key(session).public_line


def hand_on(session: Session, *, folder: str, key: str) -> RosterView:
    """Names the key that signs a roster from now on; its holder then signs the next version.

    Args:
        session: the open store of the owner so far.
        folder: where the roster's files stand.
        key: public line of the next owner's roster key.

    Raises:
        RefusedError: this store does not own the roster.
        RosterError: the roster is not to be trusted as it stands, or the folder cannot be written.
        BadKeyError, UnknownKeyTypeError: the key cannot be read.
    """
    found = _own(session, folder)
    told = introduction.make(found.version, key, owner_key(session))
    try:
        folders.fill(Path(folder), told)
    except OSError as error:
        raise RosterError(
            "The roster cannot be handed on, as its folder cannot be written",
            where=folder,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return _view(found)


def add_member(
    session: Session,
    *,
    folder: str,
    principal: str,
    key: str,
    recipient: str,
    role: str = "inspector",
    valid_from: str = "",
    valid_until: str = "",
    uses: str = "all",
) -> RosterView:
    """Adds a person, or a further device of a person, and signs the next version.

    Args:
        session: the owner's open store.
        folder: where the roster's files stand.
        principal: name of the person on the roster.
        key: public line of the device's key.
        recipient: age recipient of the device.
        role: one of `kinds.ROLES`.
        valid_from: first day on which the key counts, ISO; empty for no such day.
        valid_until: last day on which it counts, ISO; empty for no end.
        uses: what the key may sign: one of `roster_lines.USES`.

    Raises:
        RefusedError: this store does not own the roster, the key is another's or revoked, a day is none, or
            there is no such use.
        RosterError: the roster is not to be trusted as it stands.
    """
    after, until = _days(valid_from, valid_until)
    one_of("use", uses, USES)
    before = _own(session, folder)
    change = files.add_member(
        before,
        principal,
        key,
        recipient,
        role=role,
        valid_after=after,
        valid_before=until,
        uses=uses,
    )
    return _changed(session, folder, change)


def _days(valid_from: str, valid_until: str) -> tuple[date | None, date | None]:
    """Returns the first day that counts and the first that no longer does, as the file names them."""
    first, last = day("first day", valid_from), day("last day", valid_until)
    if first and last and last < first:
        raise RefusedError("The last day is before the first", where=last)
    return (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) + timedelta(days=1) if last else None,
    )


def add_authority(
    session: Session, *, folder: str, names: str, key: str, valid_from: str = "", valid_until: str = ""
) -> RosterView:
    """Puts an organisation's SSH authority on the roster, whose certificates then count.

    Args:
        session: the owner's open store.
        folder: where the roster's files stand.
        names: whom it may vouch for: names, or patterns with `*`, joined by commas.
        key: public line of the authority's key.
        valid_from: first day on which its certificates count, ISO; empty for no such day.
        valid_until: last day on which they count, ISO; empty for no end.

    Raises:
        RefusedError: this store does not own the roster, the names have another form, the key was revoked or
            is a member's, or a day is none.
        RosterError: the roster is not to be trusted as it stands.
        BadKeyError, UnknownKeyTypeError: the key cannot be read.
    """
    after, until = _days(valid_from, valid_until)
    change = files.add_authority(_own(session, folder), names, key, valid_after=after, valid_before=until)
    return _changed(session, folder, change)


def add_vouched(session: Session, *, folder: str, principal: str, recipient: str, role: str) -> RosterView:
    """Puts a person on the roster who signs by a certificate: only whom to seal to stands there.

    Args:
        session: the owner's open store.
        folder: where the roster's files stand.
        principal: name of the person, as the certificate has it.
        recipient: age recipient of the device.
        role: one of `kinds.ROLES`.

    Raises:
        RefusedError: this store does not own the roster, or no authority on it may vouch for that name.
        RosterError: the roster is not to be trusted as it stands.
    """
    before = _own(session, folder)
    if not before.vouches_for(principal):
        raise RefusedError(
            "No authority on the roster may vouch for this name",
            where=principal,
            advice="Add the organisation's authority first: roster authority.",
        )
    return _changed(session, folder, files.add_recipient(before, principal, recipient, role=role))


def revoke_member(session: Session, *, folder: str, principal: str) -> RosterView:
    """Takes trust from a person, or from one key by its fingerprint, and signs the next version.

    Raises:
        RefusedError: nobody on it has that name, or this store does not own the roster.
    """
    return _changed(session, folder, files.revoke(_own(session, folder), principal))


def take_krl(session: Session, *, folder: str, file: str) -> RosterView:
    """Puts the organisation's key revocation list into the roster and signs the next version.

    Args:
        session: the owner's open store.
        folder: where the roster's files stand.
        file: the list, as `ssh-keygen -k` wrote it; takes the place of the one before.

    Raises:
        RefusedError: this store does not own the roster, or the list has a lower number than the one before.
        RosterError: the list cannot be read whole, or the roster is not to be trusted as it stands.
    """
    path, before = Path(file), _own(session, folder)
    try:
        with path.open("rb") as told:
            data = told.read(files.MAX_FILE + 1)
    except OSError as error:
        raise RosterError(
            "The key revocation list cannot be read",
            where=path,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return _changed(session, folder, files.with_krl(before, data, path))


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


def trust_roster(
    session: Session, *, folder: str, fingerprint: str = "", repin: bool = False, reason: str = ""
) -> RosterView:
    """Takes a roster into this store and pins the key that signed it.

    The first roster pins its key. A later one must be signed by that key, or by one that it introduced, and
    must be newer. Where the key was lost, a person may pin another one, having compared its fingerprint with
    the owner by voice; that decision is kept as a record. The key of the organisation that the roster names
    as escrow opens the store from now on.

    Args:
        session: the open store.
        folder: where the roster's files stand.
        fingerprint: the key to expect, as its owner read it aloud; empty to take the first on sight.
        repin: take the key of this fingerprint in place of the one that is pinned.
        reason: why; needed to pin another.

    Raises:
        RosterError: it is unsigned, changed, older, signed by another key, or of the same number as the one
            known here with other content.
        RefusedError: another key is to be pinned without its fingerprint or a reason.
    """
    pinned = session.store.fact(_PINNED)
    told = files.read_files(Path(folder))
    before = trusted(session)
    if repin and pinned is not None:
        expected, lowest = needed("fingerprint", fingerprint), 0
        why = needed("reason", reason)
    else:
        expected, lowest, why = pinned or fingerprint or None, before.version if before else 0, ""
    roster = files.read_roster(told, pinned=expected, minimum_version=lowest, where=folder)
    same = before is not None and (before.version, before.key) == (roster.version, roster.key)
    if before is not None and same and before.digest != roster.digest:
        raise RosterError(
            f"This roster has the same number as the one known here, {roster.version}, but says other things",
            where=folder,
            advice="Ask its owner to sign a newer one.",
        )
    with session.store.changing():
        exchange.keep_roster(session.store, told)
        session.store.set_fact(_PINNED, roster.key)
        if why and roster.key != pinned:
            decided = {
                "verdict": "roster key replaced", "fingerprint": roster.key, "roster": pinned, "reason": why,
            }  # fmt: skip
            session.write("trust_roster", [Write(session.new_record(), "decision", decided)])
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
