"""What a signed order erases is gone from the store, its search and its file; everything else stays."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from inspector_app.crypto import signing, sshsig
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import (
    attachments,
    bundles,
    cases,
    drafting,
    erasing,
    erasure_order,
    evidence,
    keeping,
    merging,
    overview,
    passphrases,
    rosters,
    unsealed,
)
from inspector_app.services.session import Session
from inspector_app.store import blobs, engine, erasures, folder
from inspector_app.store.errors import StoreWriteError

MARK = "quagmarkerzq"
PASSPHRASE = "twelve small owls"


@pytest.fixture
def marked(team: tuple[Session, Session], tmp_path: Path) -> tuple[Session, str]:
    """The lead's store with much evidence, one note of it marked, with a marked file and a marked draft."""
    lead, _ = team
    for number in range(20):
        evidence.record_evidence(lead, text=f"Note {number} stays. " * 30, source="data")
    record = evidence.record_evidence(lead, text=f"The {MARK} was named here.", source="data").record
    evidence.amend_evidence(lead, evidence=record, text=f"The {MARK} was named here twice.")
    unsealed.keep_typing(
        lead, editor=f"evidence/{record}", kind="evidence", fields={"text": f"{MARK} again"}, record=record
    )
    file = tmp_path / "letter.txt"
    file.write_text(f"a letter about {MARK}\n" * 500, "utf-8")
    attachments.attach_file(lead, file=str(file), to=record, name="letter.txt")
    return lead, record


@pytest.fixture
def order(marked: tuple[Session, str], tmp_path: Path) -> Path:
    """A signed order for the marked note and its file."""
    lead, record = marked
    [attachment] = [r.id for r in lead.store.records("attachment")]
    out = tmp_path / "order.txt"
    return erasing.make_order(lead, out=out, reason="wrong-person", records=(record, attachment)).path


def plain_pages(data: bytes, key: bytes, *, start: int, step: int, first_is_page_one: bool) -> bytes:
    """Decrypts pages by SQLCipher's published format: AES-256-CBC, IV and MAC in the last 80 bytes."""
    found = []
    for at in range(start, len(data) - engine.PAGE_BYTES + 1, step):
        page = data[at : at + engine.PAGE_BYTES]
        skip = 16 if first_is_page_one and at == start else 0
        iv = page[-80:-64]
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found.append(cipher.update(page[skip:-80]) + cipher.finalize())
    return b"".join(found)


def decrypted(where: Path, key: bytes) -> bytes:
    """Every page of the file and of every frame of its write-ahead log, free pages and slack included."""
    path = folder.database(where)
    told = plain_pages(path.read_bytes(), key, start=0, step=engine.PAGE_BYTES, first_is_page_one=True)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        told += plain_pages(
            log.read_bytes(), key, start=32 + 24, step=engine.PAGE_BYTES + 24, first_is_page_one=False
        )
    return told


def test_what_was_erased_is_in_no_page_of_the_file_or_its_log(
    marked: tuple[Session, str], order: Path
) -> None:
    lead, record = marked
    key = folder.unlock(lead.store.folder, PASSPHRASE)
    before = decrypted(lead.store.folder, key)
    assert before.count(MARK.encode()) > 3
    assert b"CREATE TABLE" in before  # the pages were decrypted, not merely read

    done = erasing.erase(lead, order=order)

    assert (done.payloads, done.blobs, done.again) == (3, 1, False)
    assert record in done.records
    after = decrypted(lead.store.folder, key)
    assert b"Note 7 stays." in after
    assert MARK.encode() not in after
    assert MARK[:8].encode() not in after  # nor the start of the word in the search index
    for path in lead.store.folder.iterdir():
        assert MARK.encode() not in path.read_bytes()


def test_the_file_of_an_older_version_goes_too(marked: tuple[Session, str], order: Path) -> None:
    lead, _ = marked
    old = lead.store.folder / "evidence.db.v1"
    old.write_bytes(b"what the file held before it was brought up to this version")
    erasing.erase(lead, order=order)
    assert not old.exists()


