"""Manifests: strict, merged in order, and not fooled by a file name."""

import json
from pathlib import Path

import pytest

from corpus.errors import VigieError
from corpus.language import speaking
from corpus.records import Kind, Standing
from corpus.sources import FOLDER_LOCK, Manifest, ManifestEntry, load_manifests, read_manifest

SHA = "ab" * 32


def manifest(folder: Path, text: str, name: str = "sources.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_entry_keeps_what_is_known_and_leaves_out_the_rest(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        """
        [[documents]]
        id = "avis-1"
        title = "Un avis"
        kind = "avis"
        standing = "opinion"
        date = 2024-07-11
        page_date = "2025-03"
        page_url = "https://exemple.fr/avis"
        """,
    )
    (entry,) = read_manifest(path)
    source = entry.source()
    assert (source.kind, source.standing, source.date) == (Kind.AVIS, Standing.OPINION, "2024-07-11")
    assert entry.page_date == "2025-03"
    assert (source.publisher, source.url, source.licence, source.language) == (None, None, None, None)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('publsher = "CESER"', "publsher"),
        ('kind = "opinion"', "kind"),
        ('standing = "avis"', "standing"),
        ('date = "11 juillet 2024"', "date"),
        ('date = "2024-02-30"', "date"),
        ('date = "2024-13"', "date"),
        ('verified_on = "20240101"', "verified_on"),
        ('file = "../avis.pdf"', "file"),
        ('file = "dossier/avis.pdf"', "file"),
        ('url = "javascript:alert(1)"', "url"),
        ('url = "ftp://exemple.fr/a.pdf"', "url"),
        ('sha256 = "abc"', "sha256"),
        ("pages = 0", "pages"),
        ('language = "français"', "language"),
    ],
)
def test_what_is_wrong_is_refused_with_the_file_the_entry_and_the_field(tmp_path: Path, line: str, named: str) -> None:
    path = manifest(
        tmp_path, f'[[documents]]\nid = "bon"\ntitle = "B"\n[[documents]]\nid = "avis-1"\ntitle = "A"\n{line}\n'
    )
    with pytest.raises(VigieError) as refused:
        read_manifest(path)
    message = str(refused.value)
    assert str(path) in message and "avis-1" in message and f"« {named} »" in message and "n° 2" in message


def test_a_missing_title_is_named(tmp_path: Path) -> None:
    path = manifest(tmp_path, '[[documents]]\nid = "a"\n')
    with pytest.raises(VigieError, match="« title »"), speaking("fr"):
        read_manifest(path)


@pytest.mark.parametrize(
    "text", ["[[documents]\n", "[[document]]\nid = 'a'\n", "documents = 3\n", "documents = ['a']\n"]
)
def test_a_file_that_is_no_manifest_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = manifest(tmp_path, text)
    with pytest.raises(VigieError, match=r"sources\.toml"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('id = "a"', 'id = "a"'),
        ('id = "a"\nfile = "Avis.pdf"', 'id = "b"\nfile = "avis.pdf"'),
        (f'id = "a"\nsha256 = "{SHA}"', f'id = "b"\nsha256 = "{SHA}"'),
    ],
)
def test_nothing_may_be_said_twice(tmp_path: Path, first: str, second: str) -> None:
    path = manifest(tmp_path, f'[[documents]]\ntitle = "A"\n{first}\n[[documents]]\ntitle = "B"\n{second}\n')
    with pytest.raises(VigieError, match="déjà"):
        read_manifest(path)


def test_the_content_is_believed_before_the_name() -> None:
    by_name = ManifestEntry(id="nom", title="N", file="avis.pdf")
    by_content = ManifestEntry(id="contenu", title="C", sha256=SHA)
    both = Manifest((by_name, by_content))
    assert both.find(sha256=SHA, file_name="avis.pdf") is by_content
    assert both.find(sha256="cd" * 32, file_name="AVIS.PDF") is by_name
    assert both.find(file_name="autre.pdf") is None
    assert both.find(sha256="cd" * 32) is None


def test_a_changed_file_is_not_cited_under_the_name_it_bears() -> None:
    entry = ManifestEntry(id="loi", title="Loi", file="loi.pdf", sha256=SHA)
    assert Manifest((entry,)).find(sha256="cd" * 32, file_name="loi.pdf") is None
    assert Manifest((entry,)).find(file_name="loi.pdf") is entry


def test_accents_in_a_file_name_meet_whatever_their_unicode_form() -> None:
    entry = ManifestEntry(id="etude", title="É", file="\u00e9tude.pdf")
    assert Manifest((entry,)).find(file_name="e\u0301tude.pdf") is entry


def test_the_folder_wins_over_what_vigie_brings(tmp_path: Path) -> None:
    own = load_manifests(None)
    assert own.entries, "Vigie brings manifests of its own"
    known = own.entries[0]
    manifest(tmp_path, f'[[documents]]\nid = "{known.id}"\ntitle = "Le nôtre"\n[[documents]]\nid = "z"\ntitle = "Z"\n')
    merged = load_manifests(tmp_path)
    found = merged.get(known.id)
    assert found is not None and found.title == "Le nôtre" and known.title != "Le nôtre"
    assert merged.get("z") is not None
    assert len(merged.entries) == len(own.entries) + 1


def test_a_fetched_file_is_known_by_the_lock_even_when_it_differs_from_the_manifest(tmp_path: Path) -> None:
    manifest(tmp_path, f'[[documents]]\nid = "loi"\ntitle = "Loi"\nfile = "loi.pdf"\nsha256 = "{SHA}"\n')
    new = "cd" * 32
    assert load_manifests(tmp_path).find(sha256=new, file_name="loi.pdf") is None
    (tmp_path / FOLDER_LOCK).write_text(json.dumps({"documents": {"loi": {"sha256": new}}}), encoding="utf-8")
    found = load_manifests(tmp_path).find(sha256=new, file_name="loi.pdf")
    assert found is not None and found.id == "loi"


def test_a_broken_lock_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FOLDER_LOCK).write_text("{", encoding="utf-8")
    with pytest.raises(VigieError, match="Supprimez-le"):
        load_manifests(tmp_path)


def test_the_official_manifest_holds_what_it_must() -> None:
    official = read_manifest(Path(__file__).parents[2] / "corpus" / "sources.toml")
    assert len(official) >= 30
    assert official[0].publisher == "CESER Pays de la Loire"
    assert all(entry.publisher and entry.kind is not Kind.NOTE for entry in official)
    for entry in official:
        assert (entry.sha256 is None) == (entry.sha256_source is None), f"{entry.id}: who gives the checksum"
        assert entry.verified_on is None or entry.sha256, f"{entry.id}: verified against what"
        assert entry.url is None or entry.url.startswith("https://"), f"{entry.id}: can be fetched"
    kinds = {entry.kind: entry.standing for entry in official}
    assert kinds[Kind.AVIS] is Standing.OPINION and kinds[Kind.LAW] is Standing.LAW


def test_the_date_of_an_article_is_not_the_date_of_the_report() -> None:
    report = load_manifests(None).get("ceser-pdl-ia-phase-1")
    article = load_manifests(None).get("edih-diva-synthese-ceser-pdl")
    assert report is not None and report.date is None
    assert article is not None and article.date == "2025-03-20" and article.kind is Kind.PRESS
