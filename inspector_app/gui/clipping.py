"""Words copied from the window: programs that keep a history of the clipboard are asked to leave them out.

Nobody can be forced to: Klipper and the history of Windows heed the mark, and macOS has none that Qt can set.
At a lock the words are taken off the clipboard, unless somebody has copied something else since.
"""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QClipboard

_WINDOWS = 'application/x-qt-windows-mime;value="{0}"'
_NO = bytes(4)
_MARKS = (
    {
        _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): _NO,
        _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
        _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
    }
    if sys.platform == "win32"
    else {"x-kde-passwordManagerHint": b"secret"}
)


class Clipping(QObject):
    """Marks what this window puts on the clipboard.

    Args:
        clipboard: that of the application.
        parent: the Qt owner.
    """

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        clipboard.dataChanged.connect(self._mark)

    def forget(self) -> None:
        """Takes our words off the clipboard; those of another program stay."""
        if self._clipboard.ownsClipboard() and _is_marked(self._copied()):
            self._clipboard.clear()

    def _copied(self) -> QMimeData | None:
        return cast("QMimeData | None", self._clipboard.mimeData())  # the hints know of no empty clipboard

    @Slot()
    def _mark(self) -> None:
        text, copied = self._clipboard.text(), self._copied()
        if not text or not self._clipboard.ownsClipboard() or _is_marked(copied):
            return
        marked = QMimeData()
        marked.setText(text)
        for name, value in _MARKS.items():
            marked.setData(name, value)
        self._clipboard.setMimeData(marked)


def _is_marked(copied: QMimeData | None) -> bool:
    return copied is not None and all(copied.hasFormat(name) for name in _MARKS)
