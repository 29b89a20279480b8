"""`agent …` and `certificate …`: what signs beside or instead of a device's bare key."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.unlocking import opened
from inspector_app.crypto import spoken
from inspector_app.services import agent_keys, own_key
from inspector_app.services.agent_keys import Offered
from inspector_app.services.own_key import Certified


def listing(_told: Namespace, _console: Console) -> Answer:
    """Lists the keys that the agent shows and that may sign bundles."""
    found = agent_keys.offered()
    rows = [("Fingerprint", "In words", "On a token", "Comment")]
    rows += [
        (one.fingerprint, spoken.words(one.fingerprint), "yes" if one.token else "no", one.comment)
        for one in found
    ]
    lines = table(rows) if found else ["The agent shows no key that may sign bundles."]
    return Answer({"keys": [_described(one) for one in found]}, lines)


def use(told: Namespace, console: Console) -> Answer:
    """Has a key of the agent sign a device's bundles."""
    with opened(console, told.store) as session:
        found = agent_keys.use(session, key=told.key)
    advice = "Your roster must name this key as well: enrolment write --agent."
    return Answer(_described(found), [f"Bundles are signed by {found.fingerprint} as well.", advice])


def leave(told: Namespace, console: Console) -> Answer:
    """Has a device's bundles signed by its own key alone."""
    with opened(console, told.store) as session:
        agent_keys.leave(session)
    return Answer({"key": ""}, ["Bundles are signed by this device's own key alone."])


def take(told: Namespace, console: Console) -> Answer:
    """Keeps the certificate that an authority made of a device's key."""
    with opened(console, told.store) as session:
        return _certified(own_key.take_certificate(session, file=told.file))


def show(told: Namespace, console: Console) -> Answer:
    """Tells which certificate a device has, and which key of the agent signs for it."""
    with opened(console, told.store) as session:
        found, key = own_key.certified(session), agent_keys.chosen(session)
    answer = _certified(found)
    lines = [*answer.lines, f"Key of the agent: {key or 'none'}"]
    return Answer({**(answer.told or {}), "agent_key": key}, lines)


def _described(one: Offered) -> dict[str, Any]:
    return {
        "key": one.fingerprint,
        "words": spoken.words(one.fingerprint),
        "public_key": one.public_key,
        "comment": one.comment,
        "token": one.token,
        "names": list(one.names),
    }


def _certified(found: Certified | None) -> Answer:
    if found is None:
        return Answer({"authority": "", "names": []}, ["This device has no certificate."])
    answer = {
        "authority": found.authority,
        "names": list(found.names),
        "valid_from": found.valid_from,
        "valid_until": found.valid_until,
        "serial": found.serial,
    }
    rows = [
        ("Authority", found.authority),
        ("Names", ", ".join(found.names)),
        ("Valid from", found.valid_from or "no such moment"),
        ("Valid until", found.valid_until or "no end"),
        ("Number", str(found.serial)),
    ]
    return Answer(answer, table(rows))
