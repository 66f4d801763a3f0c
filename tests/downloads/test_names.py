"""Names of files out of foreign text: they stay in the folder, are seen, and do no harm."""

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_cli.downloads.container_media import parse_container
from layers_cli.downloads.naming import FileNamer
from layers_cli.downloads.safe_names import ending_for, safe_name, slug
from layers_cli.downloads.template import DEFAULT, Template, TemplateError, Values

HOSTILE = (
    "../../etc/passwd", "/etc/passwd", "..", ".", "", " ", "...", "CON", "con.txt", "COM1", "NUL.",
    "AUX ", "LPT9.mp4", "conin$", "a" * 300, "é" * 300, "🧠" * 100, "line\nbreak", "tab\there",
    "\u202egpj.exe", "\u200b", "\x00", "\x1b[31m", ".hidden", "-rf", "~root", "trailing. ", "a\\b",
    "C:\\x", "a:b", 'a"b', "a|b?*<>", "\ud800", "x\udcff", "e\u0301", "\u0301" * 200, "a" + "\u0301" * 200,
    "\u2028", "\ufeff", "\U000e0041", "COM¹", "con .txt", "ＣＯＮ", "x.part", "ﷺ" * 60,
)  # fmt: skip
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)")
texts = st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(st.sampled_from("./\\ -~:\n\u202e")))


def assert_safe(name: str) -> None:
    assert 1 <= len(name.encode()) <= 255 - len(".part.json")
    assert name not in (".", "..")
    assert not set('<>:"/\\|?*') & set(name)
    assert name[0] not in ".-~ "
    assert name[-1] not in ". "
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in name)
    assert unicodedata.is_normalized("NFC", name)
    assert not DEVICE.fullmatch(name.split(".")[0].rstrip())
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name


def examples(test):
    for text in HOSTILE:
        test = example(text)(test)
    return test


@examples
@given(texts)
def test_every_name_is_safe(text):
    assert_safe(safe_name(text))
    assert_safe(safe_name(text, ending="-01.jpg"))
    assert safe_name(text, ending=".mp4").endswith(".mp4")


@given(texts)
def test_a_safe_name_stays_as_it_is(text):
    once = safe_name(text)

    assert safe_name(once) == once


@examples
@given(texts)
def test_every_slug_is_letters_and_digits(text):
    found = slug(text)

    assert found
    assert all(c in "-_" or unicodedata.category(c)[0] in "LNM" for c in found)
    assert len(found.encode()) <= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wait for it...\nthis habit 🧠", "wait-for-it-this-habit"),
        ("POV: you're late!", "pov-you-re-late"),
        ("Čeština & ελληνικά", "čeština-ελληνικά"),
        ("سلام دنیا", "سلام-دنیا"),
        ("สวัสดี", "สวัสดี"),
        ("🧠🧠", "untitled"),
        (None, "untitled"),
    ],
)
def test_slug_of_a_hook_is_readable(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        ("https://x/a.MP4?sig=1", None, "mp4"),
        ("https://x/a.exe", "image/png", "png"),
        ("https://x/a", "image/jpeg; q=1", "jpg"),
        ("https://x/a.html", "text/html", None),
        ("https://x/a.jpg/..%2f.sh", None, None),
        ("https://[broken", "video/mp4", "mp4"),
    ],
)
def test_only_extensions_of_media_are_used(url, kind, expected):
    assert ending_for(url, kind) == expected


# Templates

VALUES = Values(
    "cnt_1", "Wait for it", "slideshow-builder", datetime(2026, 4, 18, tzinfo=UTC), 2, 3, "jpg"
)  # fmt: skip


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (DEFAULT, "cnt_1.jpg"),
        ("{created:%Y-%m-%d}/{hook_slug}-{index}.{ext}", "2026-04-18/wait-for-it-02.jpg"),
        ("{format}/{id}_{variant:1}", "slideshow-builder/cnt_1_3.jpg"),
        ("{hook_slug:.4}{index:03}", "wait002.jpg"),
        ("{ext}/{id}", "jpg/cnt_1.jpg"),
        ("{created}", "2026-04-18.jpg"),
        ("a{{b}}", "a{b}.jpg"),
        ("für {id}.{ext}", "für cnt_1.jpg"),
    ],
)
def test_template_fields_are_filled_in(template, expected):
    assert "/".join(Template.of(template).render(VALUES)) == expected


