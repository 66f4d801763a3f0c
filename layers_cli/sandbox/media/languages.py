"""Tells the script and, roughly, the language of a text, so that slides do not mix them."""

import re
import unicodedata
from collections import Counter

_KANA = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")
_LEAST_SHARE = 0.25
_KANJI_ALONE = 12  # characters of Japanese that may do without kana
_LANGUAGES = {"JAPANESE": "ja", "CJK": "zh", "HANGUL": "ko", "THAI": "th", "HEBREW": "he"}

# Words that a sentence hardly does without. Those of one letter are names of things as often.
_FUNCTION_WORDS = {
    "en": "the you your and that with this for from it is are was my me we our to of in on what how"
    " why when who before after not can so they them be have has did",
    "es": "el los las que por para con una del tu mi como cómo más pero esta este lo al cada de en"
    " mis tus todo sin muy",
    "pt": "os as que por para com uma não do da dos das seu meu minha como mais você isso em na no"
    " ao cada de sem todo",
    "fr": "le les des que pour avec une du vous votre mon mes est pas je ce cette et dans sur au"
    " jour de en sans mon tout chaque",
    "de": "der die das und ist nicht mit für ein eine einen ich du dein mein wie auf zu den dem im"
    " von so jeden mir",
    "it": "il gli che per con una non di della del mio tuo come più questo ogni ho mi nel di senza",
    "nl": "het een en van niet met voor ik je mijn jouw hoe dat op dit zo aan elke de in per",
    "pl": "nie się jak że na do ja mój twój dla jest co tak moje twoje bez każdego dnia",
    "tr": "bir ve bu için ile ben sen nasıl çok değil daha gibi her gün",
    "id": "yang dan di ini itu untuk dengan saya kamu tidak bagaimana dari hari setiap",
    "vi": "tôi bạn và của là không cho với một này như để mỗi ngày",
    "ru": "не на что это как для мой твой вы ваш каждый день меня больше",
    "uk": "не на що це як для мій твій ви ваш кожен день мене більше",
}
_SURE = 2  # function words


def script_of(text: str) -> str:
    """Return the script of *text* as Unicode names it, `JAPANESE` for one with kana, "" for none.

    Names and loanwords in Latin letters do not count unless there is little else.
    """
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    if not counts:
        return ""
    others = {name: count for name, count in counts.items() if name != "LATIN"}
    if sum(others.values()) < _LEAST_SHARE * counts.total():
        return "LATIN"
    if any(name in others for name in _KANA):
        return "JAPANESE"
    return max(others, key=lambda name: others[name])


def language_of(text: str, default: str) -> str:
    """Return the language of *text*, *default* (a BCP 47 tag) where its script leaves it open."""
    if script_of(text) == "CJK" and default.lower().startswith("ja"):
        return default
    return _LANGUAGES.get(script_of(text), default)


def is_traditional(text: str) -> bool:
    """Return whether Chinese *text* is in traditional characters."""
    han = "".join(letter for letter in text if _script(letter) == "CJK")
    return _fits(han, "big5") and not _fits(han, "gb2312")


def share_language(hook: str, text: str) -> bool:
    """Return whether nothing says that *text* is in another language than *hook*."""
    scripts = (script_of(hook), script_of(text))
    if scripts == ("JAPANESE", "CJK"):
        return len(text) <= _KANJI_ALONE
    if scripts[0] != scripts[1]:
        return "" in scripts
    first, second = _guess(hook), _guess(text)
    return first is None or second is None or first == second


def is_clearly_shared(hook: str, text: str) -> bool:
    """Return whether the words of both texts say that they are in one language."""
    return script_of(hook) == script_of(text) and _guess(hook) == _guess(text) is not None


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "UNKNOWN").split()[0]
    return "LATIN" if name == "FULLWIDTH" else name


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _guess(text: str) -> str | None:
    """Return the language with the most function words in *text*; None if that is not clear."""
    found = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    votes = {
        name: sum(found[word] for word in words.split()) for name, words in _FUNCTION_WORDS.items()
    }
    best, second = sorted(votes.values())[:-3:-1]
    return max(votes, key=lambda name: votes[name]) if best >= max(_SURE, second + 1) else None
