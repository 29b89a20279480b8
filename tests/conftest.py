"""What every test stands on: no screen, no home of a real person, no real keychain, nothing left behind."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

# Before any import of Qt. A Qt warning fails a test, and Qt warns of any encoding but UTF-8.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
if sys.platform == "linux":
    os.environ["LC_ALL"] = "C.UTF-8"
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
# Commands that a test starts must not reach the real keychain either; a test of the keychain takes this away.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import keyring
import keyring.backend
import keyring.errors
import pytest

from inspector_app.crypto import keychain as ours

_GRACE = 2.0
_HOMES = itertools.count()


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keychain that lasts as long as one test."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.secrets = {}

    def get_password(self, service, username):
        return self.secrets.get((service, username))

    def set_password(self, service, username, password):
        self.secrets[service, username] = password

    def delete_password(self, service, username):
        if self.secrets.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("no such secret")


@pytest.fixture(autouse=True)
def keychain(monkeypatch):
    """The keychain of this test alone; `keychain.secrets` shows what is in it."""
    before = keyring.get_keyring()
    fresh = MemoryKeyring()
    allowed = (*ours.of_system(), f"{MemoryKeyring.__module__}.{MemoryKeyring.__name__}")
    monkeypatch.setattr(ours, "of_system", lambda: allowed)
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """The folder with the home of every test of this session."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes, monkeypatch):
    """A home folder of this test alone, for the app, for Qt and for every program that the test starts."""
    place: Path = homes / str(next(_HOMES))
    for name in ("", "config", "data", "cache", "state", "run", "inspector-app"):
        (place / name).mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("INSPECTOR_APP_HOME", str(place / "inspector-app"))
    for variable in ("INSPECTOR_APP_PASSPHRASE_FILE", "SSH_AUTH_SOCK"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(place))
    for variable, name in (
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
        ("APPDATA", "config"),
        ("LOCALAPPDATA", "data"),
    ):
        monkeypatch.setenv(variable, str(place / name))
    return place


class _Overheard(logging.Handler):
    """Keeps every record from a warning upwards."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.records = []

    def emit(self, record):
        self.records.append(record)


@pytest.fixture
def expected_logs():
    """The warnings and errors logged so far; a test that asks for this may log them."""
    return []


@pytest.fixture(autouse=True)
def _no_stray_logs(request):
    """A warning in the log that no test asked for is a fault nobody has looked at."""
    overheard = _Overheard()
    if "expected_logs" in request.fixturenames:
        overheard.records = request.getfixturevalue("expected_logs")
    logging.getLogger().addHandler(overheard)
    yield
    logging.getLogger().removeHandler(overheard)
    if "expected_logs" not in request.fixturenames and overheard.records:
        told = "; ".join(f"{record.name}: {record.getMessage()}" for record in overheard.records)
        pytest.fail(f"logged without `expected_logs`: {told}", pytrace=False)


@pytest.fixture(autouse=True)
def _no_leaked_threads():
    """A thread that outlives its test holds a store open, or dies in the middle of another test."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(_GRACE)
    leaked = [thread.name for thread in started if thread.is_alive()]
    if leaked:
        pytest.fail("threads left running: " + ", ".join(leaked), pytrace=False)


def _stock(name: str) -> str:
    """Returns the path of a stock program; without it the test is skipped, in CI it fails."""
    path = shutil.which(name)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{name} is not installed", pytrace=False)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def pytest_runtest_setup(item):
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            _stock(name)


@pytest.fixture(scope="session")
def tool():
    """A function from the name of a stock program to its path; without it the test is skipped, in CI it fails."""
    return _stock


@pytest.fixture
def start_agent(monkeypatch):
    """Starts a real `ssh-agent` with nothing in it, which the environment names; gives its process."""
    with ExitStack() as stack:

        def start():
            # The path of a socket has some hundred characters, which the folder of a test may well take up.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="agent-")))
            words = [_stock("ssh-agent"), "-D", "-a", str(folder / "socket")]
            process = stack.enter_context(subprocess.Popen(words, stdout=subprocess.PIPE))
            stack.callback(process.terminate)
            process.stdout.readline()  # it says where it listens once it does
            monkeypatch.setenv("SSH_AUTH_SOCK", str(folder / "socket"))
            return process

        yield start
