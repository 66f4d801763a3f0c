"""Command lines that we print: words quoted for a shell, options for the account, nothing twice."""

import re
import shlex

# A command in a sentence, up to what ends it there; one with options in front is left as it is.
_COMMAND = re.compile(r"\blayers (?=[a-z])(?P<rest>[^;,`()\n]*)")
# These use no account.
_LOCAL = ("sandbox ", "config set profile ", "explain", "schema", "help", "completion")
_ACCOUNTS = frozenset({"--sandbox", "--profile"})  # they exclude each other


def command_line(*words: str, program: str = "layers") -> str:
    """Return the command line of *words*, which may be foreign text; *program* begins it."""
    return " ".join([program, *map(shlex.quote, words)])


def for_account(text: str, program: str) -> str:
    """Return *text* with each command in it begun by *program*, which may have options.

    An option that the command has itself is not put in front of it again.
    """
    options = _options(program)
    if not options:
        return text
    return _COMMAND.sub(lambda found: _completed(found["rest"], options), text)


def _completed(rest: str, options: list[list[str]]) -> str:
    if rest.startswith(_LOCAL):
        return f"layers {rest}"
    given = {word.partition("=")[0] for word in rest.split()}
    if given & _ACCOUNTS:
        given |= _ACCOUNTS
    kept = [word for option in options if option[0] not in given for word in option]
    return f"{command_line(*kept)} {rest}"


def _options(program: str) -> list[list[str]]:
    """Return the options of *program*, each with its value."""
    found: list[list[str]] = []
    for word in shlex.split(program)[1:]:
        if word.startswith("--") or not found:
            found.append([word])
        else:
            found[-1].append(word)
    return found
