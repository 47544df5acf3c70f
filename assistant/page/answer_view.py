"""An answer as people see it: its state, its sentences with numbered citations, the reason of each verdict."""

from urllib.parse import quote as percent

from assistant.answers import Answer, Excerpt, Outcome, Sentence, Verdict
from assistant.page import labels
from assistant.page.excerpts import excerpt_id, excerpt_list, source_url
from assistant.page.progress import Progress, visible_draft
from assistant.page.rendering import Html, classes, el, fragment
from assistant.page.texts import tell
from assistant.spelling import read_as


def citation(excerpt: Excerpt, number: int, turn: str) -> Html:
    """Return the small number that leads to an excerpt's page; vigie.js shows the excerpt on hover and focus."""
    return el(
        "a",
        str(number),
        href=source_url(excerpt),
        class_="citation",
        data_key=excerpt_id(turn, number),
        aria_label=tell(
            f"Source {number} : {excerpt.title}, {labels.page(excerpt.page, excerpt.page_label)}",
            f"Source {number}: {excerpt.title}, {labels.page(excerpt.page, excerpt.page_label)}",
        ),
    )


def sentence_view(sentence: Sentence, excerpts: tuple[Excerpt, ...], turn: str) -> Html:
    """Return a sentence with its citations; one that is not fully sourced carries its reason."""
    doubtful = sentence.verdict is not Verdict.SOURCED
    numbers = [index for index in sentence.citations if 0 <= index < len(excerpts)]
    return el(
        "span",
        el("del", sentence.text)
        if sentence.verdict is Verdict.UNSOURCED
        else el("span", sentence.text, class_="words"),
        el("sup", [citation(excerpts[index], index + 1, turn) for index in numbers]) if numbers else None,
        el(
            "button",
            el("span", labels.verdict(sentence.verdict), ". ", class_="unseen"),
            tell("pourquoi ?", "why?"),
            type="button",
            class_="why",
            data_reason=sentence.reason or labels.verdict(sentence.verdict),
        )
        if doubtful
        else None,
        class_=classes("sentence", str(sentence.verdict)),
    )


def _sentences(sentences: tuple[Sentence, ...], excerpts: tuple[Excerpt, ...], turn: str) -> list[Html]:
    return [fragment(sentence_view(sentence, excerpts, turn), " ") for sentence in sentences]


def _verdicts(answer: Answer) -> Html | None:
    """The check, sentence by sentence, for who wants to know."""
    checked = (*answer.sentences, *answer.dropped)
    if not checked:
        return None
    rows = [
        el(
            "li",
            el("span", labels.verdict(sentence.verdict), class_=classes("verdict", str(sentence.verdict))),
            el("span", sentence.text, class_="said"),
            el("span", tell("écartée de la réponse. ", "left out of the answer. "), class_="left-out")
            if sentence in answer.dropped
            else None,
            el("span", sentence.reason, class_="reason") if sentence.reason else None,
        )
        for sentence in checked
    ]
    return el(
        "details",
        el("summary", tell("Pourquoi ? La vérification, phrase par phrase", "Why? The check, sentence by sentence")),
        el("ol", rows, class_="verdicts"),
        class_="check",
    )


def written_by(answer: Answer) -> str:
    """Return who wrote the answer and how long it took."""
    time = labels.seconds(answer.timings.total_s)
    if not answer.sentences and answer.timings.first_word_s is None:
        return tell(f"Décidé sans modèle de langue, en {time}", f"Decided without a language model, in {time}")
    if answer.provider == "none":
        return tell(
            f"Composée des extraits eux-mêmes, sans modèle de langue, en {time}",
            f"Made of the excerpts themselves, without a language model, in {time}",
        )
    return tell(
        f"Rédigée par une machine ({answer.model}, {answer.provider}) à partir des extraits, en {time}",
        f"Written by a machine ({answer.model}, {answer.provider}) from the excerpts, in {time}",
    )


def state_line(status: Outcome) -> Html:
    """Return the state of an answer: its name and what it means."""
    return el(
        "p",
        el("strong", labels.outcome(status)),
        " ",
        el("span", labels.outcome_meaning(status)),
        class_=classes("state", str(status)),
    )


def legend() -> Html:
    """Return how to read an answer, shown where the excerpts will stand until a question is asked."""
    states = [
        (
            el("dt", labels.outcome(status), class_=classes("outcome", str(status))),
            el("dd", labels.outcome_meaning(status)),
        )
        for status in Outcome
    ]
    return el(
        "section",
        el("h2", tell("Comment lire une réponse", "How to read an answer"), id="legend-title"),
        el(
            "p",
            tell(
                "Les extraits des documents s'affichent ici, mot pour mot, avant la réponse. Chaque phrase de la réponse renvoie "
                "par un petit numéro à l'extrait qui l'appuie ; un clic ouvre la page du document.",
                "Excerpts of the documents are shown here, word for word, before the answer. Each sentence of the answer points "
                "by a small number to the excerpt that supports it; a click opens the page of the document.",
            ),
            class_="note",
        ),
        el("dl", states),
        class_="legend",
        aria_labelledby="legend-title",
    )


