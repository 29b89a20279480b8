from __future__ import annotations

import ctypes
import os
import select
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject

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
    watch = AwayWatch(clock, lambda: locked.append(True), nothing, buses=(system or none, session or none))
    watch.start()
    for end in (system, session):
        if end is not None:  # asked after the wish to listen, so answered after it
            end.interface().isServiceRegistered("org.example.nobody")
    return watch


def nothing():
    """Nothing is unsaved."""


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
    watch = AwayWatch(clock, lambda: locked.append(True), nothing, buses=nothing_said())
    watch.start()
    clock.moment += timedelta(seconds=20)
    watch.look()
    assert not locked
    clock.moment += timedelta(minutes=3)
    watch.look()
    assert locked == [True]


def test_a_clock_that_is_set_back_and_a_locked_window_lock_nothing(qapp, clock):
    locked = []
    watch = AwayWatch(clock, lambda: locked.append(True), nothing, buses=nothing_said())
    watch.left()
    watch.start()
    clock.moment -= timedelta(hours=5)
    watch.look()
    watch.stop()
    watch.left()
    assert not locked


class Login(QDBusVirtualObject):
    """The part of systemd's login service that hands out delay locks; each is a pipe of the test's own."""

    def __init__(self, end):
        super().__init__()
        self.asked, self._pipes = [], []
        self._end = end
        assert end.registerService("org.freedesktop.login1")
        assert end.registerVirtualObject("/org/freedesktop/login1", self)

    def introspect(self, _path):
        return ""

    def handleMessage(self, message, connection):  # noqa: N802 - Qt's own name
        self.asked.append(tuple(message.arguments()))
        ours, theirs = os.pipe()
        self._pipes.append(ours)
        reply = message.createReply()
        reply.setArguments([QDBusUnixFileDescriptor(theirs)])
        os.close(theirs)
        return connection.send(reply)

    @property
    def waits(self):
        """How many locks somebody holds: a pipe that nobody holds any more can be read to its end."""
        return sum(not select.select([each], [], [], 0)[0] for each in self._pipes)

    def says(self, name, begins):
        says(self._end, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", name, begins)

    def stop(self):
        for each in self._pipes:
            os.close(each)
        self._end.unregisterObject("/org/freedesktop/login1")


@pytest.fixture
def login(bus):
    made = Login(bus[1])
    yield made
    made.stop()


def delaying(bus, clock, done):
    """A watch that notes in order what it did; put away by the test."""
    watch = AwayWatch(
        clock,
        lambda: done.append("locked"),
        lambda: done.append("saved"),
        buses=(bus[0], QDBusConnection("none")),
    )
    watch.start()
    return watch


@pytest.mark.parametrize("name", ["PrepareForSleep", "PrepareForShutdown"])
def test_the_system_waits_until_all_is_saved_and_the_store_is_closed(bus, login, clock, qtbot, name):
    done = []
    watch = delaying(bus, clock, done)
    qtbot.waitUntil(lambda: login.waits == 1, timeout=15_000)
    assert login.asked == [("sleep:shutdown", "inspector-app", "Notes are being saved", "delay")]
    login.says(name, True)
    qtbot.waitUntil(lambda: len(done) == 2, timeout=15_000)
    assert done == ["saved", "locked"]
    assert login.waits == 1
    watch.put_away()
    assert login.waits == 0


def test_a_store_that_is_opened_again_after_waking_delays_the_next_sleep(bus, login, clock, qtbot):
    done = []
    watch = delaying(bus, clock, done)
    qtbot.waitUntil(lambda: login.waits == 1, timeout=15_000)
    login.says("PrepareForSleep", True)
    qtbot.waitUntil(lambda: len(done) == 2, timeout=15_000)
    watch.put_away()
    login.says("PrepareForSleep", False)
    watch.start()
    qtbot.waitUntil(lambda: login.waits == 1, timeout=15_000)
    assert len(login.asked) == 2
    watch.put_away()


def test_a_window_that_could_not_be_locked_saves_before_the_next_sleep_too(bus, login, clock, qtbot):
    done = []
    watch = delaying(bus, clock, done)
    qtbot.waitUntil(lambda: login.waits == 1, timeout=15_000)
    for expected in (2, 4):
        login.says("PrepareForSleep", True)
        qtbot.waitUntil(lambda expected=expected: len(done) == expected, timeout=15_000)
        login.says("PrepareForSleep", False)
        qtbot.waitUntil(lambda: watch._on, timeout=15_000)
    assert done == ["saved", "locked"] * 2
    assert login.waits == 1
    watch.put_away()


def test_a_locked_window_holds_no_sleep_back(bus, login, clock, qtbot):
    watch = delaying(bus, clock, [])
    watch.put_away()  # before the system answered
    qtbot.waitUntil(lambda: bool(login.asked), timeout=15_000)
    qtbot.waitUntil(lambda: login.waits == 0, timeout=15_000)


def test_a_system_without_such_a_service_is_no_fault(bus, clock, qtbot):
    watch = delaying(bus, clock, [])
    qtbot.waitUntil(lambda: watch._delay._asked is None, timeout=15_000)
    assert not watch._delay.held
    watch.put_away()


def test_windows_is_answered_only_once_all_is_saved_before_it_sleeps(qtbot):
    done = []
    messages = away._Messages(lambda begins: done.append(("pauses", begins)), lambda: done.append("left"))
    messages.take(0x0218, 4)  # the computer goes to sleep
    assert done == [("pauses", True)]
    messages.take(0x0218, 7)  # it wakes
    assert done == [("pauses", True), ("pauses", False)]
    messages.take(0x02B1, 8)  # the session is unlocked
    messages.take(0x02B1, 7)  # it is locked
    qtbot.waitUntil(lambda: done[2:] == ["left"], timeout=15_000)


def test_a_message_of_windows_is_read_at_its_place():
    raw = ctypes.create_string_buffer(48)
    word = ctypes.sizeof(ctypes.c_void_p)
    raw[word : word + 4] = (0x02B1).to_bytes(4, "little")
    raw[2 * word : 2 * word + 8] = (7).to_bytes(8, "little")
    assert away._read_message(ctypes.addressof(raw)) == (0x02B1, 7)
