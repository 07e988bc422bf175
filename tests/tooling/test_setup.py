"""The set-up of `dev`: what it repeats, and what it survives."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tooling import script

EVERYTHING = ["venv", "packages", "project"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "requirements").mkdir(parents=True)
    (root / "requirements" / "dev.txt").write_text("one==1\n")
    (root / "pyproject.toml").write_text("[project]\n")
    return root


def start(root: Path, *slow: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, script.__file__, str(root), *slow], stderr=subprocess.DEVNULL)


def wait_for(root: Path, line: str) -> None:
    log, give_up = root / "log", time.monotonic() + 10
    while time.monotonic() < give_up:
        if log.exists() and line in log.read_text().splitlines():
            return
        time.sleep(0.01)
    raise AssertionError(f"{line!r} never came")


class TestStamps:
    def test_second_time_does_nothing(self, checkout: Path) -> None:
        assert script.ensure(checkout) == EVERYTHING
        assert script.ensure(checkout) == []

    def test_new_lock_installs_packages_into_the_same_venv(self, checkout: Path) -> None:
        script.ensure(checkout)
        (checkout / "requirements" / "dev.txt").write_text("one==2\n")
        assert script.ensure(checkout) == ["packages", "project"]

    def test_new_project_file_installs_only_the_project(self, checkout: Path) -> None:
        script.ensure(checkout)
        (checkout / "pyproject.toml").write_text("[project]\nname = 'x'\n")
        assert script.ensure(checkout) == ["project"]

    def test_moved_checkout_is_set_up_anew(self, checkout: Path) -> None:
        script.ensure(checkout)
        moved = checkout.rename(checkout.with_name("elsewhere"))
        assert script.ensure(moved) == EVERYTHING
        assert script.ensure(moved) == []

    def test_python_gone_from_under_the_venv(self, checkout: Path) -> None:
        script.ensure(checkout)
        python = checkout / ".venv" / "bin" / "python"
        python.unlink()
        python.symlink_to(checkout / "uninstalled")
        assert script.ensure(checkout) == EVERYTHING


class TestInterruption:
    @pytest.mark.parametrize("step", ["packages", "project"])
    def test_failed_step_starts_from_nothing(self, checkout: Path, step: str) -> None:
        with pytest.raises(RuntimeError, match=step):
            script.ensure(checkout, failing=step)
        assert script.ensure(checkout) == EVERYTHING
        assert script.ensure(checkout) == []

    def test_failed_update_starts_from_nothing(self, checkout: Path) -> None:
        script.ensure(checkout)
        (checkout / "requirements" / "dev.txt").write_text("one==2\n")
        with pytest.raises(RuntimeError, match="packages"):
            script.ensure(checkout, failing="packages")
        (checkout / "requirements" / "dev.txt").write_text("one==1\n")
        assert script.ensure(checkout) == EVERYTHING

    def test_killed_set_up_heals_after_its_child_is_gone(self, checkout: Path) -> None:
        process = start(checkout, "packages")
        wait_for(checkout, "packages")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        script.ensure(checkout)
        log = (checkout / "log").read_text().splitlines()
        assert log == ["venv", "packages", "packages ended", *EVERYTHING]

    def test_two_at_once_install_once(self, checkout: Path) -> None:
        both = [start(checkout, "packages"), start(checkout, "packages")]
        assert [process.wait(20) for process in both] == [0, 0]
        assert (checkout / "log").read_text().splitlines() == ["venv", "packages", "packages ended", "project"]


class TestScript:
    def test_old_python_can_read_far_enough_to_refuse(self) -> None:
        ast.parse(script.DEV.read_text(), feature_version=(3, 8))

    def test_help_needs_no_set_up(self) -> None:
        done = subprocess.run([script.DEV, "--help"], capture_output=True, text=True, check=True)
        assert "./dev run" in done.stdout

    def test_unknown_command(self) -> None:
        done = subprocess.run([script.DEV, "frobnicate"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "frobnicate" in done.stderr

    def test_uv_gets_pips_index_and_a_cache_it_can_write(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "pip.conf").write_text("[global]\nindex-url = file:///somewhere/simple\n")
        for variable in ("UV_CACHE_DIR", "UV_DEFAULT_INDEX", "PIP_INDEX_URL"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))
        monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
        installer = script.load().Installer(tmp_path)
        installer.python = sys.executable
        settings = installer.uv_settings(tmp_path)
        assert settings["UV_DEFAULT_INDEX"] == "file:///somewhere/simple"
        assert settings["UV_CACHE_DIR"] == str(tmp_path / "cache")


class TestSteps:
    @pytest.fixture
    def python(self, tmp_path: Path) -> Path:
        """Stands for Python: says it passed three tests, and fails as mypy."""
        path = tmp_path / "python"
        path.write_text('#!/bin/sh\ncase "$*" in *mypy*) exit 1;; *pytest*) echo "== 3 passed in 0.12s ==";; esac\n')
        path.chmod(0o755)
        return path

    def test_every_step_runs_and_one_failure_fails_the_whole(
        self, python: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert script.load().test([], python) == 1
        shown = capfd.readouterr().out
        assert "== 3 passed in 0.12s ==\n" in shown
        assert "types       FAILED" in shown
        assert "sqlite      ok" in shown
        assert shown.endswith("types failed\n")

    def test_chosen_steps(self, python: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert script.load().test(["--only", "lint", "--only", "sqlite"], python) == 0
        assert capfd.readouterr().out.endswith("All steps passed, 3 tests passed\n")

    def test_unknown_step(self, python: Path, capfd: pytest.CaptureFixture[str]) -> None:
        assert script.load().test(["--only", "nothing"], python) == 2
        assert "No such step: nothing" in capfd.readouterr().err