@pytest.mark.parametrize(
    "template",
    [
        "", "/abs/{id}", "../{id}", "a/../{id}", "./{id}", "a//b", "{id}/", "C:{id}", "a\\{id}",
        "{bogus}", "{}", "{0}", "{id.__class__}", "{id[0]}", "{id!r}", "{id", "id}", "{index:x}",
        "{index:99999}", "{created:%s}", "{created:%c}", "{created:%Y/%m}", "{id:>99999999}", "-{id}",
        ".{id}", "~/{id}", "a\n{id}", "{id}.", "{id} ", "{hook_slug:{id}}", "{ext:.0}", "a:b", "*",
    ],
)  # fmt: skip
def test_a_template_that_cannot_name_files_is_refused(template):
    with pytest.raises(TemplateError):
        Template.of(template)


@given(st.text(st.sampled_from("{}id.ext:!/\\-~%Yhook_slugindex0 \n"), max_size=30), texts, texts)
def test_names_from_any_accepted_template_stay_below_the_folder(template, name, hook):
    try:
        found = Template.of(template)
    except TemplateError:
        return
    for part in found.render(Values(name, hook, name, None, 1, 1, "mp4")):
        assert_safe(part)


# Plans


def container(name, hook="hi", *, urls=("https://x/1.jpg",), **more):
    return parse_container(
        {
            "id": name,
            "status": "completed",
            "hook": hook,
            "preview": {"imageUrls": list(urls)},
            **more,
        }
    )


def names(plan, *containers):
    return [
        [path.relative_to(plan.folder).as_posix() for path in paths]
        for paths in ([each.path for each in plan.files_of(one)] for one in containers)
    ]


def test_one_file_is_named_after_its_container_and_several_are_numbered(tmp_path):
    plan = FileNamer(tmp_path, Template.of(DEFAULT))

    found = names(
        plan, container("cnt_1"), container("cnt_2", urls=["https://x/1.jpg", "https://x/2.png"])
    )

    assert found == [["cnt_1.jpg"], ["cnt_2-01.jpg", "cnt_2-02.png"]]


def test_containers_with_the_same_name_are_distinguished_by_their_ids(tmp_path):
    plan = FileNamer(tmp_path, Template.of("{hook_slug}"))

    found = names(
        plan, container("cnt_aaaaaaaa"), container("cnt_bbbbbbbb"), container("cnt_3", "HI")
    )

    assert found == [["hi.jpg"], ["hi-bbbbbbbb.jpg"], ["hi-cnt_3.jpg"]]


def test_a_container_keeps_its_names_in_a_second_plan(tmp_path):
    plan = FileNamer(tmp_path, Template.of("{hook_slug}"))

    assert names(plan, container("cnt_1"), container("cnt_1")) == [["hi.jpg"], ["hi.jpg"]]


@given(st.lists(st.tuples(texts, texts, st.integers(1, 3)), max_size=6, unique_by=lambda x: x[0]))
def test_each_file_has_a_path_of_its_own_inside_the_folder(made):
    folder = Path("/nowhere/out")
    plan = FileNamer(folder, Template.of("{format}/{hook_slug}"))
    paths = [
        wanted.path
        for name, hook, count in made
        for wanted in plan.files_of(
            container(name, hook, urls=[f"https://x/{n}.jpg" for n in range(count)], format=hook)
        )
    ]

    seen = {unicodedata.normalize("NFC", str(path)).casefold() for path in paths}
    assert len(seen) == len(paths)
    for path in paths:
        assert len(path.relative_to(folder).parts) == 2
        for part in path.relative_to(folder).parts:
            assert_safe(part)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
            ("id", "status", "hook", "preview", "assets", "imageUrls", "videoUrl", "url", "createdAt", "sizeBytes", "checksumSha256")
        ), inner, max_size=4),
        max_leaves=12,
    )
)  # fmt: skip
def test_any_response_about_a_container_is_parsed_to_sound_values(data):
    container = parse_container(
        data if isinstance(data, dict) else {"assets": data, "createdAt": data}
    )

    assert isinstance(container.status, str)
    assert container.created is None or container.created.tzinfo
    for media in container.media:
        assert isinstance(media.url, str)
        assert media.bytes is None or media.bytes >= 0
