"""The cart's configuration: one TOML file, read into frozen structs, with errors that name the line.

`load` reads the cart's file, `load_rules` its `[identify]` section alone, `read` any other file into any
struct with the same errors. `device_settings` turns the table of one device into its driver's `Settings`.
"""

from cart_agent.config.errors import ConfigError, Problem
from cart_agent.config.load import device_settings, load, load_rules
from cart_agent.config.reader import Where, read
from cart_agent.config.sections import CartConfig, Device

__all__ = [
    "CartConfig",
    "ConfigError",
    "Device",
    "Problem",
    "Where",
    "device_settings",
    "load",
    "load_rules",
    "read",
]
