import pytest

from assistant.providers.thinking import Thought


@pytest.mark.parametrize(
    ("pieces", "shown", "thought"),
    [
        (["La ", "Région"], "La Région", False),
        (["<think>", "hum", "</think>", "La Région"], "La Région", True),
        (["<th", "ink>hum</th", "ink>\n\nLa", " Région"], "La Région", True),
        (["\n<think>\n</think>\nLa Région"], "La Région", True),
        (["<think>", "hum"], "", True),
        (["<thé vert> ", "est servi"], "<thé vert> est servi", False),
        (["La balise ", "<think>", " est citée"], "La balise <think> est citée", False),
        (["<think></think>A", "</think>B"], "A</think>B", True),
    ],
)
def test_only_the_leading_thought_is_taken_out(pieces: list[str], shown: str, thought: bool) -> None:
    taken = Thought()
    assert "".join(taken.without(piece) for piece in pieces) == shown
    assert taken.happened is thought
