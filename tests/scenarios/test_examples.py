"""Every example of a command's help, and so of its manual page, runs against the sandbox."""

import re
import shlex
from itertools import count

import pytest

from layers_cli.reference import walk

# Examples that no test can run here, and why.
NOT_RUN = {
    "layers auth login": "asks for the key on a terminal",
    "layers auth login --keyring": "asks for the key on a terminal",
    "layers media add demo-video https://cdn.example.com/demo.mp4": "fetches from the internet",
    "layers upload https://example.com/1.jpg https://example.com/2.jpg --caption @text.txt": "fetches from the internet",
    "layers campaign apply hooks.plan.jsonl": "asks for a yes on a terminal",
    "layers config set base_url https://gateway.example --profile work": "needs a gateway",
    "layers content publish cnt_… --to tiktok:@inboxzen": "asks on a terminal",
    "LAYERS_DATABASE_URL=postgresql://owner@db/campaigns layers campaign migrate": "needs a database; tests/campaigns/fleet runs it",
    "layers campaign migrate --application-role worker": "needs a database; tests/campaigns/fleet runs it",
    "LAYERS_DATABASE_URL=postgresql://worker@db/campaigns layers campaign worker": "needs a database; tests/campaigns/fleet runs it",
    "layers campaign worker --rate 60 --concurrency 8 --drain --jsonl": "needs a database; tests/campaigns/fleet runs it",
    "layers sandbox serve --placeholders --credits 1000000 --create-rate 600": "goes on until it is stopped",
    "layers accounts connect tiktok --web": "waits until somebody uses the link",
    "layers webhooks create https://example.com/layers --event job.completed": "the sandbox sends to this machine alone",
    "layers sandbox serve --port 8787": "goes on until it is stopped; tests/sandbox runs it",
    "layers sandbox serve --data ./state > sandbox.env &": "goes on until it is stopped",
    "layers gallery --all --serve": "goes on until it is stopped; tests/services/gallery runs it",
    "layers sandbox logs -f": "goes on until it is stopped",
    "layers sandbox requests --follow": "goes on until it is stopped",
    "layers sandbox faults use lost-reply": "has the examples beside it fail",
    "layers review": "needs a terminal; tests/review",
    "layers review --since 1d": "needs a terminal; tests/review",
    "layers review cnt_… cnt_…": "needs a terminal; tests/review",
    "layers review --campaign hooks.results.csv": "needs a terminal; tests/review",
    "layers review --accessible": "needs a terminal; tests/review",
    "layers completion fish | source": "fish has `source` read it; tests/reference does",
    "layers sandbox verify": "says what the examples beside it did",
    "layers sandbox verify --once-per-body --keyed": "says what the examples beside it did",
    "layers sandbox verify --method POST --path '/v1/projects/*/content' --at-most 1": "says what the examples beside it did",
}

# These take away what the others work with.
LAST = ("layers sandbox reset --yes", "layers sandbox stop")

# What a command takes away, or is of another kind than what others of its group work with.
ONES_OF_THEIR_OWN = (
    ("layers influencer delete", "inf_…", "$leaving"),
    ("layers content schedule", "cnt_… cnt_…", "$approved $another"),
    ("layers content schedule", "cnt_…", "$approved"),
    ("layers content publish", "cnt_…", "$approved"),
    ("layers posts cancel", "sp_…", "$leaving_post"),
    ("layers posts reschedule", "sp_…", "$post"),
    ("layers posts", "sp_…", "$published"),
    ("layers project archive", "prj_…", "$finished"),
    ("layers webhooks delete ", "ID", "$forgotten"),
    ("layers webhooks replay", "ID", "$delivery"),
    ("layers webhooks", "ID", "$webhook"),
)

