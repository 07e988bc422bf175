"""`quintet`: all commands."""

import typer

from quintet.cli import accounts, data, demo, maintenance, records, serving

app = typer.Typer(
    name="quintet",
    help="Quintet: one CRM, one command.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(maintenance.migrate)
app.command()(maintenance.doctor)
app.command()(maintenance.openapi)
app.command("demo")(demo.demo)
app.command("import")(records.import_file)
app.command("export")(records.export_file)
app.command()(data.backup)
app.command()(data.restore)
app.add_typer(accounts.users, name="user")
app.add_typer(accounts.workspaces, name="workspace")


def main() -> None:
    app()
