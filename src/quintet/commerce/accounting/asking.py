"""Asking the accounting program while a person waits: on a few threads of its own, outside every lane."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_pool = ThreadPoolExecutor(4, thread_name_prefix="accounting")


async def ask(question: Callable[[], T]) -> T:
    """Ask. The adapter bounds how long that takes; the question may use the database's `*_sync` functions."""
    return await asyncio.get_running_loop().run_in_executor(_pool, question)
