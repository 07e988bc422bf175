"""`./dev benchmarks WHAT`: what is there to measure."""

import typer

from benchmarks import api, duplicates, imports, web, webhooks

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.command("api")(api.main)
app.command("duplicates")(duplicates.main)
app.command("imports")(imports.main)
app.command("web")(web.main)
app.command("webhooks")(webhooks.main)


@app.callback()
def benchmarks() -> None:
    """Measures of Quintet; each prints its numbers and what they are measured against."""


if __name__ == "__main__":
    app()
