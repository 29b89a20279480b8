"""Arguments of the commands that make, keep, open, restore and end a store, and of the window."""

from __future__ import annotations

from inspector_app.cli.grammar import Commands, command, group, needs_store


def _window(commands: Commands) -> None:
    one = command(commands, "window", "open the window, as no command does")
    one.add_argument("store", metavar="STORE", nargs="?", help="folder of the store to open")


def _demo(commands: Commands) -> None:
    one = command(commands, "demo", "make a whole inspection of an invented council and verify it")
    one.add_argument("folder", metavar="DIR", help="folder to make it in: empty or not there yet")
    one.add_argument(
        "--workbook", metavar="FILE", help="an Annex A workbook to use instead of the bundled one"
    )


def _store(commands: Commands) -> None:
    one = command(commands, "new", "make a new encrypted store for one inspector")
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


def _care(commands: Commands) -> None:
    needs_store(command(commands, "check", "check every page, chain, signature and derived value of a store"))
    backup = command(commands, "backup", "copy a store, encrypted and verified")
    needs_store(backup)
    backup.add_argument(
        "folder", metavar="DIR", nargs="?", help="folder to make the copy in; left out: the automatic one"
    )
    way = backup.add_mutually_exclusive_group()
    way.add_argument(
        "--automatic", action="store_true", help="make backups there from now on, while the window is open"
    )
    way.add_argument("--stop", action="store_true", help="make no automatic backups from now on")
    restore = command(commands, "restore", "make a store again from a backup")
    restore.add_argument("backup", metavar="BACKUP", help="the backup")
    restore.add_argument("store", metavar="STORE", help="folder of the store: empty or not there yet")
    rescue = command(commands, "rescue", "save whatever can still be read from a damaged store")
    needs_store(rescue)
    rescue.add_argument("folder", metavar="DIR", help="folder for what is saved: empty or not there yet")
    _ways_in(group(commands, "passphrase", "what opens a store, and changing it"))
    _ways_out(commands)
    command(commands, "doctor", "tell what IT needs to know about this computer")


def _ways_in(commands: Commands) -> None:
    show = command(commands, "show", "say what opens a store", "passphrase")
    needs_store(show)
    change = command(commands, "change", "put a new passphrase in place of the old one", "passphrase")
    needs_store(change)
    recover = command(commands, "recover", "set a new passphrase with the recovery key", "passphrase")
    needs_store(recover)
    recover.add_argument(
        "key", metavar="KEY", help="file with the age identity; - to type the key of a sheet"
    )
    for one in (change, recover):
        one.add_argument("--new", metavar="FILE", help="file whose first line is the new passphrase")
    recovery = command(commands, "recovery", "let the organisation's key open a store", "passphrase")
    needs_store(recovery)
    recovery.add_argument("recipient", metavar="RECIPIENT", help="its age recipient, or: none")
    rekey = command(commands, "rekey", "encrypt a store anew under a fresh key", "passphrase")
    needs_store(rekey)
    sheet = command(commands, "sheet", "print a recovery sheet with a key of its own", "passphrase")
    needs_store(sheet)
    sheet.add_argument("--withdraw", action="store_true", help="make every printed sheet worthless instead")


def _ways_out(commands: Commands) -> None:
    erasure = group(commands, "erasure", "erase single revisions on a signed order")
    order = command(erasure, "order", "write an order, signed by the roster's owner", "erasure")
    needs_store(order)
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
    run = command(erasure, "run", "erase what a signed order names; it cannot be taken back", "erasure")
    needs_store(run)
    run.add_argument("order", metavar="ORDER", help="the order, with its signature beside it")
    needs_store(command(erasure, "state", "tell which laptops have carried out each order", "erasure"))
    store = command(commands, "erase-store", "destroy a store and its keys; it cannot be taken back")
    needs_store(store)
    store.add_argument(
        "--yes",
        metavar="AUTHORITY",
        required=True,
        dest="authority",
        help="the authority's name in full, to confirm",
    )
    close = command(commands, "close", "end an inspection here: destroy a store that the lead holds")
    needs_store(close)
    close.add_argument("--dry-run", action="store_true", help="tell what was acknowledged and change nothing")
    close.add_argument("--keep-backups", action="store_true", help="leave its automatic backups alone")
    close.add_argument(
        "--anyway",
        metavar="AUTHORITY",
        default="",
        help="close it although something was never acknowledged; the authority's name in full",
    )


FAMILIES = (_window, _demo, _store, _care)
