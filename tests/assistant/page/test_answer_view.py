from assistant.answers import Answer, Excerpt, Outcome, Sentence, Verdict
from assistant.page.answer_view import answer_article


def test_what_the_sources_contradict_each_other_on_is_shown_and_escaped() -> None:
    excerpt = Excerpt("a.pdf", "0", "Titre", 1, "1", 0, 3, "abc")
    answer = Answer(
        "q",
        "fr",
        Outcome.SOURCED,
        (Sentence("Une phrase.", Verdict.SOURCED, "", (0,)),),
        (excerpt,),
        "none",
        "",
        disagreements=(Sentence("« 60 M€ » et « 50 M€ » <b>", Verdict.SOURCED, "", (0, 0)),),
    )
    html = str(answer_article(answer, "1"))
    assert "« 60 M€ » et « 50 M€ » &lt;b&gt;" in html


def test_a_kept_answer_can_be_saved() -> None:
    answer = Answer("q", "fr", Outcome.NOT_FOUND, (), (), "none", "", id="a/b&c")
    assert 'href="/api/v1/answers/a%2Fb%26c/export?form=docx"' in str(answer_article(answer, "1"))
