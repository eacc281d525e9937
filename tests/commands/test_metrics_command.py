"""`cart metrics`: what Prometheus' own parser reads of a real cart."""

import json
import signal
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.agent.cart_help import Cart
from tests.commands.command_help import cart, running_agent

Labels = tuple[tuple[str, str], ...]


def read(text: str) -> dict[tuple[str, Labels], float]:
    """Every sample by its name and sorted labels."""
    samples = (one for family in text_string_to_metric_families(text) for one in family.samples)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for one in samples}


def reads(quality: str) -> tuple[str, Labels]:
    return ("cart_scanner_reads_total", (("device", "scanner"), ("quality", quality)))


def test_the_figures_of_a_cart_outlive_its_restart_and_name_nobody(tmp_path: Path) -> None:
    before = Cart(tmp_path)
    before.log_in()
    before.scan("band:p1")
    before.scan_raw(b"\xff", "]C0")
    before.scan_raw(b"0108935001800019" + b"10LOT42A17271231", "]d2")
    names = [
        chart.patient.name for chart in before.agent.knowledge.book.charts() if hasattr(chart, "patient")
    ]
    before.passes(1)
    before.crash()
    before.scan_raw(b"\xff", "]C0")
    before.service.close()
    before.hospital.database.close()

    with running_agent(tmp_path) as (files, _):
        text = cart("metrics", "--config", str(files.cart)).stdout
        state = json.loads(cart("state", "--json", "--config", str(files.cart)).stdout)["status"]

    found = read(text)
    assert [found[reads(one)] for one in ("good", "unreadable", "suspect")] == [2, 2, 1]
    assert found["cart_up", ()] == 1
    assert found["cart_simulated", ()] == 1
    assert found["cart_outbox_unsettled", ()] == state["unsettled"] > 0
    assert sum(found["cart_drawer_state", (("drawer", "1"), ("state", one))] for one in ("locked", "unknown"))
    assert names
    assert not [name for name in names if name in text]


def test_the_file_for_the_collector_is_replaced_whole_and_says_when_nobody_answers(tmp_path: Path) -> None:
    Cart(tmp_path).close()
    file = tmp_path / "cart.prom"
    with running_agent(tmp_path) as (files, _):
        assert cart("metrics", "--config", str(files.cart), "--output", str(file)).stdout == ""
        alive = read(file.read_text())

    gone = cart("metrics", "--config", str(files.cart), "--output", str(file))

    assert alive["cart_up", ()] == 1
    assert read(file.read_text()) == {("cart_up", ()): 0}
    assert "Is the agent running?" in gone.stderr
    assert [one.name for one in tmp_path.iterdir() if "prom" in one.name] == ["cart.prom"]
    nowhere = str(tmp_path / "nowhere" / "cart.prom")
    failed = cart("metrics", "--config", str(files.cart), "--output", nowhere)
    assert (gone.returncode, failed.returncode) == (1, 2)
    assert "nowhere" in failed.stderr


def test_an_agent_that_hangs_is_not_up(tmp_path: Path) -> None:
    Cart(tmp_path).close()
    with running_agent(tmp_path) as (files, service):
        service.process.send_signal(signal.SIGSTOP)
        hung = cart("metrics", "--config", str(files.cart), "--seconds", "0.5")
        service.process.send_signal(signal.SIGCONT)

    assert hung.returncode == 1
    assert read(hung.stdout) == {("cart_up", ()): 0}
    assert "did not answer" in hung.stderr
