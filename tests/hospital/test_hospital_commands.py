"""`cart hospital ...` as a person runs it."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.messages import Command, decode
from cart_agent.his.signing import open_signed
from cart_agent.hospital.desk import Arrived
from tests.commands.command_help import cart
from tests.support.hospital_books import EXAMPLES, opened
from tests.support.hospitals import MORNING
from tests.support.scripted_cart import Chain

CONFIG = """
site = "bv-vi-du"
database = "{0}/hospital.db"
carts = ["cart-01", "cart-02"]

[broker]
host = "127.0.0.1"
port = 1883

[clock]
driver = "clock_simulated"
file = "{0}/clock.json"

[[wards]]
id = "noi-a"
directory = "{0}"

[signing]
key = "{0}/hospital.key"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A hospital whose cart 1 has a gap, a refused event and a flagged dose."""
    chain = Chain()
    with opened(tmp_path) as books:
        first, missing, dose = chain.next(), chain.next(), chain.dose("o999", encounterId="E-none")
        assert missing
        refused = chain.next(seq=0)
        books.desk.take([Arrived(cart="cart-01", message=one) for one in (first, dose, refused)], MORNING)
    path = tmp_path / "hospital.toml"
    path.write_text(CONFIG.format(tmp_path))
    return str(path)


def test_status_names_gaps_refusals_flags_and_heads(config: str) -> None:
    table = cart("hospital", "status", "--config", config)
    done = cart("hospital", "status", "--json", "--config", config)
    first, second = json.loads(done.stdout)

    assert (table.returncode, done.returncode) == (0, 0)
    assert [line.split()[:7] for line in table.stdout.splitlines()[1:]] == [
        ["cart-01", "unknown", "3", "2", "2-2", "1", "1"],
        ["cart-02", "unknown", "0", "0", "none", "0", "0"],
    ]
    assert first["gaps"] == [{"cart": "cart-01", "first": 2, "last": 2}]
    assert first["broken_at"] is None
    assert second["seen_at"] is None
    assert len(first["head"]) == 64


def test_a_settled_event_that_was_changed_afterwards_breaks_the_chain(config: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hospital.db") as database:
        database.execute("UPDATE event SET message = replace(message, 'login', 'logout') WHERE seq = 1")
    database.close()
    done = cart("hospital", "status", "--config", config)

    assert done.returncode == 1
    assert "BROKEN 1" in done.stdout


def test_events_are_listed_after_a_number_and_by_cart(config: str) -> None:
    def listed(*words: str) -> list[str]:
        done = cart("hospital", "events", "--config", config, *words)
        assert done.returncode == 0
        return done.stdout.splitlines()

    assert [line.split()[0] for line in listed()] == ["1", "2"]
    assert [line.split()[0] for line in listed("--after", "1")] == ["2"]
    assert listed("--cart", "cart-02") == []
    assert [json.loads(line)["seq"] for line in listed("--json")] == [1, 3]
    assert "[unknown-encounter]" in listed()[1]
    assert "BN26" not in "".join(listed())


def test_export_writes_the_doses(config: str) -> None:
    lines = cart("hospital", "export", "--config", config).stdout.splitlines()

    assert [json.loads(line)["resourceType"] for line in lines] == ["MedicationAdministration"]


def test_a_command_is_signed_and_waits_for_the_serving_hospital(config: str, tmp_path: Path) -> None:
    done = cart("hospital", "command", "cart-02", "lockdown", "--minutes", "5", "--config", config)
    with sqlite3.connect(tmp_path / "hospital.db") as database:
        (payload,) = database.execute("SELECT payload FROM command").fetchone()
    database.close()
    public = cart("hospital", "keygen", str(tmp_path / "other.key"), "--public", str(tmp_path / "other.pem"))
    keys = {"hospital-1": _public(tmp_path)}
    command = decode(open_signed(payload, keys).body, Command)

    assert (done.returncode, public.returncode) == (0, 0)
    assert done.stdout.split()[0] == command.command_id
    assert (command.cart, command.kind.value, command.site) == ("cart-02", "lockdown", "bv-vi-du")
    assert (command.not_after - MORNING).total_seconds() >= 300


def _public(directory: Path) -> bytes:
    from cart_agent.hospital.keys import public_of  # noqa: PLC0415 - only here

    return public_of(directory / "hospital.key")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("command", "cart-99", "lockdown"), 1, "there is no cart 'cart-99'"),
        (("command", "cart-01", "unlock"), 2, "invalid choice"),
        (("command", "cart-01", "refresh", "--minutes", "0"), 2, "--minutes"),
        (("withdraw", "chart", "E-none"), 1, "there is no chart 'E-none'"),
        (("import", "a.json", "--csv", "--ward", "noi-a"), 2, "--csv takes one file"),
        (("import", "/nowhere.json"), 1, ""),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    config: str, words: tuple[str, ...], status: int, said: str
) -> None:
    done = cart("hospital", *words, "--config", config)

    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (status, True, False)


def test_a_hospital_that_cannot_serve_says_why_in_a_line(config: str, tmp_path: Path) -> None:
    (tmp_path / "chart-E1.json").write_text('{"version": 1')
    cut = cart("hospital", "run", "--config", config)
    (tmp_path / "chart-E1.json").unlink()
    (tmp_path / "policy.json").write_text('{"version": 1}')
    (tmp_path / "hospital.key").unlink()
    keyless = cart("hospital", "run", "--config", config)

    assert [one.returncode for one in (cut, keyless)] == [1, 1]
    assert [one.stderr.count("\n") for one in (cut, keyless)] == [1, 1], cut.stderr + keyless.stderr
    assert "chart-E1.json: " in cut.stderr
    assert "hospital.key: " in keyless.stderr


def test_a_hospital_with_a_key_of_one_process_alone_sends_no_command(config: str) -> None:
    text = Path(config).read_text()
    Path(config).write_text(text[: text.index("[signing]")])
    done = cart("hospital", "command", "cart-01", "refresh", "--config", config)

    assert (done.returncode, "cart hospital keygen" in done.stderr) == (1, True)


def test_keygen_makes_a_key_for_its_owner_alone_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    first = cart("hospital", "keygen", str(path))
    second = cart("hospital", "keygen", str(path))

    assert (first.returncode, second.returncode) == (0, 1)
    assert first.stdout.startswith("-----BEGIN PUBLIC KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_examples_are_imported_and_the_report_says_what_came_of_it(config: str) -> None:
    bundle = cart("hospital", "import", str(EXAMPLES / "admission.json"), "--config", config)
    orders = cart("hospital", "import", str(EXAMPLES / "orders.csv"), "--csv", "--config", config)
    again = cart("hospital", "import", str(EXAMPLES / "orders.csv"), "--csv", "--language", "en",
                 "--dry-run", "--config", config)  # fmt: skip

    assert (bundle.returncode, orders.returncode, again.returncode) == (0, 0, 0)
    assert bundle.stdout.splitlines()[0] == "hồ sơ VD-0101 noi-a: mới, v1, 1 y lệnh"
    assert orders.stdout.splitlines()[0] == "hồ sơ VD-0101 noi-a: thay đổi, v2, 3 y lệnh"
    assert again.stdout.splitlines() == [
        "chart VD-0101 noi-a: unchanged, v2, 3 orders",
        "1 taken, 0 refused (dry run, nothing was stored)",
    ]


def test_a_list_may_come_before_the_hospital_ever_served(config: str, tmp_path: Path) -> None:
    """The formulary of the ward's directory is known at once."""
    fresh = tmp_path / "fresh"
    shutil.copytree(WARD_DIRECTORY, fresh)
    text = Path(config).read_text()
    (tmp_path / "fresh.toml").write_text(
        text.replace(f'directory = "{tmp_path}"', f'directory = "{fresh}"').replace("hospital.db", "fresh.db")
    )
    path = tmp_path / "list.csv"
    path.write_text("encounter,order,drug,dose,unit,route,times\nE26-0001,n1,AMLO5,5,mg,oral,08:00\n")
    done = cart("hospital", "import", str(path), "--csv", "--config", str(tmp_path / "fresh.toml"))

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Đã nhận 1, từ chối 0")


def test_a_refused_row_is_said_in_vietnamese_with_row_column_and_what_to_do(
    config: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("encounter,order,drug,Liều,unit,route\nE26-0001,n1,AMLO5,1.000,mg,uống\n")
    done = cart("hospital", "import", str(path), "--csv", "--config", config)
    as_json = cart("hospital", "import", str(path), "--csv", "--json", "--config", config)
    refused = json.loads(as_json.stdout)["refused"][0]

    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("TỪ CHỐI list.csv dòng 2 [Liều]: “1.000” có thể đọc là")
    assert done.stdout.splitlines()[1].startswith("    -> Viết")
    assert (refused["code"], refused["text"]["en"]) == (
        "number-ambiguous",
        "“1.000” may be thousands or decimals",
    )
