"""The options of the root, which every command takes too: before its name and after it."""

from typing import Annotated, Literal

import typer

from layers_cli import __version__

OUTPUT = "Output options"
ACCOUNT = "Account options"
MORE = "More options"
"""The options that only the help of the root shows."""

FOR_ROWS = ("jsonl", "csv")
"""Taken everywhere, and shown in the help of commands that list."""


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"layers {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
    json: Annotated[
        bool | None,
        typer.Option("--json", help="Print one JSON document.", rich_help_panel=OUTPUT),
    ] = None,
    jsonl: Annotated[
        bool | None,
        typer.Option("--jsonl", help="Print one JSON object a line.", rich_help_panel=OUTPUT),
    ] = None,
    csv: Annotated[
        bool | None,
        typer.Option(
            "--csv",
            help="Print a CSV table; --fields chooses its columns.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            metavar="A,B.C",
            help="Keep these fields only; implies --json.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(
            "--query",
            metavar="JMESPATH",
            help="Print what this finds in the JSON.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="TEXT",
            help="Fill this Jinja template for each object; @FILE reads a file.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    quiet: Annotated[
        bool | None,
        typer.Option("-q", "--quiet", help="Print ids, and no hints.", rich_help_panel=OUTPUT),
    ] = None,
    sandbox: Annotated[
        bool | None,
        typer.Option(
            "--sandbox",
            help="Use the embedded sandbox: free, offline, no account.",
            rich_help_panel=ACCOUNT,
        ),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(
            "--project",
            metavar="ID",
            help="Work in this project, not the profile's.",
            rich_help_panel=ACCOUNT,
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Use this profile of the config.",
            rich_help_panel=MORE,
        ),
    ] = None,
    organization: Annotated[
        str | None,
        typer.Option(
            "--organization",
            metavar="ORG",
            help="Act in this child organization.",
            rich_help_panel=MORE,
        ),
    ] = None,
    api_key_file: Annotated[
        str | None,
        typer.Option(
            "--api-key-file",
            metavar="PATH",
            help="Read the key here; - is stdin.",
            rich_help_panel=MORE,
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", metavar="URL", help="Call this API host.", rich_help_panel=MORE),
    ] = None,
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option("--color", help="When to use colors.", rich_help_panel=MORE),
    ] = None,
    no_color: Annotated[
        bool | None,
        typer.Option("--no-color", help="The same as --color never.", rich_help_panel=MORE),
    ] = None,
    progress: Annotated[
        Literal["auto", "plain", "none"] | None,
        typer.Option("--progress", help="How to show progress.", rich_help_panel=MORE),
    ] = None,
    accessible: Annotated[
        bool | None,
        typer.Option(
            "--accessible",
            help="Plain lines that never change, for screen readers.",
            rich_help_panel=MORE,
        ),
    ] = None,
    retries: Annotated[
        int | None,
        typer.Option(
            "--retries",
            metavar="N",
            min=0,
            help="Tries after the first one fails; 4.",
            rich_help_panel=MORE,
        ),
    ] = None,
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait",
            help="Wait as long as a busy server asks, not 60 s at most.",
            rich_help_panel=MORE,
        ),
    ] = None,
    ci: Annotated[
        Literal["github", "gitlab", "plain"] | None,
        typer.Option("--ci", help="Report to this CI system.", rich_help_panel=MORE),
    ] = None,
    no_input: Annotated[
        bool | None,
        typer.Option("--no-input", help="Never ask a question.", rich_help_panel=MORE),
    ] = None,
    verbose: Annotated[
        bool | None,
        typer.Option("-v", "--verbose", help="Say more on stderr.", rich_help_panel=MORE),
    ] = None,
    debug: Annotated[
        bool | None,
        typer.Option(
            "--debug",
            help="Show where an unexpected error came from.",
            rich_help_panel=MORE,
        ),
    ] = None,
) -> None:
    """Generate, review and upload Layers content; free and offline with --sandbox."""
