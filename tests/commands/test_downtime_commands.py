"""`cart outbox` and `cart orders` as an engineer runs them: a running agent, a real hospital's books."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import Document
from cart_agent.demo.files import KID
from cart_agent.demo.place import WARD_DIRECTORY
from drivers import clock_simulated
from tests.agent.hospital_desk import KEY
from tests.commands.command_help import cart, running_agent
from tests.support.keys import private_pem

PREFIX = "mc/v1/bv-vi-du/cart/cart-01"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The configuration of an agent that runs for all of these tests."""
    with running_agent(tmp_path_factory.mktemp("cart")) as (files, _):
        yield files.cart


def hears(config: Path, *messages: tuple[str, bytes]) -> None:
    """The link hands in messages of the hospital."""

    async def hand_in() -> None:
        client, _ = await AgentClient.connect(config.parent / "agent.sock", "link")
        for topic, payload in messages:
            await client.request(Document, topic=f"{PREFIX}/{topic}", payload=payload, retained=False)
        await client.close()

    asyncio.run(hand_in())


def events(config: Path) -> list[dict[str, object]]:
    done = cart("events", "--json", "--config", str(config))
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def refused(config: Path) -> str:
    """A fact of this cart that the hospital refuses."""
    hears(config, ("command", b"rubbish"))
    event_id = str(events(config)[-1]["eventId"])
    refusal = {"eventId": event_id, "code": "unreadable", "text": "no such thing"}
    hears(config, ("ack", json.dumps({"rejected": [refusal]}).encode()))
    return event_id


def outbox(config: Path, *words: str) -> tuple[int, str]:
    done = cart("outbox", *words, "--config", str(config))
    return done.returncode, done.stdout + done.stderr


def listed(config: Path) -> list[str]:
    _, said = outbox(config, "--json")
    return [json.loads(line)["event_id"] for line in said.splitlines()]


def test_a_refused_event_is_listed_shown_and_settled_with_a_note(config: Path, refused: str) -> None:
    assert refused in listed(config)
    status, said = outbox(config)
    assert (status, "refused by the hospital" in said, "no such thing" in said) == (0, True, True)
    assert json.loads(outbox(config, "show", refused)[1])["eventId"] == refused

    seq = next(str(event["seq"]) for event in events(config) if event["eventId"] == refused)
    status, said = outbox(config, "resolve", seq, "--as", "corrected", "--note", "ticket 812")
    assert (status, "settled" in said) == (0, True)
    assert refused not in listed(config)
    assert "ticket 812" in json.dumps(events(config)[-1])
    assert outbox(config, "resolve", refused, "--as", "corrected")[0] == 1


def test_refused_events_go_out_again(config: Path, refused: str) -> None:
    assert outbox(config, "resend", refused)[0] == 0
    assert refused not in listed(config)
    status, said = outbox(config, "resend", "--all")
    assert (status, said.strip()) == (0, "0 events go to the hospital again")


@pytest.mark.parametrize(
    "words", [("resolve", "x"), ("resolve",), ("show",), ("resend",), ("resend", "x", "--all")]
)
def test_half_a_command_says_what_is_missing(config: Path, words: tuple[str, ...]) -> None:
    status, said = outbox(config, *words)

    assert status == 2
    assert "needs" in said


HOSPITAL = """\
site = "bv-vi-du"
database = "{directory}/hospital.db"
{carts}

[broker]
host = "127.0.0.1"
port = 1

[clock]
driver = "clock_simulated"
file = "{clock}"

[signing]
key = "{directory}/hospital.key"
kid = "{kid}"

[[wards]]
id = "noi-a"
directory = "{ward}"
"""


@pytest.fixture
def books(config: Path, tmp_path: Path) -> Path:
    return hospital(config, tmp_path)


def hospital(config: Path, tmp_path: Path) -> Path:
    """The hospital's configuration, with the key that the cart knows and the cart's clock."""
    (tmp_path / "hospital.key").write_bytes(private_pem(KEY))
    clock = next(config.parent.glob("clock*"))
    file = tmp_path / "hospital.toml"
    file.write_text(HOSPITAL.format(directory=tmp_path, carts="", clock=clock, kid=KID, ward=WARD_DIRECTORY))
    return file


def export(books: Path, ward: str = "noi-a") -> tuple[int, str, Path]:
    out = books.parent / "ward.orders"
    done = cart("hospital", "export-orders", "--config", str(books), "--ward", ward, "--out", str(out))
    return done.returncode, done.stdout + done.stderr, out


def orders(config: Path, file: Path, *words: str) -> tuple[int, str]:
    done = cart("orders", "import", str(file), "--config", str(config), *words)
    return done.returncode, done.stdout + done.stderr


def test_orders_go_from_the_hospital_to_the_cart_on_a_stick(config: Path, books: Path) -> None:
    status, said, file = export(books)
    assert (status, "documents of ward noi-a" in said) == (0, True)

    status, said = orders(config, file, "--dry-run")
    assert (status, "dry run" in said, "NOT TAKEN" in said) == (0, True, False)
    status, said = orders(config, file)
    assert (status, "ward noi-a" in said) == (0, True)
    state = json.loads(cart("state", "--json", "--config", str(config)).stdout)
    assert len(state["round"]["patients"]) == 7
    assert state["status"]["complete"] is True

    status, said = orders(config, file)
    assert said.splitlines()[1].startswith("0 documents taken")


def test_a_document_that_is_not_taken_shows_in_the_status_too(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        clock_simulated.advance(files.clock, 40 * 86_400)  # staff and policy have expired
        _, _, file = export(hospital(files.cart, tmp_path))
        status, said = orders(files.cart, file)

    assert (status, "NOT TAKEN" in said, "Traceback" in said) == (1, True, False), said


def broken(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-100])
    return file


@pytest.mark.parametrize(
    ("make", "said"),
    [(broken, "not a whole file"), (lambda file: file.with_name("nowhere"), "Is the stick mounted?")],
)
def test_a_file_that_cannot_be_taken_says_why(
    config: Path, books: Path, make: Callable[[Path], Path], said: str
) -> None:
    _, _, file = export(books)
    status, words = orders(config, make(file))

    assert (status, said in words, "Traceback" in words) == (1, True, False)


def test_an_unknown_ward_is_not_exported(books: Path) -> None:
    status, said, _ = export(books, "no-such")

    assert (status, "there are: noi-a" in said) == (1, True)
