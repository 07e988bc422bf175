"""Rules about the sources that no linter knows."""

import ast
import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src" / "quintet"
FILES = {
    path.relative_to(SOURCES).as_posix(): path.read_text()
    for path in sorted(SOURCES.rglob("*.py"))
    if "versions" not in path.parts
}
RAW_SQL = ("foundation/db/", "foundation/search/", "foundation/jobs/engine", "migrations/")
"""Where SQL text may stand: everywhere else it would bypass the ORM's scoping to workspaces."""
TABLES = (*RAW_SQL, "foundation/objects/", "identity/sessions/authenticate")
"""Where bare tables may be used: these put the workspace condition in by hand."""
LONGEST = 450


def test_files_stay_small() -> None:
    lines = {name: len(text.splitlines()) for name, text in FILES.items()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}, "cut by concern"


def test_sql_text_stays_where_tenancy_is_kept() -> None:
    offenders = []
    for name, text in FILES.items():
        if name.startswith(RAW_SQL):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                offenders += [(name, a.name) for a in node.names if a.name in ("text", "literal_column", "TextClause")]
        if "exec_driver_sql" in text:
            offenders.append((name, "exec_driver_sql"))
    assert offenders == []


def test_bare_tables_stay_where_tenancy_is_kept() -> None:
    assert [name for name, text in FILES.items() if "__table__" in text and not name.startswith(TABLES)] == []


def test_names_say_something() -> None:
    odd = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(\.py|/)")
    assert [name for name in FILES if odd.search(name)] == []
