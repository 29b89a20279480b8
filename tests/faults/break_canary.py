"""Marked words in every field and attachment: after a whole session none of them stands anywhere but in the store.

The real app runs in processes of its own whose home, temporary and run-time folders are fresh: the command line
from a new store to the bundle and the Word draft, then the window, where a script unlocks, types, meets mistakes
of the program and locks. Every file below those folders is searched for every word, while locked and at the end;
then the memory of the locked window for the words, the passphrase and the keys.

After the lock the passphrase and the keys must be gone from memory, and nine of ten copies of the words; SECURITY.md
says where the rest comes from.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import string
import subprocess
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import traces
import workbench
from traces import Marks
from typist import SCRAMBLE

from inspector_app.services import session

DESCRIPTOR, AREA = "ILACS-IL-01", "IL"
FRESH = ("home", "config", "data", "cache", "state", "run", "tmp")
CRASH = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from inspector_app.__main__ import main
from inspector_app.services import intents
def fail(session, line):
    raise RuntimeError(f"{session} {line}")
intents.run = fail
sys.exit(main(sys.argv[1:]))
"""
MISTAKE = 3  # exit status
_NO_CORE = re.compile(r"Max core file size +0 +0 ")
WINDOW_WORDS = (
    "capture text", "capture told", "capture draft", "evidence text", "evidence search", "interview notes",
    "interview quotes", "interview place", "interview participants", "case step", "case child_view",
    "case family_view", "case partner_view", "case emotional_support", "case permanence_routes",
    "case inspector_view", "case effect_on_child", "case summary", "case council_reasons", "checklist effect",
    "checklist summary", "judgement rationale",
)  # fmt: skip


@dataclass
class Round:
    """One session: its folders, its words, and what was found."""

    top: Path
    marks: Marks = field(default_factory=Marks)
    passphrase: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    said: list[bytes] = field(default_factory=list)
    on_disk: Counter[str] = field(default_factory=Counter)
    files: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def store(self) -> Path:
        return self.top / "store"

    def word(self, name: str) -> str:
        return self.marks.new(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    if sys.platform != "linux":
        print("canary: /proc is needed to look into the memory of a process")
        return workbench.LEFT_OUT
    _try_the_search()
    failed = False
    for _ in range(told.rounds):
        with workbench.bench() as folder:
            failed |= not _one_round(folder)
    return failed


def _try_the_search() -> None:
    """A search that finds nothing proves nothing: it must find each form that it looks for."""
    marks = Marks()
    word = marks.new("planted")
    import base64  # noqa: PLC0415 - here alone
    import gzip  # noqa: PLC0415

    plain = word.encode()
    for data in (
        plain, word.encode("utf-16-le"), word.encode("utf-16-be"), zlib.compress(plain * 9), gzip.compress(plain),
        base64.b64encode(b"x" + plain), base64.b64encode(b"xy" + word.encode("utf-16-le")),
        base64.b64encode(zlib.compress(plain)), base64.urlsafe_b64encode(b"\xff\xfe" + plain),
    ):  # fmt: skip
        around = secrets.token_bytes(64)
        if not marks.found_packed(around + b" " + data + b" " + around):
            raise SystemExit("the search does not find what was planted for it")


def _one_round(top: Path) -> bool:
    one = _fresh(top)
    ids = _command_line(one)
    _crash(one)
    with session.unlock(one.store, one.passphrase) as opened:
        secrets_kept = {
            "data key": [session.data_key(one.store, one.passphrase)],
            "signing key": [bytes.fromhex(opened.device.signing_key)],
        }
        identity = opened.device.identity
    before, after = _window(one, ids, secrets_kept, identity)
    _search(one, "at the end")
    checked = json.loads(_run(one, "--json", "check", str(one.store)).stdout)
    if checked["problems"]:
        one.problems.append(f"check: {checked['problems']}")
    kept = {name: after[name] for name in ("passphrase", *secrets_kept, "identity") if after[name]}
    if after["words"] * 10 > before["words"]:
        one.problems.append("the lock overwrote less of the memory than it should")
    words = len(one.marks.known)
    print(
        f"canary: {words} marked words, {one.files} files searched, found on disk {sum(one.on_disk.values())};"
        f" in memory while open: {_told(before)}; after the lock: {_told(after)}"
    )
    for where, times in sorted(one.on_disk.items()):
        print(f"  on disk: {where}: {times}")
    for problem in one.problems:
        print(f"  problem: {problem}")
    if kept:
        print(f"  still in memory: {kept}")
    return not (one.on_disk or one.problems or kept)


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in found.items())


