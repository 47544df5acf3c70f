"""`vigie ask`: a question in, an answer that carries its proof out."""

import argparse
import sys

from assistant.answers import Answer, Checked, ExcerptsFound, Finished, Notice, Outcome, Verdict
from assistant.commands.options import Subparsers, add_filters, add_json, filters_of, print_json, provenance
from corpus.language import say
from corpus.settings import Settings


def register(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask",
        help=say("pose une question aux documents", "ask the documents a question"),
        description=say(
            "Pose une question. Chaque phrase de la réponse cite ses extraits ; si les documents ne répondent pas, la "
            "commande le dit et rend le code 1.",
            "Asks a question. Each sentence of the answer cites its excerpts; when the documents do not answer, the "
            "command says so and returns status 1.",
        ),
    )
    parser.add_argument("question", help=say("la question, entre guillemets", "the question, in quotes"))
    parser.add_argument(
        "--provider",
        choices=["auto", "ollama", "openai", "embedded", "none"],
        help=say("qui rédige la réponse (sinon : VIGIE_PROVIDER)", "who writes the answer (else: VIGIE_PROVIDER)"),
    )
    add_filters(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Ask, print, and return 0, or 1 when the documents do not say."""
    from assistant.service import Vigie  # noqa: PLC0415 - what it imports takes a second

    vigie = Vigie(settings)
    for event in vigie.ask(options.question, provider=options.provider, filters=filters_of(options)):
        if isinstance(event, Notice):
            print(event.text, file=sys.stderr)
        elif isinstance(event, Finished):
            if options.json:
                print_json(event.answer.as_json())
            else:
                print_answer(event.answer)
            return 1 if event.answer.status is Outcome.NOT_FOUND else 0
        elif isinstance(event, ExcerptsFound) and not options.json and sys.stderr.isatty():
            count = len(event.excerpts)
            print(say(f"{count} extraits trouvés, rédaction…", f"{count} excerpts found, writing…"), file=sys.stderr)
        elif isinstance(event, Checked) and not options.json and sys.stderr.isatty():
            mark = "✗" if event.sentence.verdict is Verdict.UNSOURCED else "✓"
            print(f"{mark} {event.sentence.text}", file=sys.stderr)
    raise AssertionError("an answer always finishes or raises")


def print_answer(answer: Answer) -> None:
    """Print an answer for a reader: sentences with numbers, then the excerpts they cite, then what is missing."""
    for sentence in answer.sentences:
        marks = "".join(f" [{index + 1}]" for index in sentence.citations)
        doubt = (
            ""
            if sentence.verdict is Verdict.SOURCED
            else say(f" (en partie : {sentence.reason})", f" (in part: {sentence.reason})")
        )
        print(f"{sentence.text}{marks}{doubt}")
    for sentence in answer.dropped if answer.strike else ():
        print(
            say(
                f"✗ {sentence.text} (non sourcée : {sentence.reason})",
                f"✗ {sentence.text} (unsourced: {sentence.reason})",
            )
        )
    for sentence in answer.disagreements:
        print(f"⚠ {sentence.text}" + "".join(f" [{index + 1}]" for index in sentence.citations))
    if answer.message:
        print(answer.message)
    said = (*answer.sentences, *answer.disagreements)
    cited = sorted({index for sentence in said for index in sentence.citations})
    shown = cited or range(min(3, len(answer.excerpts)))
    if answer.excerpts:
        print()
        print(say("Sources :", "Sources:") if cited else say("Passages les plus proches :", "Nearest passages:"))
    for index in shown:
        excerpt = answer.excerpts[index]
        print(f"[{index + 1}] {provenance(excerpt)}")
        print(f"    « {excerpt.quote} »")
    print()
    model = answer.model or answer.provider
    print(
        say(
            f"Réponse {answer.id or 'non gardée'}, {model}, {answer.timings.total_s:.1f} s",
            f"Answer {answer.id or 'not kept'}, {model}, {answer.timings.total_s:.1f} s",
        )
    )
