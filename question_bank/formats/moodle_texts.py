"""The words and pictures of a Moodle question, divided by language and brought into the model's shapes."""

import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from question_bank.formats.draft_items import Draft
from question_bank.formats.moodle_question import MoodleQuestion
from question_bank.formats.multilang import split_languages
from question_bank.formats.picture_check import Picture, measure_picture
from question_bank.formats.pictures import PictureLink, embedded_picture, take_pictures
from question_bank.formats.refusal import Refusal
from question_bank.formats.source_tags import credits_of_tags, meta_of_tags, read_tags, version_of_tags
from question_bank.items import LANGUAGES
from question_bank.sentences import say

_PLUGIN_FILE = "@@PLUGINFILE@@/"
_PARAGRAPH = re.compile(r"\s*<p\b[^>]*>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL | re.IGNORECASE)

KeepMedia = Callable[[bytes], str]


class QuestionTexts:
    """The texts of one question by language, as they are gathered."""

    def __init__(self, question: MoodleQuestion, keep_media: KeepMedia) -> None:
        self._question = question
        self._keep_media = keep_media
        self.tags, self._foreign_tags = read_tags(question.tags)
        self.media: dict[str, Any] = {}
        self.notes = question.notes
        stems = self._languages(question.text)
        self.languages = tuple(stems)
        self.texts: dict[str, dict[str, Any]] = {language: {"choices": {}} for language in stems}
        for language, stem in stems.items():
            self.texts[language]["stem"] = self._take_pictures(stem, language)
            self.texts[language] |= credits_of_tags(self.tags, language)
        self._add("rationale", question.rationale)
        if question.unit:
            self._add("unit", question.unit)

    def label(self, choice: str, words: str) -> None:
        """Give a choice its words, in each language of the question."""
        for language, text in self._spread(words).items():
            if take_pictures(text)[1]:
                raise Refusal(
                    "picture_in_choice", "an option is a picture, which no kind of item here can show"
                )
            self.texts[language]["choices"][choice] = unwrap(text)

    def change_stems(self, change: Callable[[str], str]) -> None:
        """Replace the stem of each language by what `change` makes of it."""
        for text in self.texts.values():
            text["stem"] = change(text["stem"])

    def add_background(self) -> str:
        """Take the question's background picture into the media and return its id."""
        background = self._question.background
        if background is None:
            raise Refusal("no_picture", "the background picture is missing")
        picture = measure_picture(background.content)
        name = self._keep(picture, background.name)
        for language in self.languages:
            self.media[name]["alt"].setdefault(language, "")
        return name

    def draft(self, interaction: Mapping[str, Any], key: Any, **more: Any) -> Draft:
        """Make the draft of the gathered texts; `more` are further members of it."""
        question = self._question
        if self._foreign_tags:
            tags = ", ".join(self._foreign_tags)[:200]
            self.notes.append(("tags_dropped", say("tags that say nothing here: %(tags)s", tags=tags)))
        self._name_alts()
        return Draft(
            interaction=dict(interaction),
            key=key,
            texts=self.texts,
            media=self.media,
            meta=self._category_meta() | meta_of_tags(self.tags),
            item_id=question.id_number,
            version=version_of_tags(self.tags),
            max_points=question.grade,
            notes=self.notes,
            line=question.line,
            **more,
        )

    def _languages(self, words: str) -> dict[str, str]:
        texts = split_languages(words)
        told = self.tags.get("language", "")
        if set(texts) == {""} and told in LANGUAGES:
            return {told: texts[""]}
        unknown = [language for language in texts if language and language not in LANGUAGES]
        if unknown:
            self.notes.append(
                ("language_dropped", say("texts in %(names)s were left out", names=", ".join(unknown)))
            )
        kept = {language: text for language, text in texts.items() if language not in unknown}
        if not kept:
            raise Refusal(
                "language_unknown", say("the question is only in %(names)s", names=", ".join(unknown))
            )
        return kept

    def _spread(self, words: str) -> dict[str, str]:
        """Return a text for each language of the stem; a text without language serves all of them."""
        texts = split_languages(words)
        if set(texts) == {""}:
            return dict.fromkeys(self.languages, texts[""])
        missing = [language for language in self.languages if language not in texts]
        if missing:
            raise Refusal(
                "languages_differ",
                say(
                    "a part of the question has no text in %(missing)s", missing=missing[0] or "its language"
                ),
            )
        return {language: texts[language] for language in self.languages}

    def _add(self, member: str, words: str) -> None:
        if words.strip():
            for language, text in self._spread(words).items():
                if text.strip():
                    self.texts[language][member] = text

    def _category_meta(self) -> dict[str, str]:
        path = self._question.category
        meta = {"topic": path[0]} if path else {}
        return meta | ({"subtopic": "/".join(path[1:])} if len(path) > 1 else {})

    def _take_pictures(self, text: str, language: str) -> str:
        bare, links = take_pictures(text)
        for link in links:
            name, content = self._find_picture(link)
            media_id = self._keep(measure_picture(content), name)
            self.media[media_id]["alt"][language] = link.alt
        return bare

    def _find_picture(self, link: PictureLink) -> tuple[str, bytes]:
        content = embedded_picture(link.source)
        if content is not None:
            return "", content
        if not link.source.startswith(_PLUGIN_FILE):
            raise Refusal(
                "foreign_picture", say("the picture %(source)r is not in the file", source=link.source[:80])
            )
        name = unquote(link.source.removeprefix(_PLUGIN_FILE).partition("?")[0])
        if name not in self._question.files:
            raise Refusal("picture_missing", say("the picture %(name)r is not in the file", name=name[:80]))
        return name, self._question.files[name]

    def _keep(self, picture: Picture, name: str) -> str:
        """Keep a picture under its own name; the same content has one entry, whatever language shows it."""
        sha256 = hashlib.sha256(picture.content).hexdigest()
        for media_id, media in self.media.items():
            if media["sha256"] == sha256:
                return media_id
        self._keep_media(picture.content)
        media_id = f"m{len(self.media) + 1}"
        file = name if re.fullmatch(r"[\w][\w.-]{0,99}", name) else f"{sha256[:16]}.{picture.suffix}"
        self.media[media_id] = {
            "file": file,
            "type": picture.type,
            "width": picture.width,
            "height": picture.height,
            "sha256": sha256,
            "alt": {},
        }
        return media_id

    def _name_alts(self) -> None:
        """Give the descriptions of a text without language to the language that it will be found in."""
        for media in self.media.values():
            media["alt"] = {language: alt for language, alt in media["alt"].items() if alt.strip()}


def unwrap(text: str) -> str:
    """Return the text without the single paragraph around it."""
    found = _PARAGRAPH.fullmatch(text)
    return found[1].strip() if found else text.strip()


def words_of(text: str) -> str:
    """Return what is typed or matched: HTML as plain words, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def join_feedback(question: MoodleQuestion, told: Sequence[tuple[str, str]]) -> None:
    """Keep what is said to single answers in the rationale, or note that it is dropped."""
    said = [(answer, feedback) for answer, feedback in told if feedback.strip()]
    if not said:
        return
    if split_languages(question.text).keys() != {""}:
        question.notes.append(
            ("feedback_dropped", say("the comments on %(count)s answers were left out", count=len(said)))
        )
        return
    lines = "".join(f"<p>{unwrap(answer)}: {unwrap(feedback)}</p>" for answer, feedback in said)
    question.rationale = f"{question.rationale.strip()}{lines}"
    question.notes.append(("feedback_moved", "the comments on single answers stand in the rationale now"))
