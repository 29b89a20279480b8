"""What the menu of a marked word offers: other words, a list that takes it, what can stand in its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QMenu

from inspector_app.domain.spelling import may_be_of_the_trade, words_in
from inspector_app.gui import deeds
from inspector_app.gui.deeds import Deed
from inspector_app.gui.desk import Desk
from inspector_app.gui.writing.known import Known, Mark, Sort
from inspector_app.gui.writing.marker import REPLACE_KEY, stretch
from inspector_app.services import spelling
from inspector_app.services.session import Session


@dataclass(frozen=True, slots=True)
class _Instead:
    """Words that can stand in the place of a mark; the cursor follows what is typed meanwhile."""

    place: QTextCursor
    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class _Listing:
    """A word and which list it goes into, or comes out of."""

    word: str
    trade: bool = False
    out: bool = False


class WordMenu(QObject):
    """Fills menus of fields.

    Args:
        desk: the window.
        session: the open store, touched by jobs alone.
        known: what is known.
        parent: the Qt owner.
    """

    def __init__(self, desk: Desk, session: Session, known: Known, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._session, self._known = desk, session, known

    @Slot(object)
    def fill(self, asked: tuple[QMenu, QTextCursor]) -> None:
        """Puts what is offered for the word at a place before everything else in a menu."""
        menu, place = asked
        at = place.positionInBlock()
        text = place.block().text()
        mark = next((one for one in self._known.marks(text) if one.start <= at <= one.end), None)
        offers = self._for_mark(menu, place, mark) if mark else self._for_own(menu, text, at)
        if not offers:
            return
        first = menu.actions()[0]
        menu.insertActions(first, offers)
        menu.insertSeparator(first)
        menu.setActiveAction(offers[0])
        menu.triggered.connect(self._chosen)

    def _for_mark(self, menu: QMenu, place: QTextCursor, mark: Mark) -> list[QAction]:
        if mark.sort is Sort.TELLS_WHO:
            words = self.tr("Put {0} in its place").format(mark.instead)
            return [_action(menu, f"{words}\t{REPLACE_KEY}", _Instead(place, mark, mark.instead))]
        known = self._known.spelling
        others = known.suggestions(mark.told) if known is not None else ()
        offers = [_action(menu, word, _Instead(place, mark, word)) for word in others]
        if not offers:
            offers = [_action(menu, self.tr("No word like it is known"), None)]
            offers[0].setEnabled(False)
        line = QAction(menu)
        line.setSeparator(True)
        offers += [line, _action(menu, self.tr("Add to my words"), _Listing(mark.told))]
        if may_be_of_the_trade(mark.told):
            words = self.tr("Add to the trade’s words")
            offers.append(_action(menu, words, _Listing(mark.told, trade=True)))
        return offers

    def _for_own(self, menu: QMenu, text: str, at: int) -> list[QAction]:
        known = self._known.spelling
        word = next((one.text for one in words_in(text) if one.start <= at <= one.end), "")
        if known is None or not word or not known.is_own(word):
            return []
        return [_action(menu, self.tr("Take out of my words"), _Listing(word, out=True))]

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        chosen = action.data()
        if isinstance(chosen, _Instead):
            stretch(chosen.place.block(), chosen.mark).insertText(chosen.words)
        elif isinstance(chosen, _Listing):
            self._list(chosen)

    def _list(self, listing: _Listing) -> None:
        done = partial(self._listed, listing)
        if listing.trade:
            self._desk.runner.run_beside(
                partial(spelling.add_trade_word, listing.word), done, self._desk.failed
            )
            return
        does = spelling.drop_own_word if listing.out else spelling.add_own_word
        deed = Deed(
            "deed:own-words", "a change of your own words", partial(does, self._session, listing.word)
        )
        deeds.do(self._desk, deed, done)

    def _listed(self, listing: _Listing, _result: None) -> None:
        known = self._known.spelling
        if known is None:
            return
        if listing.out:
            known.drop(listing.word)
        else:
            known.take_in(listing.word, trade=listing.trade)
        self._known.words_changed()


def _action(menu: QMenu, words: str, chosen: object) -> QAction:
    action = QAction(words.replace("&", "&&"), menu)
    action.setData(chosen)
    return action
