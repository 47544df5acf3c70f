from assistant.providers.tokens import estimate_tokens, prompt_tokens

# text and its true number of tokens, counted once by the Qwen2.5 tokenizer
COUNTED = [
    (
        "La commission examine le rapport le 11 juillet 2025 ; elle demande que 35 000 000 € soient affectés à la "
        "formation, soit 12,5 % du budget voté en 2024 (article 4, alinéa 2).",
        69,
    ),
    (
        "The council asks each municipality to publish the list of the algorithms it uses, and to say who answers for "
        "them, before 1 September 2026.",
        33,
    ),
    ("La Région se situe au milieu de la chaîne de valeur", 16),
    ("| Année | Montant |\n|---|---|\n| 2023 | 1 200 |\n| 2024 | 1 350 |", 40),
]


def test_an_empty_text_takes_nothing() -> None:
    assert estimate_tokens("") == 0


def test_estimates_stay_near_the_true_count() -> None:
    for text, true in COUNTED:
        assert 0.85 * true <= estimate_tokens(text) <= 1.25 * true, text


def test_digits_weigh_as_much_as_words() -> None:
    # by characters alone, an amount would look ten times smaller than it is
    assert estimate_tokens("35 000 000") >= 8


def test_a_prompt_counts_its_messages_and_the_marks_around_them() -> None:
    alone = estimate_tokens("Bonjour à tous")
    assert prompt_tokens(["Bonjour à tous"]) > alone
    assert prompt_tokens(["Bonjour à tous"] * 3) > 3 * alone + 2 * (prompt_tokens(["Bonjour à tous"]) - alone - 8)
