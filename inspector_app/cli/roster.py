"""`roster`: the team roster, made and signed by its owner and trusted by every store."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import opened
from inspector_app.crypto import spoken
from inspector_app.services import rosters, shelf, trusting
from inspector_app.services.rosters import RosterView


def init(told: Namespace, console: Console) -> Answer:
    """Starts a roster whose key stays in the store."""
    with opened(console, told.store) as session:
        return answered(told, rosters.init_roster(session, folder=told.folder, escrow=told.escrow))


def add(told: Namespace, console: Console) -> Answer:
    """Puts a person or a further device on the roster."""
    with opened(console, told.store) as session:
        return answered(
            told,
            rosters.add_member(
                session,
                folder=told.folder,
                principal=told.principal,
                key=told.key,
                recipient=told.recipient,
                role=told.role,
                valid_from=told.valid_from,
                valid_until=told.valid_until,
                uses=told.signs,
            ),
        )


def authority(told: Namespace, console: Console) -> Answer:
    """Puts an organisation's authority on a roster."""
    with opened(console, told.store) as session:
        return answered(
            told,
            rosters.add_authority(
                session,
                folder=told.folder,
                names=told.names,
                key=told.key,
                valid_from=told.valid_from,
                valid_until=told.valid_until,
            ),
        )


def revoke(told: Namespace, console: Console) -> Answer:
    """Takes trust from a person or from one key."""
    with opened(console, told.store) as session:
        return answered(told, rosters.revoke_member(session, folder=told.folder, principal=told.principal))


def krl(told: Namespace, console: Console) -> Answer:
    """Puts the organisation's key revocation list into a roster."""
    with opened(console, told.store) as session:
        return answered(told, rosters.take_krl(session, folder=told.folder, file=told.file))


def sign(told: Namespace, console: Console) -> Answer:
    """Signs the next version of a roster."""
    with opened(console, told.store) as session:
        return answered(told, rosters.sign_roster(session, folder=told.folder))


def trust(told: Namespace, console: Console) -> Answer:
    """Takes a roster into a store."""
    with opened(console, told.store) as session:
        found = trusting.trust_roster(
            session,
            folder=told.folder,
            fingerprint=told.fingerprint,
            repin=told.repin,
            reason=told.reason,
        )
        ready = shelf.sentences(session)
        aside = [one.id for one in shelf.held(session) if one.standing == shelf.KNOWN]
    answer = answered(told, found.view)
    ordered = [f"{one[:1].upper()}{one[1:]}" for one in found.orders]
    return Answer(
        {**(answer.told or {}), "held": aside, "orders": list(found.orders)},
        [*answer.lines, *(f"{one}." for one in (*ready, *ordered))],
    )


def key(told: Namespace, console: Console) -> Answer:
    """Prints the key with which a store signs rosters."""
    with opened(console, told.store) as session:
        line = rosters.roster_key(session)
    return Answer({"key": line}, [line])


def hand_on(told: Namespace, console: Console) -> Answer:
    """Names the key that signs a roster from now on."""
    with opened(console, told.store) as session:
        return answered(told, rosters.hand_on(session, folder=told.folder, key=told.key))


def show(told: Namespace, _console: Console) -> Answer:
    """Shows a roster after checking its own signature."""
    return answered(told, rosters.show(folder=told.folder))


def answered(told: Namespace, view: RosterView) -> Answer:
    """Returns a roster as every command of the family tells it."""
    people = [{**asdict(one), "words": [spoken.words(key) for key in one.keys]} for one in view.principals]
    in_words = spoken.words(view.fingerprint)
    authorities = [{"names": names, "key": key} for names, key in view.authorities]
    answer = {
        "roster": told.folder,
        **asdict(view),
        "words": in_words,
        "principals": people,
        "authorities": authorities,
    }
    rows = [("Staff id", "Role", "Key", "In words")]
    rows += [(p.name, p.role, key, spoken.words(key)) for p in view.principals for key in p.keys]
    lines = [f"Roster version {view.version}, signed by {view.fingerprint}"]
    lines += [f"In words: {in_words}", *table(rows)]
    lines += [f"By certificate: {p.name}, {p.role}" for p in view.principals if not p.keys]
    lines += [f"Authority for {names}: {key}" for names, key in view.authorities]
    lines += [f"Revoked: {key}" for key in view.revoked]
    if view.krl is not None:
        lines.append(f"Key revocation list of the organisation: number {view.krl}")
    if view.escrow:
        lines.append(f"Escrow: {view.escrow}")
    return Answer(answer, lines)
