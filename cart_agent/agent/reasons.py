"""The coded reasons that a nurse chooses from. Codes are for the hospital, sentences for people.

The lists are short on purpose: a reason is one tap. "Other" asks the charge nurse, not the keyboard.
"""

from msgspec import Struct


class Reason(Struct, frozen=True, kw_only=True):
    """One reason; `outcome` (held, refused, not-available) where it says why a dose was not given; drug or
    wristband where it says only of one of them why it can not be scanned; the code of the only finding
    that it answers.
    """

    code: str
    vi: str
    en: str
    outcome: str = ""


PIECE = "CODE_SUSPECT"
"""The finding of a piece that was used before."""

LOOKED = "checked-by-nurse"
"""What is usual of a pack; the other reasons are of the time or the order."""

CONFIRM = (
    Reason(code="prescriber-agreed", vi="Bác sĩ đã đồng ý", en="The prescriber agreed"),
    Reason(code="patient-was-away", vi="Người bệnh vừa vắng mặt", en="The patient was away"),
    Reason(code="procedure", vi="Theo lịch thủ thuật, phẫu thuật", en="Because of a procedure"),
    Reason(code="supply-late", vi="Thuốc về khoa muộn", en="The drug came late"),
    Reason(code=LOOKED, vi="Đã tự kiểm tra lại, đúng", en="Checked again, it is right"),
    Reason(
        code="rest-of-piece", vi="Phần còn lại, còn dùng được", en="The rest of it, still good", outcome=PIECE
    ),
)
"""Why a nurse goes on despite a finding of severity CONFIRM."""

NOT_GIVEN = (
    Reason(code="patient-refused", vi="Người bệnh từ chối", en="The patient refused", outcome="refused"),
    Reason(code="nil-by-mouth", vi="Đang nhịn ăn uống", en="Nil by mouth", outcome="held"),
    Reason(code="vital-signs", vi="Dấu hiệu sinh tồn không cho phép", en="Vital signs", outcome="held"),
    Reason(code="vomiting", vi="Đang nôn", en="Vomiting", outcome="held"),
    Reason(
        code="prescriber-asked",
        vi="Bác sĩ yêu cầu dừng liều này",
        en="The prescriber said so",
        outcome="held",
    ),
    Reason(code="patient-absent", vi="Người bệnh vắng mặt", en="The patient is away", outcome="held"),
    Reason(code="not-in-drawer", vi="Không có trong ngăn", en="Not in the drawer", outcome="not-available"),
    Reason(code="damaged", vi="Thuốc hỏng, vỡ", en="Damaged", outcome="not-available"),
)
"""Why a dose was not given."""

PARTIAL = (
    Reason(
        code="patient-refused-rest", vi="Người bệnh từ chối phần còn lại", en="The patient refused the rest"
    ),
    Reason(code="vomited", vi="Nôn ra một phần", en="Vomited a part"),
    Reason(code="not-enough", vi="Không đủ thuốc", en="Not enough of the drug"),
)
"""Why only a part was given."""

PRN = (
    Reason(code="pain", vi="Đau", en="Pain"),
    Reason(code="fever", vi="Sốt", en="Fever"),
    Reason(code="nausea", vi="Buồn nôn", en="Nausea"),
    Reason(code="anxiety", vi="Lo âu, kích động", en="Anxiety"),
    Reason(code="insomnia", vi="Mất ngủ", en="Insomnia"),
    Reason(code="breathless", vi="Khó thở", en="Breathlessness"),
)
"""Why a dose as needed is needed."""

ALL_CLOSED = "drawers-checked"
CLEAR = (
    Reason(code=ALL_CLOSED, vi="Đã kiểm tra, các ngăn đều đóng", en="Looked: all drawers are closed"),
    Reason(code="key-used", vi="Đã dùng chìa khóa cơ", en="The mechanical key was used"),
    Reason(code="unit-reset", vi="Đã khởi động lại bộ điều khiển", en="The drawer unit was restarted"),
)
"""Why a drawer fault is over."""

RESOLVE = (
    Reason(code="given-on-paper", vi="Đã cho và ghi trên giấy", en="Given and written on paper"),
    Reason(code="returned", vi="Thuốc đã trả lại ngăn", en="The drug is back in the drawer"),
    Reason(code="opened-by-mistake", vi="Mở nhầm, không lấy thuốc", en="Opened by mistake, nothing taken"),
    Reason(
        code="prescriber-confirmed",
        vi="Bác sĩ trả lời: dùng như y lệnh",
        en="The prescriber: give it as ordered",
        outcome="prescriber-asked",
    ),
    Reason(
        code="prescriber-forbade",
        vi="Bác sĩ trả lời: không dùng",
        en="The prescriber: do not give it",
        outcome="prescriber-asked",
    ),
    Reason(
        code="prescriber-changes",
        vi="Bác sĩ sẽ sửa y lệnh",
        en="The prescriber changes the order",
        outcome="prescriber-asked",
    ),
    Reason(code="note-done", vi="Không còn cần nữa", en="Not needed any more", outcome="note"),
)
"""How an open item was settled; `outcome` names the kind of item where it fits only that."""

