"""Option and argument types that more than one command needs, each with its help, once."""

from typing import Annotated, Any

from layers_cli.commands.declared import argument, option

# Type and option of each; on the root and on every command. None means "not given here". The order
# is that of the root's help; a command's help shows those that are not hidden.
SHARED: dict[str, tuple[Any, Any]] = {
    "json": (bool | None, option("--json", help="Print one JSON document.")),
    "jsonl": (bool | None, option("--jsonl", help="Print one JSON object a line.")),
    "csv": (
        bool | None,
        option("--csv", help="Print a CSV table; --fields chooses its columns."),
    ),
    "fields": (
        str | None,
        option("--fields", metavar="A,B.C", help="Keep these fields only; implies --json."),
    ),
    "query": (
        str | None,
        option("--query", metavar="JMESPATH", help="Print what this finds in the JSON."),
    ),
    "template": (
        str | None,
        option(
            "--template",
            metavar="TEXT",
            help="Fill this Jinja template for each object; @FILE reads a file.",
        ),
    ),
    "quiet": (bool | None, option("-q", "--quiet", help="Print ids, and no hints.")),
    "sandbox": (
        bool | None,
        option("--sandbox", help="Use the embedded sandbox: free, offline, no account."),
    ),
    "project": (
        str | None,
        option("--project", metavar="ID", help="Work in this project, not the profile's."),
    ),
    "profile": (
        str | None,
        option("--profile", metavar="NAME", help="Use this profile of the config.", hidden=True),
    ),
    "organization": (
        str | None,
        option(
            "--organization", metavar="ORG", help="Act in this child organization.", hidden=True
        ),
    ),
    "api_key_file": (
        str | None,
        option(
            "--api-key-file", metavar="PATH", help="Read the key here; - is stdin.", hidden=True
        ),
    ),
    "base_url": (
        str | None,
        option("--base-url", metavar="URL", help="Call this API host.", hidden=True),
    ),
    "color": (
        str | None,
        option("--color", metavar="WHEN", help="Colour: auto, always or never.", hidden=True),
    ),
    "no_color": (
        bool | None,
        option("--no-color", help="The same as --color never.", hidden=True),
    ),
    "progress": (
        str | None,
        option("--progress", metavar="HOW", help="Progress: auto, plain or none.", hidden=True),
    ),
    "accessible": (
        bool | None,
        option(
            "--accessible", help="Plain lines that never change, for screen readers.", hidden=True
        ),
    ),
    "retries": (
        int | None,
        option("--retries", min=0, help="Tries after the first one fails; 4.", hidden=True),
    ),
    "wait": (
        bool | None,
        option("--wait", help="Wait as long as a busy server asks, not 60 s at most.", hidden=True),
    ),
    "ci": (
        str | None,
        option("--ci", metavar="SYSTEM", help="Report to CI: github, gitlab, plain.", hidden=True),
    ),
    "no_input": (
        bool | None,
        option("--no-input", help="Never ask a question.", hidden=True),
    ),
    "verbose": (
        bool | None,
        option("-v", "--verbose", help="Say more on stderr.", hidden=True),
    ),
    "debug": (
        bool | None,
        option("--debug", help="Show where an unexpected error came from.", hidden=True),
    ),
}

# Those that are for many rows: accepted everywhere, shown in the help of commands that list.
FOR_ROWS = ("jsonl", "csv")

TimeoutOption = Annotated[
    str,
    option("--timeout", metavar="TIME", help="Stop waiting after this long: 90s, 20m, 1h."),
]
LimitOption = Annotated[int, option("--limit", min=1, help="Rows at most, over all pages.")]
AllOption = Annotated[bool, option("--all", help="Every row there is, whatever --limit says.")]
CursorOption = Annotated[
    str | None, option("--cursor", metavar="CURSOR", help="Go on where an earlier page ended.")
]
YesOption = Annotated[bool, option("-y", "--yes", help="Do not ask.")]
PreviewOption = Annotated[
    bool, option("--preview", help="Show the pictures in the terminal; off one, addresses.")
]
WebOption = Annotated[bool, option("--web", help="Open the preview in the browser.")]
ForceOption = Annotated[bool, option("-f", "--force", help="Overwrite files.")]
DownloadOption = Annotated[
    str | None, option("--download", metavar="DIR", help="Save the media in this folder.")
]
NameOption = Annotated[
    str | None,
    option(
        "--name",
        metavar="TEMPLATE",
        help="Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext}"
        " {created:%Y-%m-%d}; {id}.{ext} by default.",
    ),
]
SidecarOption = Annotated[
    bool,
    option("--sidecar/--no-sidecar", help="Write ID.json beside the media: where it comes from."),
]
IdempotencyKeyOption = Annotated[
    str | None,
    option(
        "--idempotency-key",
        metavar="KEY",
        help="Make a repeat of this very request harmless; a new key each time by default.",
    ),
]
MaxCreditsOption = Annotated[
    float | None,
    option("--max-credits", min=0, metavar="N", help="Send nothing if it costs more, by estimate."),
]
DryRunOption = Annotated[
    bool,
    option("-n", "--dry-run", help="Show request, price and balance; send nothing."),
]
ForceNewOption = Annotated[
    bool,
    option(
        "--force-new",
        help="Start another one, even if the outcome of the same request is not known.",
    ),
]
ContainerArgument = Annotated[str, argument(metavar="ID", help="A container's id.")]
ContainersArgument = Annotated[
    list[str], argument(metavar="ID...", help="Containers' ids; - reads them from stdin.")
]
