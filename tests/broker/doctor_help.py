"""A case for the doctor: the broker of a test, as cart-1 is configured for it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cart_agent.broker.mosquitto import Places, profile
from cart_agent.doctor.case import Answer, Case
from cart_agent.doctor.texts import TEXTS
from cart_agent.doctor.visits import as_inspector
from tests.support.guarded import FLEET, Guarded, Hospital

SETTING = re.compile(r"\b([a-z_]{5,}) (true|false|\d+|tlsv[\d.]+)\b")
"""As the doctor's next steps and the profile write one."""


def case_of(broker: Guarded, hospital: Hospital, mqtt: str = "5", **fields: Any) -> Case:
    """cart-1 of ward W1, now."""
    settings = broker.settings(hospital.identity("cart-1"), mqtt)
    about: dict[str, Any] = {"site": "demo", "cart": "cart-1", "wards": ("W1",), "now": datetime.now(UTC)}
    return Case(broker=settings, **(about | fields))


def publish_manifest(case: Case, hospital: Hospital) -> None:
    """As the hospital does each minute; the doctor looks at its coming, not at what is in it."""
    with as_inspector(case, hospital.identity("hospital")) as his:
        assert his.publish(f"mc/v1/{case.site}/ward/{case.wards[0]}/manifest", b"{}", retain=True) == "taken"


def write_rules_anew(broker: Guarded) -> None:
    """As the doctor advises: `cart broker-profile`, and a restart."""
    (broker.folder / "acl").write_text(profile(FLEET, Places())["acl"])
    broker.read_again()


def mend(broker: Guarded, code: str) -> None:
    """Do to the broker what the next step of this code says, and nothing else."""
    steps = SETTING.findall(TEXTS[code].en_next)
    assert steps == SETTING.findall(TEXTS[code].vi_next)
    assert steps
    broker.stop()
    broker.put(dict(steps), drop=re.findall(r"\bno ([a-z_]+)", TEXTS[code].en_next))
    broker.start()


def codes(answers: Iterable[Answer]) -> list[str]:
    return [one.code for one in answers]