QUESTION = (
    Reason(code="dose-unclear", vi="Liều không rõ, xin xác nhận", en="The dose is not clear"),
    Reason(code="vital-signs-low", vi="Mạch, huyết áp: có dùng không?", en="Vital signs: give it or not?"),
    Reason(
        code="cannot-swallow", vi="Không nuốt được: đổi đường dùng?", en="Can not swallow: another route?"
    ),
    Reason(code="reaction-seen", vi="Có phản ứng sau khi dùng", en="There was a reaction to it"),
    Reason(code="not-helping", vi="Thuốc không đỡ", en="It does not help"),
    Reason(code="keeps-refusing", vi="Người bệnh nhiều lần từ chối", en="The patient keeps refusing"),
)
"""What a nurse asks the prescriber about an order."""

NOTE = (
    Reason(
        code="swallows-badly", vi="Khó nuốt: nghiền hoặc cho từng viên", en="Swallows badly: one at a time"
    ),
    Reason(
        code="difficult-vein", vi="Đường truyền khó, theo dõi vị trí", en="Difficult line: watch the site"
    ),
    Reason(code="often-refuses", vi="Hay từ chối thuốc: giải thích trước", en="Often refuses: explain first"),
    Reason(code="confused", vi="Lú lẫn: nhìn người bệnh nuốt thuốc", en="Confused: watch every swallow"),
    Reason(
        code="nil-by-mouth-from", vi="Sắp nhịn ăn để làm thủ thuật", en="Nil by mouth soon, for a procedure"
    ),
    Reason(code="family-gives-own", vi="Có thuốc riêng của gia đình", en="Has drugs of his own from home"),
)
"""What the next shift should know about a patient."""

OVERRIDE = (
    Reason(code="prescriber-present", vi="Bác sĩ có mặt và yêu cầu", en="The prescriber is here and asks"),
    Reason(code="prescriber-by-phone", vi="Bác sĩ yêu cầu qua điện thoại", en="Ordered by phone"),
    Reason(code="patient-in-danger", vi="Người bệnh nguy kịch", en="The patient is in danger"),
)
"""Why a nurse goes on despite a STOP."""

BREAK_GLASS = (
    Reason(code="cardiac-arrest", vi="Ngừng tuần hoàn", en="Cardiac arrest"),
    Reason(code="anaphylaxis", vi="Phản vệ", en="Anaphylaxis"),
    Reason(code="seizure", vi="Co giật", en="Seizure"),
    Reason(code="hypoglycaemia", vi="Hạ đường huyết", en="Hypoglycaemia"),
    Reason(code="other-emergency", vi="Cấp cứu khác", en="Another emergency"),
    Reason(code="hospital-system-down", vi="Hệ thống bệnh viện ngừng", en="The hospital system is down"),
)
"""Why an emergency drawer is opened without an order."""

REVIEW = (
    Reason(code="justified", vi="Hợp lý", en="Justified"),
    Reason(code="justified-order-added", vi="Hợp lý, đã bổ sung y lệnh", en="Justified, order added"),
    Reason(code="not-justified", vi="Không hợp lý, báo cáo sự cố", en="Not justified, incident reported"),
)
"""What the review of an override came to."""

RECONCILE = (
    Reason(code="send-again", vi="Gửi lại cho bệnh viện", en="Send it to the hospital again"),
    Reason(code="accepted-on-paper", vi="Đã ghi vào hồ sơ giấy", en="Written into the paper record"),
    Reason(code="corrected", vi="Đã sửa trên hệ thống bệnh viện", en="Corrected in the hospital's system"),
    Reason(code="duplicate", vi="Bệnh viện đã có bản ghi này", en="The hospital has it already"),
    Reason(code="incident", vi="Đã báo cáo sự cố", en="Reported as an incident"),
)
"""What became of an event that the hospital refused."""

UNABLE = (
    Reason(code="label-damaged", vi="Mã bị rách, mờ, ướt", en="The label is damaged"),
    Reason(code="no-code", vi="Thuốc không có mã", en="The drug has no code", outcome="drug"),
    Reason(
        code="no-wristband", vi="Người bệnh không đeo vòng", en="The patient has no band", outcome="wristband"
    ),
    Reason(
        code="out-of-reach", vi="Không với tới vòng tay", en="The band is out of reach", outcome="wristband"
    ),
    Reason(code="scanner-failed", vi="Máy quét hỏng", en="The scanner does not work"),
    Reason(code="other", vi="Lý do khác", en="Another reason"),
)
"""Why a code can not be scanned."""

UNDO = (
    Reason(
        code="wrong-tap",
        vi="Bấm nhầm, thuốc chưa cho",
        en="Tapped by mistake, nothing was given",
        outcome="given",
    ),
    Reason(code="wrong-amount", vi="Ghi sai lượng thuốc", en="The amount is wrong", outcome="given"),
    Reason(
        code="wrong-not-given",
        vi="Bấm nhầm, thuốc sẽ được cho",
        en="Tapped by mistake, it will be given",
        outcome="not-done",
    ),
    Reason(code="wrong-reason", vi="Ghi sai lý do", en="The reason is wrong"),
    Reason(code="wrong-patient-record", vi="Ghi nhầm người bệnh", en="Recorded for the wrong patient"),
)
"""Why a record is taken back; `outcome`: only one of a dose given, or of one not given."""

