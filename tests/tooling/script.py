"""Drives the set-up of `dev` with an installer that only writes down what it was asked to do.

`python script.py ROOT [STEP…]`: in the named steps it starts a child that lasts a while, and waits.
"""

import importlib.machinery
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

DEV = Path(__file__).resolve().parents[2] / "dev"


def load() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("quintet_dev", str(DEV))
    spec = importlib.util.spec_from_loader("quintet_dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["quintet_dev"] = module
    loader.exec_module(module)
    return module


class Recorder:
    """Notes each step in `ROOT/log`; `slow` steps last a second, in a child that has the lock."""

    def __init__(self, root: Path, fds: Sequence[int], slow: Sequence[str] = (), failing: str = "") -> None:
        self.root, self.fds, self.slow, self.failing = root, tuple(fds), slow, failing

    def make_venv(self) -> None:
        programs = self.root / ".venv" / "bin"
        programs.mkdir(parents=True, exist_ok=True)
        (programs / "python").unlink(missing_ok=True)
        (programs / "python").symlink_to(sys.executable)
        self.note("venv")

    def install_packages(self) -> None:
        self.note("packages")

    def install_project(self) -> None:
        self.note("project")

    def note(self, step: str) -> None:
        log = self.root / "log"
        if step in self.slow:
            # The child notes it, so that whoever reads it knows that there is one.
            note = f"note = lambda line: open({str(log)!r}, 'a').write(line); note('{step}\\n')"
            slowly = f"import time; {note}; time.sleep(1); note('{step} ended\\n')"
            subprocess.run([sys.executable, "-c", slowly], pass_fds=self.fds, check=True)
            return
        with log.open("a") as lines:
            lines.write(f"{step}\n")
        if step == self.failing:
            raise RuntimeError(step)


def ensure(root: Path, slow: Sequence[str] = (), failing: str = "") -> list[str]:
    """Run the set-up; the steps it did."""
    log = root / "log"
    before = log.read_text().splitlines() if log.exists() else []
    load().Setup(root, lambda place, fds: Recorder(place, fds, slow, failing)).ensure()
    return log.read_text().splitlines()[len(before) :] if log.exists() else []


if __name__ == "__main__":
    ensure(Path(sys.argv[1]), sys.argv[2:])
