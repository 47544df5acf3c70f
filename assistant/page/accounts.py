"""Who may sign in: a TOML file of names, roles and hashed passwords. `python -m assistant.page.accounts NAME` writes a line.

    [marie]
    role = "editor"
    password = "scrypt$15$…"

    [marie.keys.portable]
    sha256 = "…"

A reader asks questions and reads documents; an editor also adds and removes documents. A key lets a program use the API
as that person (docs/api.md); `--key LABEL` makes one, shows it once, and writes only its digest.
"""

import argparse
import base64
import getpass
import hashlib
import hmac
import re
import secrets
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from assistant.page.texts import tell
from corpus.errors import VigieError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
SHORTEST_PASSWORD = 12
_KEY_PREFIX = "vigie_"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_COST = 15  # scrypt works 2**15 times over 8 KiB blocks: 32 MiB and about a tenth of a second


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signed in."""

    name: str
    role: Role = "reader"

    @property
    def edits(self) -> bool:
        """Whether this person may change the library."""
        return self.role == "editor"


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the file of users."""

    user: User
    password: str  # hashed; empty for people whom a reverse proxy signs in
    keys: tuple[str, ...] = ()  # digests of the keys of this person's programs


def load_accounts(path: Path) -> dict[str, Account]:
    """Read the file of users. Raises VigieError naming the file and the line's name when something is wrong."""
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise _refused(path, str(error)) from None
    accounts = {}
    for name, table in tables.items():
        if not isinstance(table, dict) or not set(table) <= {"role", "password", "keys"}:
            raise _refused(
                path,
                tell(f"« {name} » n'a que role, password et keys", f"“{name}” has only role, password and keys"),
            )
        role = table.get("role", "reader")
        if role not in ROLES:
            raise _refused(
                path, tell(f"le rôle de {name} est reader ou editor", f"the role of {name} is reader or editor")
            )
        password = str(table.get("password", ""))
        if password and not _parts(password):
            raise _refused(
                path, tell(f"le mot de passe de {name} n'est pas chiffré", f"the password of {name} is not hashed")
            )
        accounts[name] = Account(User(name, cast("Role", role)), password, _keys(path, name, table.get("keys", {})))
    return accounts


def _keys(path: Path, name: str, tables: object) -> tuple[str, ...]:
    """Return the digests of the keys of a person."""
    values = list(tables.values()) if isinstance(tables, dict) else [tables]
    digests = [str(table.get("sha256", "")) if isinstance(table, dict) else "" for table in values]
    if not all(_DIGEST.fullmatch(digest) for digest in digests):
        raise _refused(
            path,
            tell(
                f"une clé de {name} n'est pas l'empreinte d'une clé",
                f"a key of {name} is not the digest of a key",
            ),
        )
    return tuple(digests)


def _refused(path: Path, why: str) -> VigieError:
    help_ = "python -m assistant.page.accounts"
    return VigieError(
        tell(
            f"Le fichier des utilisateurs {path} est refusé : {why}. Pour écrire une ligne : {help_} NOM",
            f"The file of users {path} is refused: {why}. To write a line: {help_} NAME",
        )
    )


def hash_password(password: str) -> str:
    """Return a password hashed with scrypt and a salt of its own."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_text(salt)}${_text(_scrypt(password, salt, _COST))}"


def matches(password: str, stored: str) -> bool:
    """Tell whether the password is the hashed one, in a time that does not depend on how much of it is right."""
    parts = _parts(stored)
    if parts is None:
        _scrypt(password, b"nobody", _COST)  # a name that does not exist takes as long
        return False
    cost, salt, digest = parts
    return hmac.compare_digest(_scrypt(password, salt, cost), digest)


def new_key() -> str:
    """Return a key that cannot be guessed: 256 bits of chance."""
    return _KEY_PREFIX + secrets.token_urlsafe(32)


def key_digest(key: str) -> str:
    """Return what is kept of a key. A plain sha256 is enough, and fast, since a key is chance and not a password."""
    return hashlib.sha256(key.encode()).hexdigest()


def holder(accounts: Mapping[str, Account], key: str) -> User | None:
    """Return whose key this is, in a time that tells nothing of the digests."""
    digest = key_digest(key)
    found: User | None = None
    for account in accounts.values():
        for known in account.keys:
            if hmac.compare_digest(known, digest):
                found = account.user
    return found


def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**cost, r=8, p=1, maxmem=2**27, dklen=32)


def _parts(stored: str) -> tuple[int, bytes, bytes] | None:
    try:
        kind, cost, salt, digest = stored.split("$")
        if kind != "scrypt" or not 10 <= int(cost) <= 16:
            return None
        return int(cost), base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    except ValueError:
        return None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def main(arguments: list[str] | None = None) -> int:
    """Ask for a password and print the line to put in the file of users; with --key, make a key for a program."""
    parser = argparse.ArgumentParser(prog="python -m assistant.page.accounts", description=main.__doc__)
    parser.add_argument("name")
    parser.add_argument("--role", choices=ROLES, default="reader")
    parser.add_argument(
        "--key",
        metavar=tell("ÉTIQUETTE", "LABEL"),
        help=tell(
            "fait une clé d'API pour cette personne : la clé est montrée une fois, seule son empreinte est à garder",
            "make an API key for this person: the key is shown once, only its digest is to be kept",
        ),
    )
    options = parser.parse_args(arguments)
    if options.key is not None:
        return _print_key(options.name, options.key)
    password = getpass.getpass(tell("Mot de passe : ", "Password: "))
    if len(password) < SHORTEST_PASSWORD:
        print(tell(f"Au moins {SHORTEST_PASSWORD} caractères.", f"At least {SHORTEST_PASSWORD} characters."))
        return 2
    if getpass.getpass(tell("Encore une fois : ", "Once more: ")) != password:
        print(tell("Les deux diffèrent.", "The two differ."))
        return 2
    print(f'[{_quoted(options.name)}]\nrole = "{options.role}"\npassword = "{hash_password(password)}"')
    return 0


def _print_key(name: str, label: str) -> int:
    """Show a new key once, on the error stream, and print the lines to add to the file of users."""
    key = new_key()
    print(
        tell(f"Clé de {name} ({label}), à garder secrète : {key}", f"Key of {name} ({label}), to keep secret: {key}"),
        file=sys.stderr,
    )
    print(f'\n[{_quoted(name)}.keys.{_quoted(label)}]\nsha256 = "{key_digest(key)}"')
    return 0


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    raise SystemExit(main())
