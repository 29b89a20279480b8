"""Entries and payloads as bytes: how a revision is sealed and how a line from elsewhere is read."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, cast

from inspector_app.crypto import canonical
from inspector_app.domain import ids
from inspector_app.domain.ids import RevisionId
from inspector_app.domain.revision import HEADER_VERSION, MAX_PARENTS, Entry, Header, Payload
from inspector_app.errors import WorldError

HEADER_KEYS = ("actor", "app", "at", "author", "kind", "parents", "pay", "prev", "rec", "schema", "seq", "v")
PAYLOAD_KEYS = ("blobs", "salt", "set")
SALT_BYTES = 16
MAX_SEQ = 1 << 40
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,63}/[0-9]{1,6}\.[0-9]{1,6}")
_SALT = re.compile(r"[0-9a-f]{32}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_WORD = 200
_PLAIN = re.compile(
    r'\{"actor":"(UUID)","app":"(WORD)","at":"(AT)","author":"(WORD)","kind":"(KIND)",'
    r'"parents":\[((?:"HEX"(?:,"HEX")*)?)\],"pay":"(HEX)","prev":(null|"HEX"),"rec":"(UUID)",'
    r'"schema":"(KIND/[0-9]{1,6}\.[0-9]{1,6})","seq":([1-9][0-9]{0,13}),"v":1\}'.replace(
        "UUID", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    )
    .replace("HEX", "[0-9a-f]{64}")
    .replace("WORD", r"[ !#-\[\]-~]{0,200}")
    .replace("KIND", _KIND.pattern)
    .replace("AT", _AT.pattern)
)
"""A header of this version in which no text needs a backslash; it is read three times as fast."""


class MalformedEntryError(WorldError):
    """A line of a log or of a payload file breaks the format; nothing of it is used."""


class NewerEntryError(MalformedEntryError):
    """A newer version of the app wrote the line; it may well be lawful there."""


def digest(data: bytes) -> str:
    """Returns the SHA-256 of data in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def seal_payload(fields: Mapping[str, Any], blobs: tuple[str, ...] = ()) -> Payload:
    """Returns a payload with a fresh salt, its strings in NFC.

    Raises:
        NotCanonicalError: a value is not plain JSON.
        MalformedEntryError: the line would be longer than 1 MiB.
    """
    salt = secrets.token_hex(SALT_BYTES)
    named = sorted(set(blobs))
    told = cast("dict[str, Any]", canonical.normal(dict(fields)))
    line = canonical.encode({"blobs": named, "salt": salt, "set": told})
    if len(line) > canonical.MAX_LINE:
        raise MalformedEntryError(
            "A single note is longer than 1 MiB", advice="Split it, or attach it as a file."
        )
    return Payload(digest(line), salt, told, tuple(named), line)


def seal_entry(header: Header) -> Entry:
    """Returns the entry of a header: its canonical bytes and their SHA-256.

    Raises:
        MalformedEntryError: a reader would refuse the line, so it must not enter a ledger.
        NotCanonicalError: likewise.
    """
    told = {
        "actor": header.actor,
        "app": header.app,
        "at": header.at,
        "author": header.author,
        "kind": header.kind,
        "parents": list(header.parents),
        "pay": header.pay,
        "prev": header.prev,
        "rec": header.rec,
        "schema": header.schema,
        "seq": header.seq,
        "v": header.v,
    }
    line = canonical.encode(told)
    # The reader's own rules, without reading the line back: this runs at every save.
    return Entry(RevisionId(digest(line)), _header(told), line)


