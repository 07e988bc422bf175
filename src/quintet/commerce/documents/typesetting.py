"""Setting documents: a template of ours, and what it says as data. Slow enough for threads of its own.

What people wrote is only ever data: a template prints it and never evaluates it.
"""

import asyncio
import struct
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import orjson
import typst

T = TypeVar("T")
_pool = ThreadPoolExecutor(2, thread_name_prefix="documents")
_SUFFIXES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
_MOST_PIXELS = 16_000_000
"""Of a picture: it is unpacked in memory, whatever its file measures."""


async def in_a_thread(work: Callable[[], T]) -> T:
    """Set a document while a person waits: outside every lane and off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_pool, work)


def typeset(template: str, data: Mapping[str, Any], *, picture: bytes | None = None, made_at: datetime) -> bytes:
    """A PDF of a template of this package, such as `invoice.typ`, saying the data. Blocking.

    The same data and time give the same bytes. A picture that can't be shown is left out; the template finds the name
    of its file as `picture`, or nothing.
    """
    suffix = picture_suffix(picture) if picture is not None else None
    if picture is None or suffix is None:
        return _compiled(template, data, None, made_at)
    with TemporaryDirectory(prefix="quintet-document-") as folder:
        (Path(folder) / f"picture.{suffix}").write_bytes(picture)
        try:
            return _compiled(template, {**data, "picture": f"/picture.{suffix}"}, folder, made_at)
        except typst.TypstError:  # A file that is broken further inside.
            return _compiled(template, data, None, made_at)


def picture_suffix(picture: bytes) -> str | None:
    """`png`, `jpg` or `gif`; None for what is none of them, and for one with too many pixels."""
    suffix = next((suffix for magic, suffix in _SUFFIXES.items() if picture.startswith(magic)), None)
    try:
        if suffix == "png":
            width, height = struct.unpack_from(">II", picture, 16)
        elif suffix == "gif":
            width, height = struct.unpack_from("<HH", picture, 6)
        else:
            width, height = _jpeg_size(picture) if suffix == "jpg" else (0, 0)
    except (struct.error, IndexError):
        return None
    return suffix if 0 < width * height <= _MOST_PIXELS else None


def _jpeg_size(picture: bytes) -> tuple[int, int]:
    place = 2
    while True:
        marker, length = struct.unpack_from(">xBH", picture, place)
        # The frame's header, of whatever kind: C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", picture, place + 5)
            return width, height
        place += 2 + length


def _compiled(template: str, data: Mapping[str, Any], root: str | None, made_at: datetime) -> bytes:
    said = {"data": orjson.dumps(data).decode()}
    compiler = typst.Compiler(_source(template), root=root, font_paths=_fonts(), sys_inputs=said)
    pdf = compiler.compile(format="pdf", timestamp=int(made_at.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("typst gives a PDF as one file")
    return pdf


@cache
def _source(template: str) -> bytes:
    return (files("quintet.commerce.documents") / template).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    # Those of the system only for letters that typst's own don't have.
    return typst.Fonts(include_system_fonts=True)
