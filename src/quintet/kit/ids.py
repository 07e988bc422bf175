"""Record ids: UUIDv7 (RFC 9562) as lower-case dashed text, so that ids sort by creation."""

import os
import re
import threading
import time

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")


def new_id() -> str:
    """A new UUIDv7. Ids made by one process strictly increase, also within one millisecond."""
    global _last_ms, _counter
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms = now_ms
            _counter = int.from_bytes(os.urandom(2)) & 0x3FF
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_ms += 1
                _counter = 0
        ms, counter = _last_ms, _counter
    digits = f"{ms:012x}7{counter:03x}{int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF | 1 << 63:016x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_id(text: str) -> bool:
    """Whether the text is an id in the one form we store."""
    return _CANONICAL.match(text) is not None
