"""The options of the root, which every command takes too: before its name and after it."""

from functools import partial
from typing import Annotated, Literal

import typer

from layers_cli import __version__

OUTPUT = "Output options"
ACCOUNT = "Account options"
MORE = "More options"
"""The options that only the help of the root shows."""

_output = partial(typer.Option, rich_help_panel=OUTPUT)
_account = partial(typer.Option, rich_help_panel=ACCOUNT)
_more = partial(typer.Option, rich_help_panel=MORE)

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
    json: Annotated[bool | None, _output("--json", help="Print one JSON document.")] = None,
    jsonl: Annotated[bool | None, _output("--jsonl", help="Print one JSON object a line.")] = None,
    csv: Annotated[
        bool | None, _output("--csv", help="Print a CSV table; --fields chooses its columns.")
    ] = None,
    fields: Annotated[
        str | None,
        _output("--fields", metavar="A,B.C", help="Keep these fields only; implies --json."),
    ] = None,
    query: Annotated[
        str | None,
        _output("--query", metavar="JMESPATH", help="Print what this finds in the JSON."),
    ] = None,
    template: Annotated[
        str | None,
        _output(
            "--template",
            metavar="TEXT",
            help="Fill this Jinja template for each object; @FILE reads a file.",
        ),
    ] = None,
    quiet: Annotated[bool | None, _output("-q", "--quiet", help="Print ids, and no hints.")] = None,
    sandbox: Annotated[
        bool | None,
        _account("--sandbox", help="Use the embedded sandbox: free, offline, no account."),
    ] = None,
    project: Annotated[
        str | None,
        _account("--project", metavar="ID", help="Work in this project, not the profile's."),
    ] = None,
    profile: Annotated[
        str | None, _more("--profile", metavar="NAME", help="Use this profile of the config.")
    ] = None,
    organization: Annotated[
        str | None, _more("--organization", metavar="ORG", help="Act in this child organization.")
    ] = None,
    api_key_file: Annotated[
        str | None, _more("--api-key-file", metavar="PATH", help="Read the key here; - is stdin.")
    ] = None,
    base_url: Annotated[
        str | None, _more("--base-url", metavar="URL", help="Call this API host.")
    ] = None,
    color: Annotated[
        Literal["auto", "always", "never"] | None, _more("--color", help="When to use colors.")
    ] = None,
    no_color: Annotated[bool | None, _more("--no-color", help="The same as --color never.")] = None,
    progress: Annotated[
        Literal["auto", "plain", "none"] | None, _more("--progress", help="How to show progress.")
    ] = None,
    accessible: Annotated[
        bool | None,
        _more("--accessible", help="Plain lines that never change, for screen readers."),
    ] = None,
    retries: Annotated[
        int | None,
        _more("--retries", metavar="N", min=0, help="Tries after the first one fails; 4."),
    ] = None,
    wait: Annotated[
        bool | None, _more("--wait", help="Wait as long as a busy server asks, not 60 s at most.")
    ] = None,
    ci: Annotated[
        Literal["github", "gitlab", "plain"] | None, _more("--ci", help="Report to this CI system.")
    ] = None,
    no_input: Annotated[bool | None, _more("--no-input", help="Never ask a question.")] = None,
    verbose: Annotated[bool | None, _more("-v", "--verbose", help="Say more on stderr.")] = None,
    debug: Annotated[
        bool | None, _more("--debug", help="Show where an unexpected error came from.")
    ] = None,
) -> None:
    """Generate, review and upload Layers content; free and offline with --sandbox."""
