"""`layers project`: the apps that content is made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from layers_cli.commands.declared import argument, option
from layers_cli.commands.options import AllOption, CursorOption, LimitOption
from layers_cli.commands.tree import Noun
from layers_cli.errors import exceptions
from layers_cli.render.views import content
from layers_cli.services import batch
from layers_cli.services.jobs import submit

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

noun = Noun("project", "List, create, change and choose projects.")

ProjectArgument = Annotated[str, argument(metavar="ID", help="A project's id.")]
ChosenArgument = Annotated[
    str | None, argument(metavar="ID", help="A project's id; the chosen one by default.")
]
NameOption = Annotated[
    str | None, option("--name", metavar="TEXT", help="Its name, 3 to 30 characters.")
]
TimezoneOption = Annotated[
    str | None, option("--timezone", metavar="ZONE", help="An IANA zone such as Europe/Berlin.")
]
AppNameOption = Annotated[
    str | None, option("--app-name", metavar="TEXT", help="The app's name; slideshows need it.")
]
AppDescriptionOption = Annotated[
    str | None,
    option(
        "--app-description",
        metavar="TEXT",
        help="What the app does, 100 to 1000 characters; slideshows need it. @FILE and - read it.",
    ),
]
TaglineOption = Annotated[
    str | None, option("--tagline", metavar="TEXT", help="One line, 80 characters at most.")
]
LanguageOption = Annotated[
    str | None, option("--language", metavar="TAG", help="BCP 47, such as en or pt-BR.")
]
ExternalIdOption = Annotated[
    str | None, option("--external-id", metavar="ID", help="Your own id for the customer.")
]


@noun.command("list", shape="Project", lists=True, examples=("layers project list --search inbox",))
def list_(
    run: Runtime,
    status: Annotated[
        str | None, option("--status", metavar="STATUS", help="active or archived.")
    ] = None,
    search: Annotated[
        str | None, option("--search", metavar="TEXT", help="Part of the name.")
    ] = None,
    external_id: ExternalIdOption = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List projects, newest first."""
    pages = run.api.list_projects(
        limit=None if all_rows else limit,
        cursor=cursor,
        status=status,
        search=search,
        customerExternalId=external_id,
    )
    run.out.show_pages(pages, content.project_table)


@noun.command("get", shape="Project", examples=("layers project get",))
def get(run: Runtime, project_id: ChosenArgument = None) -> None:
    """Show a project."""
    run.out.show(run.api.get_project(_chosen(run, project_id)), content.project_panel)


@noun.command(
    "create",
    shape="Project",
    examples=("layers project create --name InboxZen --timezone UTC --app-name InboxZen",),
)
def create(
    run: Runtime,
    name: Annotated[str, option("--name", metavar="TEXT", help="Its name, 3 to 30 characters.")],
    timezone: Annotated[
        str, option("--timezone", metavar="ZONE", help="An IANA zone such as Europe/Berlin.")
    ] = "UTC",
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
) -> None:
    """Create a project."""
    fields = _fields(
        run,
        name=name,
        timezone=timezone,
        appName=app_name,
        appDescription=app_description,
        tagline=tagline,
        primaryLanguage=language,
        customerExternalId=external_id,
    )
    key = submit.begin(run, ["project", fields])
    reply = run.api.create_project(fields, key=key)
    run.out.show(reply, content.project_panel)
    run.out.hint(f"to work in it: {run.program} project use {reply.model.id}")


@noun.command(
    "update",
    shape="Project",
    examples=(
        "layers project update --app-description @description.txt",
        "layers project update --review review_all",
    ),
)
def update(
    run: Runtime,
    project_id: ChosenArgument = None,
    name: NameOption = None,
    timezone: TimezoneOption = None,
    app_name: AppNameOption = None,
    app_description: AppDescriptionOption = None,
    tagline: TaglineOption = None,
    language: LanguageOption = None,
    external_id: ExternalIdOption = None,
    review: Annotated[
        str | None,
        option(
            "--review",
            metavar="POLICY",
            help="Who waits for a review: auto_approve, review_first_n or review_all.",
        ),
    ] = None,
    first_n: Annotated[
        int | None,
        option("--first-n", metavar="N", min=1, max=50, help="How many, for review_first_n."),
    ] = None,
) -> None:
    """Change a project; an empty text clears a field."""
    chosen = _chosen(run, project_id)
    fields = _fields(
        run,
        name=name,
        timezone=timezone,
        appName=app_name,
        appDescription=app_description,
        tagline=tagline,
        primaryLanguage=language,
        customerExternalId=external_id,
    )
    if not fields and review is None:
        raise exceptions.UsageError(
            "Nothing was given to change", hint="layers project update --help"
        )
    if review is not None:
        run.api.set_review_policy(chosen, review, first_n=first_n)
    reply = (
        run.api.update_project(chosen, fields, key=submit.begin(run, [chosen, fields]))
        if fields
        else run.api.get_project(chosen)
    )
    run.out.show(reply, content.project_panel)


@noun.command("use", shape="Project", examples=("layers project use prj_…",))
def use(run: Runtime, project_id: ProjectArgument) -> None:
    """Make a project the profile's own, so that commands need no --project."""
    from layers_cli.config.files import write_profile
    from layers_cli.config.paths import config_file

    reply = run.api.get_project(batch.checked_id(project_id))
    profile = str(run.settings.profile.value)
    path = config_file(run.environ)
    write_profile(path, profile, {"project": reply.model.id})
    run.out.show(reply, content.project_panel)
    run.out.note(f"Profile {profile} now works in {reply.model.id} ({path})")


def _chosen(run: Runtime, project_id: str | None) -> str:
    return batch.checked_id(project_id) if project_id else run.project


def _fields(run: Runtime, **given: str | None) -> dict[str, Any]:
    """Return what was *given*, by the API's names; an empty text clears a field with null."""
    return {
        name: run.text(value, param=name) or None
        for name, value in given.items()
        if value is not None
    }
