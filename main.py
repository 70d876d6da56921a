"""Commands, and the composition root: settings into parts, parts into a running assistant."""

import typer

app = typer.Typer(no_args_is_help=False, add_completion=False)


if __name__ == "__main__":
    app()
