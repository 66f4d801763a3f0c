"""Every group and command of `layers`, in the order of the help, with its line there.

The command `content list` is the function in `layers_cli/commands/content/list.py`.
"""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "content": "Generate, look at, review and download content",
    "content generate": "Generate content from a hook and wait until it is ready",
    "content again": "Generate another take of a container, with another hook",
    "content history": "Show what a container is a take of, and the takes of it, as a tree",
    "content get": "Show containers with everything known about them: one by its id, or a list",
    "content view": "Show slides and poster frames in the terminal, or their addresses elsewhere",
    "content list": "List the project's containers, newest first",
    "content progress": "Show how far a container is, without its job",
    "content approve": "Approve containers that wait for a review",
    "content reject": "Reject containers for good: a rejected one can never be scheduled",
    "content decide": "Make the decisions of a file, each once: approve, reject, or try again",
    "content caption": "Change the caption of uploaded content",
    "content schedule": "Schedule containers for accounts; once approved, if they wait for that",
    "content publish": "Publish containers on accounts now; it cannot be taken back",
    "content download": "Save the media of containers; a second run does only what is missing",
    "content open": "Open a container's preview in the browser, and print the address",
    "gallery": "Write content as one HTML file, to look at, decide on and send to colleagues",
    "review": "Look at content and decide: approve, reject, choose a variant, make another take",
    "jobs": "Watch, read, resume and cancel generation jobs",
    "jobs watch": "Wait for jobs; exit 0 only if everything they were asked for is there",
    "jobs collect": "Wait for a handoff's jobs, on any machine; exit 0 only if everything is there",
    "jobs get": "Show a job's state",
    "jobs list": "List what this machine has started, newest first, with live states",
    "jobs resume": "Find out what became of requests, wait for them, and download the results",
    "jobs forget": "Stop tracking what can never be delivered; what it cost stays spent",
    "jobs cancel": "Ask for a job to be canceled; it is canceled once its state says so",
    "campaign": "Make content from the rows of a sheet, thousands of them, each paid for once",
    "campaign init": "Write an example sheet, as CSV or XLSX",
    "campaign lint": "Check the rows of a sheet; free, offline, and without a key",
    "campaign plan": "Check a sheet against the project, and write the plan of what it asks for",
    "campaign apply": "Ask for the rows of a plan, each once; run it again to go on where it ended",
    "campaign status": "Say how far a campaign has come, as far as is recorded; nothing is asked",
    "campaign pause": "Let no further row of a campaign start; `campaign resume` goes on with it",
    "campaign resume": "Go on with a campaign that was paused or stopped; what was paid for is not"
    " asked again",
    "campaign cancel": "Cancel the rows that were not sent yet; jobs at the server go on",
    "campaign retry-failed": "Ask again for refused rows, and for another take of those whose"
    " containers failed",
    "campaign collect": "Read how the containers fare, save their media, and draw the results",
    "campaign report": "Draw the results of a campaign anew, as far as is recorded",
    "campaign forget": "Remove a campaign with its rows and hooks; what it cost stays spent",
    "campaign migrate": "Make the tables of campaigns in a shared database, as its owner",
    "campaign worker": "Ask for rows of campaigns in a shared database, until it is stopped",
    "upload": "Upload finished media: files, folders and URLs become content",
    "posts": "Follow, move and cancel what was scheduled or published",
    "posts list": "List the project's posts, those that go out last first",
    "posts get": "Show a post",
    "posts watch": "Wait until posts are out; exit 5 if they fail, 6 if some do",
    "posts reschedule": "Move queued posts to another time",
    "posts cancel": "Cancel posts that have not gone out",
    "posts open": "Open a published post in the browser, and print the address",
    "posts music": "List the music for slideshows on TikTok, the most popular first",
    "posts export": "Write posts to a calendar file",
    "accounts": "Connect the social accounts that content goes out to",
    "accounts list": "List the project's accounts, those connected last first",
    "accounts connect": "Connect an account, or authorize it anew, with a link to open",
    "accounts status": "Say whether a link was used, and which account it connected",
    "accounts disconnect": "Disconnect accounts; their scheduled posts are canceled",
    "hooks": "Suggest hooks for the project; free, and different each time",
    "influencer": "List, create, change and delete the influencers that voice content",
    "influencer list": "List the project's influencers, newest first",
    "influencer get": "Show an influencer",
    "influencer create": "Create an influencer and wait until it is ready",
    "influencer clone": "Make another influencer from one, and wait until it is ready",
    "influencer update": "Change an influencer; the portrait stays",
    "influencer delete": "Delete influencers for good; content made with them stays",
    "media": "Keep what a project's content is made from: logo, screenshots, demo",
    "media add": "Add a logo, screenshot, demo video or end card",
    "media list": "List the project's app media, newest first",
    "media remove": "Remove app media from the project; content made from it stays",
    "whence": "Say which container a file belongs to; works offline",
    "project": "List, create, change and choose projects",
    "project list": "List projects, newest first",
    "project get": "Show a project",
    "project create": "Create a project",
    "project update": "Change a project; an empty text clears a field",
    "project archive": "Archive a project; its running jobs are canceled",
    "project review": "Read and choose what waits for a review",
    "project review show": "Show what waits for a review, and how much does",
    "project review set": "Choose which new containers wait for a review",
    "project use": "Make a project the profile's default, so that commands need no --project",
    "auth": "Log in and out",
    "auth login": "Check an API key and keep it in a profile",
    "auth status": "Say which key is used, where it comes from and whose it is",
    "auth logout": "Remove the key from a profile",
    "whoami": "Say who the key belongs to, and what it may do",
    "credits": "Show what can still be spent, and what was",
    "credits show": "Show what can still be spent, and what formats cost",
    "credits events": "List what was spent, granted and given back, newest first",
    "webhooks": "Have events sent to your own server",
    "webhooks list": "List the organization's endpoints, newest first",
    "webhooks get": "Show an endpoint; never its secret",
    "webhooks create": "Create an endpoint and print its signing secret, which is shown only once",
    "webhooks update": "Change an endpoint; an empty description clears it",
    "webhooks delete": "Delete endpoints, and the history of their deliveries",
    "webhooks rotate": "Create a new signing secret and print it once; the old one is valid for "
    "another day",
    "webhooks test": "Have test.ping sent to an endpoint, whatever it is subscribed to",
    "webhooks deliveries": "List what was sent to an endpoint, newest first",
    "webhooks replay": "Have an event delivered again, as a new delivery that names the first",
    "config": "Read and change settings",
    "config list": "Show the settings in effect",
    "config get": "Print the value of one setting, a key masked",
    "config set": "Save a setting in the profile; `profile` names the default profile",
    "config unset": "Remove a setting from the profile",
    "config path": "Print where the settings are kept",
    "sandbox": "Run the local stand-in for the API",
    "sandbox serve": "Run it in the foreground, for CI; print what a shell needs once it answers",
    "sandbox start": "Start it in the background, unless it runs; print its address",
    "sandbox stop": "Stop it; its data stays",
    "sandbox status": "Say whether it runs, and where; exit 9 if it does not",
    "sandbox open": "Open its page in the browser, and print the address",
    "sandbox logs": "Print the log of the one in the background",
    "sandbox reset": "Delete everything in it and start over",
    "sandbox clock": "Read, stop, move and speed up the sandbox's clock",
    "sandbox clock show": "Show where the clock stands",
    "sandbox clock freeze": "Stop the clock; what is due waits until it is moved",
    "sandbox clock resume": "Let the clock run at the usual speed, from where it stands",
    "sandbox clock advance": "Move the clock forward at once",
    "sandbox clock scale": "Let the clock run faster or slower",
    "sandbox seed": "Add projects, media, containers and keys from a file; all of it, or nothing",
    "sandbox faults": "Make calls fail, hang or get lost, to see how a program copes",
    "sandbox faults list": "List the rules, and how often each has fired",
    "sandbox faults use": "Replace all rules with a ready-made scenario",
    "sandbox faults add": "Add the rules of a file after the existing ones",
    "sandbox faults clear": "Remove all rules",
    "sandbox keys": "Mint, list and suspend the sandbox's keys",
    "sandbox keys list": "List the keys, without their texts",
    "sandbox keys mint": "Create a key and print it; it is shown only once",
    "sandbox keys kill": "Suspend a key: calls with it answer 503",
    "sandbox requests": "Show the requests that the sandbox received, without secrets",
    "sandbox verify": "Check that nothing was billed or posted twice, or what you name, or exit 1",
    "doctor": "Check everything layers depends on, and say how to fix it",
    "ci": "Write workflows that run layers in CI",
    "ci init": "Write a workflow that makes content in the sandbox: free, and without a key",
    "explain": "Explain an error code: its cause, the fix, whether to try again",
    "completion": "Print the script that completes commands, options and ids in a shell",
    "api": "Call any route of the API",
    "schema": "Print the JSON Schema of what a command prints with --json",
    "help": "Explain a command or a topic",
}

DEFAULTS: Mapping[str, str] = {"credits": "credits show"}
"""Groups that are short for one of their commands."""

_GROUPS = frozenset(path.rpartition(" ")[0] for path in COMMANDS)
"""Paths with commands below them; the root's is ""."""


def names_below(path: str) -> list[str]:
    """Return the names of the groups and commands in the group *path*; the root's path is ""."""
    start = f"{path} " if path else ""
    below = (each.removeprefix(start) for each in COMMANDS if each.startswith(start))
    return [name for name in below if " " not in name]


def is_group(path: str) -> bool:
    """Tell whether *path* has commands below it."""
    return path in _GROUPS


def commands() -> list[str]:
    """Return the paths of all commands, without the groups."""
    return [path for path in COMMANDS if not is_group(path)]
