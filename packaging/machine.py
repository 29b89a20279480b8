"""What the machine itself must have: libraries that Qt loads, and the stock tools that tests run.

On Debian and its relatives, as root, what is missing is installed; elsewhere it is named.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


class Stopped(Exception):  # noqa: N818 - read aloud: "Stopped: these libraries are missing"
    """The command cannot go on; the message is one sentence to the person at the keyboard."""


@dataclass(frozen=True)
class Need:
    """One thing the machine must have, and the Debian package that brings it."""

    thing: str
    package: str

    def is_met(self, libraries: str) -> bool:
        """Returns whether the thing is there: a file, a library in `libraries`, or a program."""
        if self.thing.startswith("/"):
            return Path(self.thing).exists()
        if ".so" in self.thing:
            return self.thing in libraries
        return shutil.which(self.thing) is not None


_ANY_SCREEN = (
    Need("libglib-2.0.so.0", "libglib2.0-0"),
    Need("libGL.so.1", "libgl1"),
    Need("libEGL.so.1", "libegl1"),
    Need("libxkbcommon.so.0", "libxkbcommon0"),
    Need("libfontconfig.so.1", "libfontconfig1"),
    Need("libdbus-1.so.3", "libdbus-1-3"),
)
_FONTS = Need("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core")
_X11 = (
    Need("libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("libxcb-shape.so.0", "libxcb-shape0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
_WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0"),
    Need("libwayland-egl.so.1", "libwayland-egl1"),
)
_TOOLS = (
    Need("age", "age"),
    Need("ssh-keygen", "openssh-client"),
    Need("unzip", "unzip"),
    Need("/usr/lib/libreoffice/program/libswlo.so", "libreoffice-writer-nogui"),
    Need("pdftoppm", "poppler-utils"),
    Need("gnome-keyring-daemon", "gnome-keyring"),
    Need("dbus-run-session", "dbus"),
    Need("secret-tool", "libsecret-tools"),
    Need("Xvfb", "xvfb"),
    Need("strace", "strace"),
)
_OBJDUMP = Need("objdump", "binutils")


def has_screen() -> bool:
    """Returns whether a window could be seen by somebody."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def qt_needs(*, screen: bool) -> tuple[Need, ...]:
    """Returns what Qt loads: offscreen always, and for a screen what its window system needs too."""
    needs = (*_ANY_SCREEN, *((_FONTS,) if shutil.which("apt-get") else ()))
    if screen and os.environ.get("DISPLAY"):
        needs += _X11
    if screen and os.environ.get("WAYLAND_DISPLAY"):
        needs += _WAYLAND
    return needs


def test_needs() -> tuple[Need, ...]:
    """Returns the stock tools that tests run beside our own code."""
    return (*_TOOLS, *_X11)


def build_needs() -> tuple[Need, ...]:
    """Returns what a frozen app is built from; without the X11 libraries its window would not open."""
    return (*qt_needs(screen=False), *_X11, _OBJDUMP)


def provide(needs: tuple[Need, ...], *, required: bool) -> None:
    """Makes sure that the machine has what is needed; does nothing on Windows and macOS.

    Args:
        needs: what must be there.
        required: whether the command cannot do without; otherwise what is missing is only named.

    Raises:
        Stopped: something required is missing and could not be installed.
    """
    if sys.platform != "linux":
        return
    missing = _missing(needs)
    if missing and _may_install():
        install(sorted({need.package for need in missing}))
        missing = _missing(needs)
    if not missing:
        return
    names = " ".join(sorted({need.package for need in missing}))
    if required:
        raise Stopped(f"this machine lacks system packages; install them as root: apt-get install {names}")
    print(f"Missing system packages, so whatever needs them is left out: {names}", flush=True)


def install(packages: list[str]) -> None:
    """Installs Debian packages by name.

    Raises:
        Stopped: apt-get did not succeed.
    """
    print("Installing system packages: " + " ".join(packages), flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", "-o", "Acquire::Retries=3", *command],
            env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Stopped(f"apt-get {command[0]} failed: {last}")


def provide_venv() -> None:
    """Makes sure that this Python can make a virtual environment; Debian keeps that in a package of its own.

    Raises:
        Stopped: it cannot, and the package could not be installed.
    """
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if _may_install():
        install([package])
        importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        raise Stopped(f"this Python cannot make a virtual environment; install the system package {package}.")


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _missing(needs: tuple[Need, ...]) -> list[Need]:
    libraries = _libraries()
    return [need for need in needs if not need.is_met(libraries)]


def _libraries() -> str:
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        listed = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return listed.stdout
