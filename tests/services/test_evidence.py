from __future__ import annotations

import pytest

from inspector_app.domain.framework import UnknownCodeError
from inspector_app.errors import RefusedError
from inspector_app.services import evidence, judgements, weighing
from inspector_app.services.session import Session

CODE = "ILACS-HP-02"


def _one(session: Session, text: str = "Visits were late twice in May.") -> str:
    return evidence.record_evidence(session, text=text, source="case_file", polarity="improvement").record


def test_evidence_keeps_what_was_written_and_who_wrote_it(session: Session) -> None:
    rec = _one(session)
    found = session.store.record(rec)
    assert found.get("text") == "Visits were late twice in May."
    assert found.author == "ada@inspection"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "  ", "source": "data"}, "text is empty"),
        ({"text": "x", "source": "rumour"}, "no source called rumour"),
        ({"text": "x", "source": "data", "polarity": "bad"}, "no polarity called bad"),
        ({"text": "x", "source": "data", "case": "nobody"}, "no such case track"),
        ({"text": "x", "source": "data", "when": "yesterday"}, "not a date and time"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_kept(
    session: Session, fields: dict[str, str], told: str
) -> None:
    before = session.store.revisions()
    with pytest.raises(RefusedError, match=told):
        evidence.record_evidence(session, **fields)
    assert session.store.revisions() == before


def test_amending_sets_only_what_changed_and_keeps_the_former_text(session: Session) -> None:
    rec = _one(session)
    evidence.amend_evidence(session, evidence=rec, text="Visits were late three times.", source="case_file")
    last = session.store.history(rec)[-1]
    assert last.payload is not None
    assert dict(last.payload.fields) == {"text": "Visits were late three times."}
    first = session.store.history(rec)[0].payload
    assert first is not None
    assert first.fields["text"] == "Visits were late twice in May."


def test_amending_nothing_is_refused(session: Session) -> None:
    rec = _one(session)
    with pytest.raises(RefusedError, match="Nothing would change"):
        evidence.amend_evidence(session, evidence=rec, polarity="improvement")


def test_a_link_is_one_record_however_often_it_is_made(session: Session) -> None:
    rec = _one(session)
    one = evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="for")
    two = evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="against")
    assert one.record == two.record
    assert [link.get("stance") for link in evidence.links_of(session, evidence=rec)] == ["against"]


def test_linking_to_a_descriptor_that_is_not_there_is_refused(session: Session) -> None:
    rec = _one(session)
    with pytest.raises(UnknownCodeError, match="NOPE-1"):
        evidence.link_evidence(session, evidence=rec, descriptor="NOPE-1", stance="for")


def test_withdrawn_evidence_takes_its_links_along_and_comes_back(session: Session) -> None:
    rec = _one(session)
    evidence.link_evidence(session, evidence=rec, descriptor=CODE, stance="for")
    evidence.withdraw_evidence(session, evidence=rec, reason="wrong child")
    assert evidence.links_of(session) == []
    assert session.store.search("visits") == []
    evidence.bring_back(session, record=rec, reason="it was the right child")
    assert session.store.record(rec).deleted is False


def test_an_evaluation_needs_linked_evidence(session: Session) -> None:
    with pytest.raises(RefusedError, match="No evidence is linked"):
        judgements.evaluate_descriptor(session, descriptor=CODE, finding="strength", effect="Safer.")


def test_an_evaluation_needs_a_sentence_on_the_effect_on_children(session: Session) -> None:
    evidence.link_evidence(session, evidence=_one(session), descriptor=CODE, stance="for")
    with pytest.raises(RefusedError, match="effect on children is empty"):
        judgements.evaluate_descriptor(session, descriptor=CODE, finding="strength", effect=" ")
    done = judgements.evaluate_descriptor(session, descriptor=CODE, finding="strength", effect="Safer.")
    assert session.store.record(done.record).get("finding") == "strength"


def test_support_counts_sources_children_and_voices(session: Session) -> None:
    told = evidence.record_evidence(
        session, text="I feel safe", source="interview", said_by="child", quote=True
    )
    evidence.link_evidence(session, evidence=told.record, descriptor=CODE, stance="for")
    evidence.link_evidence(session, evidence=_one(session), descriptor=CODE, stance="against")
    support = weighing.supports(session)[CODE]
    assert (len(support.for_), len(support.against)) == (1, 1)
    assert support.sources == {"interview", "case_file"}
    assert support.heard is True


def test_a_grade_needs_an_evaluation_under_it_and_a_rationale(session: Session) -> None:
    with pytest.raises(RefusedError, match="No descriptor of this area"):
        judgements.propose_grade(session, area="HP", grade="good", rationale="It is.")
    evidence.link_evidence(session, evidence=_one(session), descriptor=CODE, stance="for")
    judgements.evaluate_descriptor(session, descriptor=CODE, finding="strength", effect="Safer.")
    with pytest.raises(RefusedError, match="rationale is empty"):
        judgements.propose_grade(session, area="HP", grade="good", rationale="")
    judgements.propose_grade(session, area="HP", grade="good", rationale="It is.")
    assert judgements.grades(session) == {"HP": "good"}


def test_no_overall_grade_where_the_framework_has_none(session: Session) -> None:
    with pytest.raises(RefusedError, match="overall"):
        judgements.propose_grade(session, area="overall", grade="good", rationale="It is.")
