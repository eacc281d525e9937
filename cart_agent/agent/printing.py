"""When, where from and in which language the sheets are made, and their words for codes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.views.words import texts
from cart_agent.api.views import Texts
from cart_agent.his.messages import Instant

MARKS: dict[str, tuple[str, str]] = {
    "late": ("TRỄ", "LATE"),
    "stat": ("NGAY", "STAT"),
    "high-alert": ("NGUY CƠ CAO", "HIGH ALERT"),
    "narcotic": ("GÂY NGHIỆN", "NARCOTIC"),
    "psychotropic": ("HƯỚNG THẦN", "PSYCHOTROPIC"),
    "precursor": ("TIỀN CHẤT", "PRECURSOR"),
    "look-alike": ("DỄ NHẦM", "LOOK-ALIKE"),
}
SAID: dict[str, tuple[str, str]] = {
    "male": ("nam", "male"),
    "female": ("nữ", "female"),
    "other": ("giới tính khác", "other sex"),
    "completed": ("đã dùng", "given"),
    "in-progress": ("đang truyền/dán", "running"),
    "on-hold": ("tạm dừng", "paused"),
    "stopped": ("đã dừng", "stopped"),
    "not-done": ("không dùng", "not given"),
    "never": ("Bệnh viện chưa xác nhận y lệnh này", "Never confirmed by the hospital"),
    "confirmed": (
        "Y lệnh bệnh viện xác nhận {minutes} phút trước khi in",
        "Confirmed {minutes} min before printing",
    ),
    "unverified": ("CHƯA XÁC NHẬN LÀ BẢN MỚI NHẤT", "NOT CONFIRMED TO BE THE NEWEST"),
    "chart-of": ("Hồ sơ phiên bản {version}, lập lúc {when}", "Chart version {version}, made at {when}"),
    "every": ("cách nhau ít nhất {hours} giờ", "at least {hours} h apart"),
    "most": ("tối đa {amount} trong {hours} giờ", "at most {amount} in {hours} h"),
    "lifetime": (
        "tối đa {amount} trong cả đời, tính cả phần đã dùng trước đây",
        "at most {amount} in a lifetime, with what was given before",
    ),
    "certain-until": (
        "chắc chắn đến {until}, sau đó hỏi bác sĩ",
        "certain until {until}, then ask the prescriber",
    ),
    "no-limit": ("y lệnh không ghi giới hạn", "the order states no limit"),
    "not-yet": ("chưa dùng", "not yet"),
    "hold": ("Chỉ dùng khi {what} {range}", "Only while {what} is {range}"),
    "no-total": ("không tính được tổng liều: hỏi Dược", "the total cannot be computed: ask pharmacy"),
}


class Printing(Struct, frozen=True, kw_only=True):
    """When, where from and in which language."""

    knowledge: Knowledge
    at: Instant
    cart: str
    language: str
    simulated: bool = False

    def say(self, key: str, **facts: object) -> str:
        """A word, or the code itself where nobody wrote one."""
        return self.pick(texts(SAID.get(key, (key, key)))).format(**facts)

    def pick(self, said: Texts) -> str:
        return said.get(self.language, "")

    def clock(self, when: datetime) -> str:
        """Ward's local time; with the day where it is another."""
        zone = ZoneInfo(self.knowledge.zone)
        local, today = when.astimezone(zone), self.at.now.astimezone(zone).date()
        return local.strftime("%H:%M") if local.date() == today else local.strftime("%H:%M %d/%m")
