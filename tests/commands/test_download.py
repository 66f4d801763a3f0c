"""`layers content download` and `layers whence` as a user sees them."""

import hashlib
import json
import shutil
from pathlib import Path

import httpx
import pytest

FIELDS = ("id", "hook_slug", "format", "index", "variant", "ext", "created")
HOOK = "Wait for it...\nthis habit is free 🧠"


@pytest.fixture
def made(layers):
    """Two completed containers of one hook."""
    return layers("content", "generate", "--hook", HOOK, "--variants", "2", "-q").out.split()


def names(folder, pattern="**/*"):
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.glob(pattern) if path.is_file()
    )


def sidecar(layers, name, folder="."):
    return json.loads((layers.cwd / folder / f"{name}.json").read_text(encoding="utf-8"))


def test_each_file_is_as_the_server_has_it(layers, made):
    rows = layers("content", "download", *made, "-o", "out", "--json").json["items"]

    containers = [layers("content", "get", name, "--json").json for name in made]
    assets = [asset for container in containers for asset in container["assets"]]
    assert [row["sha256"] for row in rows] == [asset["checksumSha256"] for asset in assets]
    for row in rows:
        assert hashlib.sha256(Path(row["path"]).read_bytes()).hexdigest() == row["sha256"]
    assert names(layers.cwd / "out", "*.jpg") == sorted(
        f"{name}-{number:02}.jpg" for name in made for number in range(1, 5)
    )


def test_all_and_since_choose_completed_containers(layers, made, sandbox):
    assert len(layers("content", "download", "--all", "-o", "a", "--json").json["items"]) == 8
    assert (
        len(layers("content", "download", "--since", "1h", "-o", "b", "--json").json["items"]) == 8
    )
    future = layers("content", "download", "--since", "2090-01-01", "-o", "c", "--json")
    assert (future.code, future.json["items"]) == (0, [])


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "Name what to save"),
        (["cnt_1", "--all"], "Name what to save"),
        (["cnt_1", "--force", "--skip-existing"], "cannot be combined"),
        (["cnt_1", "--name", "{bogus}"], "no field {bogus}"),
        *((["cnt_1", "--name", "{bogus}"], f"{{{field}}}") for field in FIELDS),
        (["cnt_1", "--name", "../{id}"], "must have names"),
        (["cnt_1", "--name", ""], "below the folder"),
        (["cnt_1", "--jobs", "0"], "--jobs"),
        (["--since", "soon"], "not a time"),
    ],
)
def test_invalid_requests_are_refused_before_any_call(layers, argv, said):
    result = layers.raising(AssertionError("asked"))("content", "download", *argv)

    assert (result.code, result.out) == (2, "")
    assert said in result.err


@pytest.mark.parametrize("options", [["--download", "out", "--name", "{nope}"], ["--name", "{id}"]])
def test_a_wrong_template_costs_nothing(layers, sandbox, options):
    result = layers("content", "generate", "--hook", "hi", *options, "--json")

    assert result.code == 2
    assert result.error["submitted"] == "no"
    assert layers("content", "list", "--json").json["items"] == []


def test_a_template_names_files_and_folders(layers, made):
    argv = ("--name", "{created:%Y}/{hook_slug}-v{variant:1}-{index:1}")

    assert layers("content", "download", *made, "-o", "out", *argv).code == 0

    year = layers("content", "get", made[0], "--json").json["createdAt"][:4]
    assert names(layers.cwd / "out", "**/*.jpg") == [
        f"{year}/wait-for-it-this-habit-is-free-v{variant}-{index}.jpg"
        for variant in (1, 2)
        for index in (1, 2, 3, 4)
    ]


def test_a_name_that_another_container_has_gets_the_id_behind_it(layers, made):
    argv = ("-o", "out", "--name", "{hook_slug}-{index}")
    for name in made:
        assert layers("content", "download", name, *argv).code == 0
    again = layers("content", "download", *reversed(made), *argv, "--json")

    assert len(names(layers.cwd / "out", "*.jpg")) == 8
    assert len(names(layers.cwd / "out", f"*-{made[1][-8:]}.jpg")) == 4
    assert {row["state"] for row in again.json["items"]} == {"present"}


def test_resume_remembers_the_names_and_the_sidecar(layers, slow):
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    argv = ("--download", "out", "--name", "{hook_slug}/{index}", "--no-sidecar")
    assert layers("content", "generate", "--hook", "hi", *argv, pause=interrupted).code == 130
    slow.set_clock(advance=4000 * 1000)

    assert layers("jobs", "resume", "--all").code == 0

    assert names(layers.cwd / "out") == [f"hi/{n:02}.jpg" for n in (1, 2, 3, 4)]


