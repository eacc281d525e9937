"""Day and night colours. Every pair of text and ground named here has a contrast of 7:1 (WCAG 2 AAA)."""

from textual.theme import Theme

DAY = {
    "page": "#FFFFFF",
    "ink": "#111111",
    "soft": "#37474F",
    "rule": "#B0BEC5",
    "strip": "#E9EEF1",
    "strip-ink": "#1C262B",
    "card": "#F2F5F7",
    "patient": "#0B4F8A",
    "patient-ink": "#FFFFFF",
    "allergy": "#1A1A1A",
    "allergy-ink": "#FFD400",
    "simulated": "#4A148C",
    "simulated-ink": "#FFFFFF",
    "stop": "#B00020",
    "stop-ink": "#FFFFFF",
    "warn": "#FFD400",
    "warn-ink": "#111111",
    "good": "#0B5F28",
    "good-ink": "#FFFFFF",
    "button": "#37474F",
    "button-ink": "#FFFFFF",
    "pressed": "#111111",
    "late": "#9B001C",
    "idle": "#D5DDE1",
    "idle-ink": "#2B363C",
}

NIGHT = {
    "page": "#101418",
    "ink": "#E8EEF2",
    "soft": "#B4C0C7",
    "rule": "#4A575F",
    "strip": "#1B2228",
    "strip-ink": "#D5DEE3",
    "card": "#1A2026",
    "patient": "#0A3E6C",
    "patient-ink": "#FFFFFF",
    "allergy": "#1A1A1A",
    "allergy-ink": "#FFD400",
    "simulated": "#4A148C",
    "simulated-ink": "#FFFFFF",
    "stop": "#9E1B1B",
    "stop-ink": "#FFFFFF",
    "warn": "#FFC400",
    "warn-ink": "#111111",
    "good": "#0F5A2C",
    "good-ink": "#FFFFFF",
    "button": "#36454D",
    "button-ink": "#FFFFFF",
    "pressed": "#000000",
    "late": "#FF9A8F",
    "idle": "#20292F",
    "idle-ink": "#C3CED4",
}

PALETTES = {"day": DAY, "night": NIGHT}

PAIRS = (
    ("ink", "page"),
    ("soft", "page"),
    ("late", "page"),
    ("ink", "card"),
    ("soft", "card"),
    ("late", "card"),
    ("strip-ink", "strip"),
    ("late", "strip"),
    ("patient-ink", "patient"),
    ("allergy-ink", "allergy"),
    ("simulated-ink", "simulated"),
    ("stop-ink", "stop"),
    ("warn-ink", "warn"),
    ("good-ink", "good"),
    ("button-ink", "button"),
    ("button-ink", "pressed"),
    ("idle-ink", "idle"),
)
"""All pairs of text and ground that `cart.tcss` and the widgets use."""


def themes() -> list[Theme]:
    """Both palettes as Textual themes; their colours are `$mc-ink`, `$mc-page`, ... in the style sheet."""
    return [_theme(name, colours) for name, colours in PALETTES.items()]


def variables(name: str) -> dict[str, str]:
    """Style sheet variables of a palette."""
    return {f"mc-{key}": colour for key, colour in PALETTES[name].items()}


def _theme(name: str, colours: dict[str, str]) -> Theme:
    return Theme(
        name=name,
        primary=colours["patient"],
        background=colours["page"],
        foreground=colours["ink"],
        dark=name == "night",
        variables=variables(name),
    )
