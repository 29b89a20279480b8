"""The clipboard: what is copied is marked, so that managers of clipboards neither keep nor show nor send it.

Asking is all that a program can do; each system has its own words for it. Windows: "Clipboard Formats" of
its manual, for history and cloud clipboard; macOS: the convention of nspasteboard.org; KDE: that of Klipper.
Qt writes names that it does not know with a prefix of its own on macOS, where few will heed the mark.
At a lock and at the end, what is still there from this window is taken off.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

_NO = b"\0\0\0\0"  # a DWORD of zero, as Windows reads it
_WINDOWS = 'application/x-qt-windows-mime;value="{0}"'
MARKS = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): _NO,
    _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
    _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
    "org.nspasteboard.ConcealedType": b"1",
    "x-kde-passwordManagerHint": b"secret",
}
"""Name of each mark and what it holds."""


def marked(data: QMimeData) -> QMimeData:
    """Returns the data with every mark on it."""
    for name, value in MARKS.items():
        data.setData(name, value)
    return data


def discreet(text: str) -> QMimeData:
    """Returns text for the clipboard, marked."""
    data = QMimeData()
    data.setText(text)
    return marked(data)


def copy(text: str) -> None:
    """Puts a text on the clipboard, marked."""
    QGuiApplication.clipboard().setMimeData(discreet(text))


class Discretion(QObject):
    """Marks what Qt's own controls put on the clipboard, which ask nobody: lines, and labels to select from.

    Fields for sentences mark theirs themselves (`PlainField`); for the others this comes at once afterwards.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._changed)

    def forget(self) -> None:
        """Takes what was copied here off the clipboard; what another program put there since stays."""
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if self._is_ours(mode):
                self._clipboard.clear(mode)

    def _is_ours(self, mode: QClipboard.Mode) -> bool:
        board = self._clipboard
        return board.ownsSelection() if mode is QClipboard.Mode.Selection else board.ownsClipboard()

    @Slot(QClipboard.Mode)
    def _changed(self, mode: QClipboard.Mode) -> None:
        if not self._is_ours(mode):
            return  # it is another program's
        held = cast("QMimeData | None", self._clipboard.mimeData(mode))  # None where it was emptied
        if held is not None and held.hasText() and not all(held.hasFormat(name) for name in MARKS):
            self._clipboard.setMimeData(discreet(held.text()), mode)
