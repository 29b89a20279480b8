"""Every intent by name, with its arguments: what the command line's `apply` may run, and what it refuses."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.errors import RefusedError
from inspector_app.services import (
    attachments,
    cases,
    challenges,
    concerns,
    confirming,
    evidence,
    feedback,
    interviews,
    joining,
    judgements,
    local_words,
    outages,
    swapping,
    updating,
)
from inspector_app.services.changes import Changes
from inspector_app.services.session import Session

_INTENTS: tuple[Callable[..., Any], ...] = (
    cases.choose_cases,
    updating.update_cases,
    swapping.swap_case,
    cases.open_case_track,
    cases.close_case_track,
    cases.add_journey_event,
    cases.note_case,
    joining.join_records,
    joining.part_records,
    joining.keep_apart,
    interviews.note_interview,
    interviews.amend_interview,
    evidence.record_evidence,
    evidence.amend_evidence,
    evidence.withdraw_evidence,
    evidence.bring_back,
    evidence.link_evidence,
    evidence.unlink_evidence,
    confirming.confirm_record,
    challenges.raise_challenge,
    challenges.answer_challenge,
    judgements.evaluate_descriptor,
    judgements.propose_grade,
    judgements.note_dissent,
    judgements.state_context,
    judgements.count_tally,
    concerns.raise_urgent_concern,
    concerns.acknowledge_concern,
    concerns.close_concern,
    feedback.note_feedback,
    feedback.make_point,
    feedback.tell_council,
    feedback.note_reply,
    outages.take_in_note,
    attachments.attach_file,
    local_words.choose_words,
)
_HIDDEN = {"session", "seals", "record"}
_WORDS: dict[type, str] = {str: "text", int: "whole number", bool: "true or false", list: "list of texts"}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an intent: its name, what it may be in plain words, and whether it is needed."""

    name: str
    type: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a person may do, by name."""

    name: str
    summary: str
    arguments: tuple[Argument, ...]
    function: Callable[..., Any]
    types: Mapping[str, tuple[type, ...]]


def _types(hint: Any) -> tuple[type, ...]:
    """Returns the plain types that a hint such as `str | None` or `list[str] | None` allows."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return tuple(found for part in typing.get_args(hint) for found in _types(part))
    return (typing.get_origin(hint) or hint,)


def _described(function: Callable[..., Any]) -> Intent:
    hints = typing.get_type_hints(function)
    told: list[Argument] = []
    known: dict[str, tuple[type, ...]] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in _HIDDEN and not (name == "record" and parameter.default is inspect.Parameter.empty):
            continue
        known[name] = _types(hints[name])
        word = next(_WORDS[kind] for kind in known[name] if kind in _WORDS)
        told.append(Argument(name, word, parameter.default is inspect.Parameter.empty))
    summary = (inspect.getdoc(function) or "").split("\n", 1)[0]
    return Intent(function.__name__, summary, tuple(told), function, known)


INTENTS: Mapping[str, Intent] = {f.__name__: _described(f) for f in _INTENTS}


def run(session: Session, line: Mapping[str, Any]) -> Changes:
    """Runs one intent told as a JSON object `{"intent": name, argument: value, …}`.

    Raises:
        RefusedError: the name or an argument is unknown, missing or of the wrong type, or the intent itself
            refuses; nothing was changed.
    """
    told = dict(line)
    name = told.pop("intent", None)
    intent = INTENTS.get(name) if isinstance(name, str) else None
    if intent is None:
        raise RefusedError("There is no such intent", where=name, advice="See: inspector-app apply --list.")
    unknown = sorted(set(told) - set(intent.types))
    if unknown:
        raise RefusedError(f"The intent {intent.name} has no argument {', '.join(unknown)}")
    missing = [a.name for a in intent.arguments if a.needed and a.name not in told]
    if missing:
        noun = "argument" if len(missing) == 1 else "arguments"
        raise RefusedError(f"The intent {intent.name} needs the {noun} {', '.join(missing)}")
    for key, value in told.items():
        if type(value) not in intent.types[key]:
            word = next(_WORDS[kind] for kind in intent.types[key] if kind in _WORDS)
            raise RefusedError(f"The argument {key} of {intent.name} should be {word}")
    done = intent.function(session, **told)
    return _changes(done)


def _changes(done: Changes | cases.Chosen | updating.Updated) -> Changes:
    if isinstance(done, Changes):
        return done
    if done.changes is None:
        raise RefusedError("These lists have nothing new for the cases")
    return done.changes
