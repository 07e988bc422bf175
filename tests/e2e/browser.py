"""The browser that the tests drive: a named one, the machine's, Playwright's, or one out of npm (needs no root)."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOME = HERE / ".chromium"
_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>{home}/fonts</dir><cachedir>{home}/fc</cachedir></fontconfig>
"""


def load_build() -> ModuleType:
    """`web/build.py`, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("web_build", ROOT / "web" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load_build()
# Playwright's own node needs libatomic, which a small machine lacks; the wheel's does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", build.node_tools()[0])


def find() -> tuple[str | None, dict[str, str]]:
    """The browser's path (None: Playwright's own) and what its environment needs."""
    if named := os.environ.get("QUINTET_TEST_CHROMIUM"):
        return named, {}
    for name in _ON_PATH:
        if path := shutil.which(name):
            return path, {}
    if any(Path.home().glob(".cache/ms-playwright/chromium*")):
        return None, {}
    if sys.platform == "linux" and platform.machine() == "x86_64":
        return _from_npm()
    raise RuntimeError("No browser for the tests. Install Chromium, or run: python -m playwright install chromium")


def _from_npm() -> tuple[str, dict[str, str]]:
    node, _ = build.node_tools()
    want = build.digest(build.read(HERE / "package-lock.json"))
    with build.locked(HERE / ".lock") as fds:
        if build.read(HOME / ".stamp") != want:
            shutil.rmtree(HOME, ignore_errors=True)
            HOME.mkdir()
            build.install(HERE, fds)
            # Taken for a Lambda, the package unpacks the NSS libraries too, which a bare machine lacks.
            lambda_ = {"TMPDIR": str(HOME), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x"}
            env = {**build.environment(node), **lambda_}
            subprocess.run([node, "unpack.mjs"], cwd=HERE, env=env, check=True, stdout=subprocess.DEVNULL)
            # Without a fonts.conf of its own, Chromium crashes in text fields where no fonts are installed.
            (HOME / "fonts" / "fonts.conf").write_text(_FONTS.format(home=HOME))
            (HOME / ".stamp").write_text(want)
    libraries = {"LD_LIBRARY_PATH": str(HOME / "al2023" / "lib"), "FONTCONFIG_PATH": str(HOME / "fonts")}
    return str(HOME / "chromium"), libraries
