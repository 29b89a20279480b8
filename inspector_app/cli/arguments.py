"""Every command with its arguments; `resources/formats/command-line.md` describes them, a test compares."""

from __future__ import annotations

import argparse
from typing import Any

from inspector_app import __version__

_ADVICE = "Described in full in resources/formats/command-line.md."
Commands = Any  # argparse keeps the type of what add_subparsers returns to itself


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the whole command line; `command` names the command, None for the window."""
    top = argparse.ArgumentParser(
        prog="inspector-app",
        description="Gathers evidence for inspections of children's services: offline, encrypted, signed.",
        epilog=f"Without a command the window opens. {_ADVICE}",
        allow_abbrev=False,
    )
    _common(top, before=True)
    top.add_argument("--version", action="version", version=f"inspector-app {__version__}")
    top.set_defaults(command=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    families = (
        _window, _demo, _council, _store, _records, _outputs, _exchange, _held, _receipts, _team, _settle,
        _care,
    )  # fmt: skip
    for family in families:
        family(commands)
    return top


def _common(one: argparse.ArgumentParser, *, before: bool = False) -> None:
    """Adds the options that every command has; behind a command they are silent unless they are given."""
    otherwise: Any = None if before else argparse.SUPPRESS
    group = one.add_argument_group("common options")
    group.add_argument(
        "--home",
        metavar="DIR",
        default=otherwise,
        help="folder for all that the app writes on this computer (or INSPECTOR_APP_HOME)",
    )
    group.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=otherwise,
        help="file whose first line is the passphrase (or INSPECTOR_APP_PASSPHRASE_FILE)",
    )
    group.add_argument(
        "--json",
        action="store_true",
        default=False if before else argparse.SUPPRESS,
        help="print one JSON object on standard output and nothing else there",
    )


def _command(commands: Commands, name: str, does: str, group: str = "") -> argparse.ArgumentParser:
    full = f"{group} {name}".strip()
    one: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=_ADVICE, allow_abbrev=False
    )
    one.set_defaults(command=full)
    _common(one)
    return one


def _group(commands: Commands, name: str, does: str) -> Commands:
    one: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=_ADVICE, allow_abbrev=False
    )
    return one.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _positive(told: str) -> int:
    number = int(told)
    if number < 1:
        raise ValueError
    return number


_positive.__name__ = "whole number from 1"


def _needs_store(one: argparse.ArgumentParser) -> None:
    one.add_argument("store", metavar="STORE", help="folder of the store")


def _window(commands: Commands) -> None:
    one = _command(commands, "window", "open the window, as no command does")
    one.add_argument("store", metavar="STORE", nargs="?", help="folder of the store to open")


def _demo(commands: Commands) -> None:
    one = _command(commands, "demo", "make a whole inspection of an invented council and verify it")
    one.add_argument("folder", metavar="DIR", help="folder to make it in: empty or not there yet")
    one.add_argument(
        "--workbook", metavar="FILE", help="an Annex A workbook to use instead of the bundled one"
    )


def _council(commands: Commands) -> None:
    packs = _group(commands, "frameworks", "list, show and check framework packs")
    _command(packs, "list", "list the framework packs", "frameworks")
    show = _command(packs, "show", "show one framework pack", "frameworks")
    show.add_argument("id", metavar="ID", help="id of the pack, as the list has it")
    check = _command(packs, "check", "name every fault of a pack of your own, with its line", "frameworks")
    check.add_argument("file", metavar="FILE", help="the pack, a TOML file")
    annex = _command(commands, "annex-a", "read a council's child-level lists and tell what is in them")
    annex.add_argument(
        "file", metavar="FILE", help="a .xlsx, .xls, .ods or .csv file, or a folder of .csv files"
    )
    annex.add_argument(
        "--against", metavar="EARLIER", help="an earlier workbook: tell what has changed since"
    )
    annex.add_argument(
        "--findings", action="store_true", help="tell every question to the council with the child's id"
    )


def _store(commands: Commands) -> None:
    one = _command(commands, "new", "make a new encrypted store for one inspector")
    one.add_argument("store", metavar="STORE", help="folder of the store: empty or not there yet")
    one.add_argument("--framework", metavar="ID", required=True, help="framework pack to inspect by")
    one.add_argument("--authority", metavar="NAME", required=True, help="the local authority inspected")
    one.add_argument("--inspector", metavar="NAME", required=True, help="the inspector's name")
    one.add_argument("--role", metavar="ROLE", required=True, help="lead, deputy, inspector, regulatory, …")
    one.add_argument(
        "--start", metavar="DATE", default="", help="first day, as 2026-11-23; today if left out"
    )
    one.add_argument(
        "--overlay",
        metavar="ID",
        action="append",
        default=[],
        dest="overlays",
        help="pack laid over the framework; may be given several times",
    )
    one.add_argument(
        "--staff-id",
        metavar="PRINCIPAL",
        default="",
        help="name on the team roster; made from the inspector's name if left out",
    )
    one.add_argument(
        "--inspection", metavar="ID", default="", help="id of the inspection, if the lead gave one"
    )
    one.add_argument(
        "--recovery",
        metavar="AGE_RECIPIENT",
        default="",
        help="the organisation's age recipient, which can open the store when the passphrase is lost",
    )
    one.add_argument("--no-keychain", action="store_true", help="leave this computer's keychain alone")


def _records(commands: Commands) -> None:
    one = _command(commands, "apply", "run intents from JSON lines, each line saved before it is confirmed")
    one.add_argument("store", metavar="STORE", nargs="?", help="folder of the store")
    one.add_argument("file", metavar="FILE", nargs="?", help="JSON lines; - for standard input")
    one.add_argument("--list", action="store_true", dest="listing", help="print the intents and end")
    dump = _command(commands, "dump", "print every current record as a JSON line")
    _needs_store(dump)
    dump.add_argument("--drafts", action="store_true", help="also what was typed and is not sealed yet")
    dump.add_argument(
        "--history", action="store_true", help="also every revision, and records that were withdrawn"
    )
    search = _command(commands, "search", "find records by their words, best first")
    _needs_store(search)
    search.add_argument(
        "text", metavar="TEXT", help="words that must all be there; the last may be unfinished"
    )
    search.add_argument(
        "--limit", metavar="N", type=_positive, default=50, help="how many hits at most; 50 if left out"
    )
    _needs_store(_command(commands, "sample", "tell how the chosen cases compare with the council's lists"))
    timing = _command(commands, "timeliness", "tell how the cases stand against the statutory intervals")
    _needs_store(timing)
    timing.add_argument("--case", metavar="RECORD", help="only this case track")
    timing.add_argument(
        "--on", metavar="DATE", help="day up to which the journeys are known; the last that any step tells of"
    )
    draft = _command(commands, "draft", "write the Word draft")
    _needs_store(draft)
    draft.add_argument("out", metavar="OUT", help="the .docx to write; replaces one that nobody changed")
    draft.add_argument("--template", metavar="FILE", help="the organisation's .docx, whose styles are used")
    draft.add_argument(
        "--check", action="store_true", help="write nothing: compare the draft that is there with the store"
    )
    draft.add_argument(
        "--outline",
        metavar="ID",
        default="",
        help="which document, as `frameworks show` has it under outlines",
    )
    draft.add_argument(
        "--previous",
        metavar="FILE",
        help="an earlier draft: what was changed in it by hand comes back",
    )
    draft.add_argument(
        "--no-comments",
        action="store_true",
        help="write no comments beside weak paragraphs",
    )


def _outputs(commands: Commands) -> None:
    group = _group(commands, "outputs", "write tables, a project for analysts, or the draft as PDF")
    for name, does in (
        ("evidence", "write every evidence record as CSV"),
        ("cases", "write the schedule of cases as CSV"),
        ("chronology", "write the journey of one child as CSV"),
        ("qdpx", "write evidence and interviews as a REFI-QDA project"),
        ("pdf", "write the draft as PDF, through LibreOffice"),
    ):
        one = _command(group, name, does, "outputs")
        _needs_store(one)
        if name == "chronology":
            one.add_argument("case", metavar="RECORD", help="the case track, as `dump` names it")
        one.add_argument("out", metavar="OUT", help="file to write; one that is there is replaced")
        if name == "pdf":
            one.add_argument("--template", metavar="FILE", help="as for `draft`")
            one.add_argument("--outline", metavar="ID", default="", help="as for `draft`")


def _exchange(commands: Commands) -> None:
    export = _command(commands, "export", "write a signed bundle for the team")
    _needs_store(export)
    export.add_argument("out", metavar="OUT", help="folder to write it in; made where it is not there")
    export.add_argument(
        "--for",
        metavar="NAME",
        nargs="+",
        action="extend",
        default=[],
        dest="recipients",
        help="staff ids it is sealed for; the lead if left out",
    )
    export.add_argument(
        "--since-acknowledged", action="store_true", help="only what they have not acknowledged yet"
    )
    export.add_argument(
        "--with-draft", action="store_true", help="put the Word draft in, as a copy for reading"
    )
    export.add_argument("--clear", action="store_true", help="do not seal it: anyone can read it")
    verify = _command(commands, "verify", "check a bundle and change nothing")
    verify.add_argument("bundle", metavar="BUNDLE", help="the bundle")
    verify.add_argument("--roster", metavar="FILE", help="folder of the team roster, or one of its files")
    verify.add_argument("--identity", metavar="FILE", help="file with the age identity that opens it")
    verify.add_argument("--store", metavar="STORE", help="use the roster and the identity of this store")
    merge = _command(commands, "merge", "take in bundles from the team")
    _needs_store(merge)
    merge.add_argument("bundles", metavar="BUNDLE", nargs="+", help="the bundles, or folders of bundles")
    merge.add_argument("--dry-run", action="store_true", help="tell what would happen and change nothing")
    _accepting(merge)


def _accepting(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--accept-unknown",
        metavar="FINGERPRINT",
        default="",
        help="take what this key signed although it is on no roster: the sender has read it aloud to you",
    )
    one.add_argument("--reason", metavar="TEXT", default="", help="why it is taken, for the record of that")


def _held(commands: Commands) -> None:
    shelf = _group(commands, "held", "bundles of unknown signers that were set aside")
    _needs_store(_command(shelf, "list", "list what is set aside, with fingerprints in words", "held"))
    for name, does in (
        ("take", "take in a bundle that was set aside"),
        ("discard", "throw a bundle away that was set aside"),
    ):
        one = _command(shelf, name, does, "held")
        _needs_store(one)
        one.add_argument("held", metavar="HELD", help="id of the bundle, as `held list` names it")
        if name == "take":
            _accepting(one)


def _receipts(commands: Commands) -> None:
    both = _group(commands, "receipt", "tell a colleague what this store holds, or take in such a word")
    write = _command(both, "write", "write a small signed file that says what this store holds", "receipt")
    _needs_store(write)
    write.add_argument("out", metavar="OUT", help="folder to write it in; made where it is not there")
    take = _command(both, "take", "keep what a colleague says is held, for --since-acknowledged", "receipt")
    _needs_store(take)
    take.add_argument("files", metavar="FILE", nargs="+", help="the receipts")


def _settle(commands: Commands) -> None:
    call = _command(commands, "roll-call", "tell who has sent what, and what is still out")
    _needs_store(call)
    call.add_argument(
        "--lost", metavar="DEVICE", default="", help="tell what only this laptop had, which is lost"
    )
    aside = _command(commands, "set-aside", "take back what a merge brought, as a whole; or bring it back")
    _needs_store(aside)
    aside.add_argument(
        "bundle",
        metavar="BUNDLE",
        nargs="?",
        default="",
        help="its tag manifest or id; without it all are told",
    )
    aside.add_argument("--bring-back", action="store_true", help="bring back what was set aside")
    aside.add_argument("--reason", metavar="TEXT", default="", help="why, for every record's history")
    _needs_store(_command(commands, "conflicts", "list the fields in which the team disagrees"))
    one = _command(commands, "resolve", "settle one field in which the team disagrees")
    _needs_store(one)
    one.add_argument("record", metavar="RECORD", help="the record, as `conflicts` names it")
    one.add_argument("field", metavar="FIELD", help="the field, as `conflicts` names it")
    choice = one.add_mutually_exclusive_group(required=True)
    choice.add_argument("--take", metavar="REVISION", help="take the value of this revision")
    choice.add_argument("--value", metavar="JSON", help="or set this value; not for judgements")
    choice.add_argument(
        "--take-back", action="store_true", help="take the settlement back: all values stand again"
    )
    choice.add_argument("--leave-open", action="store_true", help="leave it open, with the reason as a note")
    one.add_argument("--reason", metavar="TEXT", required=True, help="why, for the record's history")


def _team(commands: Commands) -> None:
    joining = _group(commands, "enrolment", "join a team by one small file")
    write = _command(joining, "write", "write what a roster's owner needs of this device", "enrolment")
    _needs_store(write)
    write.add_argument("out", metavar="OUT", help="folder to write it in; made where it is not there")
    look = _command(
        joining, "show", "show who asks to be on a roster, with the words to compare", "enrolment"
    )
    look.add_argument("file", metavar="FILE", help="the enrolment")
    team = _group(commands, "roster", "keep the team roster: whose signature counts")

    def one(name: str, does: str, *, store: bool = True) -> argparse.ArgumentParser:
        found = _command(team, name, does, "roster")
        if store:
            _needs_store(found)
        found.add_argument("folder", metavar="DIR", help="folder of the roster")
        return found

    init = one("init", "start a roster whose key stays in this store")
    init.add_argument(
        "--escrow", metavar="AGE_RECIPIENT", default="", help="the organisation's recipient, for every bundle"
    )
    add = one("add", "put an inspector on the roster")
    add.add_argument("principal", metavar="PRINCIPAL", help="staff id, for example a.brook@inspection")
    add.add_argument("--key", metavar="LINE", required=True, help="signing key, as `new` printed it")
    add.add_argument(
        "--recipient", metavar="AGE_RECIPIENT", required=True, help="recipient, as `new` printed it"
    )
    add.add_argument(
        "--role", metavar="ROLE", default="inspector", help="lead, deputy, …; inspector if left out"
    )
    admit = one("admit", "put the device of an enrolment file on the roster, after a comparison by voice")
    admit.add_argument("file", metavar="FILE", help="the enrolment")
    admit.add_argument(
        "--fingerprint", metavar="KEY", required=True, help="its fingerprint, as the person read it aloud"
    )
    admit.add_argument(
        "--principal", metavar="NAME", required=True, help="the name it goes by, as `enrolment show` told"
    )
    admit.add_argument("--role", metavar="ROLE", default="inspector", help="as for `roster add`")
    admit.add_argument(
        "--further", action="store_true", help="the person is on the roster already: this is a further device"
    )
    revoke = one("revoke", "take trust from an inspector, or from one key")
    revoke.add_argument("principal", metavar="PRINCIPAL", help="staff id, or the fingerprint of one key")
    listed = one("krl", "put the organisation's key revocation list into the roster")
    listed.add_argument("file", metavar="FILE", help="the list, as `ssh-keygen -k` wrote it")
    for name, metavar, does in (
        ("from", "DATE", "first day on which the key counts, as 2026-11-23"),
        ("until", "DATE", "last day on which it counts"),
    ):
        add.add_argument(f"--valid-{name}", metavar=metavar, default="", help=does)
    one("show", "show who is on a roster", store=False)
    key = _command(
        team, "key", "print the key with which this store signs rosters, made now if need be", "roster"
    )
    _needs_store(key)
    hand = one("hand-on", "name the key that signs the roster from now on")
    hand.add_argument("--key", metavar="LINE", required=True, help="that key, as `roster key` printed it")
    one("sign", "sign the next version of an unchanged roster")
    trust = one("trust", "take a roster into a store, which then knows its team")
    trust.add_argument(
        "--fingerprint", metavar="KEY", default="", help="the key to expect, as its owner read it aloud"
    )
    trust.add_argument(
        "--repin",
        action="store_true",
        help="take this key in place of the one before, which was lost; needs its fingerprint and a reason",
    )
    trust.add_argument("--reason", metavar="TEXT", default="", help="why, for the record of that")


def _care(commands: Commands) -> None:
    _needs_store(
        _command(commands, "check", "check every page, chain, signature and derived value of a store")
    )
    backup = _command(commands, "backup", "copy a store, encrypted and verified")
    _needs_store(backup)
    backup.add_argument(
        "folder", metavar="DIR", nargs="?", help="folder to make the copy in; left out: the automatic one"
    )
    way = backup.add_mutually_exclusive_group()
    way.add_argument(
        "--automatic", action="store_true", help="make backups there from now on, while the window is open"
    )
    way.add_argument("--stop", action="store_true", help="make no automatic backups from now on")
    restore = _command(commands, "restore", "make a store again from a backup")
    restore.add_argument("backup", metavar="BACKUP", help="the backup")
    restore.add_argument("store", metavar="STORE", help="folder of the store: empty or not there yet")
    rescue = _command(commands, "rescue", "save whatever can still be read from a damaged store")
    _needs_store(rescue)
    rescue.add_argument("folder", metavar="DIR", help="folder for what is saved: empty or not there yet")
    _ways_in(_group(commands, "passphrase", "what opens a store, and changing it"))
    _ways_out(commands)
    _command(commands, "doctor", "tell what IT needs to know about this computer")


def _ways_in(commands: Commands) -> None:
    show = _command(commands, "show", "say what opens a store", "passphrase")
    _needs_store(show)
    change = _command(commands, "change", "put a new passphrase in place of the old one", "passphrase")
    _needs_store(change)
    recover = _command(commands, "recover", "set a new passphrase with the recovery key", "passphrase")
    _needs_store(recover)
    recover.add_argument(
        "key", metavar="KEY", help="file with the age identity; - to type the key of a sheet"
    )
    for one in (change, recover):
        one.add_argument("--new", metavar="FILE", help="file whose first line is the new passphrase")
    recovery = _command(commands, "recovery", "let the organisation's key open a store", "passphrase")
    _needs_store(recovery)
    recovery.add_argument("recipient", metavar="RECIPIENT", help="its age recipient, or: none")
    rekey = _command(commands, "rekey", "encrypt a store anew under a fresh key", "passphrase")
    _needs_store(rekey)
    sheet = _command(commands, "sheet", "print a recovery sheet with a key of its own", "passphrase")
    _needs_store(sheet)
    sheet.add_argument("--withdraw", action="store_true", help="make every printed sheet worthless instead")


def _ways_out(commands: Commands) -> None:
    erasure = _group(commands, "erasure", "erase single revisions on a signed order")
    order = _command(erasure, "order", "write an order, signed by the roster's owner", "erasure")
    _needs_store(order)
    order.add_argument("out", metavar="OUT", help="file to write; its signature goes beside it")
    order.add_argument("--reason", metavar="CODE", required=True, help="why, as a code: wrong-person, …")
    for name, metavar, does in (
        ("record", "RECORD", "erase every revision of this record"),
        ("revision", "REVISION", "erase this revision, as `dump --history` names it"),
    ):
        order.add_argument(
            f"--{name}",
            metavar=metavar,
            action="append",
            default=[],
            dest=f"{name}s",
            help=f"{does}; may be given several times",
        )
    run = _command(erasure, "run", "erase what a signed order names; it cannot be taken back", "erasure")
    _needs_store(run)
    run.add_argument("order", metavar="ORDER", help="the order, with its signature beside it")
    store = _command(commands, "erase-store", "destroy a store and its keys; it cannot be taken back")
    _needs_store(store)
    store.add_argument(
        "--yes",
        metavar="AUTHORITY",
        required=True,
        dest="authority",
        help="the authority's name in full, to confirm",
    )
    close = _command(commands, "close", "end an inspection here: destroy a store that the lead holds")
    _needs_store(close)
    close.add_argument("--dry-run", action="store_true", help="tell what was acknowledged and change nothing")
    close.add_argument(
        "--anyway",
        metavar="AUTHORITY",
        default="",
        help="close it although something was never acknowledged; the authority's name in full",
    )


__all__ = ["parser"]
