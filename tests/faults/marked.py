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
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import workbench
from traces import Marks

from inspector_app.domain.kinds import KINDS
from inspector_app.services.session import Session

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
CODES = {
    "inspection": "framework overlays start end lead",
    "team_member": "role principal signing_key recipient",
    "case_track": "depth stratum chosen_by age ethnicity kinship child_offered council_grade inspector_grade"
    " parent_offered population lists_as_of instead_of",
    "sample": "seed lists_as_of children strata population",
    "journey_event": "case event start end list",
    "interview": "setting case date consent written outage form",
    "evidence": "source polarity case interview quote wording written when outage form",
    "evidence_link": "evidence descriptor stance",
    "evaluation": "descriptor finding reference",
    "judgement": "area grade",
    "dissent": "area",
    "urgent_concern": "case raised state acknowledged closed evidence",
    "tally": "numerator denominator descriptor",
    "feedback": "when",
    "feedback_point": "meeting polarity descriptor evidence",
    "confirmation": "of seen",
    "challenge": "area answered",
    "context": "date area",
    "attachment": "blob size media of",
    "appointment": "title date time place who",  # no intent writes one
    "same_as": "first second same",
    "receipt": "bundle tagmanifest signer principal from_actor sequence holds",
    "erasure": "order text signature devices payloads attachments",  # signed digests and codes
    "decision": "fingerprint principal verdict roster record field values bundle entries",
}
"""Of each kind the fields that hold codes, dates, numbers, ids and keys: no words."""


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


def run(
    one: Round,
    *words: str,
    program: tuple[str, ...] = ("-m", "inspector_app"),
    status: int = 0,
    answers: bool = False,
) -> Any:
    """Runs one command and keeps what it says for the search, but not an answer that is to name words or files."""
    file = one.environment | {"INSPECTOR_APP_PASSPHRASE_FILE": str(one.top / "given" / "passphrase.txt")}
    ran = subprocess.run(
        [sys.executable, *program, *words], env=file, cwd=one.top / "tmp", capture_output=True, check=False
    )
    one.said += [ran.stderr] if answers else [ran.stdout, ran.stderr]
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
            answers=True,
        ).stdout
    )  # fmt: skip
    ids = _apply(one)
    run(one, "roster", "init", store, str(asked / "roster"))
    run(
        one, "roster", "add", store, str(asked / "roster"), made["principal"], "--key", made["signing_key"],
        "--recipient", made["recipient"], "--role", "lead",
    )  # fmt: skip
    run(one, "roster", "trust", store, str(asked / "roster"))
    run(one, "export", store, str(asked / "out"))
    run(one, "draft", store, str(asked / "draft.docx"), answers=True)
    run(one, "check", store)
    backed = json.loads(run(one, "--json", "backup", store, str(asked / "backup"), answers=True).stdout)
    run(one, "restore", backed["backup"], str(one.top / "restored"))
    _colleague(one, made["inspection"], authority, ids["evidence"])
    run(one, "rescue", store, str(one.top / "rescued"))
    if not one.marks.found_packed((asked / "draft.docx").read_bytes()):
        raise SystemExit("the draft holds no marked word, so the search or the session is at fault")
    return ids


def unmarked(marks: Marks, session: Session) -> list[str]:
    """Names the fields for words in which no record of a store holds a marked word: those were not tried."""
    found = []
    for kind in KINDS.values():
        records = list(session.store.records(kind.name, deleted=True))
        found += [
            f"{kind.name}.{name}"
            for name in set(kind.fields) - set(CODES.get(kind.name, "").split())
            if not any(marks.found(str(record.get(name)).encode()) for record in records)
        ]
    return sorted(found)


def _tell(one: Round, store: Path, *lines: dict[str, object]) -> None:
    """Runs intents from a file."""
    file = one.top / "given" / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    run(one, "apply", str(store), str(file))


