"""`layers project`, `whoami`, `credits` and `help`."""

LONG = "Clears your inbox while you sleep, drafts replies in your own voice, and files the rest away for later."


def test_a_project_is_created_changed_and_listed(layers):
    name = layers("project", "create", "--name", "Second", "--app-name", "Inbox", "--json").json[
        "id"
    ]

    changed = layers("project", "update", name, "--app-description", LONG, "--json")
    listed = layers("project", "list", "--search", "secon", "-q")

    assert changed.code == 0
    assert listed.out.strip() == name
    assert LONG in layers("project", "get", name).out


def test_an_empty_text_clears_a_field(layers, sandbox):
    layers("project", "update", "--app-name", "")

    result = layers("content", "generate", "--hook", "hi", "--json")

    assert result.error["code"] == "MISSING_APP_NAME"


def test_a_blank_field_is_called_by_its_option(layers):
    result = layers("project", "update", "--app-description", " ", "--json")

    assert result.error["param"] == "app-description"
    assert "The app-description is blank" in result.error["message"]


def test_project_update_without_changes_is_a_usage_error(layers):
    result = layers("project", "update")

    assert (result.code, result.out) == (2, "")
    assert "There is nothing to change" in result.err


def test_project_use_saves_the_project_in_the_profile(layers):
    name = layers("project", "create", "--name", "Chosen", "-q").out.strip()

    used = layers("project", "use", name)
    chosen = layers("project", "get", "-q", environ={"LAYERS_PROJECT": ""})

    assert used.code == 0
    assert chosen.out.strip() == name


def test_whoami_and_credits(layers):
    assert layers("whoami", "--json").json["scopes"]
    assert layers("credits", "--fields", "available").json == {"available": 100000}
    assert "100" in layers("credits").out


def test_credits_go_down_with_each_container(layers):
    layers("content", "generate", "--hook", "hi", "--variants", "2")

    assert layers("credits", "--fields", "available").json == {"available": 99900}


def test_help_of_everything(layers):
    assert "content" in layers("help").out
    assert "--hook" in layers("help", "content", "generate").out
    assert layers("help", "content", "generate").out == layers("content", "generate", "-h").out


def test_upload_needs_something_that_is_there(layers):
    result = layers("upload", "clip.mp4")

    assert (result.code, result.out) == (2, "")
    assert "clip.mp4 does not exist" in result.err
