"""Signatures by a real `ssh-agent`, and by agents that lock, go away, refuse, lie or talk nonsense."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from inspector_app.crypto import agent, signing, sshsig
from inspector_app.crypto.agent import AgentError
from inspector_app.crypto.wire import pack

SPACE = "evidence-bundle.v1@inspector-app"
MESSAGE = b"e3b0  bag-info.txt\n"
KEY = signing.key_of(b"k" * 32)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="agents of Windows listen on a named pipe")
needs_agent = pytest.mark.needs("ssh-agent", "ssh-add", "ssh-keygen")


def run(*words, check=True, **settings):
    env = {**os.environ, **settings}
    return subprocess.run([str(w) for w in words], capture_output=True, check=check, env=env, text=True)


@pytest.fixture
def real(start_agent):
    """A real agent with nothing in it."""
    return start_agent()


@pytest.fixture
def listener(monkeypatch):
    """The socket of an agent that is none."""
    with (
        tempfile.TemporaryDirectory(prefix="agent-") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one,
    ):
        one.bind(str(Path(folder) / "socket"))
        one.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(Path(folder) / "socket"))
        yield one


@pytest.fixture
def made(tmp_path):
    """Makes a key pair by ssh-keygen and returns the private file."""

    def make(name="id", kind="ed25519"):
        run("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"{name} of Ada", "-f", tmp_path / name)
        return tmp_path / name

    return make


def line(path):
    return signing.public_key(Path(f"{path}.pub").read_text("ascii"))


@pytest.fixture
def answering(listener):
    """An agent that gives fixed answers, one for each connection, and then hangs up."""
    threads = []

    def serve(*answers):
        def work():
            for answer in answers:
                with listener.accept()[0] as one:
                    one.recv(1 << 16)
                    one.sendall(answer)

        threads.append(threading.Thread(target=work))
        threads[-1].start()

    yield serve
    for thread in threads:
        thread.join()


def listing(*keys):
    body = bytes([12]) + len(keys).to_bytes(4, "big") + b"".join(pack(blob, b"Ada's") for blob in keys)
    return pack(body)


@needs_agent
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_what_the_agent_signs_is_good_here_and_for_ssh_keygen(real, made, kind, tmp_path):
    run("ssh-add", made(kind=kind))
    (found,) = agent.shown()
    assert (found.comment, found.public) == ("id of Ada", line(tmp_path / "id"))
    armoured = sshsig.sign(MESSAGE, SPACE, found)
    assert sshsig.verify(armoured, MESSAGE, SPACE).key == line(tmp_path / "id")
    (tmp_path / "sig").write_bytes(armoured)
    told = ["ssh-keygen", "-Y", "check-novalidate", "-n", SPACE, "-s", tmp_path / "sig"]
    assert subprocess.run(told, input=MESSAGE, capture_output=True, check=False).returncode == 0


@needs_agent
def test_it_is_the_signature_that_ssh_keygen_makes_with_the_same_agent(real, made, tmp_path):
    run("ssh-add", made())
    stock = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", SPACE, "-f", tmp_path / "id.pub"],
        input=MESSAGE,
        capture_output=True,
        check=True,
    )
    assert sshsig.sign(MESSAGE, SPACE, agent.shown()[0]) == stock.stdout


@needs_agent
def test_a_certificate_in_the_agent_goes_with_the_signature(real, made, tmp_path):
    key, authority = made(), made("ca")
    run("ssh-keygen", "-q", "-s", authority, "-I", "1", "-n", "a@b", f"{key}.pub")
    run("ssh-add", key)
    plain, certified = agent.shown()
    assert plain.certificate is None
    told = sshsig.verify(sshsig.sign(MESSAGE, SPACE, certified), MESSAGE, SPACE)
    assert told.certificate == certified.certificate
    assert told.certificate.principals == ("a@b",)
    assert told.certificate.authority == line(authority)


@needs_agent
def test_a_key_that_no_bundle_may_be_signed_with_is_not_shown(real, made):
    run("ssh-add", made(kind="rsa"))
    assert agent.shown() == ()


@needs_agent
def test_a_locked_agent_says_so_and_signs_again_once_it_is_open(real, made, tmp_path):
    run("ssh-add", made())
    (found,) = agent.shown()
    word = tmp_path / "word"
    word.write_text("#!/bin/sh\necho twelve small owls\n")
    word.chmod(0o700)
    asking = {"SSH_ASKPASS": str(word), "SSH_ASKPASS_REQUIRE": "force"}
    run("ssh-add", "-x", **asking)
    assert agent.shown() == ()
    with pytest.raises(AgentError, match="locked or empty"):
        found.sign(b"data")
    run("ssh-add", "-X", **asking)
    signing.check(found.public, found.sign(b"data"), b"data")


@needs_agent
def test_a_key_that_was_taken_out_of_the_agent_is_told(real, made):
    run("ssh-add", made())
    (found,) = agent.shown()
    run("ssh-add", "-d", made("other"), check=False)
    run("ssh-add", "-D")
    run("ssh-add", made("second"))
    with pytest.raises(AgentError, match="none of the keys"):
        found.sign(b"data")


@needs_agent
def test_a_refused_confirmation_is_told(start_agent, made, tmp_path, monkeypatch):
    refusing = tmp_path / "no"
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(refusing))
    monkeypatch.setenv("DISPLAY", ":0")
    start_agent()  # it asks with the program that it was started with
    run("ssh-add", "-c", made())
    (found,) = agent.shown()
    with pytest.raises(AgentError, match="somebody refused"):
        found.sign(b"data")


@needs_agent
def test_an_agent_that_went_away_is_told(real, made):
    run("ssh-add", made())
    (found,) = agent.shown()
    real.kill()
    real.wait()
    for ask in (agent.shown, lambda: found.sign(b"data")):
        with pytest.raises(AgentError, match="cannot be reached"):
            ask()


def test_where_no_agent_is_named_that_is_said():
    with pytest.raises(AgentError, match="No agent"):
        agent.shown()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0\0",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff\x0c",
        pack(b"\x0c"),
        pack(b"\x0c\0\0\0\x02" + pack(KEY.public.blob, b"x")),
        pack(b"\x0c\0\0\0\0x"),
        pack(b"\x05"),
        pack(b"\x0e" + pack(b"x")),
    ],
)
def test_an_answer_that_is_none_is_told(answering, answer):
    answering(answer)
    with pytest.raises(AgentError):
        agent.shown()


@pytest.mark.parametrize(
    "answer",
    [
        pack(b"\x0e" + pack(KEY.sign(b"other data"))),
        pack(b"\x0e" + pack(signing.key_of(b"x" * 32).sign(b"data"))),
        pack(b"\x0e" + pack(b"")),
        pack(b"\x0e"),
        pack(b"\x0e" + pack(KEY.sign(b"data")) + b"x"),
    ],
)
def test_an_agent_that_signs_something_else_is_not_believed(answering, answer):
    answering(listing(KEY.public.blob), answer)
    (found,) = agent.shown()
    with pytest.raises(AgentError):
        found.sign(b"data")


def test_an_agent_that_is_silent_is_given_up_and_one_who_waits_can_stop(listener, monkeypatch):
    class StoppedError(Exception):
        pass

    def stop():
        raise StoppedError

    monkeypatch.setattr(agent, "LISTING_SECONDS", 0.05)
    with pytest.raises(AgentError, match="cannot be reached"):
        agent.shown()
    with pytest.raises(StoppedError):
        agent.AgentKey(KEY.public.blob, "Ada's", waits=stop).sign(b"data")


def test_the_agent_is_spoken_to_through_the_file_system_alone():
    """The one module that may open a socket opens none that leaves this computer."""
    text = Path(agent.__file__).read_text("utf-8")
    assert set(re.findall(r"socket\.([A-Z]\w+|create\w+|getaddr\w+)", text)) == {"AF_UNIX", "SOCK_STREAM"}


def test_the_named_pipe_of_windows_is_written_to_and_read_like_a_file(tmp_path, monkeypatch):
    """Windows is not here: a file stands in for the pipe, with the answer behind the question."""
    pipe = tmp_path / "pipe"
    pipe.write_bytes(pack(bytes([11])) + listing(KEY.public.blob))
    monkeypatch.setattr(agent.sys, "platform", "win32")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(pipe))
    (found,) = agent.shown()
    assert found.public == KEY.public
