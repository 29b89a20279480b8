"""The team as one device sees it: who is on the roster, this device's own keys, and what came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from inspector_app.bundle.roster import Roster
from inspector_app.bundle.roster_lines import Signer
from inspector_app.services import agent_keys, own_key, rosters, set_aside
from inspector_app.services import session as sessions
from inspector_app.services.own_key import Certified
from inspector_app.services.session import Session
from inspector_app.store import exchange


@dataclass(frozen=True, slots=True)
class Member:
    """One key on the roster and whose it is.

    Attributes:
        name: the principal; empty for a revoked key that no line names.
        role: role of the person, as the roster says.
        fingerprint: of the key.
        until: last day on which the key counts, as ISO date; empty where it has no end.
        standing: `counts`, `revoked`, `ended` or `not yet`.
        own: it is this device's key.
    """

    name: str
    role: str
    fingerprint: str
    until: str
    standing: str
    own: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What a colleague needs of this device to put it on the roster; nothing of it is secret.

    Attributes:
        principal: its owner's name on the roster.
        role: of its owner.
        public_key: its signing key, as an OpenSSH line.
        recipient: its age recipient.
        fingerprint: of its signing key.
        agent_key: fingerprint of a key of the agent that signs its bundles as well; empty for none.
        certified: what the organisation's authority says of its key; None where it has no certificate.
    """

    principal: str
    role: str
    public_key: str
    recipient: str
    fingerprint: str
    agent_key: str = ""
    certified: Certified | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """The roster that this store trusts.

    Attributes:
        version: of the roster; 0 where none is trusted yet.
        fingerprint: of the key that signed the roster; empty where none is trusted.
        members: every key on it.
        leads: principals that every bundle is sealed to.
        readers: principals that a bundle can be sealed to beside the leads and this device.
        escrow: the organisation's recovery recipient; empty where none.
        owns: this store holds the key of a roster, so that it can change it.
        own: this device.
        vouched: principals who stand on it by a certificate of the organisation's authority alone.
    """

    version: int
    fingerprint: str
    members: tuple[Member, ...]
    leads: tuple[str, ...]
    readers: tuple[str, ...]
    escrow: str
    owns: bool
    own: Own
    vouched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One bundle that came or went.

    Attributes:
        tagmanifest: its name for ever.
        incoming: it was taken in.
        at: claimed time.
        principal: whose key signed it; empty where the roster did not say.
        fingerprint: of that key.
        sequence: its place among the bundles of the device that made it.
        revisions: new ones that it brought, or all those that it carried out.
        aside: who set aside what it brought; empty where nobody did.
        why_aside: for what reason.
    """

    tagmanifest: str
    incoming: bool
    at: str
    principal: str
    fingerprint: str
    sequence: int
    revisions: int
    aside: str = ""
    why_aside: str = ""


def own(session: Session) -> Own:
    """Returns what a colleague needs of this device."""
    return Own(
        principal=session.device.principal,
        role=session.device.role,
        public_key=sessions.public_key(session.device),
        recipient=sessions.recipient(session.device),
        fingerprint=own_key.signing_key(session).fingerprint,
        agent_key=agent_keys.chosen(session),
        certified=own_key.certified(session),
    )


def team(session: Session) -> Team:
    """Returns the roster that this store trusts, and this device's own part.

    Raises:
        RosterError: the roster kept here is not to be trusted as it stands.
    """
    roster, mine = rosters.trusted(session) or Roster(), own(session)
    today = date.fromisoformat(session.now()[:10])
    leads = roster.leads
    return Team(
        version=roster.version,
        fingerprint=roster.key,
        members=tuple(_members(roster, mine.fingerprint, today)),
        leads=leads,
        readers=tuple(
            name
            for name in roster.principals
            if name not in leads and name != mine.principal and roster.recipient_of(name)
        ),
        escrow=roster.escrow or "",
        owns=rosters.owns(session),
        own=mine,
        vouched=tuple(name for name in roster.principals if not roster.keys_of(name)),
    )


def _members(roster: Roster, mine: str, today: date) -> Iterator[Member]:
    roles = {line.principal: line.role for line in roster.recipients}
    named = [signer for signer in roster.signers if not signer.authority]
    for signer in sorted(named, key=lambda s: (s.principal, s.key.fingerprint)):
        key = signer.key
        yield Member(
            name=signer.principal,
            role=roles.get(signer.principal, ""),
            fingerprint=key.fingerprint,
            # The roster names the first day that no longer counts; people ask for the last one that does.
            until=(signer.valid_before - timedelta(days=1)).isoformat() if signer.valid_before else "",
            standing="revoked" if roster.is_revoked(key) else _standing(signer, today),
            own=key.fingerprint == mine,
        )
    for key in roster.revoked:
        if key not in {signer.key for signer in named}:
            yield Member("", "", key.fingerprint, "", "revoked", key.fingerprint == mine)


def _standing(signer: Signer, today: date) -> str:
    if signer.valid_after is not None and today < signer.valid_after:
        return "not yet"
    ended = signer.valid_before is not None and today >= signer.valid_before
    return "ended" if ended else "counts"


def exchanges(session: Session) -> tuple[Exchange, ...]:
    """Returns every bundle that this device made or took in, the newest first."""
    asides = set_aside.asides(session)
    rows = [
        Exchange(
            tagmanifest=row.tagmanifest,
            incoming=row.direction == "in",
            at=row.at,
            principal=row.principal,
            fingerprint=row.signer,
            sequence=row.seq,
            revisions=int(row.report.get("new" if row.direction == "in" else "revisions", 0)),
            aside=aside.author if (aside := asides.get(row.tagmanifest)) else "",
            why_aside=aside.reason if aside else "",
        )
        for row in exchange.bundles(session.store)
    ]
    return tuple(sorted(rows, key=lambda row: (row.at, row.sequence, row.tagmanifest), reverse=True))
