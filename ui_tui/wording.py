"""Views as words: drug lines, due times, the strip's facts. Pure; returns plain text or styled `Content`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from textual.content import Content

from cart_agent.api.views import DoseView, PatientView, ScannedView, StatusView, Texts
from ui_tui.i18n import N_, _, clean, whole
from ui_tui.tall_man import tall_man

STATUS = {
    "overdue": ("▲", N_("LATE")),
    "due": ("●", N_("DUE NOW")),
    "upcoming": ("◦", N_("later")),
    "prn": ("◇", N_("as needed")),
    "running": ("■", N_("RUNNING")),
    "paused": ("■", N_("PAUSED")),
    "given": ("✓", N_("given")),
    "not-given": ("✕", N_("not given")),
    "blocked": ("■", N_("blocked")),
}
"""A sign beside a word for each `DoseView.status`: colour is never alone."""

ON_THE_SKIN = N_("PATCH IS ON")
"""Of a patch, in place of running."""

CHOOSABLE = frozenset({"overdue", "due", "upcoming", "prn"})
"""Statuses of doses that may be taken in hand."""

FLAGS = {
    "high-alert": N_("HIGH ALERT"),
    "narcotic": N_("NARCOTIC"),
    "psychotropic": N_("PSYCHOTROPIC"),
    "precursor": N_("PRECURSOR"),
    "look-alike": N_("LOOK-ALIKE"),
    "stat": N_("STAT"),
    "unreadable": N_("NOT READABLE"),
}

HIDDEN = "blind"
"""Flag of a dose whose amount the agent leaves out, because its witness enters it."""

GIVEN = {
    "oral": N_("SWALLOWED"),
    "tube": N_("GIVEN BY TUBE"),
    "sublingual": N_("UNDER THE TONGUE"),
    "iv": N_("INJECTED"),
    "im": N_("INJECTED"),
    "sc": N_("INJECTED"),
    "iv-infusion": N_("INFUSION STARTED"),
    "inhaled": N_("INHALED"),
    "nebulised": N_("NEBULISED"),
    "ocular": N_("DROPS GIVEN"),
    "otic": N_("DROPS GIVEN"),
    "nasal": N_("DROPS GIVEN"),
    "topical": N_("APPLIED"),
    "rectal": N_("INSERTED"),
    "transdermal": N_("PATCH APPLIED"),
    "": N_("GIVEN"),
}
"""What the nurse says she has done, by the contract's route code; empty for any other."""

SEXES = {"male": N_("male"), "female": N_("female"), "other": N_("other sex"), "unknown": N_("sex unknown")}


def drug(dose: DoseView) -> Content:
    """`amoxicilin CLAMOXYL 500 mg`: generic bold lower case (tall-man for look-alikes), BRAND, strength."""
    parts = [(tall_man(clean(dose.generic)), "bold")]
    parts += [(f" {text}", "") for text in (clean(dose.brand).upper(), whole(clean(dose.strength))) if text]
    return Content.assemble(*parts)


def dose_line(dose: DoseView) -> Content:
    """`LIỀU 500 mg · uống · 08:00`; the time of another day stands out."""
    time = whole(moment(dose.day, dose.due_label))
    parts = [
        (whole(_.pick(dose.rate)), ""),
        (whole(_.pick(dose.route)), ""),
        (time, "bold" if dose.day else ""),
    ]
    rest = [part for text, style in parts if text for part in (" · ", (text, style))]
    if HIDDEN in dose.flags:
        return Content.assemble(_("DOSE") + " ", (_("hidden from the witness"), "bold"), *rest)
    return Content.assemble(whole(_("DOSE") + " "), (whole(_.pick(dose.amount)), "bold"), *rest)


def moment(day: Texts, label: str) -> str:
    """`08:00`; of another day `hôm qua 20:00`."""
    return f"{_.pick(day)} {clean(label)}".strip()


def instruction(dose: DoseView) -> Content:
    """What the prescriber wrote, in the hospital's own words; empty for nothing."""
    said = clean(dose.instruction)
    return Content.styled(f"“{said}”", "$mc-soft") if said else Content("")


def status_word(dose: DoseView) -> str:
    """`▲ TRỄ`, of another day `▲ TRỄ · HÔM QUA`; an unknown status is shown as it came."""
    sign, word = STATUS.get(dose.status, ("■", clean(dose.status)))
    if dose.status == "running" and dose.route_code == "transdermal":
        word = ON_THE_SKIN
    return " · ".join(filter(None, (f"{sign} {_(word)}", _.pick(dose.day).upper())))


