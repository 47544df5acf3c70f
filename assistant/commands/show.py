"""`vigie show`: an answer given before, exactly as it was."""

import argparse
from dataclasses import asdict

from assistant.answers import Answer, answer_from_json
from assistant.commands.ask import print_answer
from assistant.commands.exporting import add_format, form_of, write_export
from assistant.commands.options import Subparsers, add_json, print_json, provenance
from assistant.reverification import Standing, recheck, verdicts_now
from corpus.errors import VigieError
from corpus.language import say
from corpus.library import Library
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "show",
        help=say("montre de nouveau une réponse", "show an answer again"),
        description=say(
            "Montre une réponse donnée auparavant, telle qu'elle était.", "Shows an answer given before, as it was."
        ),
    )
    parser.add_argument("id", help=say("l'identifiant de la réponse", "the answer's id"))
    parser.add_argument(
        "--recheck",
        action="store_true",
        help=say(
            "compare chaque citation à la bibliothèque telle qu'elle est maintenant (code 1 si l'une ne tient plus)",
            "hold each citation against the library as it is now (status 1 when one no longer stands)",
        ),
    )
    add_json(parser)
    add_format(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print or export the answer of this id."""
    form = form_of(options)
    library = Library(settings)
    record = library.answer(options.id)
    if record is None:
        raise VigieError(
            say(
                f"Aucune réponse ne porte l'identifiant {options.id} dans {settings.home}.",
                f"No answer has the id {options.id} in {settings.home}.",
            )
        )
    if options.recheck:
        return _recheck(library, answer_from_json(record), as_json=options.json)
    if form is not None:
        from assistant.exports import of_answer  # noqa: PLC0415

        write_export(of_answer(library, answer_from_json(record)), form, options.out)
    elif options.json:
        print_json(record)
    else:
        print_answer(answer_from_json(record))
    return 0


def _recheck(library: Library, answer: Answer, *, as_json: bool) -> int:
    """Print how each citation stands now; return 1 when one no longer does, or when a verdict would be another today."""
    found, changed = recheck(library, answer), verdicts_now(answer)
    if as_json:
        print_json(
            {"id": answer.id, "citations": [asdict(one) for one in found], "verdicts": [asdict(one) for one in changed]}
        )
    else:
        print(answer.question + "\n")
        for one in found:
            excerpt = answer.excerpts[one.index]
            print(f"[{one.index + 1}] « {excerpt.quote} »\n    {provenance(excerpt)}\n    → {one.said(excerpt)}\n")
        for sentence in changed:
            print(
                say(
                    f"Aujourd'hui : « {sentence.text} » : {sentence.reason}",
                    f"Today: “{sentence.text}”: {sentence.reason}",
                )
            )
        if not found:
            print(say("Cette réponse ne cite rien.", "This answer cites nothing."))
    stands = (Standing.SAME, Standing.MOVED)
    return 0 if all(one.standing in stands for one in found) and not changed else 1
