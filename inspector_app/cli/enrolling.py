"""`enrolment …` and `roster admit`: joining a team by one small file."""

from __future__ import annotations

from argparse import Namespace

from inspector_app.cli.console import Answer, Console, table
from inspector_app.cli.roster import answered
from inspector_app.cli.unlocking import opened
from inspector_app.crypto import spoken
from inspector_app.services import enrolling


def write(told: Namespace, console: Console) -> Answer:
    """Writes this device's enrolment."""
    with opened(console, told.store) as session:
        done = enrolling.write_enrolment(session, out=told.out, agent=told.agent)
    words = spoken.words(done.fingerprint)
    answer = {"enrolment": str(done.path), "fingerprint": done.fingerprint, "words": words}
    rows = [("Enrolment", done.path), ("Fingerprint", done.fingerprint), ("In words", words)]
    advice = "Send the file to whoever owns the roster, who then rings you to compare the words."
    return Answer(answer, [*table(rows), advice])


def show(told: Namespace, _console: Console) -> Answer:
    """Shows who asks to be on a roster, after checking the file's own signature."""
    who = enrolling.applicant(file=told.file)
    answer = {
        "enrolment": told.file,
        "principal": who.principal,
        "role": who.role,
        "fingerprint": who.fingerprint,
        "words": spoken.words(who.fingerprint),
        "key": who.public_key,
        "recipient": who.recipient,
        "device": who.device,
        "inspection": who.inspection,
        "claimed": who.claimed,
    }
    rows = [
        ("Goes by the name", who.principal),
        ("Goes by the role", who.role),
        ("Fingerprint", who.fingerprint),
        ("In words", spoken.words(who.fingerprint)),
        ("Inspection", who.inspection),
        ("Written, as claimed", who.claimed),
    ]
    if told.public_key:
        path = enrolling.write_public_key(file=told.file, out=told.public_key)
        answer["public_key"] = str(path)
        rows.append(("Public key", str(path)))
    return Answer(answer, [*table(rows), "Compare the words by voice; then: roster admit"])


def admit(told: Namespace, console: Console) -> Answer:
    """Puts the device of an enrolment on the roster."""
    with opened(console, told.store) as session:
        view = enrolling.admit(
            session,
            folder=told.folder,
            file=told.file,
            fingerprint=told.fingerprint,
            principal=told.principal,
            role=told.role,
            further=told.further,
            uses=told.signs,
            by_certificate=told.by_certificate,
        )
    return answered(told, view)
