"""Arguments of the commands between laptops: bundles, receipts, conflicts, the roster."""

from __future__ import annotations

import argparse

from inspector_app.cli.grammar import Commands, command, group, needs_store


def _exchange(commands: Commands) -> None:
    export = command(commands, "export", "write a signed bundle for the team")
    needs_store(export)
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
    verify = command(commands, "verify", "check a bundle and change nothing")
    verify.add_argument("bundle", metavar="BUNDLE", help="the bundle")
    verify.add_argument("--roster", metavar="FILE", help="folder of the team roster, or one of its files")
    verify.add_argument("--identity", metavar="FILE", help="file with the age identity that opens it")
    verify.add_argument("--store", metavar="STORE", help="use the roster and the identity of this store")
    merge = command(commands, "merge", "take in bundles from the team")
    needs_store(merge)
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
    shelf = group(commands, "held", "bundles of unknown signers that were set aside")
    needs_store(command(shelf, "list", "list what is set aside, with fingerprints in words", "held"))
    for name, does in (
        ("take", "take in a bundle that was set aside"),
        ("discard", "throw a bundle away that was set aside"),
    ):
        one = command(shelf, name, does, "held")
        needs_store(one)
        one.add_argument("held", metavar="HELD", help="id of the bundle, as `held list` names it")
        if name == "take":
            _accepting(one)


def _receipts(commands: Commands) -> None:
    both = group(commands, "receipt", "tell a colleague what this store holds, or take in such a word")
    write = command(both, "write", "write a small signed file that says what this store holds", "receipt")
    needs_store(write)
    write.add_argument("out", metavar="OUT", help="folder to write it in; made where it is not there")
    take = command(both, "take", "keep what a colleague says is held, for --since-acknowledged", "receipt")
    needs_store(take)
    take.add_argument("files", metavar="FILE", nargs="+", help="the receipts")


def _settle(commands: Commands) -> None:
    call = command(commands, "roll-call", "tell who has sent what, and what is still out")
    needs_store(call)
    call.add_argument(
        "--lost", metavar="DEVICE", default="", help="tell what only this laptop had, which is lost"
    )
    aside = command(commands, "set-aside", "take back what a merge brought, as a whole; or bring it back")
    needs_store(aside)
    aside.add_argument(
        "bundle",
        metavar="BUNDLE",
        nargs="?",
        default="",
        help="its tag manifest or id; without it all are told",
    )
    aside.add_argument("--bring-back", action="store_true", help="bring back what was set aside")
    aside.add_argument("--reason", metavar="TEXT", default="", help="why, for every record's history")
    needs_store(command(commands, "conflicts", "list the fields in which the team disagrees"))
    one = command(commands, "resolve", "settle one field in which the team disagrees")
    needs_store(one)
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


def _same(commands: Commands) -> None:
    pairs = group(commands, "same", "join two records of the same child, interview or evidence, or part them")
    needs_store(command(pairs, "list", "list what is joined, and cases that look like one child", "same"))
    for name, does in (
        ("join", "say that two records are the same: they are counted and shown as one"),
        ("apart", "say that two records are not the same"),
    ):
        one = command(pairs, name, does, "same")
        needs_store(one)
        one.add_argument("first", metavar="FIRST", help="a record, as `dump` or `same list` names it")
        one.add_argument("second", metavar="SECOND", help="the other, of the same kind")
        _why(one)
    back = command(pairs, "part", "take a joining back: the two stand apart as before", "same")
    needs_store(back)
    back.add_argument("joining", metavar="JOINING", help="the joining, as `same list` names it")
    _why(back)


def _why(one: argparse.ArgumentParser) -> None:
    one.add_argument("--reason", metavar="TEXT", required=True, help="why, for the record's history")


def _joining(commands: Commands) -> None:
    joining = group(commands, "enrolment", "join a team by one small file")
    write = command(joining, "write", "write what a roster's owner needs of this device", "enrolment")
    needs_store(write)
    write.add_argument("out", metavar="OUT", help="folder to write it in; made where it is not there")
    write.add_argument(
        "--agent", action="store_true", help="for the key that your agent keeps, which `agent use` chose"
    )
    look = command(joining, "show", "show who asks to be on a roster, with the words to compare", "enrolment")
    look.add_argument("file", metavar="FILE", help="the enrolment")
    look.add_argument(
        "--public-key", metavar="FILE", default="", help="write its key to this file, for `ssh-keygen -s`"
    )


