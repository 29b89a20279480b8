"""The agent that keeps a person's SSH keys, asked in its own protocol (draft-ietf-sshm-ssh-agent).

It is asked for two things: which keys it holds, and a signature by one of them. The private key stays where
it is, on a token perhaps. The agent listens on this computer alone: on a socket of the file system that
`SSH_AUTH_SOCK` names, on Windows on a named pipe. An answer is used only after the signature was checked.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from inspector_app.crypto import certificates, signing
from inspector_app.crypto.certificates import Certificate
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, PublicKey, UnknownKeyTypeError
from inspector_app.crypto.wire import Fields, WireError, pack
from inspector_app.errors import WorldError

VARIABLE = "SSH_AUTH_SOCK"
PIPE = r"\\.\pipe\openssh-ssh-agent"
MAX_BYTES = 256 * 1024
LISTING_SECONDS, SIGNING_SECONDS = 5.0, 120.0
"""How long an answer may take; at a signature a person may have to find the token, or answer a question."""
_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14
_LOOK = 0.2
_LENGTH = 4
Waits = Callable[[], None]
"""Called again and again while a person is waited for; what it raises ends the wait and comes through."""


class AgentError(WorldError):
    """The agent cannot be reached, or it does not sign."""


class _Line(Protocol):
    """A connection to the agent."""

    def ask(self, message: bytes, waits: Waits) -> bytes:
        """Sends a message and returns the agent's answer, both with their lengths before them."""
        ...


def quietly() -> None:
    """Nobody wants to know that the agent is waited for."""


@dataclass(frozen=True, slots=True)
class AgentKey:
    """A key that the agent keeps, of a kind that a bundle may be signed with.

    Attributes:
        blob: the public key, or a certificate over it, in SSH's binary form.
        comment: what its owner calls it.
        certificate: what an authority says of it, where it is a certificate.
        waits: called while the agent asks its owner.
    """

    blob: bytes
    comment: str
    certificate: Certificate | None = None
    waits: Waits = quietly

    @property
    def public(self) -> PublicKey:
        """The key itself."""
        return PublicKey(self.blob) if self.certificate is None else self.certificate.key

    def sign(self, data: bytes) -> bytes:
        """Returns the agent's signature over data in SSH's form.

        Raises:
            AgentError: the agent is away, does not hold the key, or does not sign.
        """
        message = bytes([_SIGN]) + pack(self.blob, data) + bytes(4)  # no flags: they are for RSA
        try:
            kind, answer = _asked(message, SIGNING_SECONDS, self.waits)
            if kind != _SIGNED:
                raise _unsigned(self)
            made = answer.text()
            answer.end()
            signing.check(self.public, made, data)
        except WireError as error:
            raise _unreadable() from error
        except BadSignatureError as error:
            raise AgentError(
                f"The agent gave another signature than it was asked for: {error.what}"
            ) from error
        return made


def shown() -> tuple[AgentKey, ...]:
    """Returns the keys that the agent shows, without those that no bundle may be signed with.

    Raises:
        AgentError: the agent is away or answers something else.
    """
    kind, answer = _asked(bytes([_LIST]), LISTING_SECONDS, quietly)
    if kind != _LISTED:
        raise _unreadable()
    try:
        told = [(answer.text(), answer.text()) for _ in range(answer.number())]
        answer.end()
    except WireError as error:
        raise _unreadable() from error
    return tuple(found for blob, comment in told if (found := _key(blob, comment)) is not None)


def _key(blob: bytes, comment: bytes) -> AgentKey | None:
    words = comment.decode("utf-8", "replace")
    try:
        if certificates.is_certificate(blob):
            return AgentKey(blob, words, certificates.read(blob))
        return AgentKey(signing.public_key(PublicKey(blob).public_line).blob, words)
    except (BadKeyError, BadSignatureError, UnknownKeyTypeError):
        return None


def _unsigned(key: AgentKey) -> AgentError:
    """Returns why the agent gave no signature, as far as it lets one see."""
    held = shown()
    if key.blob in {one.blob for one in held}:
        return AgentError(
            "The agent holds the key and did not sign: somebody refused, or nobody touched the token",
            advice="Try again, and confirm it when you are asked.",
        )
    why = "shows none of the keys that it held" if held else "is locked or empty"
    return AgentError(
        f"The agent does not sign, as it {why}", advice="Unlock it (ssh-add -X), or add the key (ssh-add)."
    )


def _asked(message: bytes, seconds: float, waits: Waits) -> tuple[int, Fields]:
    """Returns the kind of the agent's answer and what it says."""
    try:
        answer = _line(seconds).ask(pack(message), waits)
    except OSError as error:
        raise AgentError(
            "The agent that keeps your keys cannot be reached",
            advice=f"Start it and add the key (ssh-add). The system says: {error.strerror or error}.",
        ) from error
    try:
        fields = Fields(answer)
        return fields.number(1), fields
    except WireError as error:
        raise _unreadable() from error


def _unreadable() -> AgentError:
    return AgentError("The agent answers something that cannot be read", advice="Start it anew (ssh-agent).")


def _line(seconds: float) -> _Line:
    told, system = os.environ.get(VARIABLE, ""), str(sys.platform)
    if system == "win32":
        return _Pipe(told or PIPE)
    if not told:
        raise AgentError(
            "No agent keeps keys for this program", advice=f"Start one (ssh-agent); {VARIABLE} names it."
        )
    return _Socket(told, seconds)


def _size(head: bytes) -> int:
    size = int.from_bytes(head, "big")
    if not 0 < size <= MAX_BYTES:
        raise _unreadable()
    return size


@dataclass(frozen=True, slots=True)
class _Socket:
    """A socket in the file system."""

    path: str
    seconds: float

    def ask(self, message: bytes, waits: Waits) -> bytes:
        until = time.monotonic() + self.seconds
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
            one.settimeout(self.seconds)
            one.connect(self.path)
            one.sendall(message)
            one.settimeout(_LOOK)
            head = self._taken(one, _LENGTH, until, waits)
            return self._taken(one, _size(head), until, waits)

    def _taken(self, one: socket.socket, count: int, until: float, waits: Waits) -> bytes:
        found = b""
        while len(found) < count:
            try:
                piece = one.recv(count - len(found))
            except TimeoutError:
                if time.monotonic() > until:
                    raise
                waits()
                continue
            if not piece:
                raise ConnectionAbortedError("it hung up")
            found += piece
        return found


@dataclass(frozen=True, slots=True)
class _Pipe:
    """A named pipe of Windows. Nothing ends the wait for an answer here but the agent itself."""

    path: str

    def ask(self, message: bytes, waits: Waits) -> bytes:
        with open(self.path, "r+b", buffering=0) as one:  # noqa: PTH123 - a pipe is no path of a file
            one.write(message)
            waits()
            return self._taken(one.read, _size(self._taken(one.read, _LENGTH)))

    def _taken(self, read: Callable[[int], bytes | None], count: int) -> bytes:
        found = b""
        while len(found) < count:
            piece = read(count - len(found))
            if not piece:
                raise ConnectionAbortedError("it hung up")
            found += piece
        return found
