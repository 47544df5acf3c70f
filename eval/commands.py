"""`vigie eval`: run, compare and gate evaluations; test parts alone. Heavy imports wait until a command runs."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import VigieError
from corpus.language import say
from corpus.settings import Settings
from eval import search_commands
from eval.options import PROVIDERS, add, add_corpus, add_questions, corpus_of


def register(commands: Any) -> None:
    """Add `vigie eval` and its commands."""
    parser = commands.add_parser(
        "eval",
        help=say("mesure l'assistant", "measure the assistant"),
        description=say(
            "Mesure l'assistant sur des questions dont la réponse est connue. Voir docs/evaluation.md.",
            "Measures the assistant on questions whose answer is known. See docs/evaluation.md.",
        ),
    )
    parts = parser.add_subparsers(dest="part", required=True, metavar=say("PARTIE", "PART"))
    _register_run(parts)
    _register_results(parts)
    _register_parts(parts)
    _register_candidates(parts)


def _add_provider(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--provider",
        choices=PROVIDERS,
        help=say("qui rédige (sinon : VIGIE_PROVIDER)", "who writes (else: VIGIE_PROVIDER)"),
    )


def _with_provider(settings: Settings, provider: str | None) -> Settings:
    return Settings(**{**settings.model_dump(), "provider": provider}) if provider else settings


def _register_run(parts: Any) -> None:
    parser = add(
        parts, "run", run, "pose toutes les questions et écrit le rapport", "ask all questions and write the report"
    )
    add_questions(parser)
    add_corpus(parser)
    _add_provider(parser)
    parser.add_argument("--limit", type=int, help=say("au plus ce nombre de questions", "at most so many questions"))
    parser.add_argument(
        "--split", choices=["dev", "test"], help=say("seulement cette part des questions", "only this split")
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar=say("DOSSIER", "FOLDER"),
        help=say(
            "où écrire l'essai (sinon : VIGIE_HOME/evaluations, que lit l'onglet Qualité)",
            "where to write (else: VIGIE_HOME/evaluations, which the Quality tab reads)",
        ),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=say("vérifie le fichier et ses preuves, sans poser de question", "check file and evidence, ask nothing"),
    )


def _register_results(parts: Any) -> None:
    parser = add(
        parts,
        "compare",
        compare,
        "compare deux essais, question par question",
        "compare two runs, question by question",
    )
    parser.add_argument("a", type=Path, metavar="A")
    parser.add_argument("b", type=Path, metavar="B")
    parser = add(
        parts,
        "gate",
        gate,
        "échoue quand une mesure passe sous son seuil ou sous la référence",
        "fail when a metric falls under its floor or the baseline",
    )
    parser.add_argument("out", type=Path, metavar=say("ESSAI", "RUN"))
    parser.add_argument("--floors", type=Path, metavar="TOML", help=say("autres seuils", "other floors"))
    parser.add_argument(
        "--baseline", type=Path, metavar="JSON", help=say("référence à ne pas perdre", "recorded baseline")
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="JSON",
        help=say("enregistre cet essai comme référence", "record this run as baseline"),
    )
    parser = add(parts, "table", table, "écrit le tableau d'un essai en Markdown", "print a run's table as Markdown")
    parser.add_argument("out", type=Path, metavar=say("ESSAI", "RUN"))
    parser.add_argument(
        "--into",
        type=Path,
        metavar="README.md",
        help=say("le met entre les deux marques de ce fichier", "put it between the two marks of this file"),
    )
    parser.add_argument(
        "--ship",
        action="store_true",
        help=say(
            "garde aussi les résultats dans assistant/, pour les onglets Qualité et À propos",
            "also keep the results in assistant/, for the Quality and About tabs",
        ),
    )
    parser = add(
        parts,
        "judge",
        judge,
        "demande à un modèle de langue de relire les phrases d'un essai (ne décide de rien)",
        "let a chat model read the sentences of a run again (decides nothing)",
    )
    parser.add_argument("out", type=Path, metavar=say("ESSAI", "RUN"))
    _add_provider(parser)
    parser.add_argument(
        "--limit", type=int, default=50, help=say("au plus ce nombre de phrases", "at most so many sentences")
    )


def _register_parts(parts: Any) -> None:
    parser = add(
        parts,
        "check-the-checker",
        check_the_checker,
        "plante des fautes dans des phrases justes et compte celles que la vérification trouve",
        "plant faults in correct sentences and count those the verification finds",
    )
    add_corpus(parser)
    parser.add_argument(
        "--limit", type=int, default=300, help=say("au plus ce nombre de phrases", "at most so many sentences")
    )
    parser.add_argument(
        "--most", type=int, default=60, help=say("fautes de chaque sorte, au plus", "faults of each kind, at most")
    )
    parser = add(
        parts,
        "causal",
        causal,
        "change puis retire la valeur citée et regarde si la réponse suit",
        "change, then delete the cited value and see whether the answer follows",
    )
    add_questions(parser)
    add_corpus(parser)
    _add_provider(parser)
    parser.add_argument(
        "--limit", type=int, default=12, help=say("au plus ce nombre de questions", "at most so many questions")
    )
    parser = add(
        parts,
        "parse",
        parse,
        "lit des fichiers et compare avec un second extracteur",
        "read files, compare with a second reader",
    )
    add_corpus(parser)
    search_commands.register(parts)


def _register_candidates(parts: Any) -> None:
    parser = add(
        parts,
        "candidates",
        candidates,
        "liste ce que les lecteurs ont dit des réponses, pour en faire des questions",
        "list what readers said of answers, to make questions of it",
    )
    parser.add_argument(
        "--export", type=Path, metavar="JSONL", help=say("écrit des brouillons à compléter", "write drafts to complete")
    )
    parser.add_argument(
        "--accept", type=Path, metavar="JSONL", help=say("accepte des brouillons complétés", "accept completed drafts")
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="JSONL",
        help=say("fichier de questions qui les reçoit", "question file that takes them"),
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run an evaluation; 0 when it came to its end, whatever the figures."""
    from eval.run import Request, check_only  # noqa: PLC0415
    from eval.run import run as run_evaluation  # noqa: PLC0415
    from eval.tables import measure_lines  # noqa: PLC0415

    # Where the Quality tab of the page looks for the last one.
    out = options.out or settings.home / "evaluations" / f"{options.questions.stem}-{date.today().isoformat()}"
    request = Request(options.questions, corpus_of(options), out, options.provider, options.limit, options.split)
    if options.check:
        count = check_only(request, settings)
        print(say(f"{count} questions : tout est en ordre.", f"{count} questions: all in order."))
        return 0
    finished = run_evaluation(request, settings)
    print(measure_lines(finished.measures))
    print(say(f"\nRapport : {out / 'report.html'}", f"\nReport: {out / 'report.html'}"))
    return 0


