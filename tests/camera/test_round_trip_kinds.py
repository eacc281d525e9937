"""Each kind of thing in each kind of code that it comes in: drawn, spoilt, decoded, identified."""

from datetime import date
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from cart_agent.commands.identify import tell
from cart_agent.core.identify import IdentifyRules, identify
from drivers.camera.still import read_still

TODAY = date(2026, 3, 2)
PACK = "[01]08935001800019[17]271231[10]LOT42[21]SN1"
PACK_SAYS = {"gtin": "08935001800019", "expiry": "2027-12-31", "lot": "LOT42", "serial": "SN1"}
BAND = "[8018]893500180000000019[8019]1"
BAND_SAYS = {"gsrn": "893500180000000019", "srin": "1"}
CARD = "012345678901||NGUYỄN THỊ THỦY|12051980|Nữ|Số 1, phố Thử|01012021"
HEX_NAME = "Nguyễn Thị Thử".encode().hex()
INSURANCE = f"DN4797900000000|{HEX_NAME}|12/05/1980|2|-|79 - 031|01/01/2026|-|-|-|-|4|-|0a1b-7102|$"
DL = "https://thuoc.example.vn/01/08935001800019/10/LOT42/21/SN1?17=271231"

Format = zxingcpp.BarcodeFormat
CODES: list[tuple[str, Any, str, str, dict[str, Any]]] = [
    # AIM identifier, symbology, what it carries ([AI] for GS1), kind, fields
    ("]d2", Format.DataMatrix, PACK, "drug-pack", PACK_SAYS),
    ("]C1", Format.Code128, PACK, "drug-pack", PACK_SAYS),
    ("]Q3", Format.QRCode, PACK, "drug-pack", PACK_SAYS),
    ("]Q1", Format.QRCode, DL, "drug-pack", PACK_SAYS),
    ("]d1", Format.DataMatrix, DL, "drug-pack", PACK_SAYS),
    ("]E0", Format.EAN13, "8935001800019", "drug-pack", {"gtin": "08935001800019"}),
    ("]E0", Format.EAN13, "0036000291452", "drug-pack", {"gtin": "00036000291452"}),
    ("]E4", Format.EAN8, "96385074", "drug-pack", {"gtin": "00000096385074"}),
    (
        "]d2",
        Format.DataMatrix,
        "[91]KS-CEFT-1G[10]B7[21]1",
        "drug-pack",
        {"drug": "KS-CEFT-1G", "lot": "B7", "serial": "1"},
    ),
    ("]d2", Format.DataMatrix, BAND, "wristband", BAND_SAYS),
    ("]C1", Format.Code128, BAND, "wristband", BAND_SAYS),
    ("]Q3", Format.QRCode, BAND, "wristband", BAND_SAYS),
    ("]C0", Format.Code128, "BN260001", "wristband", {"number": "BN260001"}),
    ("]Q1", Format.QRCode, "WB-2026-0001", "wristband", {"number": "WB-2026-0001"}),
    ("]C0", Format.Code128, "NV-DEMO-7", "badge", {"text": "NV-DEMO-7"}),
    ("]d2", Format.DataMatrix, "[8017]893500180000000019", "badge", {"text": "893500180000000019"}),
    ("]d1", Format.DataMatrix, "NGAN-12", "drawer-tag", {"drawer": 12}),
    ("]C0", Format.Code128, "NGAN-3", "drawer-tag", {"drawer": 3}),
    ("]d1", Format.DataMatrix, "PL-0F3A92C41D77", "prepared-label", {"number": "PL-0F3A92C41D77"}),
    (
        "]Q1",
        Format.QRCode,
        CARD,
        "citizen-card",
        {
            "number": "012345678901",
            "name": "NGUYỄN THỊ THỦY",
            "birth": "1980-05-12",
            "sex": "female",
            "address": "Số 1, phố Thử",
            "issued": "2021-01-01",
        },
    ),
    (
        "]Q1",
        Format.QRCode,
        INSURANCE,
        "insurance-card",
        {
            "number": "DN4797900000000",
            "name": "Nguyễn Thị Thử",
            "birth": "1980-05-12",
            "sex": "female",
            "facility": "79 - 031",
            "validFrom": "2026-01-01",
        },
    ),
]


def drawn(symbology: Any, content: str) -> Image.Image:
    options = {"forceSquare": True} if symbology is Format.DataMatrix else {}
    options |= {"gs1": True} if content.startswith("[") else {}
    made = zxingcpp.create_barcode(content, symbology, **options)
    scale = 3 if symbology in (Format.Code128, Format.EAN13, Format.EAN8) else 5
    return Image.fromarray(np.array(made.to_image(scale=scale, add_quiet_zones=True))).convert("L")


def spoilt(clear: Image.Image, angle: float, seed: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """On a grey desk, turned, out of focus, faint, with a shadow from left to right and noise."""
    desk = Image.new("L", (max(640, clear.width + 240), max(480, clear.height + 240)), 190)
    desk.paste(clear, ((desk.width - clear.width) // 2, (desk.height - clear.height) // 2))
    seen = desk.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=190)
    seen = seen.filter(ImageFilter.GaussianBlur(0.9))
    shade = np.linspace(0.55, 0.95, seen.width)[None, :]
    noise = np.random.default_rng(seed).normal(0.0, 6.0, (seen.height, seen.width))
    return np.clip((np.array(seen) * 0.75 + 45) * shade + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("number", "aim", "kind"), [(number, aim, kind) for number, (aim, _, _, kind, _) in enumerate(CODES)]
)
def test_a_spoilt_picture_of_each_code_is_identified(number: int, aim: str, kind: str) -> None:
    _, symbology, content, _, fields = CODES[number]
    angle = (0.0, 11.0, 184.0)[number % 3]

    (found,) = read_still(spoilt(drawn(symbology, content), angle, number))
    answer = tell(identify(found.raw, found.symbology, IdentifyRules(), TODAY))

    assert (found.symbology, answer.kind, answer.fields) == (aim, kind, fields)
