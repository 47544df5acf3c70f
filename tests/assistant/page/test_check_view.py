import pytest

from assistant.page.check_view import checked_quotations, in_words, tally
from assistant.quotations import Change, CheckedQuotation, Part, Piece, Quotation, Side, Status
from corpus.language import speaking

QUOTATION = Quotation("texte", 0, 5)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (
            [Piece(Side.QUOTATION, "12 ", Change.NUMBER), Piece(Side.SOURCE, "10 ", Change.NUMBER)],
            "Nombre ou date modifié : « 12 » dans la citation, « 10 » dans la source.",
        ),
        ([Piece(Side.SOURCE, "ne … pas", Change.NEGATION)], "« ne … pas » manque dans la citation."),
        ([Piece(Side.QUOTATION, "toujours", Change.WORD)], "« toujours » n’est pas dans la source."),
    ],
)
def test_each_change_is_said_in_words(pieces, said: str) -> None:
    around = [Piece(Side.SAME, "La région "), *pieces, Piece(Side.SAME, " projets.")]
    (line,) = in_words(around)
    assert _plain(line).endswith(said)


def test_two_changes_apart_are_two_lines() -> None:
    pieces = [
        Piece(Side.QUOTATION, "a", Change.WORD),
        Piece(Side.SAME, " et "),
        Piece(Side.SOURCE, "b", Change.WORD),
    ]
    assert len(in_words(pieces)) == 2
    assert in_words([Piece(Side.SAME, "a")]) == []


def test_the_tally_in_both_languages() -> None:
    checks = [CheckedQuotation(QUOTATION, status) for status in (Status.EXACT, Status.ABSENT, Status.ABSENT)]
    assert _plain(tally(checks)) == "3 citations : 1 exacte, 2 introuvables."
    with speaking("en"):
        assert _plain(tally(checks)) == "3 quotations: 1 exact, 2 absent."


def test_the_parts_of_a_splice_are_shown_and_everything_is_escaped() -> None:
    parts = (Part("<b>un</b>", Status.EXACT, ()), Part("deux", Status.ABSENT, ()))
    check = CheckedQuotation(
        Quotation("<i>x</i>", 0, 8),
        Status.ALTERED,
        changes=(Change.SPLICE,),
        parts=parts,
        warnings=("<u>",),
        message="<s>",
    )
    html = str(checked_quotations([check], '{"text": "<script>"}'))
    assert "&lt;b&gt;un&lt;/b&gt;" in html
    for tag in ("<b>", "<i>", "<u>", "<s>", "<script>"):
        assert tag not in html
    assert html.index("Les morceaux réunis") < html.index("deux")
