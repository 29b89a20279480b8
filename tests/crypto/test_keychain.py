"""The keychain keeps keys or says that it does not; what discards them or shows them is no keychain."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from inspector_app.crypto import keychain as ours

SECRET = bytes(range(32))
OF_SYSTEM = ours.of_system  # before a fixture adds to it


class Backend(keyring.backend.KeyringBackend):
    """A back end that works; the others break one thing each."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("none")


class Discards(Backend):
    def set_password(self, service, username, password):
        pass


class Changes(Backend):
    def get_password(self, service, username):
        return "AAAA"


class Garbles(Backend):
    def get_password(self, service, username):
        return "no base64 é"


class Locked(Backend):
    def get_password(self, *_):
        raise keyring.errors.KeyringLocked("locked")

    set_password = delete_password = get_password


class Gone(Backend):
    """The service went away in the middle, as when somebody logs off."""

    def get_password(self, *_):
        raise ConnectionResetError("gone")

    set_password = delete_password = get_password


class Priceless(Backend):
    priority = 0


class Plain(Backend):
    """Keeps secrets in clear text, under the name that its package gives it."""

    priority = 9


Plain.__module__, Plain.__name__ = "keyrings.alt.file", "PlaintextKeyring"


class Unheard(Backend):
    """A back end that nobody here has heard of, as of a company or of next year."""


class Elsewhere(Backend):
    """Calls itself what a real one is called, in another module."""


Elsewhere.__name__ = "WinVaultKeyring"


class Refuses(Backend):
    """A back end that can only read, as those of some package indexes."""

    def set_password(self, service, username, password):
        raise NotImplementedError


FIT = (Backend, Discards, Changes, Garbles, Locked, Gone, Priceless, Refuses)


@pytest.fixture(autouse=True)
def _known(monkeypatch, keychain):
    """These stand for the back ends of this system; Plain, Unheard and Elsewhere do not."""
    names = (*ours.of_system(), *(f"{one.__module__}.{one.__name__}" for one in FIT))
    monkeypatch.setattr(ours, "of_system", lambda: names)


def chain(monkeypatch, *backends):
    """The back end that `keyring` makes where several are there."""
    monkeypatch.setattr(keyring.backends.chainer.ChainerBackend, "backends", list(backends))
    return keyring.backends.chainer.ChainerBackend()


def test_a_key_is_kept_fetched_and_forgotten(keychain):
    assert ours.available()
    assert ours.keep("account", SECRET)
    assert ours.fetch("account") == SECRET
    assert ours.fetch("another") is None
    assert list(keychain.secrets) == [(ours.SERVICE, "account")]
    ours.forget("account")
    assert ours.fetch("account") is None
    ours.forget("account")
    assert keychain.secrets == {}


def test_a_key_replaces_the_one_before():
    assert ours.keep("account", SECRET)
    assert ours.keep("account", SECRET[::-1])
    assert ours.fetch("account") == SECRET[::-1]


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.null.Keyring, keyring.backends.fail.Keyring, Plain, Priceless, Unheard, Elsewhere],
    ids=lambda b: f"{b.__module__}.{b.__name__}",
)
def test_what_discards_fails_or_keeps_in_clear_text_is_no_keychain(backend):
    found = backend()
    keyring.set_keyring(found)
    assert ours.available() is None
    assert ours.keep("account", SECRET) is False
    assert ours.fetch("account") is None
    ours.forget("account")
    assert not getattr(found, "kept", None)


@pytest.mark.parametrize("backend", [Discards, Changes, Garbles, Locked, Gone, Refuses])
def test_what_does_not_give_the_key_back_has_not_kept_it(backend):
    keyring.set_keyring(backend())
    assert ours.keep("account", SECRET) is False
    assert ours.fetch("account") != SECRET
    assert not getattr(keyring.get_keyring(), "kept", None)


@pytest.mark.parametrize(
    ("system", "module", "names"),
    [
        ("win32", "keyring.backends.Windows", ["WinVaultKeyring"]),
        ("darwin", "keyring.backends.macOS", ["Keyring"]),
        ("linux", "keyring.backends.SecretService", ["Keyring"]),
        ("linux", "keyring.backends.libsecret", ["Keyring"]),
        ("linux", "keyring.backends.kwallet", ["DBusKeyring", "DBusKeyringKWallet4"]),
    ],
)
def test_the_back_ends_named_are_those_of_the_operating_systems(system, module, names):
    """By the names that the installed `keyring` gives them, so that a release that renames one is noticed."""
    there = ast.parse(Path(importlib.util.find_spec(module).origin).read_text("utf-8"))
    classes = {node.name for node in ast.walk(there) if isinstance(node, ast.ClassDef)}
    assert classes >= set(names)
    assert set(OF_SYSTEM(system)) >= {f"{module}.{name}" for name in names}
    others = {"win32", "darwin", "linux"} - {system}
    assert not any(f"{module}.{name}" in OF_SYSTEM(other) for other in others for name in names)