# What the examples find: a sandbox, a project, containers that wait for a review, and files.
PREPARED = r"""
eval "$(layers sandbox start --export)"
{
LAYERS_PROJECT=$(layers project list -q | head -n 1)
export LAYERS_PROJECT BROWSER=true EDITOR=cat
layers project update --review review_all -q
made=$(layers content generate --hook 'Made for the examples' --variants 6 --no-watch --json)
job=$(jq -r '.items[].jobId' <<<"$made")
layers jobs watch "$job" -q > /dev/null
cnt=($(layers content list -q))
key=$(layers sandbox keys mint --json | jq -r .id)
for file in hook.txt text.txt description.txt; do printf 'A text from a file %.0s' {1..8} > $file; done
echo "$LAYERS_API_KEY" > key.txt
rule='{name: late, times: 1, match: {path: /nowhere}, effect: {type: status, status: 503, code: INTERNAL}}'
seed='{"projects": [{"name": "Coffee Club"}]}'
echo "rules: [$rule]" > rules.yaml
echo '{"rules": [{"name": "cut", "match": {"path": "/nowhere"}, "effect": {"type": "drop-after"}}]}' > rules.json
echo "$seed" | tee world.json > world.yaml
layers content download "${cnt[0]}" -o made
mkdir out && cp "$(find made -name '*.jpg' | sort | head -n 1)" out/slide.jpg
mkdir slides && cp $(find made -name '*.jpg' | sort | sed -n 2,4p) slides
python - <<'MEDIA'
import av
from PIL import Image
Image.new("RGB", (512, 512), "teal").save("logo.png")
with av.open("clip.mp4", "w") as file:
    stream = file.add_stream("libx264", rate=10)
    stream.width, stream.height, stream.pix_fmt = 720, 1280, "yuv420p"
    for _ in range(20):
        file.mux(stream.encode(av.VideoFrame(720, 1280, "yuv420p")))
    file.mux(stream.encode())
MEDIA
cp clip.mp4 out/clip.mp4
printf 'source,caption\nclip.mp4,Day one\n' > uploads.csv
printf 'key,Headline\na,Wait for it...\n' > headlines.csv
med=$(layers media add screenshot out/slide.jpg -q)
inf=$(layers influencer create -q)
leaving=$(layers influencer create -q)
webhook=$(layers webhooks create http://127.0.0.1:9/ --event job.failed -q)
forgotten=$(layers webhooks create http://127.0.0.1:9/ --event job.failed -q)
layers webhooks test "$webhook"
delivery=$(layers webhooks deliveries "$webhook" -q)
approved=$(layers content generate --hook 'To be published' -q)
another=$(layers content generate --hook 'To be scheduled' -q)
layers content approve "$approved" "$another"
published=$(layers content publish "$approved" --to tiktok:@inboxzen --yes -q)
post=$(layers content schedule "$approved" --at +9h --to tiktok:@inboxzen -q)
leaving_post=$(layers content schedule "$approved" --at +9h --to tiktok:@inboxzen -q)
layers sandbox clock advance 1m
layers posts watch "$published"
state=$(layers accounts connect tiktok --no-watch -q)
printf 'A caption' > caption.txt
finished=$(layers project create --name 'Finished' -q)
decided=($(layers content generate --hook 'For decisions' --variants 4 -q))
printf '{"id": "%s", "decision": "approve"}\n' "${decided[@]:0:2}" > decisions.jsonl
{ echo id,decision,reason; printf '%s,reject,Off-brand\n' "${decided[@]:2}"; } > decisions.csv
uploaded=$(layers upload out/slide.jpg -q)
layers config set project "$LAYERS_PROJECT" -q
layers auth login --profile work --with-token -q < key.txt
} > /dev/null
try() {
    ( eval "$1" ) > said.txt 2>&1 || { echo "FAILED: $1"; cat said.txt; failed=1; }
}
failed=0
"""


def examples():
    commands = walk.reference(list(walk.tree())).commands
    return [line for command in commands for line in command.examples]


def filled(lines):
    """Put ids of things that there are in the place of the examples' own; no container twice."""
    fresh = count()
    for line in lines:
        if line.startswith("layers content caption"):
            line = line.replace("cnt_…", "$uploaded")
        for start, placeholder, one in ONES_OF_THEIR_OWN:
            if line.startswith(start):
                line = line.replace(placeholder, one)
        line = line.replace("inf_…", "$inf")
        line = re.sub("cnt_…", lambda _: f"${{cnt[{next(fresh) % 6}]}}", line)
        line = line.replace("job_…", "$job").replace("med_…", "$med")
        line = line.replace("prj_…", "$LAYERS_PROJECT").replace("st_…", "$state")
        line = re.sub(r"prj_[0-9a-f-]{36}", "$LAYERS_PROJECT", line)
        yield re.sub(r"key_[0-9a-f]{8}", "$key", line)


def test_what_is_not_run_is_an_example():
    assert {*NOT_RUN, *LAST} <= set(examples())


def is_of_content(line):
    found = re.search(r"layers (?:--sandbox )?(\w+)", line)
    return found is not None and found[1] in ("content", "gallery", "jobs")


@pytest.mark.slow
@pytest.mark.timeout(600)  # nothing but a hang takes so long
@pytest.mark.parametrize("of_content", [True, False], ids=["content and jobs", "all else"])
def test_every_example_of_a_help_runs(shell, of_content):
    lines = [
        line
        for line in examples()
        if line not in (*NOT_RUN, *LAST) and is_of_content(line) is of_content
    ]

    script = "\n".join(
        [PREPARED, *(f"try {shlex.quote(line)}" for line in filled([*lines, *LAST]))]
    )
    done = shell(script, seconds=580)

    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
