from __future__ import annotations

import ctypes
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from inspector_app.gui import away
from inspector_app.gui.away import AwayWatch


class HandClock:
    def __init__(self):
        self.moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.moment


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def bus(tmp_path):
    """A bus of the test's own, with a connection for the window and one for the system."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no D-Bus on this machine")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, encoding="utf-8"
    )
    address = daemon.stdout.readline().strip()
    names = ("window-of-the-test", "system-of-the-test")
    ends = [QDBusConnection.connectToBus(address, name) for name in names]
    assert all(end.isConnected() for end in ends)
    yield ends
    for name in names:
        QDBusConnection.disconnectFromBus(name)
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def says(end, path, interface, name, *told):
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(told))
    assert end.send(message)


def watching(clock, locked, *, system=None, session=None):
    """A watch on these buses that is begun, once the bus has taken in what it listens to."""
    none = QDBusConnection("none")
    watch = AwayWatch(clock, lambda: locked.append(True), buses=(system or none, session or none))
    watch.start()
    for end in (system, session):
        if end is not None:  # asked after the wish to listen, so answered after it
            end.interface().isServiceRegistered("org.example.nobody")
    return watch


def nothing_said():
    off = QDBusConnection("never-connected")
    return off, off


@pytest.mark.parametrize("desktop", ["freedesktop", "gnome"])
def test_a_locked_screen_locks_the_window_once(bus, clock, qtbot, desktop):
    place = (f"/org/{desktop}/ScreenSaver", f"org.{desktop}.ScreenSaver", "ActiveChanged")
    ours, theirs = bus
    locked = []
    watch = watching(clock, locked, session=ours)
    says(theirs, *place, True)
    qtbot.waitUntil(lambda: bool(locked), timeout=15_000)
    says(theirs, *place, True)
    says(theirs, *place, False)
    qtbot.wait(50)
    assert locked == [True]
    watch.stop()


def test_the_end_of_a_locked_screen_locks_nothing(bus, clock, qtbot):
    ours, theirs = bus
    locked = []
    watch = watching(clock, locked, session=ours)
    place = ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged")
    says(theirs, *place, False)
    qtbot.wait(50)
    assert not locked
    says(theirs, *place, True)
    qtbot.waitUntil(lambda: bool(locked), timeout=15_000)
    watch.stop()


def test_sleep_that_is_announced_locks_the_window(bus, clock, qtbot):
    ours, theirs = bus
    theirs.registerService("org.freedesktop.login1")
    locked = []
    watch = watching(clock, locked, system=ours)
    says(theirs, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True)
    qtbot.waitUntil(lambda: bool(locked), timeout=15_000)
    watch.stop()


def test_a_session_that_is_locked_from_outside_locks_the_window(bus, clock, qtbot):
    ours, theirs = bus
    theirs.registerService("org.freedesktop.login1")
    locked = []
    watch = watching(clock, locked, system=ours)
    says(theirs, "/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock")
    qtbot.waitUntil(lambda: bool(locked), timeout=15_000)
    watch.stop()


def test_a_computer_that_slept_unannounced_is_locked_when_it_wakes(qapp, clock):
    locked = []
    watch = AwayWatch(clock, lambda: locked.append(True), buses=nothing_said())
    watch.start()
    clock.moment += timedelta(seconds=20)
    watch.look()
    assert not locked
    clock.moment += timedelta(minutes=3)
    watch.look()
    assert locked == [True]


def test_a_clock_that_is_set_back_and_a_locked_window_lock_nothing(qapp, clock):
    locked = []
    watch = AwayWatch(clock, lambda: locked.append(True), buses=nothing_said())
    watch.left()
    watch.start()
    clock.moment -= timedelta(hours=5)
    watch.look()
    watch.stop()
    watch.left()
    assert not locked


def test_the_messages_of_windows_are_told_apart():
    assert away.leaves(0x0218, 4)  # the computer goes to sleep
    assert away.leaves(0x02B1, 7)  # the session is locked
    assert not away.leaves(0x02B1, 8)  # it is unlocked
    assert not away.leaves(0x0218, 7)  # it wakes


def test_a_message_of_windows_is_read_at_its_place():
    raw = ctypes.create_string_buffer(48)
    word = ctypes.sizeof(ctypes.c_void_p)
    raw[word : word + 4] = (0x02B1).to_bytes(4, "little")
    raw[2 * word : 2 * word + 8] = (7).to_bytes(8, "little")
    assert away._read_message(ctypes.addressof(raw)) == (0x02B1, 7)
