"""Views as words: drug lines, due times, the strip's facts. Pure; returns plain text or styled `Content`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from textual.content import Content

from cart_agent.api.views import DoseView, PatientView, ScannedView, StatusView
from ui_tui.i18n import N_, _, clean
from ui_tui.tall_man import tall_man

STATUS = {
    # budget: 11
    "overdue": ("▲", N_("LATE")),
    # budget: 11
    "due": ("●", N_("DUE NOW")),
    # budget: 11
    "upcoming": ("○", N_("later")),
    # budget: 11
    "prn": ("◇", N_("as needed")),
    # budget: 11
    "given": ("✓", N_("given")),
    # budget: 11
    "not-given": ("✕", N_("not given")),
    # budget: 11
    "blocked": ("■", N_("blocked")),
}
"""A sign beside a word for each `DoseView.status`: colour is never alone."""

FLAGS = {
    # budget: 16
    "high-alert": N_("HIGH ALERT"),
    # budget: 16
    "narcotic": N_("NARCOTIC"),
    # budget: 16
    "psychotropic": N_("PSYCHOTROPIC"),
    # budget: 16
    "precursor": N_("PRECURSOR"),
    # budget: 16
    "look-alike": N_("LOOK-ALIKE"),
    # budget: 16
    "stat": N_("STAT"),
    # budget: 16
    "unreadable": N_("NOT READABLE"),
}

GIVEN = {
    # budget: 20
    "oral": N_("SWALLOWED"),
    # budget: 20
    "tube": N_("GIVEN BY TUBE"),
    # budget: 20
    "sublingual": N_("UNDER THE TONGUE"),
    # budget: 20
    "iv": N_("INJECTED"),
    "im": N_("INJECTED"),
    "sc": N_("INJECTED"),
    # budget: 20
    "iv-infusion": N_("INFUSION STARTED"),
    # budget: 20
    "inhaled": N_("INHALED"),
    # budget: 20
    "nebulised": N_("NEBULISED"),
    # budget: 20
    "ocular": N_("DROPS GIVEN"),
    "otic": N_("DROPS GIVEN"),
    "nasal": N_("DROPS GIVEN"),
    # budget: 20
    "topical": N_("APPLIED"),
    # budget: 20
    "rectal": N_("INSERTED"),
    # budget: 20
    "transdermal": N_("PATCH APPLIED"),
}
"""What the nurse says she has done, by the contract's route code."""

# budget: 10
SEXES = {"male": N_("male"), "female": N_("female"), "other": N_("other sex"), "unknown": N_("sex unknown")}


def drug(dose: DoseView) -> Content:
    """`amoxicilin CLAMOXYL 500 mg`: generic bold lower case (tall-man for look-alikes), BRAND, strength."""
    parts = [(tall_man(clean(dose.generic)), "bold")]
    parts += [(f" {text}", "") for text in (clean(dose.brand).upper(), clean(dose.strength)) if text]
    return Content.assemble(*parts)


def dose_line(dose: DoseView) -> Content:
    """`LIỀU 500 mg · uống · 08:00`."""
    after = [_.pick(dose.route), clean(dose.due_label)]
    rest = "".join(f" · {text}" for text in after if text)
    # budget: 6
    return Content.assemble((f"{_('DOSE')} ", ""), (_.pick(dose.amount), "bold"), rest)


def status_word(dose: DoseView) -> str:
    """`▲ TRỄ` and the like; an unknown status is shown as it came."""
    sign, word = STATUS.get(dose.status, ("■", clean(dose.status)))
    return f"{sign} {_(word)}"


def flag_words(dose: DoseView) -> list[str]:
    """What to be careful about, each a few words."""
    words = [_(FLAGS[flag]) for flag in dose.flags if flag in FLAGS]
    # budget: 16
    return [_("TIME-CRITICAL"), *words] if dose.critical else words


def given_label(dose: DoseView, scanned: ScannedView | None) -> str:
    """Text of the commit button, `ĐÃ CHO UỐNG 1 viên`: what the scan counted, else the dose as ordered."""
    # budget: 20
    done = _(GIVEN.get(dose.route_code, N_("GIVEN")))
    count = _.pick(scanned.count) if scanned else ""
    return f"{done} {count or _.pick(dose.amount)}"


def born(patient: PatientView) -> str:
    """`12/03/1954`; a birth date that is not whole stays as the record has it."""
    try:
        return date.fromisoformat(patient.birth_date).strftime("%d/%m/%Y")
    except ValueError:
        return clean(patient.birth_date)


def sex(patient: PatientView) -> str:
    """In words; an unknown code as it came."""
    return _(SEXES.get(patient.sex, clean(patient.sex)))


def expiry(scanned: ScannedView) -> str:
    """`31/03/2027`, or as it came."""
    try:
        return date.fromisoformat(scanned.expiry).strftime("%d/%m/%Y")
    except ValueError:
        return clean(scanned.expiry)


def local_now(status: StatusView, elapsed: float) -> datetime:
    """Ward's time, `elapsed` seconds after the agent said `status`. An unknown zone shows UTC."""
    try:
        zone = ZoneInfo(status.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return (status.now + timedelta(seconds=elapsed)).astimezone(zone)


LINKS = {
    # budget: 14
    "connected": ("●", N_("HIS linked")),
    # budget: 14
    "connecting": ("◌", N_("HIS linking")),
    # budget: 14
    "disconnected": ("✕", N_("HIS NOT LINKED")),
    # budget: 14
    "refused": ("✕", N_("HIS REFUSED")),
}


def link_words(status: StatusView) -> str:
    """`● HIS` or what is wrong with it. A link without a ready hospital behind it is not a good link."""
    if status.link == "connected" and status.hospital == "lost":
        # budget: 14
        return f"✕ {_('HIS LOST')}"
    sign, word = LINKS.get(status.link, ("✕", clean(status.link)))
    return f"{sign} {_(word)}"


def age_words(status: StatusView, elapsed: float) -> str:
    """How old the orders are."""
    if status.manifest_age_minutes is None:
        # budget: 20
        return _("orders NOT VERIFIED")
    minutes = status.manifest_age_minutes + int(elapsed // 60)
    if minutes < 1:
        # budget: 20
        return _("orders up to date")
    if minutes < 120:
        # budget: 20
        return _("orders {count} min old").format(count=minutes)
    # budget: 20
    return _("orders {count} h old").format(count=minutes // 60)
