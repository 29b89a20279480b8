"""F1: the page of the screen in front, from `resources/help`, offline."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from inspector_app import resources


class HelpWindow(QDialog):
    """One page of help, beside the work and not over it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Help")
        column = QVBoxLayout(self)
        self.page = QTextBrowser()
        self.page.setAccessibleName("Help")
        self.page.setOpenLinks(False)
        column.addWidget(self.page)

    def summon(self, name: str, title: str) -> None:
        """Shows the page of a screen."""
        self.setWindowTitle(f"Help: {title}")
        self.page.setMarkdown(page(name, title))
        metrics = self.fontMetrics()
        self.resize(metrics.averageCharWidth() * 76, metrics.height() * 26)
        self.show()
        self.raise_()
        self.activateWindow()


def page(name: str, title: str) -> str:
    """Returns the text of a page in Markdown; where there is none, how to find one's way without it."""
    path = resources.path("help", f"{name}.md")
    if path.is_file():
        return path.read_text("utf-8")
    return (
        f"# {title}\n\nThere is no page about this screen yet.\n\n"
        "- **Ctrl+K** lists everything that can be done; type a few letters.\n"
        "- **Ctrl+/** lists all keyboard shortcuts.\n"
        "- **F6** goes from one part of the window to the next.\n"
    )
