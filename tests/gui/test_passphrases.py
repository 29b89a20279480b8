from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.crypto import sealing
from inspector_app.crypto.keys import Cost, WrongPassphraseError
from inspector_app.gui.unlock.secrets import Changing, Recovering
from inspector_app.gui.unlock.ways import PassphraseForms
from inspector_app.services import passphrases, policy
from inspector_app.services.session import NewStore, new_store, unlock
from inspector_app.store.folder import KEYS

pytestmark = pytest.mark.qt_log_ignore("does not support")

OLD, NEW = "twelve small owls", "nine tall herons wade"


@pytest.fixture
def session(tmp_path):
    told = NewStore(
        where=tmp_path / "store", framework="ILACS-2026", authority="Fernshire", inspector="Ada", role="lead",
        start="2026-11-02", passphrase=OLD, use_keychain=False, cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )  # fmt: skip
    made = new_store(told, lambda: datetime(2026, 11, 2, tzinfo=UTC))
    yield made
    made.close()


@pytest.fixture
def forms(qtbot, bench, session):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    opened = [session]
    made = PassphraseForms(bench.desk, window, lambda: opened[0] if opened else None)
    made.test_opened = opened
    return made


def fill(form, **words):
    for name, text in words.items():
        QTest.keyClicks(getattr(form, name), text)
    form.does.click()


def opens(session, passphrase):
    where = session.store.folder
    session.close()
    try:
        unlock(where, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_the_passphrase_of_the_open_store_is_changed(forms, session, bench):
    forms.change()
    fill(forms.form, old=OLD, new=NEW, again=NEW)
    assert forms.form is None
    assert "changed" in bench.notices["passphrase"].sentence
    assert opens(session, NEW)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("not the passphrase", NEW, NEW), "does not open this store"),
        ((OLD, NEW, NEW + "s"), "differ"),
        ((OLD, "Fernshire2026!!", "Fernshire2026!!"), "easy to guess"),
    ],
)
def test_what_is_wrong_is_told_in_the_form_and_nothing_changes(forms, session, typed, told):
    forms.change()
    fill(forms.form, **dict(zip(("old", "new", "again"), typed, strict=True)))
    assert told in forms.form.told.text()
    assert forms.form.does.isEnabled()
    forms.close()
    assert opens(session, OLD)


def test_the_organisations_key_is_named_in_the_window_and_taken_away_again(forms, session, bench):
    identity = sealing.new_identity()
    recipient = sealing.recipient_of(identity)
    forms.ask_for_recovery()
    fill(forms.form, old=OLD, recipient=f" {recipient} ")
    assert forms.form is None
    assert "from now on" in bench.notices["passphrase"].sentence
    where = session.store.folder
    assert passphrases.ways_in(where).recovery == (recipient,)
    forms.ask_for_recovery()
    fill(forms.form, old=OLD, recipient="none")
    assert passphrases.ways_in(where).recovery == ()


def test_what_the_policy_names_is_not_taken_away_in_the_window(forms, session, monkeypatch):
    recipient = sealing.recipient_of(sealing.new_identity())
    monkeypatch.setattr(policy, "present", lambda: policy.Policy(recovery_recipient=recipient))
    forms.ask_for_recovery()
    fill(forms.form, old=OLD, recipient="none")
    assert passphrases.ways_in(session.store.folder).recovery == (recipient,)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            ("not the passphrase", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"),
            "does not open",
        ),
        ((OLD, "age1short"), "not an age recipient"),
        ((OLD, " "), "Enter a recipient"),
    ],
)
def test_what_is_wrong_with_a_recipient_is_told_in_the_form(forms, session, typed, told):
    forms.ask_for_recovery()
    fill(forms.form, old=typed[0], recipient=typed[1])
    assert told in forms.form.told.text()
    forms.close()
    assert passphrases.ways_in(session.store.folder).recovery == ()


def test_a_lost_passphrase_is_set_anew_with_the_organisations_key(forms, session, bench, tmp_path):
    identity = sealing.new_identity()
    where = session.store.folder
    passphrases.set_recovery(where, passphrase=OLD, recipient=sealing.recipient_of(identity), session=session)
    session.close()
    forms.test_opened.clear()
    key = tmp_path / "recovery.txt"
    key.write_text(f"# created\n{identity}\n", "utf-8")
    forms.recover(where)
    assert forms.form.folder.text() == str(where)
    fill(forms.form, key=str(key), new=NEW, again=NEW)
    assert "new passphrase is set" in bench.notices["passphrase"].sentence
    assert opens(session, NEW)


def test_while_locked_there_is_no_passphrase_to_change(forms):
    forms.test_opened.clear()
    forms.change()
    assert forms.form is None


def test_no_secret_is_shown_or_printed(forms, tmp_path):
    forms.change()
    fields = forms.form.findChildren(QLineEdit)
    assert {field.echoMode() for field in fields} == {QLineEdit.EchoMode.Password}
    forms.close()
    told = repr(Changing(OLD, NEW, NEW)) + repr(Recovering(tmp_path, NEW, NEW, NEW))
    assert OLD not in told
    assert NEW not in told


def test_every_field_of_the_forms_has_a_name(forms, unnamed, tmp_path):
    for asks in (forms.change, lambda: forms.recover(tmp_path)):
        asks()
        assert unnamed(forms.form) == []
    forms.close()


def test_a_recovery_sheet_is_shown_printed_and_its_key_typed_in_at_the_door(forms, session, tmp_path, bench):
    forms.ask_for_sheet()
    fill(forms.form, old=OLD)
    assert forms.form is None
    words = forms.sheet.page.toPlainText()
    page = QPdfWriter(str(tmp_path / "sheet.pdf"))
    forms.sheet.print_on(page)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    key = words[words.index("AGE-") : words.index("To use it")].replace("\n", " ").lower()
    where = session.store.folder
    forms.close()
    assert forms.sheet is None
    session.close()
    forms.test_opened.clear()
    forms.recover(where)
    fill(forms.form, key=key, new=NEW, again=NEW)
    assert "new passphrase is set" in bench.notices["passphrase"].sentence
    assert opens(session, NEW)


def test_no_sheet_is_made_with_a_wrong_passphrase(forms, session):
    before = (session.store.folder / KEYS).read_bytes()
    forms.ask_for_sheet()
    fill(forms.form, old="not the passphrase")
    assert "does not open this store" in forms.form.told.text()
    assert forms.sheet is None
    assert (session.store.folder / KEYS).read_bytes() == before
    forms.close()
