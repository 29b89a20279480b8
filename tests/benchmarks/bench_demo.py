"""The demo from start to finish on the bundled workbook: at most 60 s on two cores."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

BOUND_S = 60.0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "inspector_app",
            "--home",
            f"{folder}/home",
            "demo",
            f"{folder}/demo",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        taken = time.perf_counter() - begun
        verified = done.returncode == 0 and done.stdout.strip().endswith("verified")
        if not verified:
            print(done.stdout, done.stderr)
        files = sum(1 for path in Path(folder, "demo").rglob("*") if path.is_file())
    print(f"demo: {taken:.1f} s (bound {BOUND_S:.0f} s), {files} files, verified: {verified}")
    return 0 if verified and taken <= BOUND_S else 1


if __name__ == "__main__":
    sys.exit(main())
