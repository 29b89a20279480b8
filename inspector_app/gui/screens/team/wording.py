"""Verdicts, counts and moments as sentences. No Qt."""

from __future__ import annotations

from datetime import datetime

from inspector_app.crypto import spoken
from inspector_app.gui.screens.team.state import Trial
from inspector_app.services.lost_laptop import LostLaptop
from inspector_app.services.merged import Merged
from inspector_app.services.rollcall import Present
from inspector_app.services.sending import Exported
from inspector_app.services.team import Own, Team
from inspector_app.services.wording import told_moment

UNKNOWN_SIGNER = "unknown-signer"
REVOKED = "revoked"
_VERDICTS = {
    "refused": "Refused. Nothing was taken.",
    "unknown-key-type": "Refused: it is signed with a type of key that this app does not take.",
    "revoked": "Refused: the roster says that the key which signed it was revoked.",
    "expired": "Refused: the roster says that the key which signed it is not valid today.",
    "not-for-us": "This bundle was sealed to others; this device cannot open it.",
    "other-inspection": "Refused: this bundle belongs to another inspection.",
}


def moment(claimed: str) -> str:
    """Returns a claimed time as it is read aloud: `02 Nov 2026, 09:14`; other text as it is."""
    try:
        return f"{datetime.fromisoformat(claimed).astimezone():%d %b %Y, %H:%M}"
    except ValueError:
        return claimed


def expected(day: str, today: str) -> str:
    """Returns when the next bundle of somebody is expected, and whether that is past."""
    when = told_moment(day)
    if day == today:
        return "Expected today."
    return f"Expected on {when}." if day > today else f"Overdue: expected on {when}."


def sent(one: Present, today: str) -> str:
    """Returns what has come of a person up to when, and what is expected."""
    if one.last:
        days = counted(len(one.days), "day")
        came = f"Last bundle {told_moment(one.last)}; sent on {days} so far."
    else:
        came = "No bundle has come yet."
    upto = f" Work up to {told_moment(one.upto)} is here." if one.upto else ""
    return f"{came}{upto} {expected(one.expected, today)}"


def aloud(fingerprint: str) -> str:
    """Returns a fingerprint in groups of four, as two people read it to each other."""
    kind, _, told = fingerprint.partition(":")
    return " ".join((f"{kind}:", *(told[at : at + 4] for at in range(0, len(told), 4))))


def roster(team: Team) -> str:
    """Returns which roster is trusted, and who stands on it without a key of their own."""
    if not team.version:
        return "This device trusts no roster yet."
    lines = [
        f"Roster version {team.version}, signed by the key {aloud(team.fingerprint)}",
        f"In words: {spoken.words(team.fingerprint)}",
    ]
    if team.vouched:
        lines.append(f"By your organisation's certificate: {', '.join(team.vouched)}")
    return "\n".join(lines)


def signing(own: Own) -> str:
    """Returns what signs the bundles of this device."""
    lines = ["This device's own key."]
    if own.agent_key:
        lines.append(f"A key that your agent keeps: {spoken.words(own.agent_key)}")
    if own.certified is not None:
        until = f" It counts until {moment(own.certified.valid_until)}." if own.certified.valid_until else ""
        lines.append(f"Your organisation's certificate goes with it where the roster asks for that.{until}")
    return "\n".join(lines)


def compared(fingerprint: str) -> str:
    """Returns what two people compare: the words of a fingerprint, and under them the fingerprint itself."""
    return f"{spoken.words(fingerprint)}\n{aloud(fingerprint)}"


def counted(number: int, one: str, several: str = "") -> str:
    """Returns a number with its noun."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def exported(done: Exported) -> str:
    """Returns what was exported, where it stands, and who can open it."""
    what = f"{counted(done.revisions, 'revision')} and {counted(done.attachments, 'attachment')}"
    who = ", ".join(done.recipients) or "nobody: it is not sealed"
    parts = f" in {len(done.bundles)} parts; hand over all of them" if len(done.bundles) > 1 else ""
    return f"Exported {what}{parts}, opened again and checked. Sealed to: {who}. {' '.join(done.bundles)}"


def merged(done: Merged) -> str:
    """Returns what a merge did."""
    if not done.conflicts:
        return f"{done.note} No disagreement in what it touched."
    return f"{done.note} {counted(len(done.conflicts), 'disagreement')} to settle."


def lost(found: LostLaptop) -> tuple[str, ...]:
    """Returns what only a lost laptop had, a line each."""
    return (f"Laptop {found.device[:8]} of {found.principal or 'somebody unknown'}:", *found.sentences)


def trial_of(found: Merged, accepted: str = "") -> Trial:
    """Returns what a dry run found, in words.

    Args:
        found: the dry run.
        accepted: the fingerprint that a person has compared with the sender.
    """
    good = found.verdict == "good"
    same = found.verdict == UNKNOWN_SIGNER and bool(accepted) and found.signer == accepted
    facts = [("Signed by", found.principal or "nobody on the roster")] if found.signer else []
    if found.signer:
        if not found.principal and found.claims:
            facts.append(("Says it is from", f"{', '.join(found.claims)} (nobody has checked that)"))
        facts.append(("Fingerprint", aloud(found.signer)))
        facts.append(("In words", spoken.words(found.signer)))
    if good or same:
        facts += [
            ("New", counted(found.new, "change")),
            ("Already here", counted(found.known, "change")),
            ("Waiting for an earlier bundle", counted(found.waiting, "change")),
            ("Set aside", counted(found.quarantined, "change")),
        ]
        if found.newer:
            facts.append(("From a newer version of the app", counted(found.newer, "change")))
        if found.left_out:
            facts.append(("Not taken in", counted(len(found.left_out), "line")))
        facts += [
            (
                "Copied or restored laptop",
                f"{one.device[:8]} of {one.author}, from place {one.place} of its log on",
            )
            for one in found.forks
        ]
        facts += (
            [("Not signed by the laptop that wrote it", counted(found.vouched, "change"))]
            if found.vouched
            else []
        )
        facts += [
            ("Signed for another laptop", f"{one.device[:8]}, by {one.principal or aloud(one.key)}")
            for one in found.strangers
        ]
    else:
        facts += [("Rule", found.rule)] if found.rule else []
        facts += [("File inside it", found.member)] if found.member else []
    if found.note:
        facts.append(("What that means", found.note))
    return Trial(
        path=found.bundle,
        verdict=_verdict(found, same=same),
        facts=tuple(facts),
        signer=found.signer if found.verdict == UNKNOWN_SIGNER else "",
        ready=good or same,
        asks=found.verdict == UNKNOWN_SIGNER and not same,
        accepted=accepted if same else "",
    )


def _verdict(found: Merged, *, same: bool) -> str:
    if found.verdict == "good":
        return f"Whole and unchanged, signed by {found.principal}, who is on the roster."
    if same:
        return (
            "Whole and unchanged, signed by somebody who is not on the roster; you compared the fingerprint."
        )
    if found.verdict == UNKNOWN_SIGNER:
        return "Signed by somebody who is not on the roster. Compare the fingerprint aloud before you go on."
    return _VERDICTS.get(found.verdict, f"Refused: {found.verdict}.")
