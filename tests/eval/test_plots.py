from xml.etree import ElementTree

from eval.plots import bars, cumulative, lines


def test_bars_say_in_words_what_they_show() -> None:
    svg = bars({"date <b>": [3, 0], "liste": [1, 2]}, ["juste", "fausse"], "Verdicts")
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img" and "liste: juste 1, fausse 2" in root.attrib["aria-label"]
    wide = [float(rect.attrib["width"]) for rect in root.iter("rect") if rect.attrib["height"] == "18"]
    assert len(wide) == 3 and wide[0] == 3 * wide[1] and wide[2] == 2 * wide[1]


def test_curves_stay_in_their_frame() -> None:
    svg = lines({"a": [(1, 0.0), (2, 1.0)], "b": [(1, 0.5), (2, 2.0)]}, "T", "x", "y")
    root = ElementTree.fromstring(svg)
    points = [
        tuple(map(float, point.split(","))) for line in root.iter("polyline") for point in line.attrib["points"].split()
    ]
    assert len(points) == 4 and all(0 <= x <= 640 and 0 <= y <= 260 for x, y in points)
    assert points[0][1] > points[1][1] == points[3][1]  # more is higher, and nothing leaves the top


def test_nothing_to_draw() -> None:
    assert "–" in lines({}, "T", "x", "y")
    ElementTree.fromstring(bars({}, [], "T"))


def test_a_distribution() -> None:
    assert cumulative([3.0, 1.0]) == [(1.0, 0.5), (3.0, 1.0)]
