"""Asking the card provider while a person waits: on a few threads of its own, outside every lane."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_pool = ThreadPoolExecutor(8, thread_name_prefix="cards")


async def ask(question: Callable[[], T]) -> T:
    """Ask the provider. Its adapter bounds how long that takes."""
    return await asyncio.get_running_loop().run_in_executor(_pool, question)
