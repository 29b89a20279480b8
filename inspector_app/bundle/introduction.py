"""How a roster gets another owner: the key that signed it so far names the one that signs it from now on."""

from __future__ import annotations

import re

from inspector_app.bundle import layout
from inspector_app.bundle.errors import RosterError
from inspector_app.crypto import signing, sshsig
from inspector_app.crypto.signing import BadKeyError, BadSignatureError, SigningKey, UnknownKeyTypeError

FORMAT = "roster-introduction/1"
FILE = "roster-introduction.txt"
SIGNATURE_FILE = f"{FILE}.sshsig"
FILES = (FILE, SIGNATURE_FILE)
_TEXT = re.compile(
    rb"Roster-Introduction-Format: roster-introduction/1\n"
    rb"After-Version: ([1-9][0-9]{0,8})\n"
    rb"Next-Key: ([^\n]{1,400})\n"
)


def make(version: int, next_key: str, key: SigningKey) -> dict[str, bytes]:
    """Returns the two files, by name, that hand a roster on.

    Args:
        version: of the roster, the last that this key signs.
        next_key: public line of the key that signs from now on.
        key: the key that signed so far.

    Raises:
        BadKeyError, UnknownKeyTypeError: the next key cannot be read.
    """
    line = signing.public_key(next_key).public_line
    text = f"Roster-Introduction-Format: {FORMAT}\nAfter-Version: {version}\nNext-Key: {line}\n".encode()
    return {FILE: text, SIGNATURE_FILE: sshsig.sign(text, layout.INTRODUCTION_NAMESPACE, key)}


def read(text: bytes, signature: bytes, where: object = None) -> tuple[str, str, int]:
    """Returns fingerprints of the key that hands on and of the next one, and the last version of the first.

    Raises:
        RosterError: it is not signed as it must be, or cannot be read.
    """
    found = _TEXT.fullmatch(text)
    try:
        signed = sshsig.verify(signature, text, layout.INTRODUCTION_NAMESPACE)
        next_key = signing.public_key(found[2].decode("ascii") if found else "")
    except (BadSignatureError, UnknownKeyTypeError, BadKeyError, UnicodeDecodeError) as error:
        raise RosterError(
            "The introduction of the roster's next owner is not signed as it must be",
            where=where,
            advice="Fetch it again from the owner before.",
        ) from error
    return signed.fingerprint, next_key.fingerprint, int(found[1]) if found else 0