def _of_roster(team: Commands, name: str, does: str) -> argparse.ArgumentParser:
    found = command(team, name, does, "roster")
    needs_store(found)
    found.add_argument("folder", metavar="DIR", help="folder of the roster")
    return found


def _team(commands: Commands) -> None:
    team = group(commands, "roster", "keep the team roster: whose signature counts")
    init = _of_roster(team, "init", "start a roster whose key stays in this store")
    init.add_argument(
        "--escrow", metavar="AGE_RECIPIENT", default="", help="the organisation's recipient, for every bundle"
    )
    _members(team)
    revoke = _of_roster(team, "revoke", "take trust from an inspector, or from one key")
    revoke.add_argument("principal", metavar="PRINCIPAL", help="staff id, or the fingerprint of one key")
    listed = _of_roster(team, "krl", "put the organisation's key revocation list into the roster")
    listed.add_argument("file", metavar="FILE", help="the list, as `ssh-keygen -k` wrote it")
    show = command(team, "show", "show who is on a roster", "roster")
    show.add_argument("folder", metavar="DIR", help="folder of the roster")
    key = command(
        team, "key", "print the key with which this store signs rosters, made now if need be", "roster"
    )
    needs_store(key)
    hand = _of_roster(team, "hand-on", "name the key that signs the roster from now on")
    hand.add_argument("--key", metavar="LINE", required=True, help="that key, as `roster key` printed it")
    _of_roster(team, "sign", "sign the next version of an unchanged roster")
    trust = _of_roster(team, "trust", "take a roster into a store, which then knows its team")
    trust.add_argument(
        "--fingerprint", metavar="KEY", default="", help="the key to expect, as its owner read it aloud"
    )
    trust.add_argument(
        "--repin",
        action="store_true",
        help="take this key in place of the one before, which was lost; needs its fingerprint and a reason",
    )
    trust.add_argument("--reason", metavar="TEXT", default="", help="why, for the record of that")


def _members(team: Commands) -> None:
    add = _of_roster(team, "add", "put an inspector on the roster")
    add.add_argument("principal", metavar="PRINCIPAL", help="staff id, for example a.brook@inspection")
    add.add_argument("--key", metavar="LINE", required=True, help="signing key, as `new` printed it")
    add.add_argument(
        "--recipient", metavar="AGE_RECIPIENT", required=True, help="recipient, as `new` printed it"
    )
    add.add_argument(
        "--role", metavar="ROLE", default="inspector", help="lead, deputy, …; inspector if left out"
    )
    admit = _of_roster(
        team, "admit", "put the device of an enrolment file on the roster, after a comparison by voice"
    )
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
    admit.add_argument(
        "--by-certificate",
        action="store_true",
        help="an authority on the roster vouches for the key: only whom to seal to is put on",
    )
    for each in (add, admit):
        each.add_argument(
            "--signs",
            metavar="USE",
            default="all",
            help="what the key may sign: all, bundles, or log (then bundles need another key of the person)",
        )
    office = _of_roster(
        team, "authority", "put an organisation's SSH authority on the roster, whose certificates count"
    )
    office.add_argument("names", metavar="NAMES", help="whom it may vouch for, for example '*@council'")
    office.add_argument("--key", metavar="LINE", required=True, help="its public key, an OpenSSH line")
    for name, metavar, does in (
        ("from", "DATE", "first day on which the key counts, as 2026-11-23"),
        ("until", "DATE", "last day on which it counts"),
    ):
        for each in (add, office):
            each.add_argument(f"--valid-{name}", metavar=metavar, default="", help=does)


def _signing_keys(commands: Commands) -> None:
    agent = group(commands, "agent", "sign bundles with a key that your SSH agent keeps, on a token perhaps")
    command(agent, "list", "list the keys that the agent shows and that may sign bundles", "agent")
    use = command(agent, "use", "have a key of the agent sign this device's bundles as well", "agent")
    needs_store(use)
    use.add_argument("key", metavar="KEY", help="its fingerprint, as `agent list` told")
    needs_store(command(agent, "leave", "have this device's own key alone sign its bundles", "agent"))
    both = group(commands, "certificate", "go by a certificate of the organisation's authority")
    take = command(both, "take", "keep the certificate that IT made of this device's key", "certificate")
    needs_store(take)
    take.add_argument("file", metavar="FILE", help="the certificate, as `ssh-keygen -s` wrote it")
    needs_store(command(both, "show", "tell what signs for this device beside its key", "certificate"))


FAMILIES = (_exchange, _held, _receipts, _settle, _same, _joining, _team, _signing_keys)