def test_the_chain_holds_and_everything_derived_follows(marked: tuple[Session, str], order: Path) -> None:
    lead, record = marked
    revisions, ids = lead.store.revisions(), [held.entry.id for held in lead.store.history(record)]
    erasing.erase(lead, order=order)
    assert lead.store.revisions() == revisions + 1  # the word that it was carried out here
    assert [held.entry.id for held in lead.store.history(record)] == ids
    assert [held.payload for held in lead.store.history(record)] == [None, None]
    assert lead.store.search(MARK) == []
    assert lead.store.search("stays") != []
    assert lead.store.record(record).get("text") is None
    assert [d for d in unsealed.offered_back(lead) if d.rec == record] == []
    assert keeping.check(lead).problems == ()
    before = lead.store.records(deleted=True)
    lead.store.rebuild()
    assert lead.store.records(deleted=True) == before


def test_the_rest_of_the_app_lives_with_a_record_that_says_nothing(
    marked: tuple[Session, str], order: Path, tmp_path: Path
) -> None:
    lead, record = marked
    erasing.erase(lead, order=order)
    assert drafting.write_draft(lead, out=str(tmp_path / "draft.docx"))
    [row] = [row for row in overview.evidence(lead) if row.id == record]
    assert row.text == ""
    for look in (overview.cases, overview.areas, overview.coverage, overview.today):
        look(lead)


def test_the_order_and_a_line_without_content_are_kept(marked: tuple[Session, str], order: Path) -> None:
    lead, record = marked
    erasing.erase(lead, order=order)
    text, signature = order.read_bytes(), order.with_name("order.txt.sshsig").read_bytes()
    told = erasure_order.read(text)
    assert erasures.orders(lead.store) == [(told.name, text + signature)]
    [line] = lead.store.fact(erasures.PURGES)
    assert (line["order"], line["reason"]) == (told.name, "wrong-person")
    assert (line["payloads"], line["attachments"], line["records"]) == (3, 1, 2)
    assert MARK not in str(line)
    assert record not in str(line)


def test_the_same_order_twice_erases_nothing_more_and_logs_nothing_more(
    marked: tuple[Session, str], order: Path
) -> None:
    lead, _ = marked
    erasing.erase(lead, order=order)
    again = erasing.erase(lead, order=order)
    assert (again.payloads, again.blobs, again.again) == (0, 0, True)
    assert len(lead.store.fact(erasures.PURGES)) == 1


def test_a_bundle_that_still_holds_it_does_not_bring_it_back(
    team: tuple[Session, Session], marked: tuple[Session, str], order: Path, tmp_path: Path
) -> None:
    lead, ada = team
    _, record = marked
    own = ada.device.principal
    before = bundles.export_bundle(lead, out=str(tmp_path / "out"), recipients=(own,)).bundle
    assert merging.merge_bundle(ada, bundle=before).verdict == "good"
    assert ada.store.search(MARK)
    back = bundles.export_bundle(ada, out=str(tmp_path / "back"), recipients=(own,)).bundle
    erasing.erase(ada, order=order)
    for bundle in (before, back):  # what was taken in before, and one of her own
        merging.merge_bundle(ada, bundle=bundle)
    erasing.erase(lead, order=order)
    assert merging.merge_bundle(lead, bundle=back).verdict == "good"
    blob = erasure_order.read(order.read_bytes()).blobs[0]
    for one in (lead, ada):
        assert one.store.search(MARK) == []
        assert one.store.record(record).get("text") is None
        assert not blobs.has(one.store, blob)
        assert keeping.check(one).problems == ()


def test_an_order_that_comes_before_the_bundle_keeps_it_out(
    team: tuple[Session, Session], marked: tuple[Session, str], order: Path, tmp_path: Path
) -> None:
    lead, ada = team
    bundle = bundles.export_bundle(lead, out=str(tmp_path / "out"), recipients=(ada.device.principal,)).bundle
    assert erasing.erase(ada, order=order).payloads == 0
    assert merging.merge_bundle(ada, bundle=bundle).attachments == 0
    assert ada.store.search(MARK) == []
    assert ada.store.search("stays") != []
    assert ada.store.lacking() == 0


