"""What `cart broker-profile rabbitmq` writes for each release (test_each_broker.py runs Debian's)."""

from pathlib import Path

import pytest

from cart_agent.cli import main

FLEET = 'site = "demo"\nhospital = "hospital"\n[carts]\ncart-1 = ["W1"]\n'


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ((), "mqtt.subscription_ttl = 2592000000"),
        (("--release", "3.12.13"), "mqtt.subscription_ttl = 2592000000"),
        (("--release", "3.13"), "mqtt.max_session_expiry_interval_seconds = 2592000"),
        (("--release", "4.0.5"), "mqtt.max_session_expiry_interval_seconds = 2592000"),
    ],
)
def test_messages_are_kept_for_30_days_in_the_words_of_the_release(
    tmp_path: Path, release: tuple[str, ...], line: str
) -> None:
    fleet = tmp_path / "fleet.toml"
    fleet.write_text(FLEET)
    main(["broker-profile", "rabbitmq", "--fleet", str(fleet), "--out", str(tmp_path), *release])
    kept = [one for one in (tmp_path / "rabbitmq.conf").read_text().splitlines() if "2592000" in one]
    assert kept == [line]


def test_what_is_no_release_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["broker-profile", "rabbitmq", "--fleet", "fleet.toml", "--release", "newest"])
    assert "rabbitmqctl version" in capsys.readouterr().err
