"""Every code of a ward: drawn, printed badly, seen by the camera, identified by the core."""

from datetime import date

import pytest

from bench.frames import LINEAR, Kind, Look, frame
from cart_agent.core import identify as codes
from drivers.camera.still import read_still

TODAY = date(2026, 3, 2)
KNOWN: dict[Kind, type] = {
    "gs1dm": codes.DrugPack,
    "cccd": codes.CitizenCard,
    "bhyt": codes.InsuranceCard,
    "gs1_128": codes.Wristband,
    "c128": codes.Wristband,
    "ean13": codes.DrugPack,
}


def look(kind: Kind, **changes: float) -> Look:
    return Look(module=2.5 if kind in LINEAR else 4, **changes)


HARM = {
    "blurred": {"blur": 0.3},
    "shaken": {"motion": 0.5},
    "tilted": {"tilt": 25.0},
    "dark": {"photons": 400.0},
    "faint": {"ink": 0.4},
    "scratched": {"damage": 0.004},
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("kind", KNOWN)
def test_a_code_is_identified_through_the_camera(kind: Kind, harm: str) -> None:
    picture, held = frame(kind, 11, look(kind, **HARM[harm]))
    (found,) = read_still(picture)
    known = codes.identify(found.raw, found.symbology, codes.IdentifyRules(), TODAY)

    assert found.raw == held
    assert isinstance(known, KNOWN[kind])