def test_the_name_behind_a_case_goes_with_its_last_payload(
    team: tuple[Session, Session], tmp_path: Path
) -> None:
    lead, _ = team
    case = cases.open_case_track(lead, reference="Heron 7", why_chosen="recent contact").record
    with lead.store.changing() as connection:
        connection.execute("INSERT OR REPLACE INTO identity VALUES (?, ?)", (case, b"sealed"))
    made = erasing.make_order(lead, out=tmp_path / "o.txt", reason="objection", records=(case,))
    erasing.erase(lead, order=made.path)
    assert lead.store.connection.execute("SELECT count(*) FROM identity").fetchone()[0] == 0


def test_one_revision_alone_is_erased_and_the_record_keeps_the_rest(
    marked: tuple[Session, str], tmp_path: Path
) -> None:
    lead, record = marked
    first, second = lead.store.history(record)
    made = erasing.make_order(
        lead, out=tmp_path / "one.txt", reason="entered-in-error", revisions=(second.entry.id,)
    )
    erasing.erase(lead, order=made.path)
    assert lead.store.record(record).get("text") == first.payload.fields["text"]


def test_a_file_that_another_record_names_stays(team: tuple[Session, Session], tmp_path: Path) -> None:
    lead, _ = team
    file = tmp_path / "letter.txt"
    file.write_text("one letter, two records", "utf-8")
    records = [evidence.record_evidence(lead, text=f"Note {n}", source="data").record for n in (1, 2)]
    tied = [attachments.attach_file(lead, file=str(file), to=rec).record for rec in records]
    made = erasing.make_order(lead, out=tmp_path / "o.txt", reason="not-needed", records=(tied[0],))
    assert made.order.blobs == ()
    erasing.erase(lead, order=made.path)
    assert b"".join(attachments.read_attachment(lead, attachment=tied[1])) == b"one letter, two records"


