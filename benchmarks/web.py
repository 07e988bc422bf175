"""How heavy the web app is, and how quick in a real browser on a slow processor.

    ./dev benchmarks web [--contacts 20000] [--slower 4]

Weight: what `index.html` loads before anything is shown, and the largest of what pages load on top, as sent (gzip).
Quickness: Chromium, its processor slowed down, against a server on SQLite with so many contacts. Paint is the first
contentful one of a cold start without a cache; switching is from a click to the new page's heading, after each was
visited once; scrolling counts the frames that took longer than 50 ms while the table moves through its rows.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

SHELL_LIMIT, CHUNK_LIMIT = 180_000, 130_000
ROOT = Path(__file__).parent.parent


def main(
    contacts: Annotated[int, typer.Option(help="Contacts in the workspace.")] = 20_000,
    slower: Annotated[int, typer.Option(help="How many times slower the processor is made.")] = 4,
) -> None:
    """Weigh the bundle and use it in a browser."""
    from tests.e2e.browser import build

    build.ensure()
    _weigh(ROOT / "src" / "quintet" / "web_dist")
    with tempfile.TemporaryDirectory(prefix="quintet-web-") as folder:
        _seed(Path(folder), contacts)
        _use(Path(folder), slower)


def _weigh(dist: Path) -> None:
    shell = set(re.findall(r'/assets/([^"]+\.js)', (dist / "index.html").read_text()))
    sizes = {file.name.removesuffix(".gz"): file.stat().st_size for file in (dist / "assets").glob("*.js.gz")}
    weight = sum(sizes.get(name) or (dist / "assets" / name).stat().st_size for name in shell)
    largest = max((size, name) for name, size in sizes.items() if name not in shell)
    print(f"shell {weight / 1000:.1f} kB of at most {SHELL_LIMIT / 1000:.0f}")
    print(f"largest chunk beside it {largest[0] / 1000:.1f} kB of at most {CHUNK_LIMIT / 1000:.0f} ({largest[1]})")


def _seed(folder: Path, contacts: int) -> None:
    from benchmarks.seed import seed
    from quintet.foundation.settings import Settings
    from quintet.identity.public import hash_password_sync
    from quintet.identity.users.models import User
    from quintet.migrations import run as migrations
    from quintet.wiring import build
    from tests.world import HOME_ID, fixed_id, settle

    url = f"sqlite:///{folder / 'quintet.db'}"
    migrations.upgrade(url)
    house = build(Settings(data_dir=folder, database_url=url))

    def work(session: Any) -> str:
        settle(session)
        user = session.get(User, fixed_id(1, 1))
        user.password_hash = hash_password_sync("correct horse battery")
        email: str = user.email
        return email

    (folder / "login").write_text(house.db.write_sync(work))
    seed(house.db, HOME_ID, fixed_id(1, 1), contacts)
    house.db.close()


def _use(folder: Path, slower: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.e2e.browser import find

    command = [sys.executable, "-m", "quintet", "serve", "--port", "0", "--data", str(folder)]
    environment = {**os.environ, "QUINTET_LOG_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1"}
    path, libraries = find()
    with (
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server,
        sync_playwright() as playwright,
    ):
        assert server.stdout is not None
        address = next(m[0] for line in server.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+", line)))
        browser = playwright.chromium.launch(
            executable_path=path, env={**os.environ, **libraries}, args=["--disable-dev-shm-usage", "--no-sandbox"]
        )
        login = {"email": (folder / "login").read_text(), "password": "correct horse battery"}
        paints = [_paint(browser, address, login, slower) for _ in range(5)]
        print(f"first contentful paint {statistics.median(paints):.0f} ms, processor {slower} times slower")
        page = _page(browser, address, login, slower)
        print(f"switching pages, warm {_switching(page):.0f} ms")
        print(
            "table: {frames} frames while scrolling, {slow} over 50 ms; first rows {rows:.0f} ms".format(**_table(page))
        )
        browser.close()
        server.terminate()
        server.wait(20)


def _page(browser: Any, address: str, login: dict[str, str], slower: int) -> Any:
    context = browser.new_context(base_url=address, viewport={"width": 1360, "height": 850})
    assert context.request.post("/api/v1/auth/login", data=login).ok
    page = context.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return page


def _paint(browser: Any, address: str, login: dict[str, str], slower: int) -> float:
    page = _page(browser, address, login, slower)
    page.goto("/o/contacts")
    page.get_by_role("heading", name="Contacts").wait_for()
    told = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.context.close()
    return float(told)


_CLICKED = """name => new Promise(resolve => {
  const begin = performance.now();
  const look = () => {
    const heading = document.querySelector('h1');
    if (heading && heading.textContent === name) resolve(performance.now() - begin);
    else requestAnimationFrame(look);
  };
  [...document.querySelectorAll('nav a')].find(link => link.textContent.trim() === name).click();
  requestAnimationFrame(look);
})"""


def _switching(page: Any) -> float:
    names = ("Companies", "Deals", "Contacts", "Tasks")
    page.goto("/o/contacts")
    page.get_by_role("heading", name="Contacts").wait_for()
    for name in names:
        page.evaluate(_CLICKED, name)
        page.wait_for_timeout(800)
    taken = []
    for _ in range(3):
        for name in names:
            taken.append(float(page.evaluate(_CLICKED, name)))
            page.wait_for_timeout(300)
    return statistics.median(taken)


_SCROLL = """async () => {
  const frame = document.querySelector('[role=region][aria-label=Contacts]');
  const frames = [];
  let last = performance.now();
  for (let step = 0; step < 180; step += 1) {
    frame.scrollTop += 120;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""


def _table(page: Any) -> dict[str, Any]:
    page.goto("/o/contacts?sort=name")
    page.get_by_role("row").nth(5).wait_for()
    rows = float(page.evaluate("performance.now()"))
    page.wait_for_timeout(500)
    frames = page.evaluate(_SCROLL)
    return {"frames": len(frames), "slow": sum(1 for each in frames if each > 50), "rows": rows}
