import pytest

from assistant.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il dit « oui » puis “non” et \"peut-être\".", ["oui", "non", "peut-être"]),
        ("«\u00a0Avec des espaces insécables\u202f»", ["Avec des espaces insécables"]),
        ("« a dit « b » ensuite » fin", ["a dit « b » ensuite", "b"]),
        ("« il a dit “non” hier »", ["il a dit “non” hier", "non"]),
        ("„Ja“ und „nein“", ["Ja", "nein"]),
        ("sans aucune marque", ["sans aucune marque"]),
        ("l'écran de 5\" est là", ["l'écran de 5\" est là"]),
        ("« jamais fermé\n\nUn autre « fermé » ici", ["jamais fermé", "fermé"]),
        ("« un paragraphe\n« un autre\n« un troisième »", ["un paragraphe\n« un autre\n« un troisième"]),
        ("« un\n» deux »", ["un\n» deux"]),
        ("« … » et « »", ["« … » et « »"]),
        ("", []),
        ("«»", []),
    ],
)  # fmt: skip
def test_every_quotation_is_found_in_order(text: str, found: list[str]) -> None:
    if text == "« … » et « »":  # marks around nothing: the text itself has one word
        found = ["« … » et « »"]
    assert [quotation.text for quotation in find_quotations(text)] == found


def test_a_quotation_is_a_slice_of_the_text() -> None:
    text = "Il a dit : «\u00a0 Un “deux” trois \u00a0» et « quatre »."
    for quotation in find_quotations(text):
        assert text[quotation.start : quotation.end] == quotation.text == quotation.text.strip()
    assert [quotation.depth for quotation in find_quotations(text)] == [0, 1, 0]
    assert [quotation.marks for quotation in find_quotations(text)] == ["«»", "“”", "«»"]


def test_a_text_that_opens_thousands_of_quotations_is_read_at_once() -> None:
    assert len(find_quotations("« mot\n" * 20_000)) >= 1
    assert find_quotations('"' * 50_001 + "mot")
