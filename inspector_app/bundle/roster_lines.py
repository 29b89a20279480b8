"""The lines of a roster's files: OpenSSH `allowed_signers`, recipients, revoked keys, and the manifest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase

from inspector_app.bundle import layout
from inspector_app.bundle.bag_info import PRINCIPAL
from inspector_app.bundle.errors import RosterError
from inspector_app.crypto import krl, sealing, signing
from inspector_app.crypto.krl import BadKrlError, Krl
from inspector_app.crypto.signing import BadKeyError, PublicKey, UnknownKeyTypeError
from inspector_app.errors import RefusedError

NAMESPACES = (layout.BUNDLE_NAMESPACE, layout.CHECKPOINT_NAMESPACE)
USES = {
    "all": NAMESPACES,
    "bundles": (layout.BUNDLE_NAMESPACE,),
    "log": (layout.CHECKPOINT_NAMESPACE,),
}
"""What a member's key may sign, by a word for it."""
HASHED = ("allowed_signers", "recipients.txt", "revoked")
KRL_FILE = "revoked.krl"
_PATTERNS = re.compile(r"[A-Za-z0-9._@+*?-]{1,100}(,[A-Za-z0-9._@+*?-]{1,100})*")
ROLE = re.compile(r"[a-z][a-z_]{0,39}")
_OPTION = re.compile(r'(cert-authority)|(namespaces|valid-after|valid-before)="([^"\s]*)"')
_DAY = re.compile(r"([0-9]{8})(0000(00)?)?Z?")
_VERSION = re.compile(r"roster-version: ([1-9][0-9]{0,8})")
_ENTRY = re.compile(r"([0-9a-f]{64})  ([a-z._]+)")


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of `allowed_signers`.

    Attributes:
        principal: staff id; for an authority, the names it may vouch for, with `*` and `?`, joined by commas.
        key: the public key.
        authority: whether it is an SSH authority's key.
        valid_after: first day on which the key counts.
        valid_before: first day on which it no longer counts.
        namespaces: what its signatures may be for.
    """

    principal: str
    key: PublicKey
    authority: bool = False
    valid_after: date | None = None
    valid_before: date | None = None
    namespaces: tuple[str, ...] = NAMESPACES

    def covers(self, name: str) -> bool:
        """Says whether an authority may vouch for a name."""
        return any(fnmatchcase(name, pattern) for pattern in self.principal.split(","))

    def in_time(self, at: datetime) -> bool:
        """Says whether the key counts at a moment; days begin at midnight UTC."""
        day = at.astimezone(UTC).date()
        after = self.valid_after is None or day >= self.valid_after
        return after and (self.valid_before is None or day < self.valid_before)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to seal to: staff id, age recipient, and a word for the role."""

    principal: str
    recipient: str
    role: str


def check_name(principal: str) -> None:
    """Makes sure that a staff id fits a roster.

    Raises:
        RefusedError: it does not.
    """
    if PRINCIPAL.fullmatch(principal) is None:
        raise RefusedError(
            "A name on the roster may have letters, digits and . _ @ + - only", where=principal[:100]
        )


def check_patterns(principals: str) -> None:
    """Makes sure that an authority's names fit a roster.

    Raises:
        RefusedError: they do not.
    """
    if _PATTERNS.fullmatch(principals) is None:
        raise RefusedError(
            "An authority's names have characters that are not allowed", where=principals[:100]
        )


def check_role(role: str) -> None:
    """Makes sure that a role fits a roster.

    Raises:
        RefusedError: it does not.
    """
    if ROLE.fullmatch(role) is None:
        raise RefusedError("A role on the roster is one word of small letters", where=role[:40])


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _signer(line: Signer) -> str:
    options = ["cert-authority"] if line.authority else []
    options.append(f'namespaces="{",".join(line.namespaces)}"')
    if line.valid_after is not None:
        options.append(f'valid-after="{line.valid_after:%Y%m%d}"')
    if line.valid_before is not None:
        options.append(f'valid-before="{line.valid_before:%Y%m%d}"')
    return f"{line.principal} {','.join(options)} {line.key.public_line}"


def write_signers(signers: Iterable[Signer]) -> bytes:
    """Returns the bytes of `allowed_signers`."""
    return _text(["# OpenSSH allowed_signers of the team", *map(_signer, signers)])


def write_recipients(recipients: Iterable[Recipient]) -> bytes:
    """Returns the bytes of `recipients.txt`: staff id, age recipient, role."""
    head = "# staff id, age recipient, role"
    return _text([head, *(f"{line.principal} {line.recipient} {line.role}" for line in recipients)])


def write_revoked(keys: Iterable[PublicKey]) -> bytes:
    """Returns the bytes of `revoked`, a key list for `ssh-keygen -r`."""
    return _text(["# keys that no longer count", *(key.public_line for key in keys)])


