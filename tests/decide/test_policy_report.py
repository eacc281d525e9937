"""`cart policy`: a policy in words, the default beside it, errors that name the key."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jsonschema import Draft202012Validator

from cart_agent.core.policy import DEFAULT
from cart_agent.decide.policy_report import values
from cart_agent.decide.policy_words import MEANINGS, TITLES
from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.signing import sign
from tests.support.keys import private_pem


def policy(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cart_agent", "policy", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def explained(document: object, path: Path, *arguments: str) -> list[str]:
    path.write_bytes(msgspec.json.encode(document))
    done = policy("explain", path, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_every_rule_of_a_policy_has_its_words_and_its_chapter_once() -> None:
    keys = sorted(key for key, _ in values(DEFAULT))
    chapters = sorted(key for _, _, listed in TITLES for key in listed)

    assert keys == sorted(MEANINGS) == chapters
    assert all("{}" in words.vi and "{}" in words.en for words in MEANINGS.values())


def test_the_default_differs_from_itself_in_nothing_and_is_a_policy(tmp_path: Path) -> None:
    printed = msgspec.json.decode(policy("default").stdout)
    lines = explained(printed, tmp_path / "p.json")

    assert not [line for line in lines if line.startswith("*")]
    assert lines[-1] == f"{len(MEANINGS)} rules, 0 differ from the default."


def test_a_changed_rule_is_marked_and_has_the_default_beside_it(tmp_path: Path) -> None:
    document = {
        "windows": {"dailyMinutes": 60},
        "witnessClasses": [],
        "ingredientLimits": [{"ingredient": "paracetamol", "value": 3, "unit": "g"}],
        "extraCrossReactions": [{"name": "opioid", "group": ["N02A"]}],
    }
    changed = [line for line in explained(document, tmp_path / "p.json") if line.startswith("*")]

    assert changed == [
        "* Daily, weekly and monthly drugs: within 60 min before or after. [default: 120]",
        "* Drug classes that need a second person: none. "
        "[default: high-alert, narcotic, precursor, psychotropic]",
        "* Cross-reactions beside the built-in ones (by ATC code): opioid (N02A). [default: none]",
        "* Most of one substance, over all orders: paracetamol 3 g / 24 h. [default: none]",
    ]


def test_the_report_is_there_in_vietnamese_too(tmp_path: Path) -> None:
    lines = explained({"witnessClasses": ["narcotic"]}, tmp_path / "p.json", "--language", "vi")

    assert "* Nhóm thuốc cần người thứ hai: gây nghiện. " in "\n".join(lines)


def test_a_signed_policy_is_explained_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "policy.jws"
    path.write_bytes(sign(b'{"expiresSoonDays": 30}', "key-1", private_pem(Ed25519PrivateKey.generate())))
    done = policy("explain", path)

    assert "* Asks again when a drug expires within 30 days. [default: 7]" in done.stdout


WRONG = [
    (b'{"windows": {"dailyMinutes": 500}}', "$.windows.dailyMinutes"),
    (b'{"polite": true}', "polite"),
    (b'{"witnessClasses": ["sweets"]}', "sweets"),
    (b'{"ingredientLimits": [{"ingredient": "x", "value": 1, "unit": "furlong"}]}', "furlong"),
    (b"{", "truncated"),
    (b"a.b.c", "policy"),
    (b"a.b*.c", "policy"),
    (b"\xff", "policy"),
    (b"", "policy"),
]


@pytest.mark.parametrize(("document", "about"), WRONG)
def test_a_policy_that_no_cart_would_take_is_told_with_its_key(
    document: bytes, about: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(document)
    done = policy("explain", path)

    assert (done.returncode, done.stdout) == (1, "")
    assert about in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told() -> None:
    assert "cannot be read" in policy("explain", "/no/such/policy.json").stderr


def test_the_schema_takes_the_default_and_the_demonstration_wards_policy() -> None:
    validator = Draft202012Validator(msgspec.json.decode(policy("schema").stdout))
    ward = msgspec.json.decode((WARD_DIRECTORY / "policy.json").read_bytes())

    validator.validate(msgspec.json.decode(policy("default").stdout))
    validator.validate(ward)
    assert not validator.is_valid({**ward, "polite": True})
    assert not validator.is_valid({"windows": {"dailyMinutes": 500}})
