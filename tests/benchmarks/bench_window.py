"""Start of the window on a store of 20,000 records, against the start of an empty window; and its memory.

Each start is a process of its own. "First paint" is the first picture of the window; "work" is the first
picture of the inspection's own screen, unlocked by a passphrase file (a cheap key derivation) and filled.
All modules are compiled beforehand, as those of an installed app are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RECORDS, RUNS = 20_000, 9
BOUND, BOUND_MIB = 2.5, 300
TEXT = "Visits were late twice in May; the plan does not say who sees the child next. Note {0}. "
PASSPHRASE = "twelve small owls"

_EMPTY = """
import sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print("first", flush=True)
            app.quit()
        return False
app = QApplication([])
window, watch = QMainWindow(), Watch()
window.installEventFilter(watch)
window.resize(1180, 760)
window.show()
app.exec()
"""

_OURS = """
import os
import sys
from pathlib import Path
from inspector_app.cli.main import main
def opened(arguments):
    global program
    from inspector_app.gui.app import Program, Start
    from inspector_app.gui.shell import application
    from PySide6.QtCore import QEvent, QObject, QTimer
    class Watch(QObject):
        told = False
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint and not self.told:
                self.told = True
                print("first", flush=True)
            return False
        def look(self):
            if program.session is not None and program.shell.tasks.busy == 0:
                screen = program.shell.window.screen_of(program.shell.window.front)
                if self.asked == ["today"]:
                    screen.widget().repaint()
                    print("work", flush=True)
                if len(self.asked) == len(names):
                    with open("/proc/self/status") as file:
                        print(next(l.split()[1] for l in file if l.startswith("VmRSS")), flush=True)
                    timer.stop()
                    program.shell.window.close()
                    return
                self.asked.append(names[len(self.asked)])
                program.shell.window.go(self.asked[-1])
    names = ["today", "evidence", "cases", "checklists", "judgements", "report"]
    app = application(["inspector-app"])
    program = Program(app, Start(Path(sys.argv[1]), None, Path(sys.argv[2])))
    program.shell.errors.install()
    watch = Watch()
    watch.asked = ["today"]
    program.begin()
    program.shell.window.installEventFilter(watch)
    timer = QTimer()
    timer.timeout.connect(watch.look)
    timer.start(5)
    status = app.exec()
    program.end()
    return status
sys.exit(main([], opened))
"""


def make(where: Path) -> None:
    """Makes the store: a case in ten, evidence on them, linked to descriptors."""
    from inspector_app.crypto.keys import Cost  # noqa: PLC0415 - the children load for themselves
    from inspector_app.domain.revision import Write  # noqa: PLC0415 - see above
    from inspector_app.services.session import NewStore, new_store  # noqa: PLC0415 - see above

    told = NewStore(
        where=where, framework="ILACS-2026", authority="Fernshire", inspector="A", role="lead",
        passphrase=PASSPHRASE, use_keychain=False, cost=Cost(64, 1, 1),
    )  # fmt: skip
    with new_store(told) as session:
        codes = [descriptor.code for descriptor in session.framework.descriptors]
        made = 1
        while made < RECORDS:
            writes: list[Write] = []
            for _ in range(50):
                evidence = session.new_record()
                number = made + len(writes)
                fields = {"text": TEXT.format(number) * 3, "source": "case_file", "polarity": "neutral"}
                writes.append(Write(evidence, "evidence", fields | {"when": session.now()}))
                code = codes[number % len(codes)]
                link = {"evidence": evidence, "descriptor": code, "stance": "for"}
                writes.append(Write(session.template(f"link/{evidence}/{code}"), "evidence_link", link))
            session.write("bench", writes)
            made += len(writes)


def start(*command: str) -> dict[str, float]:
    """Starts a process; returns the seconds until each word that it prints, and the number it ends with."""
    begun = time.perf_counter()
    seen: dict[str, float] = {}
    with subprocess.Popen(
        [sys.executable, "-c", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            word = line.strip()
            if word.isdigit():
                seen["mib"] = int(word) / 1024
            else:
                seen.setdefault(word, time.perf_counter() - begun)
    if process.returncode:
        raise SystemExit(process.returncode)
    return seen


def main() -> int:
    """Measures by turns, so that both meet the same machine."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with tempfile.TemporaryDirectory() as folder:
        passphrase = Path(folder, "passphrase")
        make(Path(folder, "stores", "one"))
        Path(folder, "window.ini").write_text(f"[last]\nstore={folder}/stores/one\n", "utf-8")
        passphrase.write_text(PASSPHRASE, "utf-8")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
        for command in ((_EMPTY,), (_OURS, folder, str(passphrase))):
            start(*command)
        empty: list[dict[str, float]] = []
        ours: list[dict[str, float]] = []
        for _ in range(RUNS):
            empty.append(start(_EMPTY))
            ours.append(start(_OURS, folder, str(passphrase)))
    # The fastest of several, as whatever else the machine does only ever adds.
    bare = min(each["first"] for each in empty)
    first = min(each["first"] for each in ours)
    work = min(each["work"] for each in ours)
    memory = max(each["mib"] for each in ours)
    print(json.dumps({"records": RECORDS, "runs": RUNS}))
    print(f"window: {first * 1000:.0f} ms / empty {bare * 1000:.0f} ms = {first / bare:.2f} (bound {BOUND})")
    print(f"work on screen: {work * 1000:.0f} ms / empty {bare * 1000:.0f} ms = {work / bare:.2f}")
    print(f"resident memory after every screen: {memory:.0f} MiB (bound {BOUND_MIB})")
    return 0 if first / bare <= BOUND and memory <= BOUND_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
