"""`report.html`: a run as a maintainer reads it, one file that needs nothing else."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from corpus.language import language, say
from eval.metrics import BY_NAME, METRICS, GroupBy, Measure, breakdown, latency
from eval.plots import bars, cumulative, lines
from eval.questions import Evidence, Question
from eval.ranking import DEPTH, SYSTEMS
from eval.scoring import Result, Scored, Stage

if TYPE_CHECKING:
    from eval.run import Finished

_RESULTS = {
    Result.CORRECT: ("juste", "right"),
    Result.REFUSED: ("refus juste", "rightly refused"),
    Result.WRONG: ("incomplète ou fausse", "incomplete or wrong"),
    Result.ABSTAINED: ("refus à tort", "wrongly refused"),
    Result.ANSWERED: ("aurait dû refuser", "should have refused"),
    Result.ERROR: ("erreur", "error"),
}
_STAGES = {
    Stage.RETRIEVAL: ("recherche : la page attendue n'est pas parmi les passages", "retrieval: the gold page is not found"),
    Stage.EXCERPT: ("extraits : la page est trouvée, aucun extrait ne porte le fait", "excerpt: no excerpt holds the fact"),
    Stage.GENERATION: ("rédaction : un extrait porte le fait, pas la réponse", "generation: the answer leaves the fact out"),
    Stage.VERIFICATION: ("vérification : la phrase qui portait le fait a été retirée", "verification: the sentence was dropped"),
    Stage.REFUSAL: ("décision de répondre ou de refuser", "the decision to answer or refuse"),
    Stage.ERROR: ("aucune réponse", "no answer"),
}  # fmt: skip
_STYLE = """
:root{--ink:#1d2430;--soft:#5a6472;--paper:#fff;--line:#d5dae1;--ok:#1c6b3d;--bad:#a3281e;--tint:#f4f6f9}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a7b0bd;--paper:#14181f;--line:#38414e;--ok:#6fcf97;--bad:#ff9c8f;--tint:#1c222c}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right}td.n{white-space:nowrap}th{vertical-align:bottom}
caption{text-align:left;color:var(--soft);padding:.3rem 0}
.ok{color:var(--ok)}.bad{color:var(--bad)}
svg{width:100%;max-width:44rem;height:auto;display:block;margin:.5rem 0 1.5rem}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg text.on{fill:#fff}svg .grid{stroke:var(--line)}
details{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;margin:.4rem 0;background:var(--tint)}
summary{cursor:pointer}summary:focus-visible{outline:2px solid currentColor}
blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--soft)}
.tag{color:var(--soft);font-size:.9em}
"""


def write_report(finished: "Finished", questions: Sequence[Question], answers: Mapping[str, dict[str, Any]]) -> None:
    """Write report.html in the run's folder."""
    (finished.out / "report.html").write_text(page(finished, questions, answers), encoding="utf-8")


def page(finished: "Finished", questions: Sequence[Question], answers: Mapping[str, dict[str, Any]]) -> str:
    """Return the whole report."""
    identity = finished.identity
    title = say("Évaluation de Vigie", "Evaluation of Vigie")
    model = identity["model"] or say("aucun modèle", "no model")
    about = say(
        f"{len(finished.scored)} questions de {identity['questions']} ; réponses rédigées par : {model}.",
        f"{len(finished.scored)} questions of {identity['questions']}; answers written by: {model}.",
    )
    body = [
        f"<h1>{escape(title)}</h1><p>{escape(about)}</p>",
        metric_table(finished.measures),
        _latency_table(finished.scored),
        f"<h2>{escape(say('Graphiques', 'Plots'))}</h2>",
        _verdicts(finished.scored),
        _ranks(finished.scored),
        _calibration(finished.scored),
        _latencies(finished.scored),
        f"<h2>{escape(say('Par groupe', 'By group'))}</h2>",
        *(_group_table(finished.scored, by) for by in ("kind", "document", "language", "split", "noisy")),
        _failures(finished.scored, questions, answers),
        _run_table(identity),
    ]  # fmt: skip
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{''.join(body)}</main></body></html>"
    )


def percent(value: float | None) -> str:
    """Return a rate as readers of the language write it."""
    if value is None:
        return "–"
    shown = f"{100 * value:.1f}".removesuffix(".0")
    return say(shown.replace(".", ",") + "\u00a0%", shown + "%")


