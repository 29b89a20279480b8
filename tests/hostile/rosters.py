"""Rosters that roll back, come from elsewhere, or are bent (the section Roster of the format)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from hostile.bench import Attack
from hostile.real import ROSTERS, SPACE, Files, Real, armoured, sign, signature

from inspector_app.crypto.signing import SigningKey

SIGNERS, READERS, REVOKED = "allowed_signers", "recipients.txt", "revoked"
MANIFEST, SIGNATURE = "roster-manifest.txt", "roster-manifest.txt.sshsig"
HASHED = (SIGNERS, READERS, REVOKED)


def _files(real: Real) -> Files:
    folder = real.root / "roster"
    return {name: (folder / name).read_bytes() for name in (*HASHED, MANIFEST, SIGNATURE)}


def _signed(
    files: Files, key: SigningKey, version: str = "99", manifest: Callable[[bytes], bytes] = lambda told: told
) -> Files:
    lines = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in HASHED)
    told = manifest(f"roster-version: {version}\n{lines}".encode())
    return files | {MANIFEST: told, SIGNATURE: sign(told, key, ROSTERS)}


def _attack(words: str, files: Files) -> Attack:
    return Attack(f"roster: {words}", frozenset({"roster"}), roster=files)


def foreign(real: Real) -> Iterator[Attack]:
    """Older, another's, changed, unsigned, signed for something else."""
    files, owner, keys = _files(real), real.owner, real.keys
    held = int(files[MANIFEST].split(b"\n")[0].split()[1])
    for version in range(1, held):
        yield _attack(f"version {version} again", _signed(files, owner, str(version)))
    for words, key in {
        "a stranger": keys.stranger,
        "a member": keys.cy,
        "the lead's device": real.key,
        "an authority": keys.authority,
        "one revoked": keys.gone,
    }.items():
        yield _attack(f"signed by {words}", _signed(files, key))
    evil = files | {
        SIGNERS: files[SIGNERS]
        + f'evil@x namespaces="{SPACE.decode()}" {keys.stranger.public_line}\n'.encode()
    }
    yield _attack("a line more, not signed anew", evil)
    yield _attack("a line more, signed by the one whom it names", _signed(evil, keys.stranger))
    for name in files:
        yield _attack(f"{name} changed", files | {name: files[name] + b"#\n"})
        yield _attack(f"{name} empty", files | {name: b""})
        yield _attack(f"{name} gone", {other: data for other, data in files.items() if other != name})
        yield _attack(f"{name} of 5 MiB", files | {name: b"#" * (5 << 20)})
        yield _attack(f"{name} is bytes", files | {name: bytes(range(256))})
    for space in (b"", b"git", SPACE, ROSTERS + b"x"):
        yield _attack(f"signed for {space!r}", files | {SIGNATURE: sign(files[MANIFEST], owner, space)})
    yield _attack("bytes after its signature", files | {SIGNATURE: files[SIGNATURE] + b"\n"})
    told = armoured(signature(b"\x00\x00\x00\x0bssh-ed25519", b"", space=ROSTERS))
    yield _attack("signed by no key", files | {SIGNATURE: told})


def lines(real: Real) -> Iterator[Attack]:
    """Signed by its owner, and yet not to be read."""
    files, owner = _files(real), real.owner
    for version in ("0", "-1", "01", "+9", "9.0", "9999999999", "x", "", " 9", "9 ", "\uff19"):
        yield _attack(f"version {version!r}", _signed(files, owner, version))
    for words, spoil in {
        "CRLF": lambda told: told.replace(b"\n", b"\r\n"), "no last LF": lambda told: told[:-1], "a line more": lambda told: told + b"0" * 64 + b"  more\n",
        "a line less": lambda told: told[: told.rindex(b"\n", 0, -1) + 1], "a line twice": lambda told: told + told.splitlines(keepends=True)[-1],
        "a version twice": lambda told: b"roster-version: 100\n" + told, "an empty line": lambda told: told + b"\n", "capitals": lambda told: told[:20] + told[20:].upper(),
        "a wrong digest": lambda told: told[:-20] + b"0" + told[-19:], "byte order mark": lambda told: b"\xef\xbb\xbf" + told, "empty": lambda _: b"", "no version": lambda told: told[told.index(b"\n") + 1 :],
        "a path that leads out": lambda told: told.replace(b"revoked", b"../revoked"),
    }.items():  # fmt: skip
        yield _attack(f"manifest, {words}", _signed(files, owner, manifest=spoil))
    key = real.keys.stranger.public_line
    space = f'namespaces="{SPACE.decode()}"'
    for words, line in {
        "one word": "x", "no key": f"x@y {space}", "no options": f"x@y {key}", "no namespaces": f'x@y valid-after="20260101" {key}', "a pattern for a person": f"*@y {space} {key}",
        "two names for a person": f"x@y,z@y {space} {key}", "an unknown option": f'x@y {space},restrict="x" {key}', "an option twice": f"x@y {space},{space} {key}", "no comma": f"x@y {space}cert-authority {key}",
        "no such day": f'x@y {space},valid-after="20260230" {key}', "an hour": f'x@y {space},valid-before="202601011230" {key}', "a day of words": f'x@y {space},valid-after="soon" {key}',
        "RSA": f"x@y {space} ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQ==", "a key that lies": f"x@y {space} ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQABAAAAAQ==", "a key that is none": f"x@y {space} ssh-ed25519 !!!",
        "a short key": f"x@y {space} {key[:-8]}", "another's key": f"x@y {space} {real.key.public_line}", "a quote in a name": f'x"@y {space} {key}', "beyond ASCII": f"\u00e9@y {space} {key}",
        "a blank in a value": f'x@y namespaces="a b" {key}', "an open quote": f'x@y namespaces="{SPACE.decode()} {key}', "a NUL": f"x\x00@y {space} {key}", "an escape": f"\x1b[2Jx@y {space} {key}",
    }.items():  # fmt: skip
        made = files | {SIGNERS: files[SIGNERS] + f"{line}\n".encode()}
        yield _attack(f"signer, {words}", _signed(made, owner))
    for words, line in {
        "one word": "x", "two words": "x@y age1x", "no recipient": "x@y age1x lead", "an identity": "x@y AGE-SECRET-KEY-1X lead", "four words": f"x@y {real.readers[0]} lead more",
        "a name twice": f"ada@inspection {real.readers[0]} lead", "escrow twice": f"escrow {real.readers[0]} lead", "a role in capitals": f"x@y {real.readers[0]} LEAD", "an ssh key": "x@y ssh-ed25519 lead",
        "a reader in capitals": f"x@y {real.readers[0].upper()} lead", "a pattern": f"* {real.readers[0]} lead", "a NUL": f"x@y {real.readers[0]} le\x00ad",
    }.items():  # fmt: skip
        yield _attack(
            f"reader, {words}", _signed(files | {READERS: files[READERS] + f"{line}\n".encode()}, owner)
        )
    for words, line in {
        "words": "everybody",
        "a fingerprint": "SHA256:" + "A" * 43,
        "RSA": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQ==",
        "a short key": key[:-8],
        "beyond ASCII": "\u00e9",
        "a KRL": "SSHKRL\n\x00",
    }.items():
        yield _attack(
            f"revoked, {words}", _signed(files | {REVOKED: files[REVOKED] + f"{line}\n".encode()}, owner)
        )
