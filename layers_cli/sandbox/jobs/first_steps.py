"""What begins by itself for a project that gets a description (create-project page; overview)."""

from layers_cli.sandbox.jobs import influencers, keywords
from layers_cli.sandbox.jobs.influencers import Portrait
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row


async def draw_first(
    sandbox: SandboxState, project_id: str, *, description: str | None, target: str
) -> Portrait | None:
    """Draw the first influencer of a project that gets a *description*, unless it had one."""
    if not description or sandbox.store.influencers.count(project_id):
        return None
    person = influencers.person_of(sandbox, project_id, gender=None, age_range=None, target=target)
    return await influencers.draw(sandbox, person)


def begin(sandbox: SandboxState, project: Row, portrait: Portrait | None) -> None:
    """Start the jobs of an active project that got a new description."""
    if project["status"] == "archived" or not project["app_description"]:
        return
    keywords.start_research(sandbox, project)
    if portrait is not None:
        influencers.start_influencer(sandbox, project, portrait)


def have_begun(sandbox: SandboxState, project: Row) -> None:
    """Give a seeded project that has a description what would have begun, and ended, by now."""
    if project["app_description"]:
        keywords.add_ready(sandbox, project)
        influencers.add_ready(sandbox, project)