def test_ssh_keygen_can_check_an_order(
    marked: tuple[Session, str], order: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    lead, _ = marked
    signers = tmp_path / "owner"
    signers.write_text(f"owner {rosters.owner_key(lead).public.public_line}\n", "ascii")
    done = subprocess.run(
        [
            tool("ssh-keygen"), "-Y", "verify", "-f", str(signers), "-I", "owner",
            "-n", erasure_order.NAMESPACE, "-s", f"{order}.sshsig",
        ],
        input=order.read_bytes(),
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# --- refusals ------------------------------------------------------------------------------------------------


def unchanged(session: Session) -> None:
    assert session.store.search(MARK)
    assert erasures.orders(session.store) == []
    assert session.store.fact(erasures.PURGES) is None


def signed_by(order: Path, key: signing.SigningKey, text: bytes | None = None, namespace: str = "") -> Path:
    """Puts another text or another signature in place."""
    if text is not None:
        order.write_bytes(text)
    signature = sshsig.sign(order.read_bytes(), namespace or erasure_order.NAMESPACE, key)
    order.with_name(order.name + ".sshsig").write_bytes(signature)
    return order


def test_a_member_of_the_roster_who_does_not_own_it_cannot_order(
    team: tuple[Session, Session], marked: tuple[Session, str], order: Path
) -> None:
    lead, ada = team
    for key in (bundles.signing_key(ada), bundles.signing_key(lead), signing.new_key()):
        with pytest.raises(RefusedError, match="may not order erasure"):
            erasing.erase(lead, order=signed_by(order, key))
    unchanged(lead)
    with pytest.raises(RefusedError, match="does not hold the key"):
        erasing.make_order(ada, out=order.with_name("other.txt"), reason="objection", records=("x",))


def test_a_records_officer_whom_the_roster_names_for_it_can_order(
    team: tuple[Session, Session], marked: tuple[Session, str], order: Path, tmp_path: Path
) -> None:
    """The line is written by hand, as IT writes it for `ssh-keygen`; the owner then signs the roster."""
    lead, _ = team
    officer = signing.new_key()
    signers = tmp_path / "roster" / "allowed_signers"
    line = f'officer@inspection namespaces="{erasure_order.NAMESPACE}" {officer.public.public_line}\n'
    told = signers.read_bytes() + line.encode("ascii")
    roster = rosters.files.load_roster(tmp_path / "roster")
    more = rosters.files.roster_lines.read_signers(told, None)
    rosters.files.sign_roster(
        tmp_path / "roster", rosters.files.replace(roster, signers=more), rosters.owner_key(lead)
    )
    rosters.trust_roster(lead, folder=str(tmp_path / "roster"))
    assert erasing.erase(lead, order=signed_by(order, officer)).payloads == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text + b"Payload: " + b"0" * 64 + b"\n", "not an erasure order|not name"),
        (lambda text: text.replace(b"wrong-person", b"because"), "not a known code"),
        (lambda text: text.replace(b"2026-", b"2026-99-", 1), "not an erasure order"),
        (lambda text: text.replace(b"\n", b"\r\n"), "not an erasure order"),
        (lambda text: text + b"Note: the child A. B.\n", "not an erasure order"),
        (lambda text: text.replace(b"order/1", b"order/2"), "not an erasure order"),
    ],
)
def test_a_text_that_is_no_order_is_refused_even_when_the_owner_signed_it(
    marked: tuple[Session, str], order: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    lead, _ = marked
    text = change(order.read_bytes())
    with pytest.raises(RefusedError, match=told):
        erasing.erase(lead, order=signed_by(order, rosters.owner_key(lead), text))
    unchanged(lead)


def test_an_order_that_was_changed_or_signed_for_another_purpose_is_refused(
    marked: tuple[Session, str], order: Path
) -> None:
    lead, _ = marked
    text = order.read_bytes()
    order.write_bytes(text.replace(b"wrong-person", b"objection"))
    with pytest.raises(RefusedError, match="signature does not hold"):
        erasing.erase(lead, order=order)
    signed_by(order, rosters.owner_key(lead), text, namespace="roster.v1@inspector-app")
    with pytest.raises(RefusedError, match="another purpose"):
        erasing.erase(lead, order=order)
    unchanged(lead)


def test_an_order_for_another_inspection_or_without_its_signature_is_refused(
    marked: tuple[Session, str], order: Path
) -> None:
    lead, _ = marked
    text = order.read_bytes()
    other = text.replace(lead.inspection.encode(), b"00000000-0000-4000-8000-000000000000")
    with pytest.raises(RefusedError, match="another inspection"):
        erasing.erase(lead, order=signed_by(order, rosters.owner_key(lead), other))
    order.with_name("order.txt.sshsig").unlink()
    with pytest.raises(WorldError, match="cannot be read"):
        erasing.erase(lead, order=order)
    unchanged(lead)


def test_a_store_that_trusts_no_roster_erases_nothing(
    marked: tuple[Session, str], order: Path, open_session: Callable[..., Session]
) -> None:
    alone = open_session("alone")
    with pytest.raises(RefusedError, match="trusts no roster"):
        erasing.erase(alone, order=order)


def test_a_fault_half_way_erases_nothing(
    marked: tuple[Session, str], order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, record = marked
    files = erasure_order.read_files(order)
    told = erasure_order.read(files[0])

    class CutShortError(Exception):
        pass

    def fails(*_: object) -> None:
        raise CutShortError

    monkeypatch.setattr(erasures.projection, "refresh", fails)
    with pytest.raises(CutShortError):
        erasing.erase(lead, order=order)
    monkeypatch.undo()
    unchanged(lead)
    assert not lead.store.ledger.is_erased(told.payloads[0])
    assert lead.store.record(record).get("text")
    assert keeping.check(lead).problems == ()


def test_what_says_which_inspection_this_is_is_never_erased(
    marked: tuple[Session, str], order: Path, tmp_path: Path
) -> None:
    lead, _ = marked
    with pytest.raises(RefusedError, match="inspection itself"):
        erasing.make_order(lead, out=tmp_path / "o.txt", reason="not-needed", records=(lead.inspection,))
    [frame] = erasures.held(lead.store, lead.inspection)
    told = erasure_order.Order(lead.inspection, "not-needed", "2026-11-02T09:00:00Z", (frame.payload,))
    with pytest.raises(RefusedError, match="inspection itself"):
        erasing.erase(lead, order=signed_by(order, rosters.owner_key(lead), told.text))
    unchanged(lead)
    assert lead.framework


def test_old_bytes_that_cannot_be_cleaned_away_are_told_and_the_same_order_cleans_them_later(
    marked: tuple[Session, str], order: Path
) -> None:
    lead, _ = marked
    where = lead.store.folder
    key = folder.unlock(where, PASSPHRASE)
    lead.store.connection.execute("PRAGMA busy_timeout = 0")
    reader = engine.connect(folder.database(where), key, read_only=True)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM payload").fetchone()
        with pytest.raises(StoreWriteError, match="was erased, but old bytes"):
            erasing.erase(lead, order=order)
    finally:
        reader.close()
    assert lead.store.search(MARK) == []
    assert erasing.erase(lead, order=order).again
    assert MARK.encode() not in decrypted(where, key)


def test_no_order_is_written_over_something(marked: tuple[Session, str], order: Path) -> None:
    lead, record = marked
    before = order.read_bytes()
    with pytest.raises(WorldError, match="something here already"):
        erasing.make_order(lead, out=order, reason="objection", records=(record,))
    assert order.read_bytes() == before


# --- a whole store -------------------------------------------------------------------------------------------


def test_a_destroyed_store_leaves_no_key_no_file_and_a_line_in_the_purge_log(
    session: Session, tmp_path: Path, home: Path
) -> None:
    where, key_file = session.store.folder, (session.store.folder / folder.KEYS).read_bytes()
    store_id = folder.read_keys(where).store_id
    (where / ".quarantine-cut").mkdir()
    backup = tmp_path / "hard link"
    backup.hardlink_to(where / folder.KEYS)  # the very bytes on the disk, not only the name, must go
    done = erasing.destroy(session, authority="Fernshire", home=home)
    assert done == erasing.Destroyed(store_id, ())
    assert not where.exists()
    assert len(backup.read_bytes()) == len(key_file)
    assert not any(part in backup.read_bytes() for part in key_file.split() if len(part) > 8)
    log = (home / erasing.PURGE_LOG).read_text("ascii")
    assert store_id in log
    assert "Fernshire" not in log


def test_the_keychain_forgets_a_destroyed_store(session: Session, home: Path, keychain) -> None:
    where = session.store.folder
    assert passphrases.keep_in_keychain(where, folder.unlock(where, PASSPHRASE))
    assert keychain.secrets
    erasing.destroy(session, authority="Fernshire", home=home)
    assert not keychain.secrets


def test_another_name_destroys_nothing(session: Session, home: Path) -> None:
    for name in ("", "fernshire", "Fern", "Fernshire Council"):
        with pytest.raises(RefusedError, match="nothing was destroyed"):
            erasing.destroy(session, authority=name, home=home)
    assert session.store.counts()
    assert folder.unlock(session.store.folder, PASSPHRASE)
    assert not (home / erasing.PURGE_LOG).exists()


def test_files_of_others_in_the_folder_are_left_and_named(session: Session, home: Path) -> None:
    where = session.store.folder
    (where / "letter.txt").write_text("mine")
    assert erasing.destroy(session, authority="Fernshire", home=home).left == ("letter.txt",)
    assert [path.name for path in where.iterdir()] == ["letter.txt"]


def test_without_a_purge_log_nothing_is_destroyed(session: Session, home: Path) -> None:
    (home / erasing.PURGE_LOG).mkdir()
    with pytest.raises(WorldError, match="purge log"):
        erasing.destroy(session, authority="Fernshire", home=home)
    assert folder.unlock(session.store.folder, PASSPHRASE)
