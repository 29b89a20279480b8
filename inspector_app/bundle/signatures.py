"""The signatures of a bundle: all must be sound, each required signer's must be trusted (R6, R7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector_app.bundle import layout, trust
from inspector_app.bundle.errors import BrokenRuleError
from inspector_app.bundle.reader import Bag
from inspector_app.bundle.roster import Roster
from inspector_app.bundle.trust import Standing
from inspector_app.crypto import signing, sshsig
from inspector_app.crypto.signing import BadSignatureError, UnknownKeyTypeError
from inspector_app.crypto.sshsig import Signature

_WORST_FIRST = (trust.REVOKED, trust.EXPIRED, trust.UNKNOWN_KEY_TYPE, trust.UNKNOWN_SIGNER)
NOTES = {
    trust.GOOD: "Every check of the format passed",
    trust.UNKNOWN_SIGNER: "Whole, but signed by a key that is not on the roster",
    trust.UNKNOWN_KEY_TYPE: "Signed with a kind of key that this version cannot check",
    trust.REVOKED: "Signed by a key that was revoked",
    trust.EXPIRED: "Signed outside the days on which the key counts",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature of a bundle: checked, or with a key of an unknown kind.

    Attributes:
        armoured: its bytes.
        signature: what it says; None where its key cannot be checked.
    """

    armoured: bytes
    signature: Signature | None

    def standing(self, roster: Roster | None, at: datetime) -> Standing:
        """Returns how it stands under the roster at the claimed time."""
        if self.signature is None:
            return trust.unknown_type(self.armoured)
        return trust.standing(self.signature, roster, layout.BUNDLE_NAMESPACE, at)


def read_all(bag: Bag) -> list[Signed]:
    """Returns every signature of a bundle, each checked over the tag manifest's exact bytes.

    Raises:
        BrokenRuleError: R6: there is none, one is bad, or one is filed under another key's name.
    """
    message = bag.text(layout.TAGMANIFEST)
    found = list[Signed]()
    for path in bag.members:
        name = layout.SIGNATURE.fullmatch(path)
        if name is None:
            continue
        armoured = bag.text(path, sshsig.MAX_BYTES)
        try:
            blob = sshsig.key_blob(armoured)
            if signing.short_id(blob) != name[1]:
                raise BrokenRuleError("R6", "A signature is filed under another key's name", path)
            found.append(Signed(armoured, sshsig.verify(armoured, message, layout.BUNDLE_NAMESPACE)))
        except UnknownKeyTypeError:
            found.append(Signed(armoured, None))
        except BadSignatureError as error:
            raise BrokenRuleError("R6", error.what, path) from error
    if not found:
        raise BrokenRuleError("R6", "The bundle has no signature")
    return found


def _missing(required: str, standings: Sequence[Standing]) -> Standing:
    """Returns the standing that speaks for a required signer whose good signature is not there."""
    for verdict in _WORST_FIRST:
        named = verdict in {trust.REVOKED, trust.EXPIRED}
        for found in standings:
            if found.verdict == verdict and (
                not named or not found.principals or required in found.principals
            ):
                return found
    raise BrokenRuleError("R7", "A required signer's signature is not there", layout.BAG_INFO)


def settle(required: Sequence[str], standings: Sequence[Standing]) -> Standing:
    """Returns the standing of the bundle as a whole.

    Good only if every required signer has a good signature. Other signatures neither help nor harm.

    Raises:
        BrokenRuleError: R7: a required signer did not sign, and no untrusted signature could be his.
    """
    lacking = [
        name
        for name in required
        if not any(s.verdict == trust.GOOD and name in s.principals for s in standings)
    ]
    if lacking:
        return min(
            (_missing(name, standings) for name in lacking), key=lambda s: _WORST_FIRST.index(s.verdict)
        )
    found = next(s for s in standings if s.verdict == trust.GOOD and required[0] in s.principals)
    return Standing(trust.GOOD, found.fingerprint, (required[0],))


def of_device(whole: Standing, standings: Sequence[Standing], keys: Collection[str]) -> Standing:
    """Returns the standing by the device's own key, where it is worth as much as that of the bundle.

    A bundle may have several good signatures of one person; the device's own is the one to be named.

    Args:
        whole: standing of the bundle as a whole.
        standings: of every signature.
        keys: fingerprints of keys that signed the device's log.
    """
    for one in standings:
        equal = one.verdict == whole.verdict and set(whole.principals) <= set(one.principals)
        if equal and one.fingerprint in keys:
            return Standing(one.verdict, one.fingerprint, whole.principals)
    return whole
