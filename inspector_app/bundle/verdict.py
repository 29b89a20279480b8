"""What checking a bundle found, without a word of its content."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.bundle.trust import Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a bundle found. Names rules and members, never content.

    Attributes:
        verdict: `good`, `refused`, `unknown-signer`, `unknown-key-type`, `revoked`, `expired`, `not-for-us`.
        rule: the rule that it breaks, `R1` to `R11`; empty where none.
        member: the file inside it that is at fault; empty where none.
        note: one sentence for the person.
        principal: whose key signed it, as the roster says; empty where it does not.
        fingerprint: of that key.
        claims: whose it says it is, checked or not.
        bundle_id: its id.
        tagmanifest_sha256: SHA-256 of its signed bytes.
        inspection: id of the inspection.
        actor: device that made it.
        sequence: its place among that device's bundles; 0 where not known.
        previous: tag manifest of that device's bundle before; None for the first.
        claimed: when it says it was made.
        app_version: version of the app that says it wrote it.
        part: number of this bag and how many, in an export of several.
        revisions: lines in its logs.
        records: records whose payload it carries.
        attachments: attachments that it carries.
        signatures: how each signature stands.
        sealed: whether it came sealed.
    """

    verdict: str
    rule: str = ""
    member: str = ""
    note: str = ""
    principal: str = ""
    fingerprint: str = ""
    claims: tuple[str, ...] = ()
    bundle_id: str = ""
    tagmanifest_sha256: str = ""
    inspection: str = ""
    actor: str = ""
    sequence: int = 0
    previous: str | None = None
    claimed: str = ""
    app_version: str = ""
    part: tuple[int, int] = (1, 1)
    revisions: int = 0
    records: int = 0
    attachments: int = 0
    signatures: tuple[Standing, ...] = ()
    sealed: bool = False

    @property
    def signer(self) -> str:
        """Fingerprint of the key that signed it."""
        return self.fingerprint