def test_foreign_file_is_replaced_only_with_force(layers, made):
    target = layers.cwd / f"{made[0]}-02.jpg"
    target.write_bytes(b"mine")

    kept = layers("content", "download", made[0], "--json")
    assert kept.code == 6
    assert "is a different file" in kept.error["message"]
    assert len(kept.json["items"]) == 3
    assert target.read_bytes() == b"mine"

    skipped = layers("content", "download", made[0], "--skip-existing", "--json")
    assert [row["state"] for row in skipped.json["items"]] == ["skipped"] * 4
    assert target.read_bytes() == b"mine"

    forced = layers("content", "download", made[0], "--force", "--json")
    assert [row["state"] for row in forced.json["items"]] == ["saved"] * 4
    assert target.read_bytes() != b"mine"


def test_a_link_out_of_the_folder_is_not_written_through(layers, made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (layers.cwd / "out").mkdir()
    (layers.cwd / "out" / "hi").symlink_to(tmp_path / "elsewhere")

    result = layers("content", "download", made[0], "-o", "out", "--name", "hi/{index}")

    assert result.code == 1
    assert "leads out of" in result.err
    assert names(tmp_path / "elsewhere") == []


def test_unwritable_folder_is_reported(layers, made):
    (layers.cwd / "out").write_text("a file")

    result = layers("content", "download", made[0], "-o", "out", "--json")

    assert (result.code, result.out) == (1, "")
    assert result.error["code"] == "cli_file"


def test_a_ledger_that_cannot_be_used_stops_no_download(layers, made, tmp_path):
    (tmp_path / "no folder").write_text("")
    environ = {"LAYERS_STATE_DIR": str(tmp_path / "no folder")}

    result = layers("content", "download", made[0], "--json", environ=environ)

    assert (result.code, len(result.json["items"])) == (0, 4)
    assert "by their sidecars only" in result.err
    assert layers("whence", f"{made[0]}-01.jpg", "-q").out.strip() == made[0]


def test_a_container_named_twice_is_saved_once(layers, made):
    rows = layers("content", "download", "-", "--json", stdin=f"{made[0]}\n{made[0]}\n").json[
        "items"
    ]

    assert [row["state"] for row in rows] == ["saved"] * 4


def test_full_disk_is_reported_with_a_hint(layers, made):
    """A limit on the size of files answers as a full disk does."""
    resource = pytest.importorskip("resource", reason="Windows has no limits on files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        environ = {"LAYERS_STATE_DIR": str(layers.cwd / "state")}  # the limit is the ledger's too
        result = layers("content", "download", made[0], "-o", "out", "--json", environ=environ)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (result.code, result.out) == (1, "")
    assert result.error["code"] == "cli_file"
    assert ".jpg.part" in result.error["message"]
    assert "continues where it stopped" in result.error["hint"]
    assert layers("content", "download", made[0], "-o", "out").code == 0
    assert not names(layers.cwd / "out", "*.part*")


# Sidecars and whence


def test_the_sidecar_says_where_the_files_come_from(layers, made):
    rows = layers("content", "download", made[0], "-o", "out", "--json").json["items"]

    said = sidecar(layers, made[0], "out")

    assert (said["id"], said["hook"]) == (made[0], HOOK)
    assert said["captions"][0]["platform"]
    assert said["requestIds"][0].startswith("req_")
    assert said["jobId"].startswith("job_")
    assert [file["sha256"] for file in said["files"]] == [row["sha256"] for row in rows]
    for file in said["files"]:
        assert (layers.cwd / "out" / file["path"]).is_file()
    assert layers.environ["LAYERS_API_KEY"] not in json.dumps(said)


def test_a_file_of_the_sidecars_name_is_left_alone(layers, made):
    (layers.cwd / f"{made[0]}.json").write_text('{"mine": true}')

    result = layers("content", "download", made[0])

    assert result.code == 0
    assert "no sidecar" in result.err
    assert (layers.cwd / f"{made[0]}.json").read_text() == '{"mine": true}'


def offline(layers):
    return layers.raising(httpx.ConnectError("no network"))


def test_whence_knows_a_file_under_any_name_offline(layers, made):
    layers("content", "download", made[1], "-o", "out", "--no-sidecar")
    shutil.move(layers.cwd / "out" / f"{made[1]}-03.jpg", layers.cwd / "holiday.jpeg")

    result = offline(layers)("whence", "holiday.jpeg", "--json")

    assert result.code == 0
    [found] = result.json["items"]
    assert (found["containerId"], found["position"]) == (made[1], 3)
    assert (found["hook"], found["knownBy"]) == (HOOK, "ledger")
    assert offline(layers)("whence", "holiday.jpeg", "-q").out.strip() == made[1]


def test_whence_reads_the_sidecar_on_another_machine(layers, made, tmp_path):
    layers("content", "download", made[0], "-o", "out")
    elsewhere = {"LAYERS_STATE_DIR": str(tmp_path / "other machine")}

    result = offline(layers)("whence", f"out/{made[0]}-01.jpg", "--json", environ=elsewhere)

    [found] = result.json["items"]
    assert (found["containerId"], found["knownBy"]) == (made[0], "sidecar")


def test_whence_does_not_know_a_file_that_was_changed(layers, made):
    layers("content", "download", made[0])
    with (layers.cwd / f"{made[0]}-01.jpg").open("ab") as file:
        file.write(b"x")

    result = layers("whence", f"{made[0]}-01.jpg", "--json")

    assert (result.code, result.out) == (9, "")
    assert result.error["code"] == "cli_unknown_file"


@pytest.mark.parametrize("name", ["gone.jpg", "."])
def test_whence_asks_for_a_file(layers, name):
    assert layers("whence", name).code == 2


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", '{"schema": 1}', "[" * 100_000, '{\n  "schema": "layers-cli/sidecar/1",'],
)
def test_whence_takes_no_harm_from_strange_json_beside_the_file(layers, said):
    (layers.cwd / "x.json").write_text(said)
    (layers.cwd / "x.jpg").write_bytes(b"?")

    assert layers("whence", "x.jpg").code == 9


# What can go wrong between the list and the file


class Moving:
    """In front of a sandbox whose media has other addresses after each read."""

    def __init__(self, *, status=403, gone=False):
        self.status, self.gone = status, gone
        self.reads = 0
        self.refused = 0

    def __call__(self, request, send):
        path = request.url.path
        if path.startswith("/media/"):
            if request.url.params.get("signed") == str(max(self.reads, 2)):
                return send()
            self.refused += 1
            return httpx.Response(self.status)
        if path.startswith("/v1/content/"):
            self.reads += 1
            if self.gone and self.reads > 1:
                return httpx.Response(404, json={"error": {"code": "NOT_FOUND", "message": "gone"}})
        response = send()
        content = response.read().replace(b'.jpg"', f'.jpg?signed={self.reads}"'.encode())
        return httpx.Response(response.status_code, content=content)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_dead_link_is_replaced_by_reading_the_container_again(layers, made, status):
    moving = Moving(status=status)

    result = layers.through(moving)("content", "download", made[0], "--json")

    assert result.code == 0
    assert len(result.json["items"]) == 4
    assert moving.refused >= 1
    assert moving.reads <= 1 + moving.refused
    assert "signed" not in json.dumps(sidecar(layers, made[0]))


def test_container_deleted_during_the_download_is_not_found(layers, made):
    moving = Moving(gone=True)

    result = layers.through(moving)("content", "download", made[0], "--json")

    assert (result.code, result.out) == (9, "")
    assert result.error["code"] == "NOT_FOUND"
    assert names(layers.cwd) == []


def test_failed_files_are_named_and_the_rest_is_saved(layers, made):
    def broken(request, send):
        is_second = request.url.path.startswith("/media/") and request.url.path.endswith("-02.jpg")
        return httpx.Response(500) if is_second else send()

    argv = ("-o", "my out", "--retries", "1", "--json")
    result = layers.through(broken)("content", "download", *made, *argv)

    assert result.code == 6
    assert len(result.json["items"]) == 6
    assert {each["id"] for each in result.error["details"]["failed"]} == set(made)
    assert "-o 'my out'" in result.error["hint"]
    assert layers("content", "download", *made, "-o", "my out").code == 0
    assert len(names(layers.cwd / "my out", "*.jpg")) == 8


def test_content_type_of_the_storage_gives_the_file_extension(layers):
    def server(request):
        if request.url.path.startswith("/v1/"):
            preview = {"primaryUrl": "https://cdn.example.com/file?x=1"}
            return httpx.Response(
                200, json={"id": "cnt_1", "status": "completed", "preview": preview}
            )
        assert "authorization" not in request.headers
        return httpx.Response(200, content=b"clip", headers={"Content-Type": "video/quicktime"})

    result = layers.against(server)("content", "download", "cnt_1", "--json")

    assert result.code == 0
    assert names(layers.cwd, "*.mov") == ["cnt_1.mov"]


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/x", "CON", "a\nb", "\u202egpj", ".x", "-x", "x" * 300]
)
def test_a_hostile_id_stays_in_the_folder(layers, name):
    def server(request):
        if request.url.path.startswith("/v1/"):
            preview = {"primaryUrl": "https://cdn.example.com/../../a.sh"}
            data = dict.fromkeys(("id", "hook", "format"), name)
            return httpx.Response(200, json={**data, "status": "completed", "preview": preview})
        return httpx.Response(200, content=b"clip", headers={"Content-Type": "video/mp4"})

    argv = ("-o", "out", "--name", "{format}/{id}-{hook_slug}")
    result = layers.against(server)("content", "download", "cnt_1", *argv, "--json")

    assert result.code == 0
    [media] = names(layers.cwd, "**/*.mp4")
    assert media.startswith("out/")
    assert [path.name for path in layers.cwd.iterdir()] == ["out"]
    assert "\u202e" not in result.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_ctrl_c_says_that_the_same_command_resumes(layers, made, monkeypatch, form):
    def pressed(crew):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(
        "layers_cli.services.transfers.media_downloader.DownloadPool.events", pressed
    )

    stopped = layers("content", "download", *made, *form)

    assert (stopped.code, stopped.out) == (130, "")
    assert "to continue: run the same command again" in stopped.err.lower()
