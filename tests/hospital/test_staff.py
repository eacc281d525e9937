"""`cart hospital staff`: the list that it writes lets people in at a cart, and only those."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cart_agent.cli import main
from cart_agent.hospital import keys
from cart_agent.ward import WardBook
from cart_agent.ward.people import PinAnswer
from tests.support.events import instant
from tests.support.ward_documents import signed
from tests.ward.conftest import book, restart, store

__all__ = ["book", "restart", "store"]

TOPIC = "mc/v1/demo/ward/W1/staff"
NEW = ("set", "NV1", "--name", "Người Mẫu", "--role", "nurse", "--badge", "NV-1")
PIN = "582913"


class Site:
    """A hospital with one ward, and its administrator's hands."""

    def __init__(self, directory: Path, patch: pytest.MonkeyPatch, said: pytest.CaptureFixture[str]) -> None:
        self._patch, self._said = patch, said
        keys.create(directory / "key.pem")
        self.ward = directory / "w1"
        self.ward.mkdir()
        self.file = directory / "hospital.toml"
        self.file.write_text(
            f'site = "demo"\ndatabase = "{directory}/h.db"\n[broker]\nhost = "127.0.0.1"\n'
            f'[signing]\nkey = "{directory}/key.pem"\n[[wards]]\nid = "W1"\ndirectory = "{self.ward}"\n'
        )

    def staff(self, *words: str, pin: str = PIN) -> str:
        """What went wrong, else nothing."""
        return self.run("staff", *words, stdin=f"{pin}\n")[1]

    def run(self, *words: str, stdin: str = "") -> tuple[str, str]:
        """Both streams of a command."""
        self._patch.setattr("sys.stdin", io.StringIO(stdin))
        status = main(["hospital", *words, "--config", str(self.file)])
        out, err = self._said.readouterr()
        assert bool(err) == bool(status), err
        return out, err

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.ward / "staff.json").read_bytes())
        return found


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(tmp_path, monkeypatch, capsys)


def test_who_was_put_on_the_list_logs_in_with_badge_and_pin_and_nobody_else(
    site: Site, book: WardBook
) -> None:
    assert site.staff(*NEW) == ""
    document = site.document() | {"notAfter": "2026-04-01T00:00:00+07:00"}
    assert book.receive(TOPIC, signed(document), instant()).notices == ()
    person = book.people.by_badge("NV-1")

    assert person is not None
    assert (person.id, person.name, person.roles, person.wards) == ("NV1", "Người Mẫu", ("nurse",), ("W1",))
    assert book.people.verify_pin("NV1", PIN, instant()) is PinAnswer.RIGHT
    assert book.people.verify_pin("NV1", "582914", instant()) is PinAnswer.WRONG
    assert book.people.by_badge("NV-2") is None
    assert PIN not in (site.ward / "staff.json").read_text()


def test_what_is_not_said_stays_and_every_change_is_a_version_that_is_good_for_longer(site: Site) -> None:
    site.staff(*NEW)
    before = site.document()
    site.staff("set", "NV1", "--role", "nurse", "--role", "witness", "--keep-pin", "--days", "400")
    after = site.document()

    assert after["staff"] == [before["staff"][0] | {"roles": ["nurse", "witness"]}]
    assert (before["version"], after["version"], after["salt"]) == (1, 2, before["salt"])
    assert datetime.fromisoformat(before["notAfter"]) < datetime.fromisoformat(after["notAfter"])
    site.staff("renew", "--days", "1")
    assert site.document()["staff"] == after["staff"]
    assert (datetime.fromisoformat(site.document()["notAfter"]) - datetime.now(UTC)).days <= 1

    site.staff("remove", "NV1")
    assert (site.document()["version"], site.document()["staff"]) == (4, [])


def test_who_leaves_is_taken_off_the_lists_of_those_wards_that_have_her(site: Site) -> None:
    other = site.ward.with_name("w2")
    other.mkdir()
    site.file.write_text(f'{site.file.read_text()}[[wards]]\nid = "W2"\ndirectory = "{other}"\n')
    site.staff(*NEW, "--ward", "W1")
    site.staff("set", "NV2", *NEW[2:-1], "NV-2", "--ward", "W2")

    assert site.staff("remove", "NV1") == ""
    assert site.document()["staff"] == []
    assert [one["id"] for one in json.loads((other / "staff.json").read_bytes())["staff"]] == ["NV2"]


def test_a_list_that_was_lost_goes_on_above_what_was_published(site: Site) -> None:
    site.staff(*NEW)
    site.staff("renew")
    (site.ward / "policy.json").write_text('{"version": 1}')
    empty = site.ward / "none.json"
    empty.write_text('{"resourceType": "Bundle", "entry": []}')
    assert site.run("import", str(empty))[1] == ""
    (site.ward / "staff.json").unlink()
    site.staff(*NEW)

    assert site.document()["version"] == 3


@pytest.mark.parametrize(
    ("words", "pin", "said"),
    [
        (("set", "NV2", "--name", "X", "--role", "nurse"), PIN, "NV2 is new and needs --badge"),
        (("set", "NV2", "--name", "X", "--role", "nurse", "--badge", "NV-1"), PIN, "has this badge"),
        (("set", "NV1"), "58291", "6 to 12 digits"),
        (("set", "NV1"), "58291a", "6 to 12 digits"),
        (("set", "NV1"), "111111", "row of digits"),
        (("set", "NV1"), "987654", "row of digits"),
        (("remove", "NV9"), "", "nobody on the list is 'NV9'"),
        (("renew", "--ward", "W9"), "", "no such ward"),
        (("set",), "", "staff id"),
        (("set", "NV1", "--until", "2027-01-01T00:00:00"), "", "offset"),
    ],
)
def test_what_is_refused_changes_nothing(site: Site, words: tuple[str, ...], pin: str, said: str) -> None:
    site.staff(*NEW)
    before = site.document()

    assert said in site.staff(*words, pin=pin)
    assert site.document() == before


def test_the_list_is_shown_without_pins(site: Site) -> None:
    site.staff(*NEW)
    shown, _ = site.run("staff", "list")

    assert "NV1" in shown
    assert "argon2" not in shown
