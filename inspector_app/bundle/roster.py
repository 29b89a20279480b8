"""The team roster: whose keys count, whom bundles are sealed to, which keys no longer count.

A folder of four small files that stock tools read: `allowed_signers` (OpenSSH), `recipients.txt`, `revoked`
(a key list for `ssh-keygen -r`), and `roster-manifest.txt` with the version and the digests of the three,
signed beside it. A roster is a frozen value here; each change gives a new one, and only signing writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inspector_app.bundle import folders, introduction, layout, roster_lines
from inspector_app.bundle.errors import RosterError
from inspector_app.bundle.roster_lines import Recipient, Signer
from inspector_app.crypto import sealing, signing, sshsig
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.krl import Krl
from inspector_app.crypto.signing import BadSignatureError, PublicKey, SigningKey, UnknownKeyTypeError
from inspector_app.errors import RefusedError

SIGNERS_FILE = "allowed_signers"
RECIPIENTS_FILE = "recipients.txt"
REVOKED_FILE = "revoked"
MANIFEST_FILE = "roster-manifest.txt"
SIGNATURE_FILE = "roster-manifest.txt.sshsig"
KRL_FILE = roster_lines.KRL_FILE
FILES = (SIGNERS_FILE, RECIPIENTS_FILE, REVOKED_FILE, MANIFEST_FILE, SIGNATURE_FILE)
ESCROW = "escrow"
MAX_FILE = 4 << 20


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom this team trusts.

    Attributes:
        version: rises with every signing; 0 before the first.
        signers: lines of `allowed_signers`.
        recipients: whom to seal to, by staff id; the id `escrow` is the organisation's own way back in.
        revoked: keys that no longer count, at whatever time they signed.
        krl: the organisation's key revocation list as it came; empty where it brings none.
        key: fingerprint of the key that signed this roster; empty before the first signing.
        digest: SHA-256 of the signed bytes; empty before the first signing.
        listed: what `krl` says; None where there is none.
    """

    version: int = 0
    signers: tuple[Signer, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    revoked: tuple[PublicKey, ...] = ()
    krl: bytes = b""
    key: str = ""
    digest: str = ""
    listed: Krl | None = None

    @property
    def revokes_any(self) -> bool:
        """Says whether any key may have been revoked."""
        return bool(self.revoked or self.krl)

    def is_revoked(self, key: PublicKey, certificate: Certificate | None = None) -> bool:
        """Says whether a key no longer counts, or the certificate that it comes with, or its authority."""
        named = (key,) if certificate is None else (key, certificate.authority)
        if any(one in self.revoked for one in named):
            return True
        return self.listed is not None and self.listed.revokes(key, certificate)

    @property
    def principals(self) -> tuple[str, ...]:
        """Staff ids with at least one key that still counts or, as recipients, a name for an authority."""
        named = {s.principal for s in self.signers if not self.is_revoked(s.key) and not s.authority}
        vouched = {r.principal for r in self.recipients if self.vouches_for(r.principal)}
        return tuple(sorted(named | vouched))

    def vouches_for(self, principal: str) -> bool:
        """Says whether an authority that still counts may vouch for a staff id."""
        lines = (s for s in self.signers if s.authority and not self.is_revoked(s.key))
        return principal != ESCROW and any(line.covers(principal) for line in lines)

    @property
    def escrow(self) -> str | None:
        """The organisation's recovery recipient, or None where none was named."""
        return self.recipient_of(ESCROW)

    @property
    def leads(self) -> tuple[str, ...]:
        """Staff ids whose role is `lead`, sorted."""
        return tuple(sorted(line.principal for line in self.recipients if line.role == "lead"))

    def recipient_of(self, principal: str) -> str | None:
        """Returns the age recipient of a staff id, or None."""
        return next((line.recipient for line in self.recipients if line.principal == principal), None)

    def keys_of(self, principal: str) -> tuple[PublicKey, ...]:
        """Returns a staff id's keys that still count."""
        found = (s.key for s in self.signers if s.principal == principal and not s.authority)
        return tuple(key for key in found if not self.is_revoked(key))


def add_member(
    roster: Roster,
    principal: str,
    public_key: str,
    recipient: str,
    *,
    role: str = "inspector",
    valid_after: date | None = None,
    valid_before: date | None = None,
    uses: str = "all",
) -> Roster:
    """Returns the roster with one more member, or with a further key of a member.

    Args:
        roster: the roster before.
        principal: staff id, for example `a.brook@inspection`.
        public_key: the device's OpenSSH public line.
        recipient: age recipient; takes the place of the one before.
        role: one word; bundles are sealed to those whose role is `lead`.
        valid_after: first day on which the key counts.
        valid_before: first day on which it no longer counts.
        uses: what the key may sign: one of `roster_lines.USES`.

    Raises:
        RefusedError: the key is another member's or was revoked, or a value has another form.
        BadKeyError, UnknownKeyTypeError: the key cannot be read.
    """
    key = signing.public_key(public_key)
    roster_lines.check_name(principal)
    if principal == ESCROW:  # its recipient would take the place of the organisation's
        raise RefusedError("This name is kept for the organisation's recovery key", where=principal)
    if roster.is_revoked(key):
        raise RefusedError("The key was revoked and cannot be added again", where=key.fingerprint)
    if any(s.key == key and s.principal != principal for s in roster.signers):
        raise RefusedError("The key is another member's already", where=key.fingerprint)
    line = Signer(
        principal,
        key,
        valid_after=valid_after,
        valid_before=valid_before,
        namespaces=roster_lines.USES[uses],
    )
    kept = tuple(s for s in roster.signers if s.key != key)
    return add_recipient(replace(roster, signers=(*kept, line)), principal, recipient, role=role)


def add_authority(
    roster: Roster,
    principals: str,
    public_key: str,
    *,
    valid_after: date | None = None,
    valid_before: date | None = None,
) -> Roster:
    """Returns the roster with an SSH authority, whose certificates then count.

    Args:
        roster: the roster before.
        principals: names that it may vouch for: names or patterns with `*`, joined by commas.
        public_key: the authority's OpenSSH public line.
        valid_after: first day on which its certificates count.
        valid_before: first day on which they no longer count.

    Raises:
        RefusedError: the names have another form, or the key was revoked or is a member's.
        BadKeyError, UnknownKeyTypeError: the key cannot be read.
    """
    roster_lines.check_patterns(principals)
    key = signing.public_key(public_key)
    if roster.is_revoked(key):
        raise RefusedError("The key was revoked and cannot be added again", where=key.fingerprint)
    if any(s.key == key and not s.authority for s in roster.signers):
        raise RefusedError("The key is a member's and not an authority's", where=key.fingerprint)
    line = Signer(principals, key, authority=True, valid_after=valid_after, valid_before=valid_before)
    kept = tuple(s for s in roster.signers if s.key != line.key)
    return replace(roster, signers=(*kept, line))


def add_recipient(roster: Roster, principal: str, recipient: str, *, role: str = "inspector") -> Roster:
    """Returns the roster with a recipient for a staff id, in place of the one before; `escrow` is one too.

    Raises:
        RefusedError: not an age X25519 recipient, or a value has another form.
    """
    roster_lines.check_name(principal)
    roster_lines.check_role(role)
    if not sealing.is_recipient(recipient):
        raise RefusedError("The age recipient cannot be read", where=principal)
    kept = tuple(line for line in roster.recipients if line.principal != principal)
    told = ESCROW if principal == ESCROW else role
    return replace(roster, recipients=(*kept, Recipient(principal, recipient, told)))


def revoke(roster: Roster, who: str) -> Roster:
    """Returns the roster without trust in a member, or in one key.

    A revoked key counts at no time, past or future: a thief can claim any date. The lines stay, so that one
    can still say whose key it was. Nothing is sealed any more to a member without a key. Of a member by
    certificate alone no key is known here: nothing is sealed to that name any more, and the certificate
    counts until it is on the organisation's list.

    Args:
        roster: the roster before.
        who: staff id, names of an authority, or fingerprint `SHA256:…` of one key.

    Raises:
        RefusedError: nobody on the roster has that name or key, or it is revoked already.
    """
    hit = [s for s in roster.signers if who in {s.principal, s.key.fingerprint}]
    fresh = tuple(dict.fromkeys(s.key for s in hit if not roster.is_revoked(s.key)))
    if not fresh and not (roster.vouches_for(who) and roster.recipient_of(who)):
        raise RefusedError("No key on the roster that still counts has that name", where=who)
    changed = replace(roster, revoked=(*roster.revoked, *fresh))
    kept = tuple(r for r in changed.recipients if r.principal != who or changed.keys_of(who))
    return _without_the_gone(replace(changed, recipients=kept))


def with_krl(roster: Roster, data: bytes, where: object = None) -> Roster:
    """Returns the roster with the organisation's key revocation list, in place of the one before.

    Nothing is sealed any more to a member whose every key is on it.

    Args:
        roster: the roster before.
        data: the list, as `ssh-keygen -k` wrote it.
        where: the file that it comes from.

    Raises:
        RefusedError: the list has a lower number than the one before.
        RosterError: it cannot be read whole.
    """
    listed, before = roster_lines.read_krl({KRL_FILE: data}, where), roster.listed
    if listed is not None and before is not None and listed.version < before.version:
        raise RefusedError(
            f"The list has the number {listed.version}, and the one before has {before.version}", where=where
        )
    return _without_the_gone(replace(roster, krl=data, listed=listed))


def _without_the_gone(roster: Roster) -> Roster:
    """Returns the roster without recipients whose every key and every authority was revoked."""
    signers, counting = roster.signers, set(roster.principals)
    known = {
        r.principal
        for r in roster.recipients
        if any(s.covers(r.principal) if s.authority else s.principal == r.principal for s in signers)
    }
    gone = known - counting - {ESCROW}
    return replace(roster, recipients=tuple(r for r in roster.recipients if r.principal not in gone))


def signed_files(roster: Roster, key: SigningKey) -> dict[str, bytes]:
    """Returns the roster's files, by name, with the next version, signed."""
    files = {
        SIGNERS_FILE: roster_lines.write_signers(roster.signers),
        RECIPIENTS_FILE: roster_lines.write_recipients(roster.recipients),
        REVOKED_FILE: roster_lines.write_revoked(roster.revoked),
    }
    if roster.krl:
        files[KRL_FILE] = roster.krl
    lines = [f"roster-version: {roster.version + 1}"]
    lines += [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]
    files[MANIFEST_FILE] = "".join(f"{line}\n" for line in lines).encode("ascii")
    files[SIGNATURE_FILE] = sshsig.sign(files[MANIFEST_FILE], layout.ROSTER_NAMESPACE, key)
    return files


def sign_roster(folder: Path, roster: Roster, key: SigningKey) -> Roster:
    """Writes the roster's files with the next version, signed; returns the roster as it is now.

    Raises:
        RosterError: the folder cannot be written; nothing new is left behind.
    """
    files = signed_files(roster, key)
    try:
        # The signature last: a roster cut short by a power cut does not verify.
        folders.fill(folder, {name: files[name] for name in (KRL_FILE, *FILES) if name in files})
    except OSError as error:
        raise RosterError(
            "The roster cannot be written", where=folder, advice=f"The system says: {error.strerror}."
        ) from error
    return read_roster(files, pinned=key.fingerprint, where=folder)


def init_roster(folder: Path, key: SigningKey, escrow: str = "") -> Roster:
    """Makes a roster without people, version 1, signed.

    Args:
        folder: where its files go.
        key: signs it.
        escrow: the organisation's age recipient; empty for none.

    Raises:
        RefusedError: a roster stands there, or the recipient cannot be read; nothing was written.
        RosterError: the folder cannot be written; nothing is left behind.
    """
    if any((folder / name).exists() for name in FILES):
        raise RefusedError("A roster stands there already", where=folder)
    roster = add_recipient(Roster(), ESCROW, escrow) if escrow else Roster()
    return sign_roster(folder, roster, key)


def read_files(folder: Path) -> dict[str, bytes]:
    """Returns the bytes of a roster's files, unchecked, with an introduction and a KRL if there are any.

    Raises:
        RosterError: one is missing, too long, or cannot be read.
    """
    found = dict[str, bytes]()
    introduced = introduction.FILES if (folder / introduction.FILE).exists() else ()
    krl = (KRL_FILE,) if (folder / KRL_FILE).exists() else ()
    for name in (*FILES, *introduced, *krl):
        try:
            with (folder / name).open("rb") as file:
                found[name] = file.read(MAX_FILE + 1)
        except OSError as error:
            raise RosterError("A file of the roster cannot be read", where=folder / name) from error
        if len(found[name]) > MAX_FILE:
            raise RosterError("A file of the roster is too long", where=folder / name)
    return found


def _introduced(files: Mapping[str, bytes], old: str, new: str, version: int, where: object) -> bool:
    """Says whether the key that signed before has named the one that signs now."""
    if introduction.FILE not in files or introduction.SIGNATURE_FILE not in files:
        return False
    told = introduction.read(files[introduction.FILE], files[introduction.SIGNATURE_FILE], where)
    return told[:2] == (old, new) and version > told[2]


def load_roster(folder: Path, *, pinned: str | None = None, minimum_version: int = 0) -> Roster:
    """Returns the roster of a folder, if it may be trusted.

    Args:
        folder: where its files stand.
        pinned: fingerprint of the key that must have signed it; None accepts any, for a first look.
        minimum_version: the version held already; a lower one is refused.

    Raises:
        RosterError: unsigned, changed, signed by another key, older, or a line cannot be read.
    """
    return read_roster(read_files(folder), pinned=pinned, minimum_version=minimum_version, where=folder)


def read_roster(
    files: Mapping[str, bytes],
    *,
    pinned: str | None = None,
    minimum_version: int = 0,
    where: object = None,
) -> Roster:
    """Returns the roster of files that are in memory; arguments and errors as `load_roster`."""
    missing = [name for name in FILES if name not in files]
    if missing:
        raise RosterError(f"The roster has no {missing[0]}", where=where)
    manifest = files[MANIFEST_FILE]
    try:
        signature = sshsig.verify(files[SIGNATURE_FILE], manifest, layout.ROSTER_NAMESPACE)
    except (BadSignatureError, UnknownKeyTypeError) as error:
        raise RosterError(
            "The roster is not signed as it must be", where=where, advice="Fetch it again from its owner."
        ) from error
    version = roster_lines.read_manifest(manifest, files, where)
    known = pinned in (None, signature.fingerprint)
    if not known and not _introduced(files, str(pinned), signature.fingerprint, version, where):
        raise RosterError(
            f"The roster is signed by another key, {signature.fingerprint}",
            where=where,
            advice="Ask its owner, by telephone, whether the key changed.",
        )
    if version < minimum_version:
        raise RosterError(
            f"The roster is version {version}, older than version {minimum_version} that is known here",
            where=where,
            advice="Fetch the newest one from its owner.",
        )
    found = Roster(
        version,
        roster_lines.read_signers(files[SIGNERS_FILE], where),
        roster_lines.read_recipients(files[RECIPIENTS_FILE], where),
        roster_lines.read_revoked(files[REVOKED_FILE], where),
        files.get(KRL_FILE, b""),
        signature.fingerprint,
        hashlib.sha256(manifest).hexdigest(),
        roster_lines.read_krl(files, where),
    )
    return _without_the_gone(found) if found.krl else found
