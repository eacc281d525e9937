"""The nurse's touchscreen: a client of the agent's socket that shows what the agent says and sends taps.

It holds no truth of its own and may be killed at any moment. The way of one push to the glass:

    client (socket) -> model (pure reducer) -> screens (one file per screen) -> widgets

and of one tap: `touch` decides whether it counts, a `Tap` widget holds the command, `app` carries it out.
"""
