"""The reader: finds its way through the window by roles and names alone, over the accessibility bus.

Run by `audit_reader.py` under the system's own Python; it imports nothing of the app.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version is asked for first

PATIENCE = 30.0
CODE = "ILACS-HP-02"
WORDS = "Seen alone at each visit, and her own words stand in the plan."
RETURN, DOWN, SPACE = 0xFF0D, 0xFF54, 0x20
CONTROLS = {
    "push button", "check box", "radio button", "toggle button", "combo box", "text", "password text", "entry",
    "spin button", "page tab", "table", "list", "menu item",
}  # fmt: skip


class Reader:
    """What is read, and what was heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.roles: Counter[str] = Counter()
        self.nameless: set[str] = set()
        self.events = 0
        self.app: Any = None
        self._listener = Atspi.EventListener.new(self._hear)
        for kind in ("object:announcement", "object:notification"):
            self._listener.register(kind)

    def _hear(self, event: Any) -> None:
        self.heard.append(str(event.any_data))

    def wait(self, what: str, holds: Callable[[], Any]) -> Any:
        """Waits until something holds, hearing what is announced meanwhile."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            while GLib.MainContext.default().iteration(False):
                pass
            try:
                if found := holds():
                    return found
            except GLib.Error:
                pass  # it went while it was read
            time.sleep(0.05)
        sys.exit(f"the reader waited in vain for {what}; heard: {self.heard[-3:]}")

    def find(self, role: str, name: str, *, hidden: bool = False) -> Any:
        """Waits for what has this role and a name that begins so, and is on the screen."""
        return self.wait(f"{role} {name!r}", lambda: self._found(role, name, hidden=hidden))

    def _found(self, role: str, name: str, *, hidden: bool) -> Any:
        for each in self.all(self.app):
            fits = each.get_role_name() == role and (each.get_name() or "").startswith(name)
            if fits and (hidden or showing(each)):
                return each
        return None

    def choose(self, table: str, cell: str) -> None:
        """Chooses the row of a table in which a cell begins so."""
        found = self.find("table cell", cell)
        holds = self.find("table", table)
        row = holds.get_row_at_index(found.get_index_in_parent())
        if not holds.add_row_selection(row):
            sys.exit(f"row {row} of {table} cannot be chosen")

    def all(self, at: Any) -> Iterator[Any]:
        """Everything below something; of long tables the first rows."""
        yield at
        if at.get_role_name() == "table cell":
            return
        for number in range(min(at.get_child_count(), 400)):
            child = at.get_child_at_index(number)
            if child is not None:
                yield from self.all(child)

    def press(self, role: str, name: str, *, hidden: bool = False) -> None:
        """Presses what has this name."""

        def pressed() -> bool:
            found = self._found(role, name, hidden=hidden)
            able = found is not None and found.get_state_set().contains(Atspi.StateType.ENABLED)
            return able and found.do_action(0)

        self.wait(f"{role} {name!r} to be pressed", pressed)

    def pick(self, box: str, choice: str) -> None:
        """Chooses in a box, which says what it is for in its description or its label."""
        found = self.wait(f"box {box!r}", lambda: self._box(box))
        found.do_action(0)
        item = next(each for each in self.all(found) if each.get_name() == choice)
        self.wait(f"the list of {box}", lambda: showing(item))
        self.key(ord(choice[0].lower()))
        self.wait(f"{choice!r} to be marked", lambda: item.get_state_set().contains(Atspi.StateType.SELECTED))
        self.key(RETURN)
        self.wait(f"{choice!r} to be chosen", lambda: found.get_name() == choice)

    def look(self) -> None:
        """Counts what is on the screen, and what of it cannot be told apart by its name."""
        for each in self.all(self.app):
            role = each.get_role_name()
            if role in CONTROLS and showing(each):
                self.roles[role] += 1
                if not (each.get_name() or each.get_description()):
                    self.nameless.add(f"{role} in {each.get_parent().get_name()!r}")

    def _box(self, told: str) -> Any:
        for each in self.all(self.app):
            if each.get_role_name() == "combo box" and showing(each):
                labels = [
                    relation.get_target(number).get_name()
                    for relation in each.get_relation_set()
                    if relation.get_relation_type() is Atspi.RelationType.LABELLED_BY
                    for number in range(relation.get_n_targets())
                ]
                if told in (each.get_description(), *labels):
                    return each
        return None

    def write(self, role: str, name: str, words: str) -> None:
        """Puts words into a field."""
        found = self.find(role, name)
        found.grab_focus()
        if not found.set_text_contents(words):
            sys.exit(f"{name} takes no words")

    def reads(self, words: str) -> None:
        """Waits until some label on the screen holds these words."""

        def read() -> bool:
            labels = (each for each in self.all(self.app) if each.get_role_name() == "label")
            return any(words in (each.get_name() or "") and showing(each) for each in labels)

        self.wait(f"{words!r} to be read", read)

    def hears(self, words: str) -> None:
        """Waits until something that begins so is announced."""
        self.wait(f"{words!r} to be announced", lambda: any(each.startswith(words) for each in self.heard))

    def key(self, sym: int) -> None:
        """Presses one key, wherever the focus is."""
        Atspi.generate_keyboard_event(sym, None, Atspi.KeySynthType.SYM)


def showing(each: Any) -> bool:
    states = each.get_state_set()
    return states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.VISIBLE)


def main(folder: Path) -> int:
    reader = Reader()
    window = "inspector-app"
    reader.app = reader.wait(
        "the window", lambda: next((each for each in apps() if each.get_name() == window), None)
    )
    for step in (be_refused, unlock, record, link, evaluate, follow, ask, export):
        step(reader, folder)
        reader.look()
    told = ", ".join(f"{role} {count}" for role, count in sorted(reader.roles.items()))
    print(
        f"by names alone: refused, unlocked, recorded, linked, evaluated, a journey of {reader.events} events followed, "
        f"asked whether all is saved, exported; {sum(reader.roles.values())} controls read ({told}); "
        f"{len(reader.nameless)} without a name; {len(reader.heard)} sentences announced"
    )
    for each in sorted(reader.nameless):
        print(f"  without a name: {each}")
    return bool(reader.nameless)


def apps() -> list[Any]:
    desk = Atspi.get_desktop(0)
    found = (desk.get_child_at_index(number) for number in range(desk.get_child_count()))
    return [each for each in found if each is not None]


def be_refused(reader: Reader, _folder: Path) -> None:
    reader.write("password text", "Passphrase", "not the passphrase")
    reader.press("push button", "Unlock")
    reader.hears("Problem:")


def unlock(reader: Reader, _folder: Path) -> None:
    reader.write("password text", "Passphrase", "fernshire demo passphrase")
    reader.press("push button", "Unlock")
    reader.find("radio button", "Today")


def record(reader: Reader, _folder: Path) -> None:
    reader.press("menu item", "New evidence", hidden=True)
    reader.write("text", "New evidence", WORDS)
    reader.press("push button", "Record and go on")
    reader.find("label", "Recorded")
    reader.hears("Recorded")
    reader.press("push button", "Back, keep the words")


def link(reader: Reader, _folder: Path) -> None:
    reader.press("radio button", "Evidence")
    reader.choose("Evidence", f"Evidence: {WORDS[:20]}")
    reader.find("label", "Not linked to a descriptor yet")
    reader.write("text", "Link to a descriptor", CODE)
    reader.press("push button", "Link")
    reader.find("push button", "Remove")


def evaluate(reader: Reader, _folder: Path) -> None:
    reader.press("radio button", "Checklists")
    reader.choose("Descriptors", f"Code: {CODE}")
    reader.reads(WORDS)
    reader.pick("Finding", "Strength")
    reader.write("text", "Effect on children", "Children know what will happen next.")
    reader.press("push button", "Record this evaluation")
    reader.hears("Done: Evaluation recorded")


def follow(reader: Reader, _folder: Path) -> None:
    """The drawn journey is read event by event."""
    reader.press("radio button", "Cases")
    reader.choose("Cases", "Case: ")
    drawn = reader.find("list", "Journey along time")
    reader.wait("events of the journey", drawn.get_child_count)
    events = [drawn.get_child_at_index(number) for number in range(drawn.get_child_count())]
    if not all(each.get_role_name() == "list item" and ", " in each.get_name() for each in events):
        sys.exit("an event of the drawn journey cannot be read")
    reader.events = len(events)


def ask(reader: Reader, _folder: Path) -> None:
    reader.press("menu item", "Is everything saved?", hidden=True)
    reader.hears("Done: Already saved")


def export(reader: Reader, folder: Path) -> None:
    reader.press("radio button", "Team")
    reader.press("push button", "Export for the lead")
    reader.write("text", "Directory", str(folder))
    reader.press("push button", "Choose")
    reader.hears("Done:")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