def test_of_several_the_first_fit_one_is_used_and_never_a_plain_one(monkeypatch):
    plain, unheard, fit, other = Plain(), Unheard(), Backend(), Refuses()
    keyring.set_keyring(chain(monkeypatch, plain, unheard, other, fit))
    assert ours.available().endswith(".Backend")
    assert ours.keep("account", SECRET)
    assert ours.fetch("account") == SECRET
    assert [len(one.kept) for one in (plain, unheard, other, fit)] == [0, 0, 0, 1]
    ours.forget("account")
    assert fit.kept == {}


def test_several_plain_ones_are_no_keychain(monkeypatch):
    plain, another = Plain(), Plain()
    keyring.set_keyring(chain(monkeypatch, plain, another))
    assert ours.available() is None
    assert ours.keep("account", SECRET) is False
    assert plain.kept == another.kept == {}


# --- in a process of its own: what this computer really has --------------------------------------------

ROOT = Path(ours.__file__).parents[2]
PROGRAM = f"""
import json, os, signal, sys, threading
sys.path.insert(0, {str(ROOT)!r})
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from inspector_app.crypto import keychain
def told(*values):
    print(json.dumps(values), flush=True)
"""
LOOK = "told(keychain.available(), keychain.keep('account', b'key'), keychain.fetch('account')); keychain.forget('account')"


@pytest.fixture
def written(tmp_path, home):
    """Writes a program, and returns its command line and the environment of a computer without a keychain."""

    def made(text):
        path = tmp_path / "program.py"
        path.write_text(PROGRAM + text, encoding="utf-8")
        env = {
            k: v
            for k, v in os.environ.items()
            if k not in {"PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY"}
        }
        return [sys.executable, str(path)], {**env, "XDG_RUNTIME_DIR": str(home / "run")}

    return made


def lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have one")
def test_a_computer_without_a_keychain_has_none(written):
    command, env = written(LOOK)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert lines(done) == [[None, False, None]]


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "nonsense.Keyring",
        "keyring.backends.null.Nonsense",
        "nonsense",
        "",
    ],
)
def test_a_back_end_chosen_by_the_environment_is_looked_at_too(written, name):
    command, env = written(LOOK)
    done = subprocess.run(
        command, env={**env, "PYTHON_KEYRING_BACKEND": name}, capture_output=True, text=True, check=False
    )
    assert lines(done) == [[None, False, None]]


# --- a real Secret Service ----------------------------------------------------------------------------


@pytest.fixture
def secret_service(written, tool, home):
    """Runs a program beside a gnome-keyring that is unlocked with a password, on a bus of its own."""
    if sys.platform != "linux":
        pytest.skip("the Secret Service is Linux's")
    bus, daemon = tool("dbus-run-session"), tool("gnome-keyring-daemon")

    def ran(text, password="login password"):  # noqa: S107 - of a keychain that lasts as long as the test
        command, env = written(
            f"""
import subprocess, time
service = subprocess.Popen(
    [{daemon!r}, "--foreground", "--unlock", "--components=secrets"], stdin=subprocess.PIPE,
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
service.stdin.write({password.encode()!r})
service.stdin.close()
ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
       "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
until = time.monotonic() + 20
while b"true" not in subprocess.run(ask, capture_output=True).stdout:
    assert time.monotonic() < until and service.poll() is None, "no Secret Service"
try:
{"".join(f"    {line}{chr(10)}" for line in text.strip().splitlines())}
finally:
    service.kill()
    service.wait()
"""
        )
        return lines(
            subprocess.run(
                [bus, "--", *command], env=env, capture_output=True, text=True, check=False, timeout=50
            )
        )

    return ran


def test_a_real_secret_service_keeps_fetches_and_forgets(secret_service, home):
    text = f"""
key = bytes.fromhex({SECRET.hex()!r})
told(keychain.available(), keychain.keep("account", key), keychain.fetch("account") == key, keychain.fetch("none"))
keychain.forget("account")
keychain.forget("account")
told(keychain.fetch("account"))
keychain.keep("account", key[::-1])
"""
    found = secret_service(text)
    assert found == [["keyring.backends.SecretService.Keyring", True, True, None], [None]]
    kept = [path for path in home.rglob("*.keyring") if path.is_file()]
    assert kept, "the service keeps its keys in files"
    assert all(SECRET not in path.read_bytes() and SECRET[::-1] not in path.read_bytes() for path in kept)
    assert secret_service("told(keychain.fetch('account').hex())") == [[SECRET[::-1].hex()]]


def test_a_locked_secret_service_has_no_key_and_keeps_none(secret_service):
    assert secret_service("told(keychain.keep('account', b'key'))") == [[True]]
    found = secret_service("told(keychain.fetch('account'), keychain.keep('account', b'new'))", "wrong")
    assert found == [[None, False]]
    assert secret_service("told(keychain.fetch('account') == b'key')") == [[True]]


def test_a_secret_service_that_goes_away_is_told_and_no_crash(secret_service):
    text = """
told(keychain.keep("account", b"key"))
service.kill()
service.wait()
told(keychain.fetch("account"), keychain.keep("account", b"key"))
keychain.forget("account")
told("alive")
"""
    assert secret_service(text) == [[True], [None, False], ["alive"]]