def compare(options: argparse.Namespace, settings: Settings) -> int:
    """Print what changed from A to B."""
    from eval.compare import compare as compare_runs  # noqa: PLC0415
    from eval.compare import load_run  # noqa: PLC0415
    from eval.tables import comparison_lines  # noqa: PLC0415

    print(comparison_lines(compare_runs(load_run(options.a), load_run(options.b))))
    return 0


def gate(options: argparse.Namespace, settings: Settings) -> int:
    """Return 1 when the run does not pass."""
    from eval.compare import load_run  # noqa: PLC0415
    from eval.gate import gate as check  # noqa: PLC0415
    from eval.gate import load_floors, record  # noqa: PLC0415
    from eval.tables import breach_lines  # noqa: PLC0415

    kept = load_run(options.out)
    if options.record:
        record(kept, options.record)
        print(say(f"Référence enregistrée : {options.record}", f"Baseline recorded: {options.record}"))
        return 0
    found = check(kept, load_floors(str(kept.identity["provider"]), options.floors), options.baseline)
    if found:
        print(breach_lines(found), file=sys.stderr)
        return 1
    print(say("Toutes les mesures passent.", "Every metric passes."))
    return 0


def table(options: argparse.Namespace, settings: Settings) -> int:
    """Print the README table of a run."""
    from eval.compare import load_run  # noqa: PLC0415
    from eval.tables import MARKS, put_table, readme_table, ship  # noqa: PLC0415

    made = readme_table(load_run(options.out))
    if options.ship:
        ship(options.out)
    if options.into is None:
        print(made)
        return 0
    text = put_table(options.into.read_text(encoding="utf-8"), made)
    if text is None:
        raise VigieError(
            say(
                f"{options.into} n'a pas les deux marques {MARKS[0]} et {MARKS[1]}.",
                f"{options.into} does not have the two marks {MARKS[0]} and {MARKS[1]}.",
            )
        )
    options.into.write_text(text, encoding="utf-8")
    return 0


