from __future__ import annotations

import pytest

from inspector_app.errors import RefusedError
from inspector_app.services import interviews, unsealed
from inspector_app.services.session import Session


def _one(session: Session, **told: object) -> str:
    return interviews.note_interview(
        session, role_met="child", notes="10:04 I like my social worker.", **told
    ).record


def test_an_interview_may_say_the_time_of_day(session: Session) -> None:
    rec = _one(session, date="2026-11-02T10:04")
    assert session.store.record(rec).get("date") == "2026-11-02T10:04"


def test_an_interview_without_a_date_was_today(session: Session) -> None:
    assert session.store.record(_one(session)).get("date") == "2026-11-02"


def test_a_date_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(RefusedError, match="date is not a date and time"):
        _one(session, date="on Monday")


def test_everything_about_an_interview_can_be_put_right_and_stays_in_the_history(session: Session) -> None:
    rec = _one(session)
    put_right = {
        "role_met": "care leaver",
        "date": "2026-11-01T16:30",
        "place": "the leaving care office",
        "participants": ["personal adviser", "advocate"],
        "consent": "given",
        "quotes": "I like my social worker.",
        "written": "later",
    }
    interviews.amend_interview(session, interview=rec, **put_right)
    record = session.store.record(rec)
    assert {name: record.get(name) for name in put_right} == put_right
    assert len(session.store.history(rec)) == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"role_met": " "}, "role of the person met is empty"),
        ({"notes": ""}, "notes is empty"),
        ({"case": "nobody"}, "no such case track"),
        ({"consent": "perhaps"}, "no consent called perhaps"),
        ({"written": "never"}, "no time of writing called never"),
        ({"date": "soon"}, "not a date and time"),
        ({"place": "", "participants": [], "case": ""}, "Nothing would change"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_changes(
    session: Session, fields: dict[str, object], told: str
) -> None:
    rec = _one(session)
    before = session.store.revisions()
    with pytest.raises(RefusedError, match=told):
        interviews.amend_interview(session, interview=rec, **fields)
    assert session.store.revisions() == before


def test_a_draft_of_a_known_interview_seals_every_field(session: Session) -> None:
    rec = _one(session)
    fields = {"place": "school", "consent": "refused", "notes": "10:04 She would rather not talk."}
    unsealed.keep_typing(session, editor="interview/x", kind="interview", record=rec, fields=fields)
    assert unsealed.seal_typing(session, editor="interview/x") is not None
    record = session.store.record(rec)
    assert {name: record.get(name) for name in fields} == fields