def _fresh(top: Path) -> Round:
    one = Round(top)
    letters = ["".join(secrets.choice(string.ascii_lowercase) for _ in range(9)) for _ in range(3)]
    one.passphrase = " ".join(letters)
    for name in (*FRESH, "given", "asked"):
        (top / name).mkdir(exist_ok=True)
    (top / "run").chmod(0o700)
    (top / "given" / "passphrase.txt").write_text(one.passphrase + "\n", "utf-8")
    (top / "passphrase.txt").unlink()  # that of the workbench
    mine = {key: value for key, value in os.environ.items() if not key.startswith(("INSPECTOR_APP", "XDG_"))}
    one.environment = mine | {
        "HOME": str(top / "home"),
        "XDG_CONFIG_HOME": str(top / "config"),
        "XDG_DATA_HOME": str(top / "data"),
        "XDG_CACHE_HOME": str(top / "cache"),
        "XDG_STATE_HOME": str(top / "state"),
        "XDG_RUNTIME_DIR": str(top / "run"),
        "TMPDIR": str(top / "tmp"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(workbench.ROOT),
    }
    return one


# --- the command line ----------------------------------------------------------------------------------


def _run(one: Round, *words: str, program: tuple[str, ...] = ("-m", "inspector_app"), status: int = 0) -> Any:
    file = one.environment | {"INSPECTOR_APP_PASSPHRASE_FILE": str(one.top / "given" / "passphrase.txt")}
    ran = subprocess.run(
        [sys.executable, *program, *words], env=file, cwd=one.top / "tmp", capture_output=True, check=False
    )
    one.said += [ran.stdout, ran.stderr]
    if ran.returncode != status:
        raise SystemExit(f"{words} ended with status {ran.returncode}: {ran.stderr.decode()}")
    return ran


def _command_line(one: Round) -> dict[str, str]:
    asked, store = one.top / "asked", str(one.store)
    made = json.loads(
        _run(
            one, "--json", "new", store, "--framework", "ILACS-2026", "--authority", one.word("authority"),
            "--inspector", one.word("inspector"), "--role", "lead", "--start", "2026-11-02", "--staff-id",
            "a.brook@inspection", "--no-keychain",
        ).stdout
    )  # fmt: skip
    one.said.pop(-2)  # the answer to `new` names the store and its public keys
    ids = _apply(one)
    _run(one, "roster", "init", store, str(asked / "roster"))
    _run(
        one, "roster", "add", store, str(asked / "roster"), made["principal"], "--key", made["signing_key"],
        "--recipient", made["recipient"], "--role", "lead",
    )  # fmt: skip
    _run(one, "roster", "trust", store, str(asked / "roster"))
    _run(one, "export", store, str(asked / "out"))
    _run(one, "draft", store, str(asked / "draft.docx"))
    _run(one, "check", store)
    _run(one, "backup", store, str(asked / "backup"))
    if not one.marks.found_packed((asked / "draft.docx").read_bytes()):
        raise SystemExit("the draft holds no marked word, so the search or the session is at fault")
    return ids


def _apply(one: Round) -> dict[str, str]:
    """Every intent with a field for words, one line at a time, in one running `apply`."""
    file = one.environment | {"INSPECTOR_APP_PASSPHRASE_FILE": str(one.top / "given" / "passphrase.txt")}
    with subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "apply", str(one.store), "-"],
        env=file, cwd=one.top / "tmp", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdin
        assert child.stdout
        assert child.stderr

        def tell(intent: str, *words: str, **told: object) -> str:
            line = {"intent": intent} | {name: one.word(f"{intent} {name}") for name in words} | told
            child.stdin.write(json.dumps(line).encode() + b"\n")  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            answer = child.stdout.readline()  # type: ignore[union-attr]
            one.said.append(answer)
            done = json.loads(answer)
            if not done["ok"]:
                raise SystemExit(f"{intent} was refused: {done['error']}")
            return str(done["record"])

        case = tell("open_case_track", "reference", "why_chosen")
        tell("add_journey_event", "detail", "partner", "view", case=case, event="other", start="2026-01-05")
        tell(
            "note_case", "child_view", "family_view", "partner_view", "emotional_support", "permanence_routes",
            "council_reasons", "inspector_view", "effect_on_child", "summary", case=case,
        )  # fmt: skip
        met = tell(
            "note_interview", "role_met", "notes", "place", "quotes", case=case, participants=[one.word("x")]
        )
        tell("amend_interview", "notes", interview=met)
        seen = tell(
            "record_evidence", "text", "said_by", "place", source="case_file", case=case, interview=met
        )
        tell("amend_evidence", "text", "reason", evidence=seen)
        tell("link_evidence", "note", evidence=seen, descriptor=DESCRIPTOR, stance="for")
        gone = tell("record_evidence", "text", source="observation")
        tell("withdraw_evidence", "reason", evidence=gone)
        tell("evaluate_descriptor", "effect", "summary", descriptor=DESCRIPTOR, finding="mixed")
        tell("propose_grade", "rationale", area=AREA, grade="good")
        tell("note_dissent", "text", area=AREA)
        tell("state_context", "text", "source")
        tell("count_tally", "text", "population", numerator=3, denominator=21)
        concern = tell("raise_urgent_concern", "summary", "told", case=case)
        tell("acknowledge_concern", "acknowledged_by", concern=concern)
        tell("close_concern", "outcome", concern=concern)
        for path in _attachments(one):
            tell("attach_file", "name", file=str(path), to=seen)
            tell("attach_file", file=str(path), to=seen)
        child.stdin.close()
        one.said.append(child.stdout.read() + child.stderr.read())
    if child.returncode:
        raise SystemExit(f"apply ended with status {child.returncode}")
    return {"case": case, "evidence": seen}


