"""Linux: sleep and shutdown wait until everything is saved and locked, by systemd's delay lock.

`org.freedesktop.login1.Manager.Inhibit` gives a file descriptor; the system waits for as long as it is open,
five seconds at most unless its administrator said otherwise. See systemd's "Inhibitor Locks".
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusUnixFileDescriptor

_MANAGER = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_ASKED = ["sleep:shutdown", "inspector-app", "Notes are being saved", "delay"]


class Delay(QObject):
    """The lock; asked for without waiting, since a system may have no such service.

    Args:
        system: the system's bus.
    """

    def __init__(self, system: QDBusConnection) -> None:
        super().__init__()
        self._system = system
        self._wanted = False
        self._asked: QDBusPendingCallWatcher | None = None
        self._held: QDBusUnixFileDescriptor | None = None

    @property
    def held(self) -> bool:
        """Whether the system would wait."""
        return self._held is not None

    def take(self) -> None:
        """Has the system wait before it sleeps or shuts down; nothing to do where it does already."""
        self._wanted = True
        if self._held is not None or self._asked is not None:
            return
        call = QDBusMessage.createMethodCall(*_MANAGER, "Inhibit")
        call.setArguments(_ASKED)
        self._asked = QDBusPendingCallWatcher(self._system.asyncCall(call), self)
        self._asked.finished.connect(self._answered)

    def release(self) -> None:
        """Lets the system go on."""
        self._wanted = False
        self._held = None  # Qt closes the descriptor with its last owner

    @Slot()
    def _answered(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        given = [] if asked.isError() else asked.reply().arguments()
        asked.deleteLater()
        if self._wanted and given and isinstance(given[0], QDBusUnixFileDescriptor):
            self._held = given[0]