def judge(options: argparse.Namespace, settings: Settings) -> int:
    """Print how far a chat model agrees with the rules, and where it does not."""
    from assistant.providers.choice import choose  # noqa: PLC0415
    from eval.compare import load_run  # noqa: PLC0415
    from eval.judge import agreement, judge_run  # noqa: PLC0415
    from eval.report import percent  # noqa: PLC0415
    from eval.run import ANSWERS, read_jsonl  # noqa: PLC0415

    provider = choose(settings, requested=options.provider)
    if provider.chat is None:
        raise VigieError(
            say(
                "Aucun modèle de langue ne peut juger. Voir « vigie doctor ».",
                "No chat model can judge. See “vigie doctor”.",
            )
        )
    kept = load_run(options.out)
    rules = {
        (item.id, at): sentence.supported
        for item in kept.scored
        for at, sentence in enumerate(item.sentences)
        if sentence.checkable
    }
    rules = dict(list(rules.items())[: options.limit])
    judged = list(judge_run(provider, read_jsonl(options.out / ANSWERS), rules))
    same, kappa = agreement(judged)
    for item in judged:
        if item.judge is not None and item.judge is not item.rules:
            word = (
                say("le modèle accepte", "the model accepts")
                if item.judge
                else say("le modèle refuse", "the model refuses")
            )
            print(f"{item.question} : {word} : {item.sentence}")
    shown = "–" if kappa is None else f"{kappa:.2f}"
    print(
        say(
            f"{provider.model} : {len(judged)} phrases, accord avec les règles {percent(same)}, kappa {shown}",
            f"{provider.model}: {len(judged)} sentences, agreement with the rules {percent(same)}, kappa {shown}",
        )
    )
    return 0


def check_the_checker(options: argparse.Namespace, settings: Settings) -> int:
    """Print the catch rate by kind and the false alarms; 1 when the goals of the contract are missed."""
    from corpus.library import Library  # noqa: PLC0415
    from eval.checker import check  # noqa: PLC0415
    from eval.corpora import library_settings  # noqa: PLC0415
    from eval.tables import as_percent_rows, markdown  # noqa: PLC0415

    report = check(Library(library_settings(corpus_of(options), settings)), limit=options.limit, most=options.most)
    rows = as_percent_rows({**report.caught, say("toutes", "all"): report.all_caught})
    rows += as_percent_rows({say("fausses alertes", "false alarms"): report.false_alarms})
    heads = [
        say("Faute plantée", "Planted fault"),
        say("Trouvées", "Caught"),
        say("Taux", "Rate"),
        say("Intervalle", "Interval"),
    ]
    print(markdown(rows, heads))
    for fault in report.missed[:20]:
        print(f"\n{fault.kind} : {fault.sentence}\n  ← {fault.original}")
    for pair, reason in report.flagged[:10]:
        print(f"\n{say('fausse alerte', 'false alarm')} : {pair.sentence}\n  {reason}")
    return 0 if report.all_caught.rate >= 0.99 and report.false_alarms.rate <= 0.01 else 1


