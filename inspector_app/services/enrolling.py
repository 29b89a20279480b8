"""Joining a team: a device writes one small file; the roster's owner admits it after a comparison aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.bundle import BundleWriteError, enrolment, folders
from inspector_app.bundle.enrolment import Enrolment
from inspector_app.crypto.signing import PublicKey, Signer
from inspector_app.domain.kinds import ROLES
from inspector_app.errors import RefusedError
from inspector_app.services import agent_keys, own_key, rosters, team
from inspector_app.services.rosters import RosterView
from inspector_app.services.session import Session
from inspector_app.services.wording import needed, one_of


@dataclass(frozen=True, slots=True)
class EnrolmentWritten:
    """An enrolment that stands on the disk: its path, and the fingerprint to read to the roster's owner."""

    path: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to be on a roster, as the file says.

    Attributes:
        path: the file; empty where the text was pasted.
        principal: the name that the person goes by.
        role: the role that the person goes by; whoever admits the person decides.
        fingerprint: of the key that signed the file, to compare with the person by voice.
        recipient: age recipient of the device.
        public_key: that key as an OpenSSH line, for an authority that makes a certificate of it.
        device: the device.
        inspection: id of the inspection that the device's store is for.
        claimed: when the file was written, as it claims.
        text: what was pasted; empty where there is a file.
    """

    path: str
    principal: str
    role: str
    fingerprint: str
    recipient: str
    public_key: str
    device: str
    inspection: str
    claimed: str
    text: str = ""


def own_enrolment(session: Session) -> str:
    """Returns this device's enrolment as text, for a QR code; nothing of it is secret."""
    return _own(session, own_key.signing_key(session)).decode("ascii")


def _own(session: Session, key: Signer) -> bytes:
    mine = team.own(session)
    told = Enrolment(
        inspection=session.inspection,
        actor=session.device.actor,
        principal=mine.principal,
        role=mine.role,
        key=PublicKey(key.blob),
        recipient=mine.recipient,
        claimed=session.now(),
    )
    return enrolment.signed(told, key)


def write_enrolment(session: Session, *, out: str, agent: bool = False) -> EnrolmentWritten:
    """Writes this device's enrolment into a folder; nothing of it is secret.

    Args:
        session: the open store.
        out: the folder.
        agent: the enrolment is for the key that the agent keeps, which signs this device's bundles as well.

    Raises:
        BundleWriteError: the folder cannot be written; nothing is left behind.
        RefusedError: no key of the agent was chosen.
        AgentError: the agent is away or does not sign; nothing is left behind.
    """
    key = agent_keys.enrolling_key(session) if agent else own_key.signing_key(session)
    # The device first: a name such as `con.x@…` alone is one that Windows keeps for a device of its own.
    whose = f"{session.device.actor[:8]}-{session.device.principal}"
    name = f"{whose}{'-agent' if agent else ''}{enrolment.SUFFIX}"
    try:
        folders.fill(Path(out), {name: _own(session, key)})
    except OSError as error:
        raise BundleWriteError(
            "The enrolment could not be written; nothing was left behind",
            where=out,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return EnrolmentWritten(Path(out) / name, PublicKey(key.blob).fingerprint)


def applicant(*, file: str = "", text: str = "") -> Applicant:
    """Returns what an enrolment says, after checking that the key named in it signed it.

    Args:
        file: the enrolment.
        text: its text instead, as somebody pasted it from a QR code or a message.

    Raises:
        EnrolmentError: it is none, was changed, or another key signed it.
    """
    return replace(_applicant(file, _read(file, text)), text=text)


def write_public_key(*, file: str, out: str) -> Path:
    """Writes the key of an enrolment as the line from which `ssh-keygen -s` makes a certificate.

    Args:
        file: the enrolment.
        out: the file to write, which by the rules of ssh-keygen should end in `.pub`.

    Raises:
        EnrolmentError: the enrolment is none, was changed, or another key signed it.
        BundleWriteError: the file cannot be written; nothing is left behind.
    """
    told, path = _read(file), Path(out)
    try:
        folders.fill(path.parent, {path.name: f"{told.key.public_line} {told.principal}\n".encode()})
    except OSError as error:
        raise BundleWriteError(
            "The public key could not be written; nothing was left behind",
            where=out,
            advice=f"The system says: {error.strerror}.",
        ) from error
    return path


def _read(file: str, text: str = "") -> Enrolment:
    if text:
        return enrolment.read(enrolment.pasted(text))
    path = Path(file)
    return enrolment.read(enrolment.read_file(path), path)


def _applicant(file: str, told: Enrolment) -> Applicant:
    return Applicant(
        path=file,
        principal=told.principal,
        role=told.role,
        fingerprint=told.key.fingerprint,
        recipient=told.recipient,
        public_key=told.key.public_line,
        device=told.actor,
        inspection=told.inspection,
        claimed=told.claimed,
    )


def admit(
    session: Session,
    *,
    folder: str,
    file: str = "",
    text: str = "",
    fingerprint: str,
    principal: str,
    role: str = "inspector",
    further: bool = False,
    uses: str = "all",
    by_certificate: bool = False,
) -> RosterView:
    """Puts the device of an enrolment on the roster and signs the next version.

    Args:
        session: the owner's open store.
        folder: where the roster's files stand.
        file: the enrolment.
        text: its text instead, as it was pasted.
        fingerprint: what the person read aloud; a file that another key signed is refused.
        principal: the name that was shown with it. Whoever holds the key can sign another file meanwhile, in
            which he goes by a colleague's name.
        role: one of `kinds.ROLES`: what the owner says, whatever the file says.
        further: the person has a key on the roster already and this is a further device. Bundles for that
            name are sealed to this one from now on.
        uses: what the key may sign: one of `roster_lines.USES`.
        by_certificate: the key goes by a certificate of an authority on the roster, so that no line names it.

    Raises:
        RefusedError: the fingerprint or the name is another or empty, the name is on the roster already and
            this was not said to be a further device, the key is another's or revoked, no authority may vouch
            for the name, or this store owns no roster.
        EnrolmentError: the file is none, was changed, or another key signed it.
        RosterError: the roster is not to be trusted as it stands.
    """
    told = _read(file, text)
    if needed("fingerprint", fingerprint) != told.key.fingerprint:
        raise RefusedError(
            "The enrolment is signed by another key than the one that was compared",
            where=file or None,
            advice=f"Its fingerprint is {told.key.fingerprint}.",
        )
    if needed("principal", principal) != told.principal:
        raise RefusedError(
            "The enrolment goes by another name than the one that was shown",
            where=file or None,
            advice=f"Its name is {told.principal}.",
        )
    one_of("role", role, ROLES)
    if not further and taken(folder=folder, who=_applicant(file, told)):
        raise RefusedError(
            f"{told.principal} is on the roster already, with another key",
            where=file or None,
            advice="Make sure that it is the same person, and say that this is a further device.",
        )
    if by_certificate:
        return rosters.add_vouched(
            session, folder=folder, principal=told.principal, recipient=told.recipient, role=role
        )
    return rosters.add_member(
        session,
        folder=folder,
        principal=told.principal,
        key=told.key.public_line,
        recipient=told.recipient,
        role=role,
        uses=uses,
    )


def taken(*, folder: str, who: Applicant) -> bool:
    """Says whether the name that somebody goes by is on a roster already, with other keys than this one.

    Raises:
        RosterError: the roster is unsigned or changed.
    """
    found = next((one for one in rosters.show(folder=folder).principals if one.name == who.principal), None)
    return found is not None and who.fingerprint not in found.keys