def _lines(data: bytes, name: str, where: object) -> Iterator[tuple[str, str]]:
    """Yields each line that says something, with words for where it stands."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise RosterError(f"{name} of the roster has characters outside ASCII", where=where) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield line.strip(), f"{name}, line {number}"


def _key(line: str, place: str) -> PublicKey:
    try:
        return signing.public_key(line)
    except (BadKeyError, UnknownKeyTypeError) as error:
        raise RosterError(f"A key of the roster cannot be used: {error.what}", where=place) from error


def _day(told: str, place: str) -> date:
    found = _DAY.fullmatch(told)
    try:
        return datetime.strptime(found[1] if found else "", "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise RosterError("A date of the roster is not a day written as 20260511", where=place) from error


def _options(told: str, place: str) -> dict[str, str]:
    found, at = dict[str, str](), 0
    while at < len(told):
        parts = _OPTION.match(told, at)
        if parts is None or (parts[1] or parts[2]) in found:
            raise RosterError("A line of the roster has an option that is not known", where=place)
        found[parts[1] or parts[2]] = parts[3] or ""
        at = parts.end()
        if at < len(told) and told[at] != ",":
            raise RosterError("A line of the roster has an option that is not known", where=place)
        at += 1
    return found


def _read_signer(line: str, place: str) -> Signer:
    words = line.split(maxsplit=2)
    if len(words) != 3:  # noqa: PLR2004 - name, options, key
        raise RosterError("A line of the roster is not a name, options and a key", where=place)
    options = _options(words[1], place)
    authority = "cert-authority" in options
    if (_PATTERNS if authority else PRINCIPAL).fullmatch(words[0]) is None:
        raise RosterError("A name on the roster has characters that are not allowed", where=place)
    if "namespaces" not in options:
        raise RosterError("A line of the roster does not say what the key is for", where=place)
    after, before = options.get("valid-after"), options.get("valid-before")
    return Signer(
        words[0],
        _key(words[2], place),
        authority,
        None if after is None else _day(after, place),
        None if before is None else _day(before, place),
        tuple(options["namespaces"].split(",")),
    )


def read_signers(data: bytes, where: object) -> tuple[Signer, ...]:
    """Returns the lines of `allowed_signers`.

    Every line must say its namespaces; names with `*` are for authorities only.

    Raises:
        RosterError: a line cannot be read, or one key has two names.
    """
    found = tuple(_read_signer(line, place) for line, place in _lines(data, HASHED[0], where))
    owners = dict[PublicKey, str]()
    for line in found:
        if owners.setdefault(line.key, line.principal) != line.principal:
            raise RosterError("One key of the roster has two names", where=line.key.fingerprint)
    return found


def read_recipients(data: bytes, where: object) -> tuple[Recipient, ...]:
    """Returns the lines of `recipients.txt`.

    Raises:
        RosterError: a line cannot be read, or a name comes twice.
    """
    found = dict[str, Recipient]()
    for line, place in _lines(data, HASHED[1], where):
        words = line.split()
        fits = len(words) == 3 and PRINCIPAL.fullmatch(words[0]) and ROLE.fullmatch(words[2])  # noqa: PLR2004
        if not fits or not sealing.is_recipient(words[1]) or words[0] in found:
            raise RosterError("A line of the roster is not a name, an age recipient and a role", where=place)
        found[words[0]] = Recipient(*words)
    return tuple(found.values())


def read_revoked(data: bytes, where: object) -> tuple[PublicKey, ...]:
    """Returns the keys of `revoked`.

    Raises:
        RosterError: a line is not a public key.
    """
    return tuple(_key(line, place) for line, place in _lines(data, HASHED[2], where))


def read_krl(files: Mapping[str, bytes], where: object) -> Krl | None:
    """Returns the organisation's revocation list, or None where the roster has none.

    Raises:
        RosterError: it cannot be read whole.
    """
    data = files.get(KRL_FILE)
    try:
        return None if data is None else krl.read(data)
    except BadKrlError as error:
        raise RosterError(error.what, where=where, advice="Nothing of the roster is used.") from error


def read_manifest(data: bytes, files: Mapping[str, bytes], where: object) -> int:
    """Returns the roster's version, if the manifest names the files with their digests.

    They are the three, and the organisation's revocation list just where it is there.

    Raises:
        RosterError: it does not.
    """
    lines = data.decode("ascii", "replace").split("\n")
    version = _VERSION.fullmatch(lines[0])
    entries = [_ENTRY.fullmatch(line) for line in lines[1:-1]]
    told = {entry[2]: entry[1] for entry in entries if entry is not None}
    wanted = (*HASHED, KRL_FILE) if KRL_FILE in files else HASHED
    whole = len(entries) == len(wanted) and tuple(sorted(told)) == wanted and lines[-1] == ""
    if version is None or not whole:
        raise RosterError("The roster's manifest cannot be read", where=where)
    for name, digest in told.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise RosterError(f"{name} of the roster was changed after it was signed", where=where)
    return int(version[1])