def _actions(answer: Answer) -> Html | None:
    if not answer.id:
        return None
    link = f"?answer={answer.id}"
    return el(
        "p",
        el("a", tell("Lien permanent", "Permanent link"), href=link, class_="permanent"),
        el(
            "button",
            tell("Copier le lien", "Copy the link"),
            type="button",
            class_="copy",
            data_copy_link=link,
            data_done=tell("Copié", "Copied"),
        ),
        el("button", tell("Imprimer", "Print"), type="button", class_="print"),
        el(
            "a",
            tell("Enregistrer (Word)", "Save (Word)"),
            href=f"/api/v1/answers/{percent(answer.id, safe='')}/export?form=docx",
            download=True,
        ),
        class_="actions",
    )


def answer_article(answer: Answer, turn: str, *, excerpts_inside: bool = False, stopped: bool = False) -> Html:
    """Return a finished answer; with `excerpts_inside`, its excerpts follow (for an earlier question)."""
    refused = answer.status is Outcome.NOT_FOUND
    message = answer.message.removeprefix(labels.outcome(answer.status)).lstrip(" .") if refused else answer.message
    body = el("p", _sentences(answer.sentences, answer.excerpts, turn), class_="text") if answer.sentences else None
    return el(
        "article",
        el("h2", answer.question, class_="question", id=f"question-{turn}"),
        el("p", read_as(answer.read_as), class_="notice") if answer.read_as else None,
        state_line(answer.status),
        body,
        el("p", _sentences(answer.dropped, answer.excerpts, turn), class_="text struck")
        if answer.strike and answer.dropped
        else None,
        [
            el("p", sentence_view(disagreement, answer.excerpts, turn), class_="message disagreement")
            for disagreement in answer.disagreements
        ],
        el("p", message, class_="message") if message else None,
        _stopped() if stopped else None,
        _verdicts(answer),
        el("p", written_by(answer), class_="written-by"),
        _opinion(answer),
        _actions(answer),
        excerpt_list(answer.excerpts, turn, answer=answer) if excerpts_inside else None,
        role="article",
        class_=classes("answer", str(answer.status)),
        aria_labelledby=f"question-{turn}",
    )


def _stopped() -> Html:
    return el("p", tell("Réponse arrêtée à votre demande.", "Stopped at your request."), class_="message")


def _opinion(answer: Answer) -> Html | None:
    """Two buttons; vigie.js sends the opinion and thanks."""
    if not answer.id:
        return None
    choices = (
        ("useful", tell("Oui", "Yes")),
        ("wrong", tell("Non, elle est fausse ou incomplète", "No, it is wrong or incomplete")),
    )
    return el(
        "p",
        el("span", tell("Cette réponse vous aide-t-elle ?", "Does this answer help you?")),
        [
            el(
                "button",
                words,
                type="button",
                class_="opinion",
                data_answer=answer.id,
                data_kind=kind,
                data_done=tell("Merci, c'est noté", "Thank you, noted"),
            )
            for kind, words in choices
        ],
        class_="actions opinions",
    )


def progress_article(progress: Progress) -> Html:
    """Return the answer as far as it is written: checked sentences, then the draft, shown as such."""
    if progress.answer is not None:
        return answer_article(progress.answer, progress.turn, stopped=progress.stopped)
    draft = visible_draft(progress.draft)
    unfinished = None
    if progress.error:
        unfinished = el("p", progress.error, class_="error", role="alert")
    elif progress.stopped:
        unfinished = _stopped()
    return el(
        "article",
        el("h2", progress.question, class_="question", id=f"question-{progress.turn}"),
        [el("p", notice, class_="notice") for notice in progress.notices],
        el(
            "p",
            _sentences(progress.sentences, progress.excerpts, progress.turn),
            el("span", draft, class_="draft") if draft and not progress.over else None,
            class_="text",
        ),
        unfinished,
        role="article",
        class_=classes("answer", None if progress.over else "writing"),
        aria_labelledby=f"question-{progress.turn}",
        aria_busy=None if progress.over else "true",
    )


def past_answers(turns: list[tuple[str, Answer]]) -> Html:
    """Return the earlier questions of the conversation, last first, each folded."""
    if not turns:
        return Html("")
    return el(
        "section",
        el("h2", tell("Questions précédentes", "Earlier questions"), id="past-heading"),
        [
            el(
                "details",
                el(
                    "summary",
                    answer.question,
                    " ",
                    el("span", labels.outcome(answer.status), class_=classes("tally", str(answer.status))),
                ),
                answer_article(answer, turn, excerpts_inside=True),
                class_="past",
            )
            for turn, answer in reversed(turns)
        ],
        aria_labelledby="past-heading",
        class_="past-answers",
    )
