"""`vigie eval retrieval` and `vigie eval calibrate`: the search alone, and when to refuse."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import say
from corpus.settings import Settings
from eval.options import ROOT, STARTER, STARTER_QUESTIONS, add, add_corpus, corpus_of


def register(parts: Any) -> None:
    """Add the commands."""
    parser = add(
        parts,
        "retrieval",
        retrieval,
        "mesure la recherche seule sur un jeu de passages et de questions",
        "measure retrieval alone on a set of passages and questions",
    )
    parser.add_argument(
        "--dataset",
        type=Path,
        default=ROOT.parent / "shared" / "datasets" / "cnil",
        metavar=say("DOSSIER", "FOLDER"),
        help=say("dossier de passages.jsonl et questions.jsonl", "folder of passages.jsonl and questions.jsonl"),
    )
    parser.add_argument(
        "--bare",
        action="store_true",
        help=say("n'indexe pas les titres du jeu", "do not index the titles of the set"),
    )
    parser.add_argument(
        "--questions",
        type=Path,
        metavar=say("FICHIER", "FILE"),
        help=say(
            "mesure plutôt les pages trouvées pour ces questions, sur --corpus",
            "measure the pages found for these questions instead, on --corpus",
        ),
    )
    add_corpus(parser)
    parser.add_argument(
        "--wording",
        type=Path,
        metavar=say("FICHIER", "FILE"),
        help=say(
            "pose les questions comme celles de même id de ce fichier : en une autre langue par exemple",
            "ask the questions as those with the same id in this file: in another language for instance",
        ),
    )
    parser.add_argument(
        "--split",
        choices=["dev", "test"],
        help=say("cette part des questions seulement", "only this part of the questions"),
    )
    parser.add_argument(
        "--noise",
        action="store_true",
        help=say("aussi sans accents, et avec une faute de frappe", "also without accents, and with a typing error"),
    )
    parser.add_argument(
        "--sweep",
        action="store_true",
        help=say(
            "essaie d'autres poids sur une moitié des questions", "try other weights on one half of the questions"
        ),
    )
    parser = add(
        parts,
        "calibrate",
        calibrate,
        "règle quand refuser de répondre, sur les questions de réglage, et le mesure sur celles de contrôle",
        "fit when to refuse an answer on the development questions, and measure it on the test ones",
    )
    parser.add_argument(
        "--on",
        nargs=2,
        type=Path,
        action="append",
        metavar=(say("QUESTIONS", "QUESTIONS"), say("DOCUMENTS", "DOCUMENTS")),
        help=say(
            "un fichier de questions et son corpus ; plusieurs fois (par défaut : les fiches)",
            "a question file and its corpus; several times (default: the notes)",
        ),
    )
    parser.add_argument(
        "--write", action="store_true", help=say("garde le réglage dans assistant/", "keep the fit in assistant/")
    )


def retrieval(options: argparse.Namespace, settings: Settings) -> int:
    """Print recall and reciprocal rank of dense, lexical and fused search, with what fusion adds."""
    from eval.retrieval import (  # noqa: PLC0415
        ask,
        by_document,
        by_page,
        library_of,
        load_set,
        sweep,
        table,
        wanted_pages,
        with_typing_error,
        without_accents,
    )
    from eval.tables import retrieval_lines  # noqa: PLC0415

    if options.questions:
        from corpus.library import Library  # noqa: PLC0415
        from eval.corpora import library_settings  # noqa: PLC0415
        from eval.questions import check_evidence, load_questions  # noqa: PLC0415

        chosen = [item for item in load_questions(options.questions) if options.split in (None, item.split)]
        library = Library(library_settings(corpus_of(options), settings))
        check_evidence(chosen, library)
        if options.wording:
            worded = {item.id: item.question for item in load_questions(options.wording)}
            chosen = [item.model_copy(update={"question": worded[item.id]}) for item in chosen if item.id in worded]
        questions, keys = wanted_pages(chosen, library), by_page
    else:
        passages, questions = load_set(options.dataset)
        library, keys = library_of(passages, settings, titles=not options.bare), by_document
    asked = ask(library, questions, keys)
    print(retrieval_lines(table(asked)))
    if options.noise:
        for label, change in (
            (say("sans accents", "without accents"), without_accents),
            (say("une faute de frappe", "one typing error"), with_typing_error),
        ):
            print(f"\n{label}")
            print(
                retrieval_lines(
                    table(ask(library, [replace(item, question=change(item.question)) for item in questions], keys))
                )
            )
    if options.sweep:
        weights = [part / 20 for part in range(21)]
        found, held = sweep(asked[::2], weights), sweep(asked[1::2], weights)
        print(
            say(
                "\nMRR@10 selon le poids des vecteurs (réglage ; contrôle)",
                "\nMRR@10 by dense weight (development; test)",
            )
        )
        for weight in sorted(found, key=lambda key: -found[key])[:12]:
            print(f"  {weight:.2f}  {found[weight]:.3f}  {held[weight]:.3f}")
    return 0


def calibrate(options: argparse.Namespace, settings: Settings) -> int:
    """Fit the refusal on the development split of the questions and print how it does on both splits."""
    from corpus.library import Library  # noqa: PLC0415
    from eval.calibration import as_toml, examples, fit, outcome  # noqa: PLC0415
    from eval.corpora import library_settings  # noqa: PLC0415
    from eval.questions import load_questions  # noqa: PLC0415

    parts: dict[str, list[Any]] = {"dev": [], "test": []}
    for file, corpus in options.on or [(STARTER_QUESTIONS, STARTER)]:
        library = Library(library_settings((corpus,), settings))
        for split, given in parts.items():
            chosen = [item for item in load_questions(file) if item.split == split]
            given.extend(examples(library, chosen, budget_tokens=settings.excerpt_tokens))
    if not all(any(item.answerable is kind for item in parts["dev"]) for kind in (True, False)):
        raise VigieError(
            say(
                "Il faut des questions de réglage (split: dev) avec et sans réponse.",
                "Development questions (split: dev) with and without an answer are needed.",
            )
        )
    fitted = fit(parts["dev"])
    text = as_toml(fitted, [(split, outcome(fitted, given)) for split, given in parts.items() if given])
    print(text)
    if options.write:
        (ROOT / "assistant" / "calibration.toml").write_text(text, encoding="utf-8")
    return 0
