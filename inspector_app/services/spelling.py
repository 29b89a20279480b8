"""Spelling: the dictionary of British English, the words of the trade, and one's own.

One's own words stay in the store, as a name may be among them; they are in no bundle. Words of the trade
that are added stand in the app's home, for every inspection on this laptop.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol, cast

from inspector_app import resources
from inspector_app.domain.pseudonym import WORDS as REFERENCES
from inspector_app.domain.spelling import may_be_of_the_trade, plain
from inspector_app.errors import RefusedError, WorldError
from inspector_app.services import home
from inspector_app.services.session import Session
from inspector_app.store import folder

LANGUAGE = "en_GB"
FACT = "own_words"
TRADE_FILE = "trade-words.txt"
_MOST_OFFERED = 8


class Engine(Protocol):
    """Looks words up, on the window's thread: within microseconds, but for `suggest`."""

    def spell(self, word: str) -> bool:
        """Whether the dictionary has a word, in any form that its rules make."""
        ...

    def suggest(self, word: str) -> Iterable[str]:
        """Returns words that may have been meant, the likeliest first."""
        ...


class Spelling:
    """What is known of words. It keeps what it was asked, and goes with the session that asked.

    Args:
        engine: looks words up.
        trade: words of the trade, as `plain` gives them.
        own: one's own words, likewise.
    """

    def __init__(self, engine: Engine, trade: Iterable[str], own: Iterable[str]) -> None:
        self._engine = engine
        self._trade, self._own = set(trade), set(own)
        self._looked_up: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether a word is spelt as some list has it."""
        known = self._looked_up.get(word)
        if known is None:
            known = self._looked_up[word] = self._look_up(word)
        return known

    def suggestions(self, word: str) -> tuple[str, ...]:
        """Returns words that may have been meant, the likeliest first."""
        return tuple(self._engine.suggest(word))[:_MOST_OFFERED]

    def is_own(self, word: str) -> bool:
        """Whether a word is known because it was added to one's own words."""
        return plain(word) in self._own

    def take_in(self, word: str, *, trade: bool = False) -> None:
        """Knows a word from now on."""
        (self._trade if trade else self._own).add(plain(word))
        self._looked_up.clear()

    def drop(self, word: str) -> None:
        """One's own words lack a word from now on."""
        self._own.discard(plain(word))
        self._looked_up.clear()

    def _look_up(self, word: str) -> bool:
        if self._has(word) or self._engine.spell(word):
            return True
        parts = word.split("-")
        return len(parts) > 1 and all(
            len(part) < 2 or self._has(part) or self._engine.spell(part)  # noqa: PLR2004 - a single letter
            for part in parts
        )

    def _has(self, word: str) -> bool:
        several = word.endswith("s") and word[:-1].isupper()  # EHCPs
        told = plain(word[:-1] if several else word)
        return told in self._own or told in self._trade


def load_engine() -> Engine:
    """Reads the dictionary; takes a tenth of a second.

    Raises:
        WorldError: this installation has no engine or no dictionary.
    """
    where = resources.dictionary(LANGUAGE)
    try:
        from hunspell import (  # noqa: PLC0415 - loaded when first needed
            Hunspell,  # pyright: ignore[reportUnknownVariableType] - it tells no types
        )

        # As UTF-8, a path may hold any letter on Windows too.
        return cast("Engine", Hunspell(LANGUAGE, hunspell_data_dir=str(where), system_encoding="UTF-8"))
    except (ImportError, OSError) as error:
        raise WorldError(
            "Spelling cannot be checked, as the dictionary cannot be loaded",
            advice="Everything else works; tell IT.",
        ) from error


def own_words(session: Session) -> tuple[str, ...]:
    """Returns one's own words."""
    return tuple(session.store.fact(FACT, ()))


def add_own_word(session: Session, word: str) -> None:
    """Adds a word to one's own, in this store."""
    session.store.set_fact(FACT, sorted({*own_words(session), plain(word)}))


def drop_own_word(session: Session, word: str) -> None:
    """Takes a word out of one's own."""
    session.store.set_fact(FACT, sorted({*own_words(session)} - {plain(word)}))


def trade_words() -> frozenset[str]:
    """Returns the words of the trade: those that come with the app, references, and those added here."""
    shipped = resources.path("words", "trade.txt").read_text("utf-8")
    added = ""
    with suppress(OSError, UnicodeDecodeError):
        added = (home.folder() / TRADE_FILE).read_text("utf-8")
    lines = (line.strip() for line in (*shipped.splitlines(), *added.splitlines()))
    listed = {plain(line) for line in lines if line and not line.startswith("%")}
    return frozenset(listed | {plain(word) for word in REFERENCES})


def add_trade_word(word: str) -> None:
    """Adds a word to those of the trade, for every inspection on this laptop.

    Raises:
        RefusedError: it may be a name, which must not stand outside the store.
        StoreWriteError: the list cannot be written.
    """
    if not may_be_of_the_trade(word):
        raise RefusedError(
            "A word with a capital may be a name, so it cannot stand outside the store",
            advice="Add it to your own words.",
        )
    where = home.folder() / TRADE_FILE
    before: list[str] = []
    with suppress(FileNotFoundError):
        before = where.read_text("utf-8").splitlines()
    if plain(word) not in {plain(line) for line in before}:
        where.parent.mkdir(parents=True, exist_ok=True)
        folder.write_whole(where, "".join(f"{line}\n" for line in (*before, word)).encode("utf-8"))
