"""The topics of `layers help TOPIC`. Imports nothing: it stands before the first line of a help."""

TOPICS = {
    "exit-codes": "What the exit codes mean, and which runs are safe to repeat",
    "environment": "Environment variables, and which setting wins",
    "formatting": "How results are printed, and how to choose fields",
    "scripting": "Pipes, ids, errors and waiting in shell scripts",
    "ci": "Use in GitHub Actions and other CI",
    "downloads": "Where media is saved, and how files are named",
    "sheets": "Sheets of hooks: what is read, and what spreadsheets do to them",
    "workers": "Campaigns on many hosts: database, roles, backup, what to watch",
    "uploads": "Posts of your own, and app media",
    "paying-once": "The ledger, idempotency keys, and spending limits",
    "sandbox": "The local server that stands in for the API",
    "security": "Where keys are kept, and what never leaves this machine",
}
"""Name and summary, in the order of the help."""
