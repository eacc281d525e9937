"""Every line that the agent itself says to people: a key, its Vietnamese and its English sentence.

A line is added to the file of its topic; {places} are filled by `words.line`.
"""

from cart_agent.agent.lines import dose, drawers, override, people, pharmacy

LINES: dict[str, tuple[str, str]] = {
    **people.LINES,
    **drawers.LINES,
    **override.LINES,
    **dose.LINES,
    **pharmacy.LINES,
}