def _count(value: float) -> str:
    return f"{value:.0f}" if abs(value - round(value)) < 0.05 else say(f"{value:.1f}".replace(".", ","), f"{value:.1f}")


def _goal(name: str) -> str:
    metric = BY_NAME[name]
    if metric.goal is None:
        return ""
    return ("≤ " if metric.lower_is_better else "≥ " if metric.goal < 1 else "") + percent(metric.goal)


def metric_table(measures: Mapping[str, Measure]) -> str:
    """Return the table of all metrics with interval, number of cases and goal."""
    rows = []
    for metric in METRICS:
        item = measures[metric.name]
        met = item.meets(metric.goal, lower_is_better=metric.lower_is_better)
        mark = "" if met is None else f'<span class="{"ok" if met else "bad"}">{"✓" if met else "✗"}</span> '
        reached = {None: "", True: say("atteint", "met"), False: say("non atteint", "not met")}[met]
        interval = "" if item.value is None else f"{percent(item.low)} – {percent(item.high)}"
        rows.append(
            f'<tr><td title="{escape(metric.doc)}">{escape(metric.label)}</td><td class="n"><strong>{percent(item.value)}</strong></td>'
            f'<td class="n">{interval}</td><td class="n">{_count(item.hits)} / {_count(item.trials)}</td>'
            f'<td class="n">{_goal(metric.name)}</td><td>{mark}{reached}</td></tr>'
        )
    heads = [
        say("Mesure", "Metric"), say("Valeur", "Value"), say("Intervalle à 95 %", "95% interval"), say("Cas", "Cases"),
        say("Objectif", "Goal"), "",
    ]  # fmt: skip
    return _table(
        heads, rows, say("Mesures, sans aucun modèle pour juge", "Metrics, with no model as a judge"), text=(0, 5)
    )


def _table(heads: Sequence[str], rows: Sequence[str], caption: str, text: Sequence[int] = (0,)) -> str:
    cells = "".join(
        f'<th scope="col"{"" if at in text else " class=n"}>{escape(head)}</th>' for at, head in enumerate(heads)
    )
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


_MOMENTS = {
    "first_excerpt_s": ("Premier extrait", "First excerpt"),
    "first_word_s": ("Premier mot", "First word"),
    "total_s": ("Réponse entière", "Whole answer"),
}


def seconds(value: float | None) -> str:
    """Return seconds as readers of the language write them."""
    return "–" if value is None else say(f"{value:.2f} s".replace(".", ","), f"{value:.2f} s")


def _latency_table(scored: Sequence[Scored]) -> str:
    rows = []
    for moment, label in _MOMENTS.items():
        item = latency(scored, moment)  # type: ignore[arg-type]
        rows.append(
            f'<tr><td>{escape(say(*label))}</td><td class="n">{seconds(item.median)}</td><td class="n">{seconds(item.p95)}</td>'
            f'<td class="n">{item.count}</td></tr>'
        )
    heads = [say("Moment", "Moment"), say("Médiane", "Median"), "p95", say("Cas", "Cases")]
    return _table(heads, rows, say("Délais depuis la question", "Time since the question"))


def _verdicts(scored: Sequence[Scored]) -> str:
    kinds = sorted({item.kind for item in scored})
    shown = [result for result in Result if any(item.result is result for item in scored)]
    rows = {
        _kind(kind): [sum(item.kind == kind and item.result is result for item in scored) for result in shown]
        for kind in kinds
    }
    title = say("Comment finissent les questions, par nature", "How questions end, by kind")
    return f"<h3>{escape(title)}</h3>" + bars(rows, [say(*_RESULTS[result]) for result in shown], title)


def _ranks(scored: Sequence[Scored]) -> str:
    asked = [item for item in scored if item.parts and item.rank]
    series = {
        say(*{"dense": ("vecteurs", "dense"), "lexical": ("mots", "lexical"), "fused": ("fusion", "fused")}[system]): [
            (k, sum((item.rank[system] or DEPTH + 1) <= k for item in asked) / len(asked)) for k in range(1, DEPTH + 1)
        ]
        for system in SYSTEMS
        if asked
    }
    title = say("Rang de la première page attendue", "Rank of the first gold page")
    return f"<h3>{escape(title)}</h3>" + lines(
        series, title, say("passages lus", "passages read"), say("questions", "questions")
    )


