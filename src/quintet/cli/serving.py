"""`quintet serve` and `quintet worker`."""

import gc
import os
import signal
import socket
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from quintet.cli.demo import A_YEAR, Weeks
from quintet.cli.options import DataDir, load_settings

if TYPE_CHECKING:
    from quintet.foundation.settings import Settings

Port = Annotated[int, typer.Option(help="0 takes a free one.")]
Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")]
Demo = Annotated[bool, typer.Option("--demo", help="Make a demo workspace when the database is empty.")]
NoJobs = Annotated[bool, typer.Option("--no-jobs", help="Leave background jobs to `quintet worker`.")]
AtRoot = Annotated[
    str | None, typer.Option("--dialect", help="Speak this dialect at the root too, not only below its name.")
]


def serve(
    data: DataDir = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Demo = False,
    no_jobs: NoJobs = False,
    dialect: AtRoot = None,
    demo_weeks: Weeks = A_YEAR,
) -> None:
    """Serve the API and the web app, and run background jobs."""
    from quintet.dialects.contract import NAMES

    if dialect is not None and dialect not in NAMES:
        raise typer.BadParameter(f"There is no dialect {dialect}. There are: {', '.join(NAMES)}.")
    listening = _listen(host, port)
    # Loading makes much and drops next to nothing: looking for what to drop takes a quarter of the start. The
    # application turns it on again once it lives.
    gc.disable()
    import uvicorn

    from quintet.api.app import create_app
    from quintet.cli.demo import fill_beside, make_demo
    from quintet.cli.maintenance import prepare_schema
    from quintet.foundation.logs import set_up_logs
    from quintet.foundation.realtime.serving import StreamingServer
    from quintet.wiring import build

    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '') else host}:{listening.getsockname()[1]}"  # noqa: S104
    settings = load_settings(data, public_url=os.environ.get("QUINTET_PUBLIC_URL", address))
    set_up_logs(settings)
    prepare_schema(settings)
    house = build(settings)
    login = make_demo(house) if demo else None
    app = create_app(house=house, jobs=not no_jobs, dialect=dialect)
    _greet(address, settings, login)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        # Longer than proxies and browsers keep a connection they may use again: whoever ends it first resets the other.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = StreamingServer(config, app)
    stop_filling = fill_beside(house, demo_weeks, lambda: server.started) if login is not None else None
    try:
        server.run(sockets=[listening])
    finally:
        if stop_filling is not None:
            stop_filling()


def worker(data: DataDir = None) -> None:
    """Run background jobs and event deliveries beside `quintet serve --no-jobs` (many workers need PostgreSQL)."""
    from quintet.cli.maintenance import prepare_schema
    from quintet.foundation.logs import set_up_logs
    from quintet.wiring import build

    settings = load_settings(data)
    set_up_logs(settings)
    prepare_schema(settings)
    house = build(settings)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    house.start()
    typer.echo("Working. Stop with Ctrl-C.")
    stopping.wait()
    house.stop()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise typer.BadParameter(f"Can't listen on {host}:{port}: {error.strerror}. Try --port 0.") from None
    listening.listen(2048)
    listening.set_inheritable(True)
    return listening


def _greet(address: str, settings: "Settings", login: tuple[str, str] | None) -> None:
    typer.echo(f"\n  Quintet is at   {address}")
    typer.echo(f"  API reference   {address}/api/docs")
    if login is not None:
        typer.echo(f"  Sign in with    {login[0]}  /  {login[1]}")
    typer.echo(f"  Data is in      {settings.data_dir.absolute()}\n  Stop with Ctrl-C.\n")
