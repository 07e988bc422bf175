"""`python -m quintet.migrations NAME`: write the revision that brings the schema to what the models say.

Works on a scratch SQLite database. Read the result before you commit it: renames and data are up to you.
"""

import re
import sys
import tempfile
from pathlib import Path

from quintet.foundation.db import ddl
from quintet.migrations import run, schema


def main() -> None:
    name = "_".join(sys.argv[1:]) or "changes"
    versions = Path(__file__).parent / "versions"
    known = sorted(path.name[:4] for path in versions.glob("[0-9]*.py"))
    number = f"{int(known[-1]) + 1 if known else 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/scratch.db"
        if known:
            run.upgrade(url)
        schema.metadata()
        run.new_revision(url, name, number)
    written = next(versions.glob(f"{number}_*.py"))
    text = written.read_text()
    made = re.findall(r"op\.create_table\(\s*'([a-z_]+)'", text)
    secured = [table for table in made if table in ddl.secured_tables()]
    lines = []
    if secured:
        lines += [f"    for table in {secured!r}:", "        ddl.enable_row_security(op.get_bind(), table)"]
    if "search_documents" in made:
        lines += ["    create_search_index(op.get_bind())"]
        text = text.replace(
            "from quintet.foundation.db import ddl, types",
            "from quintet.foundation.db import ddl, types\nfrom quintet.foundation.search.ddl import create_search_index",
        )
    written.write_text(text.rstrip() + "\n" + "\n".join(lines) + "\n")
    print(f"wrote {written}; now: ./dev format, and read it")  # noqa: T201 - a command for people


if __name__ == "__main__":
    main()
