"""A key that the inspector's agent keeps, perhaps on a token: it signs this device's bundles as well.

The device's own key signs in any case, so that a reader can tell which device a bundle is of. Which of the
two makes a bundle good is for the roster to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from inspector_app.bundle.roster import Roster
from inspector_app.crypto import agent
from inspector_app.crypto.agent import AgentError, AgentKey, Waits, quietly
from inspector_app.errors import RefusedError
from inspector_app.services import rosters
from inspector_app.services.session import Session
from inspector_app.services.wording import needed

FACT = "agent_key"
"""The fact that holds the fingerprint of the chosen key; empty for none."""
_TOKEN = "sk-"  # noqa: S105 - how the names of key types begin


@dataclass(frozen=True, slots=True)
class Offered:
    """A key that the agent keeps.

    Attributes:
        fingerprint: of the key.
        public_key: its OpenSSH line, for the owner of the roster.
        comment: what its owner calls it.
        token: it is on a token.
        names: what an authority calls its owner; empty where it comes without a certificate.
    """

    fingerprint: str
    public_key: str
    comment: str
    token: bool
    names: tuple[str, ...] = ()


def offered() -> tuple[Offered, ...]:
    """Returns the keys that the agent shows and that may sign bundles, each once.

    Raises:
        AgentError: the agent is away or answers something else.
    """
    found = dict[str, Offered]()
    for key in agent.shown():
        name = key.public.fingerprint
        names = key.certificate.principals if key.certificate else ()
        known = found.get(name)
        if known is None:
            token = key.public.type.startswith(_TOKEN)
            known = Offered(name, key.public.public_line, key.comment, token)
        found[name] = replace(known, names=tuple(dict.fromkeys((*known.names, *names))))
    return tuple(found.values())


def chosen(session: Session) -> str:
    """Returns the fingerprint of the agent's key that signs this device's bundles; empty for none."""
    return session.store.fact(FACT, "")


def use(session: Session, *, key: str) -> Offered:
    """Has a key that the agent keeps sign this device's bundles from now on.

    Args:
        session: the open store.
        key: its fingerprint.

    Raises:
        AgentError: the agent is away.
        RefusedError: the agent holds no such key, or the roster gives it to somebody else or has revoked it.
    """
    needed("key", key)
    found = next((one for one in offered() if one.fingerprint == key), None)
    if found is None:
        raise RefusedError("The agent holds no key of this fingerprint", where=key, advice="See: agent list.")
    roster = rosters.trusted(session)
    if roster is not None:
        check_may_sign(session, roster, key)
    session.store.set_fact(FACT, key)
    return found


def leave(session: Session) -> None:
    """Has this device's bundles signed by its own key alone from now on."""
    session.store.set_fact(FACT, "")


def check_may_sign(session: Session, roster: Roster, key: str) -> None:
    """Makes sure that a key which the agent keeps does not stand on the roster as another's or revoked.

    Raises:
        RefusedError: it does.
    """
    lines = [one for one in roster.signers if one.key.fingerprint == key and not one.authority]
    if any(one.principal != session.device.principal for one in lines):
        raise RefusedError("On the roster this key of your agent is somebody else's", where=key)
    gone = any(one.fingerprint == key for one in roster.revoked)
    if gone or any(roster.is_revoked(one.key) for one in lines):
        raise RefusedError(
            "The roster says that this key of your agent was revoked", where=key, advice="Choose another one."
        )


def fetch(key: str, roster: Roster | None, at: datetime, waits: Waits = quietly) -> AgentKey:
    """Returns the chosen key, ready to sign, as the agent shows it now.

    It goes by a certificate where the roster names its authority, unless a line gives the key itself.

    Args:
        key: its fingerprint.
        roster: of the team, or None.
        at: claimed time of what it is to sign.
        waits: called while a person is waited for; what it raises ends the wait and comes through.

    Raises:
        AgentError: the agent is away, is locked, or does not hold the key.
    """
    held = [one for one in agent.shown() if one.public.fingerprint == key]
    if not held:
        raise AgentError(
            "The agent does not show the key that signs this device's bundles",
            where=key,
            advice="Unlock the agent (ssh-add -X), put the token in or add the key (ssh-add).",
        )
    return replace(min(held, key=lambda one: _rank(one, roster, at)), waits=waits)


def _rank(key: AgentKey, roster: Roster | None, at: datetime) -> int:
    """Returns a lower number for what the roster knows better."""
    signers = () if roster is None else roster.signers
    certificate = key.certificate
    if certificate is None:
        named = any(one.key == key.public and not one.authority and one.in_time(at) for one in signers)
        return 0 if named else 2
    vouches = any(one.authority and one.key == certificate.authority for one in signers)
    current = certificate.valid_from <= at.timestamp() < certificate.valid_to
    return (1 if current else 2) if vouches else 3


def enrolling_key(session: Session) -> AgentKey:
    """Returns the chosen key as it stands by itself, to sign an enrolment of its own.

    Raises:
        RefusedError: no key of the agent signs this device's bundles.
        AgentError: the agent is away or does not hold it.
    """
    key = chosen(session)
    if not key:
        raise RefusedError(
            "No key of your agent signs this device's bundles", advice="Choose one: agent use."
        )
    held = [one for one in agent.shown() if one.public.fingerprint == key and one.certificate is None]
    if not held:
        raise AgentError("The agent does not show the key itself, which signs the enrolment", where=key)
    return held[0]