LOST = (
    Reason(code="vomited-after", vi="Nôn sau khi uống", en="Vomited after taking it"),
    Reason(code="spilled", vi="Thuốc đổ, rơi", en="Spilled or dropped"),
    Reason(code="leaked", vi="Thuốc thoát mạch, rò rỉ", en="Leaked, extravasated"),
)
"""How a dose was lost after it was given."""

_HARM = (
    Reason(code="reaction", vi="Người bệnh có phản ứng", en="The patient reacts to it"),
    Reason(code="vein-lost", vi="Mất đường truyền, thoát mạch", en="The line is lost, extravasation"),
)
_WISH = (
    Reason(code="prescriber-said", vi="Bác sĩ yêu cầu", en="The prescriber said so"),
    Reason(code="for-procedure", vi="Do thủ thuật, phẫu thuật", en="For a procedure"),
    Reason(code="pump-failed", vi="Máy truyền hỏng", en="The pump failed"),
)
PAUSE = (*_HARM, *_WISH)
"""Why an infusion is paused."""

STOP = (
    *_HARM,
    Reason(code="order-changed", vi="Y lệnh đổi, thay túi khác", en="New order: another bag"),
    Reason(code="rate-raised", vi="Tăng tốc độ, túi hết sớm", en="Faster rate: empty early"),
    Reason(code="bag-too-old", vi="Túi đã treo đủ 24 giờ", en="The bag has hung for 24 h"),
    Reason(code="bag-damaged", vi="Túi, dây hỏng hoặc nhiễm bẩn", en="Bag or line damaged or unclean"),
    Reason(code="refused-the-rest", vi="Người bệnh xin ngừng truyền", en="The patient wants to stop it"),
    *_WISH,
)
"""Why an infusion is stopped before its end; those of a bag that is changed early are among them."""

WASTE = (
    Reason(code="waste-rest", vi="Phần còn lại sau khi lấy liều", en="The rest after the dose was taken"),
    Reason(code="waste-dropped", vi="Rơi, đổ, vỡ", en="Dropped, spilled or broken"),
    Reason(code="waste-expired", vi="Thuốc pha quá giờ", en="Prepared too long ago"),
    Reason(code="waste-order", vi="Y lệnh đã dừng hoặc đổi", en="The order was stopped or changed"),
    Reason(code="waste-refused", vi="Người bệnh từ chối", en="Not taken: the patient refused"),
)
"""Why a drug was thrown away."""

UNDO_WASTE = (
    Reason(code="waste-not-done", vi="Thuốc chưa bị hủy, vẫn còn", en="It was not thrown away, it is there"),
    Reason(code="waste-wrong-amount", vi="Ghi sai lượng hủy", en="The amount is wrong"),
    Reason(code="waste-wrong-drug", vi="Ghi nhầm thuốc", en="Recorded for the wrong drug"),
    Reason(code="waste-wrong-patient", vi="Ghi nhầm người bệnh", en="Recorded for the wrong patient"),
)
"""Why a record of waste is taken back."""

EFFECT = (
    Reason(code="helped", vi="Đỡ", en="It helped"),
    Reason(code="helped-partly", vi="Đỡ một phần", en="It helped in part"),
    Reason(code="no-effect", vi="Không đỡ", en="It did not help"),
    Reason(code="asleep", vi="Người bệnh ngủ", en="The patient is asleep"),
)
"""Whether a dose as needed helped."""

FOLLOW_UP = {"undo": UNDO, "lost": LOST, "pause": PAUSE, "stop": STOP, "effect": EFFECT}
"""By the kind of the follow-up (`core.followup.KINDS`); the others need no reason."""


def known(reasons: tuple[Reason, ...], code: str) -> bool:
    """Whether this code is on the list."""
    return any(reason.code == code for reason in reasons)


ALL = (
    *CONFIRM,
    *NOT_GIVEN,
    *PARTIAL,
    *PRN,
    *CLEAR,
    *RESOLVE,
    *QUESTION,
    *NOTE,
    *OVERRIDE,
    *BREAK_GLASS,
    *REVIEW,
    *UNABLE,
    *UNDO,
    *LOST,
    *STOP,
    *EFFECT,
)


def find(reasons: tuple[Reason, ...], code: str) -> Reason | None:
    """The reason with this code, if it is on the list."""
    return next((reason for reason in reasons if reason.code == code), None)


def matching(reasons: tuple[Reason, ...], text: str) -> str:
    """The code of the reason that says exactly `text`, in any language; empty for none."""
    said = " ".join(text.split()).casefold()
    return next((one.code for one in reasons if said in (one.vi.casefold(), one.en.casefold())), "")


def words(reasons: tuple[Reason, ...], code: str) -> str:
    """A reason in Vietnamese, as records carry it; empty for a code that is not on the list."""
    return next((reason.vi for reason in reasons if reason.code == code), "")