def _calibration(scored: Sequence[Scored]) -> str:
    """Return how the decision to refuse follows how near the nearest passage is, beside what should be decided."""
    known = sorted((item for item in scored if item.similarity is not None), key=lambda item: item.similarity or 0.0)
    size = max(1, -(-len(known) // 8))
    bins = [known[at : at + size] for at in range(0, len(known), size)]
    answered, answerable = [], []
    for group in bins:
        x = sum(item.similarity or 0.0 for item in group) / len(group)
        answered.append(
            (x, sum(item.result in (Result.CORRECT, Result.WRONG, Result.ANSWERED) for item in group) / len(group))
        )
        answerable.append((x, sum(item.answerable for item in group) / len(group)))
    title = say("Calibrage de la décision de refuser", "Calibration of the refusal decision")
    note = say(
        "Par huitième des questions, de la plus loin à la plus proche des documents : la part qui a une réponse, et la part à "
        "laquelle une réponse a été donnée. Les deux courbes devraient se confondre.",
        "By eighth of the questions, from the farthest to the nearest to the documents: the share that can be answered and "
        "the share that was. The two curves should be one.",
    )
    series = (
        {say("répondues", "answered"): answered, say("qui ont une réponse", "answerable"): answerable} if known else {}
    )
    return f"<h3>{escape(title)}</h3><p>{escape(note)}</p>" + lines(
        series,
        title,
        say("similarité du passage le plus proche", "similarity of the nearest passage"),
        say("part", "share"),
    )


def _latencies(scored: Sequence[Scored]) -> str:
    series = {
        say(*label): cumulative([value for item in scored if (value := getattr(item, moment)) is not None])
        for moment, label in _MOMENTS.items()
    }
    title = say("Délais", "Latency")
    return f"<h3>{escape(title)}</h3>" + lines(
        {name: points for name, points in series.items() if points},
        title,
        say("secondes", "seconds"),
        say("questions", "questions"),
        steps=True,
    )


_KINDS = {
    "factual": ("fait", "factual"), "numeric": ("nombre", "numeric"), "date": ("date", "date"), "list": ("liste", "list"),
    "definition": ("définition", "definition"), "multi_page": ("plusieurs pages", "several pages"),
    "unanswerable": ("sans réponse", "unanswerable"), "false_premise": ("prémisse fausse", "false premise"),
    "cross_lingual": ("autre langue", "cross-lingual"), "conflict": ("sources en conflit", "conflict"),
    "noisy": ("avec fautes", "noisy"), "clean": ("sans faute", "clean"), "dev": ("réglage", "development"), "test": ("contrôle", "test"),
    "none": ("–", "–"),
}  # fmt: skip


def _kind(name: str) -> str:
    return say(*_KINDS[name]) if name in _KINDS else name


_SHOWN = (
    "accuracy",
    "precision",
    "coverage",
    "refusal",
    "page_recall5_fused",
    "fact_recall",
    "citation_recall",
    "citation_precision",
)
_GROUPS = {
    "kind": ("Par nature de question", "By kind of question"),
    "document": ("Par document", "By document"),
    "language": ("Par langue", "By language"),
    "split": ("Par part (réglage, contrôle)", "By split (development, test)"),
    "noisy": ("Avec et sans fautes de frappe", "With and without typing errors"),
}  # fmt: skip


def _group_table(scored: Sequence[Scored], by: GroupBy) -> str:
    rows = []
    for key, measures in breakdown(scored, by).items():
        cells = "".join(f'<td class="n">{percent(measures[name].value)}</td>' for name in _SHOWN)
        rows.append(
            f'<tr><td>{escape(_kind(key))}</td><td class="n">{measures["accuracy"].trials:.0f}</td>{cells}</tr>'
        )
    heads = ["", say("Questions", "Questions"), *(BY_NAME[name].label for name in _SHOWN)]
    return _table(heads, rows, say(*_GROUPS[by]))


def _failures(scored: Sequence[Scored], questions: Sequence[Question], answers: Mapping[str, dict[str, Any]]) -> str:
    by_id = {question.id: question for question in questions}
    failed = [item for item in scored if not item.right]
    doubtful = [
        item
        for item in scored
        if item.right
        and (
            any(not sentence.supported and sentence.checkable for sentence in item.sentences)
            or any(quote.found is False or not quote.is_slice for quote in item.quotes)
        )
    ]
    head = say(f"Échecs ({len(failed)})", f"Failures ({len(failed)})")
    also = say(
        f"Réponses justes dont une phrase ou une citation est en doute ({len(doubtful)})",
        f"Right answers with a doubtful sentence or citation ({len(doubtful)})",
    )
    parts = [f"<h2>{escape(head)}</h2>"]
    parts += [_case(item, by_id[item.id], answers.get(item.id, {})) for item in failed]
    parts.append(f"<h2>{escape(also)}</h2>")
    parts += [_case(item, by_id[item.id], answers.get(item.id, {})) for item in doubtful]
    return "".join(parts)


def _case(item: Scored, question: Question, record: Mapping[str, Any]) -> str:
    where = say(*_STAGES[item.stage]) if item.stage else ""
    tags = " · ".join(text for text in (_kind(item.kind), say(*_RESULTS[item.result]), where) if text)
    parts = [f"<p class=tag>{escape(tags)}</p>"]
    if "error" in record:
        parts.append(f'<p class="bad">{escape(str(record["error"]))}</p>')
    shown = "".join(
        _sentence(sentence, scored)
        for sentence, scored in zip(record.get("sentences", ()), item.sentences, strict=True)
    )
    parts.append(_section(say("Réponse", "Answer"), f"<ul>{shown}</ul>" if shown else ""))
    parts.append(_section(say("Dit au lecteur", "Said to the reader"), escape(str(record.get("message", "")))))
    dropped = "".join(
        f"<li>{escape(one['text'])} <span class=tag>({escape(one['reason'])})</span></li>"
        for one in record.get("dropped", ())
    )
    parts.append(_section(say("Phrases retirées", "Dropped sentences"), f"<ul>{dropped}</ul>" if dropped else ""))
    facts = "".join(
        f"<li>{'✓' if held else '✗'} {escape(' / '.join(fact.any_of))}</li>"
        for fact, held in zip(question.facts, item.facts, strict=True)
    )
    parts.append(_section(say("Faits attendus", "Expected facts"), f"<ul>{facts}</ul>" if facts else ""))
    parts.append(_section(say("Preuves attendues", "Gold evidence"), "".join(map(_evidence, question.evidence))))
    parts.append(_section(say("Preuves contraires", "Evidence against"), "".join(map(_evidence, question.contradicts))))
    excerpts = "".join(
        f"<blockquote>[{at}] {escape(one['document'])}, p. {one['page']} : {escape(one['quote'])}</blockquote>"
        for at, one in enumerate(record.get("excerpts", ()), start=1)
    )
    parts.append(_section(say("Extraits", "Excerpts"), excerpts))
    ranks = ", ".join(f"{system} {rank if rank else '–'}" for system, rank in item.rank.items())
    parts.append(
        _section(say("Rang de la page attendue", "Rank of the gold page"), escape(ranks if item.parts else ""))
    )
    lost = "".join(
        f"<blockquote>{escape(quote.document)}, p. {quote.page} : {escape(quote.quote)}</blockquote>"
        for quote in item.quotes
        if quote.found is False or not quote.is_slice
    )
    parts.append(_section(say("Citations introuvables", "Quotations not found"), lost))
    return f"<details><summary><strong>{escape(item.id)}</strong> {escape(question.question)}</summary>{''.join(parts)}</details>"


def _section(title: str, body: str) -> str:
    return f"<div><strong>{escape(title)}</strong> {body}</div>" if body else ""


def _evidence(item: Evidence) -> str:
    return f"<blockquote>{escape(item.document)}, p. {item.page} : {escape(item.quote)}</blockquote>"


def _sentence(sentence: Mapping[str, Any], scored: Any) -> str:
    marks = " ".join(f"[{citation['n']}]" for citation in sentence["citations"])
    doubt = "" if scored.supported else f' <span class="bad">✗ {escape(scored.reason)}</span>'
    return f"<li>{escape(sentence['text'])} {marks}{doubt}</li>"


def _run_table(identity: Mapping[str, Any]) -> str:
    flat = {**{key: value for key, value in identity.items() if key != "settings"}, **identity.get("settings", {})}
    rows = [f"<tr><td>{escape(key)}</td><td>{escape(str(value))}</td></tr>" for key, value in flat.items()]
    return _table(["", ""], rows, say("Ce qui a été essayé", "What was run"), text=(0, 1))
