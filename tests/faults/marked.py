"""A whole inspection by command with a marked word in every field and attachment, for `break_canary.py`."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import workbench
from traces import Marks

DESCRIPTOR, AREA = "ILACS-IL-01", "IL"
FRESH = ("home", "config", "data", "cache", "state", "run", "tmp")
STORES = ("store", "colleague", "restored", "rescued")
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

    @property
    def from_colleague(self) -> Path:
        """Where the bundles of the colleague lie; in the end one that was not taken in yet."""
        return self.top / "given" / "bundles"

    def word(self, name: str) -> str:
        return self.marks.new(name)


def fresh(top: Path) -> Round:
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


def run(one: Round, *words: str, program: tuple[str, ...] = ("-m", "inspector_app"), status: int = 0) -> Any:
    file = one.environment | {"INSPECTOR_APP_PASSPHRASE_FILE": str(one.top / "given" / "passphrase.txt")}
    ran = subprocess.run(
        [sys.executable, *program, *words], env=file, cwd=one.top / "tmp", capture_output=True, check=False
    )
    one.said += [ran.stdout, ran.stderr]
    if ran.returncode != status:
        raise SystemExit(f"{words} ended with status {ran.returncode}: {ran.stderr.decode()}")
    return ran


def command_line(one: Round) -> dict[str, str]:
    asked, store, authority = one.top / "asked", str(one.store), one.word("authority")
    made = json.loads(
        run(
            one, "--json", "new", store, "--framework", "ILACS-2026", "--authority", authority,
            "--inspector", one.word("inspector"), "--role", "lead", "--start", "2026-11-02", "--staff-id",
            "a.brook@inspection", "--no-keychain",
        ).stdout
    )  # fmt: skip
    one.said.pop(-2)  # the answer to `new` names the store and its public keys
    ids = _apply(one)
    run(one, "roster", "init", store, str(asked / "roster"))
    run(
        one, "roster", "add", store, str(asked / "roster"), made["principal"], "--key", made["signing_key"],
        "--recipient", made["recipient"], "--role", "lead",
    )  # fmt: skip
    run(one, "roster", "trust", store, str(asked / "roster"))
    run(one, "export", store, str(asked / "out"))
    run(one, "draft", store, str(asked / "draft.docx"))
    run(one, "check", store)
    backed = json.loads(run(one, "--json", "backup", store, str(asked / "backup")).stdout)
    one.said.pop(-2)  # names the file
    run(one, "restore", backed["backup"], str(one.top / "restored"))
    _colleague(one, made["inspection"], authority)
    run(one, "rescue", store, str(one.top / "rescued"))
    if not one.marks.found_packed((asked / "draft.docx").read_bytes()):
        raise SystemExit("the draft holds no marked word, so the search or the session is at fault")
    return ids


def _colleague(one: Round, inspection: str, authority: str) -> None:
    """A colleague's bundles: one is verified and taken in here, one is left for the window."""
    asked, mine, store = one.top / "asked", str(one.store), str(one.top / "colleague")
    made = json.loads(
        run(
            one, "--json", "new", store, "--framework", "ILACS-2026", "--authority", authority,
            "--inspector", one.word("colleague"), "--role", "inspector", "--start", "2026-11-02", "--staff-id",
            "b.kaur@inspection", "--inspection", inspection, "--no-keychain",
        ).stdout
    )  # fmt: skip
    one.said.pop(-2)
    run(
        one, "roster", "add", mine, str(asked / "roster"), made["principal"], "--key", made["signing_key"],
        "--recipient", made["recipient"], "--role", "inspector",
    )  # fmt: skip
    run(one, "roster", "trust", mine, str(asked / "roster"))
    run(one, "roster", "trust", store, str(asked / "roster"))
    for taken in (True, False):
        lines = one.top / "given" / "colleague.jsonl"
        told = {"intent": "record_evidence", "source": "case_file"} | {
            name: one.word(f"colleague {name}") for name in ("text", "said_by", "place")
        }
        lines.write_text(json.dumps(told) + "\n", "utf-8")
        run(one, "apply", store, str(lines))
        run(one, "export", store, str(one.from_colleague), "--for", "a.brook@inspection")
        bundle = max(one.from_colleague.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        if taken:
            run(one, "verify", str(bundle), "--store", mine)
            run(one, "merge", mine, str(bundle))
            run(one, "conflicts", mine)
            bundle.unlink()


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


def crash(one: Round) -> None:
    """A mistake of the program in `apply` whose message holds the words of the line."""
    lines = one.top / "given" / "crash.jsonl"
    told = {"intent": "record_evidence", "text": one.word("crash"), "source": "case_file"}
    lines.write_text(json.dumps(told) + "\n", "utf-8")
    run(
        one, str(workbench.ROOT), "apply", str(one.store), str(lines), program=("-c", CRASH), status=MISTAKE
    )  # fmt: skip