def flag_words(dose: DoseView) -> list[str]:
    """What to be careful about, each a few words."""
    words = [_(FLAGS[flag]) for flag in dose.flags if flag in FLAGS]
    return [_("TIME-CRITICAL"), *words] if dose.critical else words


def flag_line(dose: DoseView) -> str:
    """`  ⚠ NGUY CƠ CAO  ⚠ DỄ NHẦM`, wrapped only between the warnings."""
    return "".join(f"  {whole(f'⚠ {word}')}" for word in flag_words(dose))


def given_label(dose: DoseView, scanned: ScannedView | None) -> str:
    """Text of the commit button, `ĐÃ CHO UỐNG 1 viên`: what the scan counted, else the dose as ordered.

    A volume that stands for something else says both, `5 mg = 0.5 mL`: it is not on the order.
    """
    done = _(GIVEN.get(dose.route_code, GIVEN[""]))
    count, amount = _.pick(scanned.count) if scanned else "", _.pick(dose.amount)
    if count.endswith("mL") and amount and not amount.endswith("mL"):
        return f"{done} {whole(amount)} = {whole(count)}"
    return f"{done} {whole(count or amount)}"


def born(patient: PatientView) -> str:
    """`12/03/1954`; a birth date that is not whole stays as the record has it."""
    return as_written(patient.birth_date)


def sex(patient: PatientView) -> str:
    """In words; an unknown code as it came."""
    return sex_word(patient.sex)


def sex_word(code: str) -> str:
    """In words; an unknown code as it came."""
    return _(SEXES.get(code, clean(code)))


def expiry(scanned: ScannedView) -> str:
    """`31/03/2027`, or as it came."""
    return as_written(scanned.expiry)


def as_written(iso: str) -> str:
    """`31/03/2027` for `2027-03-31`; anything else as it came."""
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return clean(iso)


def local_now(status: StatusView, elapsed: float) -> datetime:
    """Ward's time, `elapsed` seconds after the agent said `status`."""
    return (status.now + timedelta(seconds=elapsed)).astimezone(_zone(status))


def clock_time(status: StatusView, at: datetime) -> str:
    """`08:05` in the ward."""
    return f"{at.astimezone(_zone(status)):%H:%M}"


def _zone(status: StatusView) -> ZoneInfo:
    """An unknown one is UTC."""
    try:
        return ZoneInfo(status.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


LINKS = {
    "connected": ("●", N_("HIS")),
    "connecting": ("◌", N_("HIS linking")),
    "disconnected": ("✕", N_("HIS NOT LINKED")),
    "refused": ("✕", N_("HIS REFUSED")),
}


def link_words(status: StatusView) -> str:
    """`● HIS` or what is wrong with it. A link without a ready hospital behind it is not a good link."""
    if status.link == "connected" and status.hospital == "lost":
        return "✕ " + _("HIS LOST")
    sign, word = LINKS.get(status.link, ("✕", clean(status.link)))
    return f"{sign} {_(word)}"


DEVICES = {"drawers": N_("Drawer unit"), "scanner": N_("Scanner"), "clock": N_("Clock")}
"""By the names that devices have when the configuration gives them none: `drawers`, `scanner-2`, `clock`."""

DEVICE_TROUBLES = {
    "faulty": N_("{device} does not answer"),
    "read-only": N_("{device} can not unlock"),
}


def troubles(status: StatusView) -> list[str]:
    """What does not work on this cart, in words: dead devices by name, then the agent's alarms."""
    dead = [
        "▲ " + _(DEVICE_TROUBLES[device.state]).format(device=device_name(device.name))
        for device in status.devices
        if device.state in DEVICE_TROUBLES
    ]
    return dead + [f"⚠ {_.pick(alarm)}" for alarm in status.alarms]


def device_name(name: str) -> str:
    """`Scanner 2` for `scanner-2`; a name that people chose stays as it is."""
    kind, _dash, number = name.partition("-")
    if kind in DEVICES and (not number or number.isdecimal()):
        return f"{_(DEVICES[kind])} {number}".rstrip()
    return clean(name)


def age_words(status: StatusView) -> str:
    """How old the orders are, as the agent says it each minute: what was verified anew is not older."""
    if status.manifest_age_minutes is None:
        return _("orders NOT VERIFIED")
    minutes = status.manifest_age_minutes
    if minutes < 1:
        return _("orders up to date")
    if minutes < 120:
        return _("orders {count} min old").format(count=minutes)
    return _("orders {count} h old").format(count=minutes // 60)
