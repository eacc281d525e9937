"""The cart's own file: read, checked across sections, and the door to each driver's settings."""

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from cart_agent.config import simulated
from cart_agent.config.errors import ConfigError, Problem
from cart_agent.config.reader import Where, convert, parse
from cart_agent.config.sections import CartConfig, Device
from cart_agent.core.identify import IdentifyRules

S = TypeVar("S", bound=Struct)

ALLOW_SIMULATION = "only allowed with simulate = true"


def load(path: Path) -> CartConfig:
    """Read the cart's file. Raises ConfigError; also for a simulated device without `simulate = true`."""
    table, where = parse(path)
    config = _named(convert(table, CartConfig, where))
    problems = _patterns(config.identify, where) + _names(config)
    if not config.simulate:
        problems += [problem for device in devices(config) if (problem := _simulated(device))]
        problems += [where.problem(("ui", "bench"), f"is {ALLOW_SIMULATION}")] if config.ui.bench else []
        taps = config.ui.serve_taps
        problems += [where.problem(("ui", "serve_taps"), f"is {ALLOW_SIMULATION}")] if taps else []
    if problems:
        raise ConfigError(where.file, tuple(problems))
    return config


def load_rules(path: Path) -> IdentifyRules:
    """The `[identify]` section of a cart's file, whatever else the file holds. Raises ConfigError."""
    table, where = parse(path)
    inside = msgspec.structs.replace(where, keys=("identify",))
    rules = convert(table.get("identify", {}), IdentifyRules, inside)
    problems = _patterns(rules, where)
    if problems:
        raise ConfigError(where.file, tuple(problems))
    return rules


def devices(config: CartConfig) -> tuple[Device, ...]:
    """Every device of the file."""
    camera = () if config.camera is None else (config.camera,)
    sounder = () if config.sounder is None else (config.sounder,)
    return (config.clock, *config.scanners, *camera, config.drawers, *sounder)


def device_settings(device: Device, settings: type[S]) -> S:
    """The device's table as its driver's `Settings`, which gets the device's name where it has a `name`.

    Raises ConfigError with the file, the line and the key, like `load`.
    """
    named = "name" in settings.__struct_fields__
    table = device.settings | ({"name": device.name} if named else {})
    return convert(table, settings, device.where)


def _named(config: CartConfig) -> CartConfig:
    """The same with a name for every device: `clock`, `drawers`, `scanner-1`."""
    scanners = tuple(_name(device, f"scanner-{place}") for place, device in enumerate(config.scanners, 1))
    return msgspec.structs.replace(
        config,
        clock=_name(config.clock, "clock"),
        scanners=scanners,
        camera=None if config.camera is None else _name(config.camera, "camera"),
        drawers=_name(config.drawers, "drawers"),
        sounder=None if config.sounder is None else _name(config.sounder, "sounder"),
    )


def _name(device: Device, name: str) -> Device:
    return device if device.name else msgspec.structs.replace(device, name=name)


def _patterns(rules: IdentifyRules, where: Where) -> list[Problem]:
    try:
        rules.validate()
    except ValueError as error:
        return [where.problem(("identify",), str(error))]
    return []


def _names(config: CartConfig) -> list[Problem]:
    found = devices(config)
    names = [device.name for device in found]
    text = "another device has this name"
    return [
        device.where.problem(("name",), text) for n, device in enumerate(found) if device.name in names[:n]
    ]


def _simulated(device: Device) -> Problem | None:
    found = simulated.reason(device.driver, device.settings)
    if found is None:
        return None
    key, why = found
    return device.where.problem((key,), f"{why}, {ALLOW_SIMULATION}")
