"""The tally as a pharmacist reads it: which products fail, why, and what helps. Vietnamese and English."""

from collections.abc import Iterable

from cart_agent.api.views import DeviceView
from cart_agent.commands.scan_tally import Row

NAME = 44
"""Cells of a name in the table; in the list above it is whole."""
_LABELS = "in nhãn của khoa dược (cart label unit-dose) / print pharmacy's labels (cart label unit-dose)"
_REFUSED = (
    "mã của nhà sản xuất sai: báo nhà cung cấp, in nhãn của khoa dược / the maker's code is wrong: tell the "
    "supplier, print pharmacy's labels"
)
HELPS: dict[str, str] = {
    "no-code": f"không có mã: {_LABELS}",
    "label-damaged": "nhãn hỏng: xem lại bảo quản, loại nhãn / damaged: look at storage and label material",
    "scanner-failed": "máy quét hỏng: cart scan test, báo kỹ thuật / the scanner: cart scan test",
    "other": "hỏi điều dưỡng / ask the nurses",
}
"""By the reason that a nurse chose."""
_STOPPED = (
    "quét được nhưng không nhận: chưa có trong danh mục, hoặc mất dấu phân cách / read and not taken: not in "
    "the formulary, or a separator is lost"
)


def told(rows: list[Row], devices: Iterable[DeviceView] = ()) -> list[str]:
    """The report as lines of text."""
    failing = [row for row in rows if row.failing]
    count = len(failing)
    title = f"{count} sản phẩm không quét được / {count} products fail"
    lines = [title, *(line for row in failing for line in _product(row)), ""]
    lines.append(
        f"{'by':8} {'name':{NAME}} {'doses':>6} {'unscanned':>9} {'%':>6} {'unreadable':>10} "
        f"{'reads':>7} {'refused':>8}"
    )
    for row in rows:
        percent, refused = ("" if one is None else f"{one:.1f}" for one in (row.percent, row.refused))
        mark = "  <- look at its label" if row.failing else ""
        lines.append(
            f"{row.by:8} {row.name[:NAME]:{NAME}} {row.doses or '':>6} {row.unscanned or '':>9} "
            f"{percent:>6} {row.unreadable or '':>10} "
            f"{row.reads or '':>7} {refused and refused + ' %':>8}{mark}"
        )
    return lines + [_reads(one) for one in devices if one.good or one.unreadable or one.suspect]


def _product(row: Row) -> list[str]:
    lines = ["", f"{row.name}: {row.unscanned}/{row.doses} ({row.percent:.0f} %)"]
    return lines + [f"  {times:>4} x {reason}: {_helps(reason)}" for reason, times in row.why.items()]


def _helps(reason: str) -> str:
    if reason.startswith("refused "):
        return _REFUSED
    return _STOPPED if reason.startswith("stopped ") else HELPS.get(reason, HELPS["other"])


def _reads(device: DeviceView) -> str:
    """Since the set-up, with the share of its reads that were refused."""
    share = 100 * device.unreadable / (device.good + device.unreadable + device.suspect)
    reads = f"{device.good} good, {device.unreadable} unreadable ({share:.1f} %), {device.suspect} suspect"
    return f"since the set-up: {device.name} {reads}"