def _attachments(one: Round) -> list[Path]:
    """A text, a picture and a PDF whose names and contents are marked."""
    inside = {kind: one.word(f"{kind} inside") for kind in ("txt", "png", "pdf")}
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in (
            (b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0))),
            (b"tEXt", b"Comment\0" + inside["png"].encode()),
            (b"IDAT", zlib.compress(b"\0\0")),
            (b"IEND", b""),
        )
    )
    paper = (
        b"%%PDF-1.4\n1 0 obj<</Title(%s)>>endobj\ntrailer<</Info 1 0 R>>\n%%%%EOF\n" % inside["pdf"].encode()
    )
    made = []
    for kind, data in (("txt", (inside["txt"] + "\n").encode() * 500), ("png", picture), ("pdf", paper)):
        path = one.top / "given" / f"{one.word(f'{kind} name')}.{kind}"
        path.write_bytes(data)
        made.append(path)
    return made


def _crash(one: Round) -> None:
    """A mistake of the program in `apply` whose message holds the words of the line."""
    lines = one.top / "given" / "crash.jsonl"
    told = {"intent": "record_evidence", "text": one.word("crash"), "source": "case_file"}
    lines.write_text(json.dumps(told) + "\n", "utf-8")
    _run(
        one, str(workbench.ROOT), "apply", str(one.store), str(lines), program=("-c", CRASH), status=MISTAKE
    )  # fmt: skip


# --- the window ----------------------------------------------------------------------------------------