def _colleague(one: Round, inspection: str, authority: str, evidence: str) -> None:
    """A colleague's bundles: one is verified and taken in here, one is left for the window.

    In the first she contradicts what is written here about a piece of evidence.
    """
    asked, mine, store = one.top / "asked", str(one.store), str(one.top / "colleague")
    made = json.loads(
        run(
            one, "--json", "new", store, "--framework", "ILACS-2026", "--authority", authority,
            "--inspector", one.word("colleague"), "--role", "inspector", "--start", "2026-11-02", "--staff-id",
            "b.kaur@inspection", "--inspection", inspection, "--no-keychain",
            answers=True,
        ).stdout
    )  # fmt: skip
    run(
        one, "roster", "add", mine, str(asked / "roster"), made["principal"], "--key", made["signing_key"],
        "--recipient", made["recipient"], "--role", "inspector",
    )  # fmt: skip
    run(one, "roster", "trust", mine, str(asked / "roster"))
    run(one, "roster", "trust", store, str(asked / "roster"))
    run(one, "export", mine, str(asked / "to-colleague"), "--for", "b.kaur@inspection")
    run(one, "merge", store, str(next((asked / "to-colleague").iterdir())))
    for taken in (True, False):
        words = {name: one.word(f"colleague {name}") for name in ("text", "said_by", "place")}
        _tell(one, Path(store), {"intent": "record_evidence", "source": "case_file"} | words)
        if taken:
            amend = {"intent": "amend_evidence", "evidence": evidence}
            for where in (one.store, Path(store)):
                _tell(
                    one,
                    where,
                    amend | {name: one.word(f"{where.name} {name}") for name in ("text", "reason")},
                )
        run(one, "export", store, str(one.from_colleague), "--for", "a.brook@inspection")
        bundle = max(one.from_colleague.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        if taken:
            run(one, "verify", str(bundle), "--store", mine)
            run(one, "merge", mine, str(bundle), answers=True)  # names both texts of the conflict
            run(one, "conflicts", mine, answers=True)
            settle = ("resolve", mine, evidence, "text", "--reason")
            run(one, *settle, one.word("left open"), "--leave-open")
            run(one, *settle, one.word("settled reason"), "--value", json.dumps(one.word("settled")))
            bundle.unlink()


def _apply(one: Round) -> dict[str, str]:  # noqa: PLR0915 - one line for each intent
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

        chosen = tell("choose_cases", workbook=str(_workbook(one)), seed=7)
        tell("close_case_track", "reason", case=chosen)
        tell("choose_words", "care_leavers", "children_in_care")
        case = tell("open_case_track", "reference", "why_chosen", "stage", "gender", "source")
        tell("add_journey_event", "detail", "partner", "view", case=case, event="other", start="2026-01-05")
        tell(
            "note_case", "child_reason", "parent_reason", "child_view", "family_view", "partner_view",
            "emotional_support", "permanence_routes",
            "council_reasons", "inspector_view", "effect_on_child", "summary", case=case,
        )  # fmt: skip
        met = tell(
            "note_interview", "role_met", "notes", "place", "quotes", case=case, participants=[one.word("x")]
        )
        tell("amend_interview", "notes", interview=met)
        seen = tell(
            "record_evidence",
            "text",
            "said_by",
            "place",
            source="case_file",
            case=case,
            interview=met,
            present=[one.word("present")],
        )
        tell("amend_evidence", "text", "reason", evidence=seen)
        tell("link_evidence", "note", evidence=seen, descriptor=DESCRIPTOR, stance="for")
        gone = tell("record_evidence", "text", source="observation")
        tell("withdraw_evidence", "reason", evidence=gone)
        tell("evaluate_descriptor", "effect", "summary", descriptor=DESCRIPTOR, finding="mixed")
        tell("evaluate_descriptor", "effect", "reason", descriptor=DESCRIPTOR, finding="strength")
        tell("propose_grade", "rationale", area=AREA, grade="good")
        tell("note_dissent", "text", area=AREA)
        challenge = tell("raise_challenge", "text", area=AREA)
        tell("answer_challenge", "answer", challenge=challenge)
        meeting = tell("note_feedback", "told_by", "told_to", "place")
        point = tell("make_point", "text", meeting=meeting, descriptor=DESCRIPTOR)
        tell("note_reply", "reply", point=point)
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


def _workbook(one: Round) -> Path:
    """A council's lists with one child, whose id, team and what nobody knows of codes are marked."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "List 3"
    sheet.append(
        ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral",
            "Referral source", "Allocated Team", "Allocated Worker")
    )  # fmt: skip
    words = {
        name: one.word(f"workbook {name}")
        for name in ("id", "gender", "ethnicity", "source", "team", "worker")
    }
    sheet.append(
        (words["id"], words["gender"], words["ethnicity"], date(2015, 3, 1), 11, date(2026, 10, 6),
            words["source"], words["team"], words["worker"])
    )  # fmt: skip
    path = one.top / "given" / "lists.xlsx"
    book.save(path)
    run(one, "annex-a", str(path))
    return path


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
