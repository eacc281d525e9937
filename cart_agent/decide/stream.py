"""Lines in, lines out, one at a time: a million cases need no more memory than one."""

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from cart_agent.decide import case
from cart_agent.decide.answer import Answer, Failed, Problem
from cart_agent.decide.case import Malformed
from cart_agent.decide.decision import decide
from cart_agent.decide.gather import Setting

_encoder = msgspec.json.Encoder(decimal_format="number")


def run(lines: Iterable[bytes], out: BinaryIO, setting: Setting) -> bool:
    """Answer every line that is not blank, in order. True when each was a case that could be decided."""
    whole = True
    for number, line in enumerate(lines, start=1):
        if line.strip():
            answer = answered(line, number, setting)
            whole = whole and isinstance(answer, Answer)
            out.write(_encoder.encode(answer) + b"\n")
            out.flush()
    return whole


def answered(line: bytes, number: int, setting: Setting) -> Answer | Failed:
    """The answer to one line. Raises nothing, whatever the bytes: a line that fails must not cost the
    others."""
    try:
        return decide(case.read(line), setting, line)
    except Malformed as malformed:
        text = str(malformed)
    except Exception as error:  # a fault of the program, told as what it is
        text = f"the case could not be decided: {error!r}"
    return Failed(error=Problem(line=number, text=text))
