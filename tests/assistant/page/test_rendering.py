import pytest

from assistant.page.rendering import Html, classes, el, escape, fragment, own_script, safe_url


@pytest.mark.parametrize("text", ["<b>", "a & b", '"quoted"', "l'IA", "${value}", "{{value}}", "<script>x</script>"])
def test_text_is_shown_as_it_is(text: str) -> None:
    import html

    shown = str(el("p", text))
    inner = shown.removeprefix("<p>").removesuffix("</p>")
    assert html.unescape(inner) == text
    assert "<" not in inner
    assert '"' not in inner


def test_control_characters_are_left_out() -> None:
    assert escape("a\x00b\x1bc\nd") == "abc\nd"
    assert escape("plan\u202efdp.exe \u2066x\u2069\U000e0041") == "planfdp.exe x"


def test_markup_made_here_is_not_escaped_twice() -> None:
    assert el("p", el("b", "1 < 2"), None, ["x", Html("<br>")]) == "<p><b>1 &lt; 2</b>x<br></p>"
    assert fragment("<", el("br")) == "&lt;<br>"


def test_attributes_are_escaped_and_named() -> None:
    assert el("a", class_='x" onclick="y', aria_label="A & B", hidden=True, title=None, tabindex=0) == (
        '<a class="x&quot; onclick=&quot;y" aria-label="A &amp; B" hidden tabindex="0"></a>'
    )


@pytest.mark.parametrize("name", ["script", "style", "iframe", "SCRIPT", "p onclick", "object", "x><y"])
def test_elements_that_run_or_load_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        el(name)


@pytest.mark.parametrize("name", ["onclick", "onerror", "style", "x y"])
def test_attributes_that_run_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        el("p", **{name: "x"})


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "//evil.example/x", "/\\evil.example", "vbscript:x", "http:", "file:///etc/passwd", "", None, "http://[",
    ],
)  # fmt: skip
def test_unsafe_urls_are_left_out(url: str | None) -> None:
    assert safe_url(url) is None
    assert "href" not in el("a", "x", href=url)


@pytest.mark.parametrize(
    "url", ["https://a.fr/b?c=d#page=2", "http://a.fr", "/source/1/2?start=3", "#x", "?answer=r1", "/"]
)
def test_safe_urls_stay(url: str) -> None:
    assert safe_url(url) == url


def test_only_own_scripts_are_loaded() -> None:
    assert own_script("/own/vigie.js?v=1") == '<script defer src="/own/vigie.js?v=1"></script>'
    with pytest.raises(ValueError, match="not an own script"):
        own_script("https://cdn.example/x.js")


def test_class_names() -> None:
    assert classes("a", None, False, "b") == "a b"
    assert classes(None, False) is None