def causal(options: argparse.Namespace, settings: Settings) -> int:
    """Print whether answers follow a changed and a deleted value."""
    from tqdm import tqdm  # noqa: PLC0415

    from corpus.library import Library  # noqa: PLC0415
    from eval.causal import candidates as chosen  # noqa: PLC0415
    from eval.causal import try_all  # noqa: PLC0415
    from eval.corpora import library_settings  # noqa: PLC0415
    from eval.planted_faults import Rate  # noqa: PLC0415
    from eval.questions import check_evidence, load_questions  # noqa: PLC0415
    from eval.tables import as_percent_rows, markdown  # noqa: PLC0415

    questions = chosen(load_questions(options.questions), options.limit)
    own = library_settings(corpus_of(options), _with_provider(settings, options.provider))
    check_evidence(questions, Library(own))
    cases = list(tqdm(try_all(questions, own), total=2 * len(questions), disable=None))
    for case in cases:
        if not case.ok:
            print(f"{case.question} ({case.alteration}, {case.fact}) : {case.answer}")
    rates = {
        label: Rate(
            sum(case.ok for case in cases if case.alteration == kind), sum(case.alteration == kind for case in cases)
        )
        for kind, label in (
            ("changed", say("valeur changée : la réponse suit", "value changed: the answer follows")),
            ("deleted", say("passage retiré : refus", "passage deleted: refusal")),
        )
    }
    print(
        markdown(as_percent_rows(rates), ["", say("Cas", "Cases"), say("Taux", "Rate"), say("Intervalle", "Interval")])
    )
    return 0


def parse(options: argparse.Namespace, settings: Settings) -> int:
    """Print what became of each file and how far its text agrees with a second extractor; 1 when a page is unaccounted for."""
    from corpus.library import Library  # noqa: PLC0415
    from eval.corpora import library_settings  # noqa: PLC0415
    from eval.parsing import read_all  # noqa: PLC0415
    from eval.report import percent, seconds  # noqa: PLC0415
    from eval.tables import markdown  # noqa: PLC0415

    found = read_all(Library(library_settings(corpus_of(options), settings)))
    rows = [
        [
            item.file,
            item.status,
            f"{item.pages_read} / {item.pages}",
            str(item.unread),
            percent(item.agreement),
            f"{item.found} / {item.sentences}",
            seconds(item.seconds),
        ]
        for item in found
    ]
    heads = [
        say("Fichier", "File"), say("État", "Status"), say("Pages lues", "Pages read"), say("Non lues", "Unread"),
        say("Mots communs", "Words in common"), say("Phrases retrouvées", "Sentences found"), say("Durée", "Time"),
    ]  # fmt: skip
    print(markdown(rows, heads))
    return 0 if all(item.accounted for item in found) else 1


def candidates(options: argparse.Namespace, settings: Settings) -> int:
    """List remarks of readers; write drafts; accept completed ones."""
    from corpus.library import Library  # noqa: PLC0415
    from eval.candidates import accept, export  # noqa: PLC0415
    from eval.candidates import candidates as found_in  # noqa: PLC0415

    library = Library(settings)
    if options.accept:
        if not options.into:
            raise VigieError(say("--accept demande --into FICHIER.", "--accept needs --into FILE."))
        count = accept(options.accept, options.into, library)
        print(say(f"{count} questions ajoutées à {options.into}", f"{count} questions added to {options.into}"))
        return 0
    found = found_in(library)
    if options.export:
        count = export(found, options.export)
        print(say(f"{count} brouillons ajoutés à {options.export}", f"{count} drafts added to {options.export}"))
        return 0
    for item in found:
        comment = f" « {item.feedback.comment} »" if item.feedback.comment else ""
        print(
            f"{item.id}  {item.feedback.given_at[:10]}  {item.feedback.kind}{comment}\n  {item.question}\n  → {item.about}"
        )
    if not found:
        print(say("Aucun lecteur n'a encore rien dit d'une réponse.", "No reader has said anything of an answer yet."))
    return 0
