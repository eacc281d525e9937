"""Puts the agent together from the configuration. The only file that loads a driver."""

import pwd
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cart_agent.config import CartConfig, ConfigError, Device, Where, device_settings, load
from drivers.interfaces import BoardReport, Clock, Drawers, Scanner, Sounder, UpdateProgress, UpdateResult

CAMERA = "scanner_camera"
"""The one driver that the agent never loads."""


def open_clock(device: Device) -> Clock:
    """The configured clock. Raises ConfigError."""
    clock: Clock = _open("clock", device)
    return clock


def open_scanners(config: CartConfig) -> tuple[Scanner, ...]:
    """Every configured scanner, not started. Raises ConfigError."""
    for device in config.scanners:
        _not_camera(device)
    return tuple(_open("scanner", device) for device in config.scanners)


def open_camera(device: Device) -> Scanner:
    """The configured camera, not started; loads the decoders. Raises ConfigError."""
    camera: Scanner = _open("scanner", device)
    return camera


def camera_part(name: str) -> Any:
    """A part of the decoders' library, by its file name in `drivers/camera`."""
    return import_module(f"drivers.camera.{name}")


def camera_frames(file: Path) -> Any:
    """The camera's frames and the codes in each, for the engineer. Raises ConfigError
    (a ValueError)."""
    config = load(file)
    if config.camera is None:
        raise ValueError(f"{file}: there is no section [camera]")
    module, settings = _prepare("scanner", config.camera)
    return module.watched(settings)


def _not_camera(device: Device) -> None:
    if device.driver == CAMERA:
        text = f"{CAMERA} belongs into [camera]: its decoders never run inside the agent"
        raise ConfigError(device.where.file, (device.where.problem(("driver",), text),))


def open_drawers(config: CartConfig) -> Drawers:
    """The drawer unit, not started. Raises ConfigError."""
    drawers: Drawers = _open("drawer", config.drawers)
    return drawers


def drawers_update(config: CartConfig) -> Callable[[Path, UpdateProgress], UpdateResult] | None:
    """Gives the drawer unit a new program; None where it cannot be changed. Raises ConfigError."""
    found: Any = _service(config, "update", "install")
    return found  # type: ignore[no-any-return]


def drawers_examine(config: CartConfig) -> Callable[[], BoardReport] | None:
    """What the drawer unit's own board says of itself; None where there is none. Raises ConfigError."""
    found: Any = _service(config, "board", "examine")
    return found  # type: ignore[no-any-return]


def drawers_configure(config: CartConfig) -> Callable[[Mapping[str, int]], dict[str, int]] | None:
    """Changes the settings that the unit's own board keeps. Raises ConfigError."""
    found: Any = _service(config, "board", "configure")
    return found  # type: ignore[no-any-return]


def drawers_key(config: CartConfig) -> Callable[[Path], None] | None:
    """Gives the unit's own board a new key, in a new file. Raises ConfigError."""
    found: Any = _service(config, "board", "give_key")
    return found  # type: ignore[no-any-return]


def _service(config: CartConfig, part: str, does: str) -> Any:
    """A function beside the drawer driver, for the engineer: `drivers.drawer_controller_board` and others."""
    _, settings = _prepare("drawer", config.drawers)
    name = f"drivers.{config.drawers.driver}_{part}"
    return partial(getattr(import_module(name), does), settings) if find_spec(name) else None


def open_sounder(config: CartConfig) -> Sounder | None:
    """The buzzer or loudspeaker, not started; None where there is none. Raises ConfigError."""
    sounder: Sounder | None = _open("sounder", config.sounder) if config.sounder else None
    return sounder


def roles(config: CartConfig, where: Where) -> dict[int, frozenset[str]]:
    """Which user number may take which roles on the socket. Raises ConfigError for an unknown user."""
    named = {
        "ui": config.socket.ui_user,
        "link": config.socket.link_user,
        "admin": config.socket.admin_user,
        **({"camera": config.socket.camera_user} if config.camera else {}),
        **({"printer": config.socket.printer_user} if config.printer.url else {}),
    }
    allowed: dict[int, set[str]] = defaultdict(set)
    for role, user in named.items():
        allowed[_uid(role, user, where)].add(role)
    return {uid: frozenset(held) for uid, held in allowed.items()}


def _uid(role: str, user: str | int, where: Where) -> int:
    if isinstance(user, int):
        return user
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        text = f'there is no user "{user}" on this machine'
        raise ConfigError(where.file, (where.problem(("socket", f"{role}_user"), text),)) from None


def check_devices(config: CartConfig) -> None:
    """Check the driver and the settings of every device without opening one. Raises ConfigError."""
    _prepare("clock", config.clock)
    for scanner in config.scanners:
        _not_camera(scanner)
        _prepare("scanner", scanner)
    if config.camera is not None:
        _prepare("scanner", config.camera)
    _prepare("drawer", config.drawers)
    if config.sounder is not None:
        _prepare("sounder", config.sounder)


def _open(kind: str, device: Device) -> Any:
    module, settings = _prepare(kind, device)
    try:
        return module.open(settings)
    except (OSError, ValueError) as error:
        text = f"the device could not be opened: {error}"
        raise ConfigError(device.where.file, (device.where.problem((), text),)) from error


def _prepare(kind: str, device: Device) -> tuple[Any, Any]:
    """The driver's module and its settings."""
    name = f"drivers.{device.driver}"
    if device.driver not in available(kind):
        text = f'there is no {kind} driver "{device.driver}"; there are: {", ".join(available(kind))}'
        raise ConfigError(device.where.file, (device.where.problem(("driver",), text),))
    try:
        module = import_module(name)
    except ImportError as error:
        text = f"the driver needs a package that is not installed: {error.name}"
        raise ConfigError(device.where.file, (device.where.problem(("driver",), text),)) from error
    return module, device_settings(device, module.Settings)


def available(kind: str) -> tuple[str, ...]:
    """The names of all drivers of a kind: files that have an `open`. A badge reader is a scanner too."""
    spec = find_spec("drivers")
    assert spec is not None
    folders = spec.submodule_search_locations or []
    names = {f"{kind}_*.py", *(("badge_*.py",) if kind == "scanner" else ())}
    files = (file for folder in folders for name in names for file in Path(folder).glob(name))
    return tuple(sorted(file.stem for file in files if "\ndef open(" in file.read_text(encoding="utf-8")))
