"""How the window was left on this computer: size, look, last folder. Never evidence, never a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_RECENT = 8


class Settings:
    """The settings file of one user of this computer.

    Args:
        path: the file, in the form of an INI file; made when first needed.
    """

    def __init__(self, path: Path) -> None:
        self._kept = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """The chosen theme."""
        return str(self._kept.value("look/theme", "system"))

    @theme.setter
    def theme(self, choice: str) -> None:
        self._kept.setValue("look/theme", choice)

    @property
    def scale(self) -> int:
        """The size of text in per cent; what cannot be read counts as 100."""
        told = str(self._kept.value("look/scale", "100"))
        return int(told) if told.isdecimal() else 100

    @scale.setter
    def scale(self, scale: int) -> None:
        self._kept.setValue("look/scale", str(scale))

    @property
    def note_scale(self) -> int:
        """The size of text in notes in per cent of that of the window; what cannot be read counts as 100."""
        told = str(self._kept.value("look/notes", "100"))
        return int(told) if told.isdecimal() else 100

    @note_scale.setter
    def note_scale(self, scale: int) -> None:
        self._kept.setValue("look/notes", str(scale))

    @property
    def spelling(self) -> bool:
        """Whether unknown words are marked."""
        return str(self._kept.value("writing/spelling", "yes")) == "yes"

    @spelling.setter
    def spelling(self, yes: bool) -> None:
        self._kept.setValue("writing/spelling", "yes" if yes else "no")

    @property
    def store_folder(self) -> Path | None:
        """The folder of the store that was open last."""
        told = str(self._kept.value("last/store", ""))
        return Path(told) if told else None

    @store_folder.setter
    def store_folder(self, folder: Path) -> None:
        self._kept.setValue("last/store", str(folder))

    @property
    def recent_stores(self) -> tuple[Path, ...]:
        """The folders of the stores opened of late, the last one first."""
        told = str(self._kept.value("last/stores", ""))
        return tuple(Path(line) for line in told.split("\n") if line)

    def note_store(self, folder: Path) -> None:
        """Notes that a store was opened."""
        others = [each for each in self.recent_stores if each != folder]
        told = [str(each) for each in (folder, *others)][:_RECENT]
        self.store_folder = folder
        self._kept.setValue("last/stores", "\n".join(told))

    def forget_store(self, folder: Path) -> None:
        """Forgets a store that is gone."""
        others = [each for each in self.recent_stores if each != folder]
        self._kept.setValue("last/stores", "\n".join(str(each) for each in others))
        if self.store_folder == folder:
            self._kept.remove("last/store")

    @property
    def screen(self) -> str:
        """The screen that was in front."""
        return str(self._kept.value("last/screen", ""))

    @screen.setter
    def screen(self, name: str) -> None:
        self._kept.setValue("last/screen", name)

    @property
    def geometry(self) -> QByteArray:
        """The window's place on the desktop; empty where not known."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._kept.setValue("window/geometry", geometry)

    @property
    def layout(self) -> QByteArray:
        """Where the panes of the window stand; empty where not known."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, layout: QByteArray) -> None:
        self._kept.setValue("window/layout", layout)

    def keep(self) -> None:
        """Writes the file now."""
        self._kept.sync()

    def _bytes(self, key: str) -> QByteArray:
        told = self._kept.value(key)
        return told if isinstance(told, QByteArray) else QByteArray()
