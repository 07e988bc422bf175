"""What stands in the logs when something breaks."""

import subprocess
import sys

import pytest

BREAKS = """
import logging
from quintet.foundation.logs import set_up_logs
from quintet.foundation.settings import Settings

set_up_logs(Settings(log_format={format!r}))

def work(password):
    raise ValueError("it broke")

try:
    work("correct " + "horse")
except ValueError:
    logging.getLogger("quintet.somewhere").exception("work failed")
"""


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_failure_says_where_and_never_with_what(format: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BREAKS.format(format=format)], capture_output=True, text=True, check=True
    )
    for told in ("work failed", "ValueError", "it broke", "work"):
        assert told in ran.stderr
    assert "correct horse" not in ran.stderr