def _must(held: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at the call
    if not held:
        raise MalformedEntryError(f"An entry of a log breaks the format ({what})")


def _text(value: Any, pattern: re.Pattern[str] | None, what: str) -> str:
    _must(isinstance(value, str) and len(value) <= _WORD, what)
    _must(pattern is None or pattern.fullmatch(value) is not None, what)
    return cast("str", value)


def _whole(value: Any, what: str) -> int:
    _must(isinstance(value, int) and not isinstance(value, bool), what)
    return cast("int", value)


def _parents(value: Any) -> tuple[str, ...]:
    _must(isinstance(value, list), "parents")
    found = tuple(cast("list[Any]", value))
    _must(len(found) <= MAX_PARENTS, "parents: more than 64")
    _must(all(isinstance(p, str) and ids.is_digest(p) for p in found), "parents")
    _must(list(found) == sorted(set(found)), "parents: not sorted or twice")
    return cast("tuple[str, ...]", found)


def read_entry(line: bytes) -> Entry:
    """Returns the entry that one line of a log holds; the given bytes are its identity.

    Raises:
        NotCanonicalError: not canonical JSON.
        NewerEntryError: a newer version of the app wrote it; see `read_newer`.
        MalformedEntryError: a key is missing, unknown or out of bounds.
    """
    header = plain_header(line)
    if header is None:
        value = canonical.decode(line)
        _must(isinstance(value, dict), "not an object")
        header = _header(cast("dict[str, Any]", value))
    return Entry(RevisionId(digest(line)), header, line)


def plain_header(line: bytes) -> Header | None:
    """Returns the header of a line as nearly all are; None for any other, good or bad.

    A line that fits the pattern is canonical, because nothing in it can be written in another way.
    """
    found = _PLAIN.fullmatch(line.decode("ascii", "replace"))
    if found is None:
        return None
    actor, app, at, author, kind, followed, pay, prev, rec, schema, number = found.groups()
    parents, seq = tuple(followed[1:-1].split('","')) if followed else (), int(number)
    lawful = (
        (prev == "null") == (seq == 1)
        and seq <= MAX_SEQ
        and len(parents) <= MAX_PARENTS
        and (len(parents) < 2 or list(parents) == sorted(set(parents)))  # noqa: PLR2004 - one is in order
        and schema.startswith(f"{kind}/")
    )
    if not lawful:
        return None
    return Header(
        actor=actor, seq=seq, prev=None if seq == 1 else prev[1:-1], rec=rec, kind=kind, schema=schema,
        parents=parents, pay=pay, author=author, at=at, app=app,
    )  # fmt: skip


def _header(told: Mapping[str, Any]) -> Header:
    # First, because a newer version may well have other keys.
    version = _whole(told.get("v"), "v")
    if version > HEADER_VERSION:
        raise NewerEntryError("An entry of a log breaks the format (v: a newer version of the app wrote it)")
    _must(version == HEADER_VERSION, "v")
    _must(tuple(sorted(told)) == HEADER_KEYS, "keys")
    seq = _whole(told["seq"], "seq")
    _must(1 <= seq <= MAX_SEQ, "seq")
    prev = told["prev"]
    _must((prev is None) == (seq == 1), "prev")
    _must(prev is None or (isinstance(prev, str) and ids.is_digest(prev)), "prev")
    actor, rec, pay = (_text(told[key], None, key) for key in ("actor", "rec", "pay"))
    _must(ids.is_uuid(actor), "actor")
    _must(ids.is_uuid(rec), "rec")
    _must(ids.is_digest(pay), "pay")
    kind = _text(told["kind"], _KIND, "kind")
    schema = _text(told["schema"], _SCHEMA, "schema")
    _must(schema.split("/")[0] == kind, "schema")
    return Header(
        actor=actor,
        seq=seq,
        prev=cast("str | None", prev),
        rec=rec,
        kind=kind,
        schema=schema,
        parents=_parents(told["parents"]),
        pay=pay,
        author=_text(told["author"], None, "author"),
        at=_text(told["at"], _AT, "at"),
        app=_text(told["app"], None, "app"),
        v=version,
    )


def read_newer(line: bytes) -> Entry:
    """Returns an entry of a newer version, to keep and pass on, never to interpret.

    Every version keeps `actor`, `seq`, `rec`, `pay` and `v`, so that a reader can file what it does not
    understand; whatever else has another form is left empty.

    Raises:
        NotCanonicalError: not canonical JSON.
        MalformedEntryError: one of the five is missing or has another form.
    """
    told: Any = canonical.decode(line)
    _must(isinstance(told, dict), "not an object")
    version, seq = _whole(told.get("v"), "v"), _whole(told.get("seq"), "seq")
    _must(version > HEADER_VERSION, "v")
    _must(1 <= seq <= MAX_SEQ, "seq")
    actor, rec, pay = (_text(told.get(key), None, key) for key in ("actor", "rec", "pay"))
    _must(ids.is_uuid(actor), "actor")
    _must(ids.is_uuid(rec), "rec")
    _must(ids.is_digest(pay), "pay")
    words = {key: _word(told.get(key)) for key in ("kind", "schema", "author", "at", "app")}
    header = Header(actor=actor, seq=seq, prev=None, rec=rec, parents=(), pay=pay, v=version, **words)
    return Entry(RevisionId(digest(line)), header, line)


def _word(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= _WORD else ""


def read_kept(line: bytes) -> Entry:
    """Returns the entry of a line that a store keeps, of whatever version.

    Raises:
        NotCanonicalError, MalformedEntryError: as `read_entry` and `read_newer`.
    """
    try:
        return read_entry(line)
    except NewerEntryError:
        return read_newer(line)


def blobs_of(line: bytes) -> tuple[str, ...]:
    """Returns the attachments that a payload names; none where a newer version wrote it in another way."""
    try:
        return read_payload(line).blobs
    except MalformedEntryError:
        return ()


def read_sealed_payload(line: bytes) -> Payload:
    """Returns the payload of a newer entry, to keep and pass on; what it says is not told.

    Raises:
        NotCanonicalError: not canonical JSON.
    """
    canonical.decode(line)
    return Payload(digest(line), "", {}, (), line)


def read_payload(line: bytes, *, proved: bool = False) -> Payload:
    """Returns the payload that one line of a payload file holds.

    Args:
        line: the line, without its line feed.
        proved: it is known to be canonical JSON, as every line of a bundle that verified is (R10).

    Raises:
        NotCanonicalError: not canonical JSON.
        MalformedEntryError: a key is missing, unknown or out of bounds.
    """
    value: Any = json.loads(line) if proved else canonical.decode(line)
    _must(isinstance(value, dict), "payload: not an object")
    told = cast("dict[str, Any]", value)
    _must(tuple(sorted(told)) == PAYLOAD_KEYS, "payload: keys")
    salt = _text(told["salt"], _SALT, "payload: salt")
    fields = told["set"]
    _must(isinstance(fields, dict), "payload: set")
    blobs = told["blobs"]
    _must(isinstance(blobs, list), "payload: blobs")
    found = tuple(cast("list[Any]", blobs))
    _must(all(isinstance(b, str) and ids.is_digest(b) for b in found), "payload: blobs")
    _must(list(found) == sorted(set(found)), "payload: blobs: not sorted or twice")
    return Payload(digest(line), salt, cast("dict[str, Any]", fields), cast("tuple[str, ...]", found), line)
