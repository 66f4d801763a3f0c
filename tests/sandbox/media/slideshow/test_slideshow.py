"""What a slideshow is made of, and that it is the same one every time."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat, JpegImagePlugin

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.slideshow.designs import draw_slide
from layers_cli.sandbox.media.slideshow.planning import plan_slideshow
from layers_cli.sandbox.media.slideshow.slide import Design
from tests.sandbox.media.brands import demo_brand
from tests.sandbox.media.contact_sheet import draw_sheet
from tests.sandbox.media.hooks import HOOKS, LONG_HOOKS, SHEET, bare_brand

HOOK = HOOKS["latin"]


def test_a_slide_is_a_jpeg_of_1080_by_1920_without_subsampled_colour():
    slide = plan_slideshow(HOOK, demo_brand(), seed="a")[0]

    with Image.open(BytesIO(draw_slide(slide))) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1080, 1920), "RGB")
        assert JpegImagePlugin.get_sampling(picture) == 0  # 4:4:4


def test_the_hook_comes_first_and_the_end_card_last():
    slides = plan_slideshow(HOOK, demo_brand(), seed="a")

    assert slides[0].text == HOOK
    assert slides[-1].design is Design.END_CARD
    assert slides[-1].text == demo_brand().tagline


@pytest.mark.parametrize(
    "brand",
    [
        demo_brand(),
        bare_brand(),
        bare_brand(name=""),
        bare_brand(description="Fast."),
        bare_brand(description="\n".join(f"Saves you {n} hours" for n in range(20))),
        bare_brand(photos=demo_brand().screenshots * 4),
    ],
    ids=["demo", "name", "nameless", "one statement", "twenty statements", "twelve photos"],
)
def test_any_brand_gives_four_to_eight_slides(brand):
    for seed in "abc":
        assert 4 <= len(plan_slideshow(HOOK, brand, seed=seed)) <= 8


def test_the_middle_slides_say_only_what_the_brand_says():
    brand = demo_brand()

    for seed in "abcdef":
        for slide in plan_slideshow(HOOK, brand, seed=seed)[1:]:
            for said in slide.text.split("\n"):
                assert said in f"{brand.description}\n{brand.tagline}"


@pytest.mark.parametrize("name", LONG_HOOKS)
def test_a_hook_of_2000_characters_reappears_whole_over_the_first_slides(name):
    hook = LONG_HOOKS[name]

    slides = plan_slideshow(hook, demo_brand(), seed="a")

    continued = [slide for slide in slides if slide.max_size is not None]
    assert len(hook) == 2000
    assert len(slides) <= 8
    assert slides[: len(continued)] == tuple(continued)
    assert "".join(slide.text for slide in continued) == hook
    assert slides[-1].design is Design.END_CARD


@pytest.mark.parametrize("name", ["english", "chinese", "arabic"])
def test_a_continued_hook_stays_readable_and_in_one_size(name):
    slides = plan_slideshow(LONG_HOOKS[name], demo_brand(), seed="a")

    (size,) = {slide.max_size for slide in slides if slide.max_size is not None}
    assert size >= 34


def test_every_design_of_a_hook_is_chosen_by_some_seed():
    brand = replace(demo_brand(), photos=demo_brand().screenshots[:1])

    designs = {plan_slideshow(HOOK, brand, seed=str(seed))[0].design for seed in range(12)}

    assert designs == {Design.POSTER, Design.PHONE, Design.PHOTO}


def test_variants_look_different():
    first, second = (
        Image.open(BytesIO(draw_slide(plan_slideshow(HOOK, bare_brand(), seed=seed)[0])))
        for seed in ("variant 1", "variant 2")
    )

    assert sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) > 6


def test_a_pickled_slide_is_drawn_alike_in_another_process():
    slide = plan_slideshow(HOOK, demo_brand(), seed="a")[1]
    code = "import pickle, sys; from layers_cli.sandbox.media.slideshow.designs import draw_slide; "
    code += "sys.stdout.buffer.write(draw_slide(pickle.load(sys.stdin.buffer)))"

    there = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(slide), capture_output=True, check=True
    )

    assert there.stdout == draw_slide(slide)


def test_slides_may_be_drawn_on_threads():
    slides = plan_slideshow(HOOK, demo_brand(), seed="a")[:3]
    alone = [draw_slide(slide) for slide in slides]

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(draw_slide, slides)) == alone


def test_the_users_end_card_takes_the_last_slide(tmp_path):
    path = tmp_path / "end.png"
    Image.new("RGB", (1080, 1920), (10, 200, 30)).save(path)

    slides = plan_slideshow(HOOK, bare_brand(end_card=path), seed="a")

    with Image.open(BytesIO(draw_slide(slides[-1]))) as picture:
        assert picture.getpixel((540, 960)) == pytest.approx((10, 200, 30), abs=4)


@settings(max_examples=8)
@given(hook=st.text(min_size=1, max_size=200), name=st.text(max_size=20), about=st.text())
@pytest.mark.slow
def test_any_text_is_drawn(hook, name, about):
    slides = plan_slideshow(hook, Brand(name, about), seed=hook)

    assert "".join(slide.text for slide in slides if slide.max_size or slide.text == hook)
    draw_slide(slides[0])
    draw_slide(slides[-1])


@pytest.mark.slow
@settings(max_examples=8)
@given(hook=st.text(st.characters(exclude_categories=["Cs"]), min_size=300, max_size=900))
def test_any_long_text_is_planned(hook):
    slides = plan_slideshow(hook, bare_brand(), seed="a")

    continued = [slide.text for slide in slides if slide.max_size is not None]
    assert "".join(continued) in ("", hook)


def test_no_two_of_twenty_hooks_tell_the_same_story():
    """Nor may they look alike: designs, words, pictures and colours taken together differ."""
    plans = [plan_slideshow(hook, demo_brand(), seed=hook) for hook in SHEET]
    stories = [[(slide.design, slide.text, slide.picture) for slide in plan[1:]] for plan in plans]
    looks = [
        [(slide.design, slide.tone, slide.picture, slide.tilt) for slide in plan] for plan in plans
    ]

    assert all(looks.count(look) == 1 for look in looks)
    english = [story for story in stories if story[-1][1]]
    assert len(english) >= 5
    assert all(stories.count(story) == 1 for story in english)
    assert len({slide.design for plan in plans for slide in plan}) >= 7
    assert len({plan[0].palette for plan in plans}) >= 8


def test_hooks_that_are_nearly_alike_tell_other_stories():
    plans = [plan_slideshow("wait for it", demo_brand(), seed=str(number)) for number in range(60)]

    assert len({tuple((s.design, s.text, s.picture) for s in plan[1:]) for plan in plans}) == 60


@pytest.mark.parametrize("hook", SHEET)
def test_slides_follow_the_language_of_the_hook(hook):
    """The demo brand speaks English; other hooks get its pictures and its name alone."""
    slides = plan_slideshow(hook, demo_brand(), seed=hook)[1:]

    is_english = hook.isascii() or "free 🧠" in hook or hook.startswith("POV")
    assert any(slide.text for slide in slides) == is_english
    assert all(slide.picture or slide.text for slide in slides[:-1])


def test_a_brand_of_two_languages_answers_in_that_of_the_hook():
    brand = bare_brand(
        description="・受信箱を空にします\n・毎朝5分で終わります\n• Clears your inbox\n• Done in 5 minutes"
    )
    japanese, english = (
        {slide.text for slide in plan_slideshow(hook, brand, seed="a")[1:]}
        for hook in (HOOKS["japanese"], "what if it was this easy?")
    )

    assert japanese <= {"受信箱を空にします", "毎朝5分で終わります", "Knapsack", ""}
    assert english <= {"Clears your inbox", "Done in 5 minutes", "Knapsack", ""}


def test_the_contact_sheet_has_a_row_for_each_hook():
    sheet = draw_sheet(SHEET[:2], columns=1)

    assert sheet.width > sheet.height
    assert len(sheet.reduce(8).getcolors(1 << 20) or []) > 200