def _window(
    one: Round, ids: dict[str, str], keys: dict[str, list[bytes]], identity: str
) -> tuple[Counter[str], Counter[str]]:
    """Runs the window; returns what its memory held while the store was open, and after the lock."""
    words = {name: one.word(f"window {name}") for name in WINDOW_WORDS}
    typed = words | {"passphrase": one.passphrase, "wrong passphrase": one.passphrase[::-1]}
    told = ids | {"descriptor": DESCRIPTOR, "area": AREA}
    line = told | {"words": {name: [ord(c) ^ SCRAMBLE for c in text] for name, text in typed.items()}}
    sought = _sought(one.passphrase, keys, identity)
    found: dict[str, Counter[str]] = {}
    log = one.top / "window.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("typist.py")), str(one.store)],
            env=one.environment, cwd=one.top / "tmp", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors,
        ) as child,
    ):  # fmt: skip
        assert child.stdin
        assert child.stdout
        child.stdin.write(json.dumps(line).encode() + b"\n")
        child.stdin.flush()
        while answer := child.stdout.readline():
            at = _at(answer, log)
            found[at] = _in_memory(one, child.pid, sought)
            limits = Path(f"/proc/{child.pid}/limits").read_text("ascii")
            if not _NO_CORE.search(limits):
                one.problems.append("a core file is allowed")
            _search(one, at)
            _go_on(child.stdin)
    one.said.append(log.read_bytes())
    if child.returncode:
        raise SystemExit(f"the window ended with status {child.returncode}: {log.read_text()}")
    _proven(one, found["typed"], found["open"])
    return found["open"], found["locked"]


def _at(answer: bytes, log: Path) -> str:
    told = json.loads(answer)
    if "at" not in told:
        raise SystemExit(f"the window did not go on: {told}\n{log.read_text()}")
    return str(told["at"])


def _go_on(handle: IO[bytes]) -> None:
    handle.write(b"\n")
    handle.flush()


def _sought(passphrase: str, keys: dict[str, list[bytes]], identity: str) -> dict[str, list[bytes]]:
    """The secrets in every form; of the passphrase each half too, as memory that was freed loses its beginning."""
    half = len(passphrase) // 2
    parts = (passphrase[:half], passphrase[half:])
    sought = {
        "passphrase": [part.encode(how) for part in parts for how in ("utf-8", "utf-16-le", "utf-32-le")]
    }
    for name, raw in keys.items():
        hexes = [form for each in raw for form in (each.hex(), each.hex().upper())]
        wide = [text.encode(how) for text in hexes for how in ("ascii", "utf-16-le")]
        sought[name] = [*raw, *wide]
    sought["identity"] = [identity[20:].encode()]
    return sought


def _in_memory(one: Round, pid: int, sought: dict[str, list[bytes]]) -> Counter[str]:
    found: Counter[str] = Counter(dict.fromkeys((*sought, "words", "kinds of words", "MiB"), 0))
    kinds: set[str] = set()
    size = 0
    for part in traces.memory(pid):
        size += len(part)
        for name, forms in sought.items():
            found[name] += sum(part.count(form) for form in forms)
        marked = one.marks.found(part)
        found["words"] += sum(marked.values())
        kinds |= {name for name, _ in marked}
    found["kinds of words"], found["MiB"] = len(kinds), size >> 20
    return found


def _proven(one: Round, typed: Counter[str], opened: Counter[str]) -> None:
    """The search of memory must find what is there: a passphrase just typed, the keys and words of an open store.

    The data key is not found even while the store is open, so nothing can be proven by it.
    """
    if not (typed["passphrase"] and opened["signing key"] and opened["words"]):
        one.problems.append("a search that finds nothing in the open window's memory proves nothing")


# --- the disk ------------------------------------------------------------------------------------------


def _search(one: Round, when: str) -> None:
    places = [one.top / name for name in (*FRESH, "asked", "store")]
    one.files = 0
    for path in traces.files(places):
        if path == one.top / "asked" / "draft.docx":
            continue
        one.files += 1
        data = path.read_bytes()
        for (name, form), times in one.marks.found_packed(data).items():
            one.on_disk[f"{path.relative_to(one.top)} ({when}): {name} as {form}"] += times
        if one.passphrase.encode() in data:
            one.on_disk[f"{path.relative_to(one.top)} ({when}): the passphrase"] += 1
    for said in (traces.names(places), *one.said):
        for (name, form), times in one.marks.found(said).items():
            one.on_disk[f"file names and what was printed ({when}): {name} as {form}"] += times
    reports = list((one.top / "data").rglob("report-*.txt"))
    if when == "at the end" and len(reports) < 2:
        one.problems.append(f"{len(reports)} reports of mistakes, so those were not tried")


if __name__ == "__main__":
    sys.exit(main())
