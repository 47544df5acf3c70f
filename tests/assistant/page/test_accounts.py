from pathlib import Path

import pytest

from assistant.page import accounts
from assistant.page.accounts import User, hash_password, holder, load_accounts, main, matches
from corpus.errors import VigieError

HASHED = hash_password("une phrase assez longue")


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "users.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_password_is_hashed_with_a_salt_of_its_own() -> None:
    assert "phrase" not in HASHED
    assert hash_password("une phrase assez longue") != HASHED
    assert matches("une phrase assez longue", HASHED)
    assert not matches("une phrase assez longu", HASHED)


@pytest.mark.parametrize(
    "stored", ["", "une phrase assez longue", "scrypt$15$x$y", "md5$15$aa==$bb==", "scrypt$99$aa==$bb=="]
)
def test_what_is_not_a_hash_matches_nothing(stored: str) -> None:
    assert not matches("une phrase assez longue", stored)
    assert not matches("", stored)


def test_names_and_roles(tmp_path: Path) -> None:
    path = _file(tmp_path, f'[marie]\nrole = "editor"\npassword = "{HASHED}"\n[paul]\npassword = "{HASHED}"\n')
    known = load_accounts(path)
    assert known["marie"].user == User("marie", "editor")
    assert known["marie"].user.edits
    assert known["paul"].user == User("paul", "reader")
    assert not known["paul"].user.edits


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[marie]\npassword = "en clair"\n', "marie n'est pas chiffré"),
        ('[marie]\nrole = "admin"\n', "rôle de marie"),
        ("[marie]\nmotdepasse = 1\n", "« marie »"),
        ('[marie.keys]\nportable = "vigie_en_clair"\n', "une clé de marie"),
        ('[marie.keys.portable]\nsha256 = "vigie_en_clair"\n', "une clé de marie"),
        ('[marie]\nkeys = "vigie_en_clair"\n', "une clé de marie"),
        ("marie", "users.toml"),
    ],
)
def test_a_file_at_fault_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(VigieError) as error:
        load_accounts(_file(tmp_path, text))
    assert said in str(error.value).replace("\u00a0", " ")
    assert "python -m assistant.page.accounts" in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VigieError, match="absent"):
        load_accounts(tmp_path / "absent.toml")


def test_the_line_that_is_written_can_be_read(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(accounts.getpass, "getpass", lambda prompt: "une phrase assez longue")
    assert main(["l'éditrice", "--role", "editor"]) == 0
    known = load_accounts(_file(tmp_path, capsys.readouterr().out))
    assert known["l'éditrice"].user.edits
    assert matches("une phrase assez longue", known["l'éditrice"].password)


def test_a_short_password_is_refused(monkeypatch, capsys) -> None:
    monkeypatch.setattr(accounts.getpass, "getpass", lambda prompt: "court")
    assert main(["marie"]) == 2
    assert "scrypt" not in capsys.readouterr().out


def test_a_key_is_shown_once_and_only_its_digest_is_written(tmp_path: Path, capsys) -> None:
    text = f'[marie]\nrole = "editor"\npassword = "{HASHED}"\n[paul]\npassword = "{HASHED}"\n'
    keys = []
    for label in ("portable", 'le "serveur"'):
        assert main(["marie", "--key", label]) == 0
        said = capsys.readouterr()
        keys.append(said.err.split()[-1])
        assert keys[-1] not in said.out
        text += said.out
    known = load_accounts(_file(tmp_path, text))
    assert [holder(known, key) for key in keys] == [User("marie", "editor")] * 2
    assert holder(known, keys[0] + "x") is None
    assert holder(known, "") is None
    assert known["paul"].keys == ()
