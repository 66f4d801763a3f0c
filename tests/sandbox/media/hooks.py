"""Hooks in many scripts, long ones, and plain slides that say them."""

from dataclasses import replace

from layers_cli.sandbox.media.brand import Brand
from layers_cli.sandbox.media.palette import Palette, make_palette
from layers_cli.sandbox.media.slideshow.slide import Design, Slide, Tone
from tests.sandbox.media.brands import demo_brand

HOOKS = {
    "latin": "POV: you finally stopped losing 3 hours a day to your inbox 😭📥",
    "arabic": "توقفت أخيرًا عن إضاعة 3 ساعات يوميًا في بريدي الإلكتروني مع InboxZen 📥",
    "hebrew": "סוף סוף הפסקתי לבזבז 3 שעות ביום על המייל 😭",
    "japanese": "毎日3時間もメールに費やすのをやめた方法。もう戻れません😭",
    "hindi": "मैंने हर दिन 3 घंटे इनबॉक्स में बर्बाद करना कैसे बंद किया 😭",
    "thai": "ฉันเลิกเสียเวลาวันละ 3 ชั่วโมงกับกล่องจดหมายได้อย่างไร 😭",
    "emoji": "👩‍👩‍👧‍👦 🇯🇵🇧🇷 1️⃣ 2️⃣ ❤️ 🏳️‍🌈 👍🏽 done",
    "mixed": "Tôi mất 3 giờ · Я терял · Σταμάτησα · შევწყვიტე · 매일 3시간을 낭비",
}

LONG_HOOKS = {
    "english": (
        "I quit my job with 14 days of savings.\n\n"
        + "Here is what nobody tells you about building an app alone, at night, with 2 kids. " * 30
    )[:2000],
    "chinese": ("我辞掉了工作，只剩下14天的积蓄。没有人告诉你一个人做应用是什么感觉。" * 60)[:2000],
    "arabic": ("تركت عملي ومعي مدخرات 14 يومًا فقط. إليك ما لا يخبرك به أحد.\n" * 40)[:2000],
    "lines": "a\n" * 1000,
    "flags": "🇯🇵" * 1000,
    "one word": "W" * 2000,
}

VIOLET: Palette = make_palette((92, 70, 240))


def slide(text: str, design: Design = Design.POSTER, tone: Tone = Tone.DARK, **more) -> Slide:
    """A slide of the demo brand that says *text*."""
    brand = more.pop("brand", demo_brand())
    plan = Slide(design=design, tone=tone, text=text, brand=brand, palette=VIOLET)
    picture = brand.screenshots[0] if brand.screenshots and design is not Design.POSTER else None
    return replace(plan, **{"picture": picture, "arrangement": "test", **more})


def bare_brand(**more) -> Brand:
    """A brand that is hardly more than a name."""
    return Brand(**{"name": "Knapsack", **more})


# Twenty hooks in eight scripts, for the contact sheet: the first minute of twenty users.
SHEET = (
    "POV: you finally stopped losing 3 hours a day to your inbox 😭📥",
    "wait for it...\nthis habit is free 🧠",
    "It's 11 pm and I'm still answering email",
    "3 reasons I can't stop using InboxZen",
    "Cómo dejé de perder 3 horas al día en mi correo 😭",
    "Tôi từng mất 3 giờ mỗi ngày cho hộp thư đến",
    "毎日3時間もメールに費やすのをやめた方法。もう戻れません😭",
    "朝の5分で受信トレイを空にする方法、知ってますか？",
    "・メールに追われる毎日から抜け出す、3つの習慣",
    "我终于不再每天浪费3个小时处理邮件了",
    "我終於不再每天浪費3個小時處理郵件了😭",
    "매일 3시간을 메일에 낭비하지 않게 된 방법 😭",
    "아무도 알려주지 않는 받은편지함 정리의 비밀",
    "ฉันเลิกเสียเวลาวันละ 3 ชั่วโมงกับกล่องจดหมายได้อย่างไร 😭",
    "5 นาทีทุกเช้าที่เปลี่ยนชีวิตการทำงานของฉัน",
    "मैंने हर दिन 3 घंटे इनबॉक्स में बर्बाद करना कैसे बंद किया 😭",
    "توقفت أخيرًا عن إضاعة 3 ساعات يوميًا في بريدي الإلكتروني 📥",
    "לקח לי 7 ימים להבין שהמייל מנהל אותי",
    "Я терял 3 часа в день на почту. Больше нет",
    "this app answered 214 emails before I woke up",
)
