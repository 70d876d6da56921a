"""Words and numbers that look like dates and are none; read first, so that no rule sees them."""

from bot.language.mentions import AHEAD, Rule, no_date, rule
from bot.language.numbers import COUNT, DAY_NUMBER, WEEKDAY_NUMBER

_UNIT = "(?:ngay|hom|bua|tuan(?: le)?|thang|quy|nam|năm)"
_PAPERS = (
    "luat|bo luat|nghi dinh|thong tu|nghi quyet|quyet dinh|chi thi|cong van|ket luan|van ban"
    "|to trinh|quy dinh|nd|qd|nq|tt"
)
_PLACED = (
    "so|tổ|khu|khu dan cu|kdc|tdp|lop|nha|ngo|ngach|hem|kiet|ngo so|nha so|cum|xom|thon|ap|phong"
    "|khoi|tang|lo|thua"
    "|muc|dieu|khoan|chuong|bai|nhiem vu|muc tieu|diem|trang|phan|ty le|ti le|huyet ap|quoc lo|ql|tinh lo"
    "|loai|nhom|vung|quan|sdt|duong|pho|truong|cong vien|benh vien|xep hang|thu hang"
)
_MEASURED = (
    r"%|trieu|tr(?!\w)|nghin|ngan|dong|d(?!\w)|k(?!\w)|ty(?!\w)|ti(?!\w)|vnd|usd|m(?!\w)|m ?[23²³]"
    r"|met|km|ha(?!\w)|kg|tan(?!\w)|tuoi|tieu chi|dien tich|so (?:ho|nguoi|dan|dien)"
)
_COUNTED = (
    r"nguoi|ho(?!\w)|con(?!\w)|lan(?!\w)|phan(?!\w)|gia (?:tri|dinh)|lit|chiec|cai|xe|tang|khau|suat|phieu"
    r"|diem|dan(?!\w)"
)
_ALONE = r"(?<!\w)(?<!thang )(?<!quy )(?<!thu )(?<!thư )(?<!\Wt )(?<!^t )(?<!ngay )(?<!mung )(?<!hom )"
_COUNT = COUNT.replace("|năm|nam|sáu|sau|", "|năm|sáu|")
_EVENT = "khi|buoi|ngay|cuoc|gio|phien|hop|doi thoai|tiep|do|luc|thoi diem|han"
_RECURRING = "(?:hang|moi|hằng|cac|tung)"

NOT_DATES: list[Rule] = [
    rule(pattern, no_date)
    for pattern in (
        # numbers of phones, papers, places and money
        r"(?<!\w)(?:duong|pho) \d{1,2} thang \d{1,2}(?!\w)",
        r"(?<![\w/])\+?\d{2,4}[ .-]\d{3,4}[ .-]\d{3,4}(?![\w/])|\d{7,}(?:[ .-]\d+)*",
        r"(?<![\w/-])(?:so )?\d{1,4}(?:[/-]\d{4})?[/-](?!t \d|th \d|thu |thang"
        r"|cn)(?:[a-z_]+(?: \d+)?)(?:[-/][a-z_]+)*(?! ?\d{0,2}[/.-]\d)",
        rf"(?<!\w)(?:{_PAPERS})(?: so)? \d{{1,4}}(?:[/-]\d+)?(?:[/-][a-z_]+(?: \d+)?)*",
        rf"(?<!\w)(?:{_PAPERS})(?: [\w~]+){{1,4}} nam \d{{4}}",
        rf"(?<!\w)(?:{_PLACED}) \d+(?:[/.-]\d+)*(?:[a-z](?!\w))?(?!\w)(?! ?[/.-]\d)",
        rf"(?<![\d/.,-])(?<!ngay )(?<!hom )(?<!buoi )\d+(?:[.,/-]\d+)* ?(?:{_MEASURED})",
        rf"(?<![\d/.,-]){_ALONE}(?!(?:1[3-9]|2\d|3[01])[.-]\d)\d+(?:[.,-]\d+)* ?(?:{_COUNTED})",
        rf"(?<![\d/.,-])(?<!ngay )(?<!hom )(?<!buoi )[1-3]/[2-5] ?(?:{_COUNTED})",
        r"(?<!ngay )(?<!hom )(?<!buoi )(?<!sang )(?<!thu [2-7] )(?<![\d/])(?:24/7|24/24)(?![/\d])",
        # questions, repetitions, lengths of time
        rf"(?<!\w){_UNIT} (?:nao|may|bao nhieu)(?!\w)",
        r"(?<!\w)(?:ngay,? thang,? (?:nam|năm)(?: sinh)?|(?:thang ngay|thang (?:nam|năm))(?= (?:qua"
        r"|troi)))(?!\w)",
        rf"(?<!\w)(?:vao )?(?:thu ?{WEEKDAY_NUMBER}|t [2-7]|chu nhat|cn|(?:cac )?ngay {DAY_NUMBER}"
        rf"(?:(?:,| va) (?:ngay )?{DAY_NUMBER})*)(?:,? (?:va )?(?:thu )?{WEEKDAY_NUMBER})*"
        rf",? (?:cua )?{_RECURRING} {_UNIT}(?!\w)",
        rf"(?<!\w){_RECURRING} (?:sang |chieu |buoi )*(?:thu {WEEKDAY_NUMBER}|chu nhat|cn)(?!\w)",
        rf"(?<!khach )(?<!cua )(?<!ban )(?<!don )(?<!mat )(?<!giao )(?<!\w){_RECURRING} {_UNIT}"
        rf"(?!\w| (?:nay|này)(?!\w))(?<!cac ngay)(?<!cac thang)(?<!cac nam)(?<!cac năm)",
        r"(?<!\w)cac (?:ngay|thang|nam|năm)(?! ?\d)(?!\w)|(?<!\w)(?:cau|bac) thang(?! này| nay)(?!\w)",
        r"(?<!\w)(?<!thu )(?<!ngay )(?<!gio )(?<!thang )(?:may|vai|nhung|nhieu|it|bao nhieu|suot|ca"
        r"|dao|lau) (?:ngay|hom|bua|tuan|thang|nam|năm)"
        r"(?= (?:nay|này|nua|nửa|qua|truoc|sau|toi|tới|gan))(?<!ca tuan)(?<!ca thang)(?<!ca nam)(?<!ca năm)"
        r"(?<!ca ngay) (?:nay|này|nua|nửa|qua|truoc|sau|toi|tới|gan day)",
        r"(?<!\w)(?:may|bao nhieu) (?:ngay|lan|buoi|gio) (?:mot|một|moi)"
        r" (?:ngay|tuan|thang|quy|nam|năm)(?!\w)",
        rf"{_ALONE}{_COUNT} (?:ngay|tuan|thang|nam|năm|quy) (?:{COUNT}|moi|một) (?:lan|buoi|ky|dot"
        rf"|ngay|gio|dem|cuoc)(?!\w)",
        rf"(?<!\d[/.-]){_ALONE}{_COUNT} ?(?:lan|buoi|ngay|ca|gio|so|vu|don|ho|nguoi)?(?:/| mot | một "
        rf"| moi )(?:ngay|tuan|thang|quy|nam|năm)(?! ?\d)"
        rf"(?! (?:{AHEAD}))(?!\w)",
        r"(?<!\w)(?<!ngay )(?<!thu )(?<!\Wt )(?<!^t )(?<!\d, )(?<!\d,)(?<!va )(?:\d ?[-,] ?\d|(?:một"
        r"|mot|hai|ba|bon) (?:hai|ba|bon|năm)) (?:ngay|hom"
        r"|bua|tuan|thang|nam|năm)"
        r" (?:nua|nửa|tới|toi|truoc|sau|qua)(?!\w)",
        rf"{_ALONE}(?!(?:1[3-9]|2\d|3[01]) thang (?:nay|này)){_COUNT} (?:ngay|hom|bua|tuan|thang|nam"
        rf"|năm) (?:nay|này|roi|lien|tuoi|lam viec|cong tac)(?!\w)",
        rf"{_ALONE}{_COUNT} (?:ngay|hom|bua|tuan|thang|nam|năm)"
        rf" (?:truoc|sau) (?:{_EVENT})(?!\w)(?! (?:tới|toi|qua|nay|này|ngay)(?!\w))",
        r"(?<!\w)(?<!\d )to (?:so )?\d+(?![\d/]| (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
        r"|nov|dec))",
        r"(?<!\w)(?<!\d )(?:hom|bua|hoi|luc|dot|lan|khi|buoi|nam|cac|nhung|dip) (?:truoc|nọ|no|ay|do"
        r"|sau(?! nay))(?= |$|[^\w])"
        r"(?<!nam truoc)(?<!nam sau)(?<!nam do)(?! (?:ngay |thu |tet|\d))",
        # words that share their letters with a day
        r"(?<!\w)(?:ngay nay|hien nay|xua nay|lau nay|truoc nay|bay lau nay|gan day|hoi _nay|luc _nay)(?!\w)",
        rf"(?<!\w)tuan thu {WEEKDAY_NUMBER}(?: (?:cua|trong))? thang(?: (?:{AHEAD}|\d+))?",
        r"(?<!\w)(?:so|theo|trinh) thu (?:tu|_tu)(?!\w)|(?<!\w)thu (?:tu uu tien|_tu)(?!\w)",
        rf"(?<!\w)(?:lan|ky hop|phien hop|khoa|nguoi|ben|con|dua|hang|vong|dot|cau|vo|chong|dau tien"
        rf"|so|ngoi|bac|nam|năm) thu "
        rf"(?:{WEEKDAY_NUMBER})(?!\w)(?! (?:tuan|ngay))",
        rf"(?<!\w)(?:thu|_thu) {WEEKDAY_NUMBER} (?:trieu|tr|nghin|ngan|dong|k|loai|lan|ty|ti|khoan)(?!\w)",
        r"(?<!\w)(?:ten la|toi la|em la|chau la|minh la|ten toi"
        r"|toi ten) mai(?!\w)",
        r"(?<!\w)mai (?:tang|sau|này|nay|mối|moi|một|mot|mốt|phuc|vang|mia|a|thi|van|hoa|xuan)(?!\w)",
        r"(?<!\w)(?:chi|ba|_ba|co|anh|em|ong|bac|chu|thi|hoa|cay|canh|ten|ban|khuyen|thuong|mem"
        r"|hoang|tuyet|thanh|quynh|xuan"
        r"|ngoc|phuong|hong|huong|lan|_lan|truc|sao|nhu|mia|mo|chau|di|dau|_dau|cao|duong|to|le"
        r"|nguyen|tran) mai(?!\w)",
        r"(?<!\w)(?:sinh|sn|tuoi)(?: vao)? (?:nam|năm) \d{4}|(?<!\w)(?:nam|năm) sinh \d{4}"
        r"|(?<!\w)(?:nam|năm) hoc(?: \d{4}(?: ?- ?\d{4})?)?",
        r"(?<!\w)(?:qua|_qua|tien|thuong|li xi|cho|hoa|banh|_cho|nghi|tro cap|an|mung|vui|dip lam"
        r"|che do|ho tro) tet"
        r"(?! (?:duong lich|tay|trung thu))(?!\w)",
        r"(?<!\w)(?:viet|mien|phia|dong|huong|khu vuc|gioi|thanh) nam(?!\w)",
        r"(?<!\w)bat dau(?= thang| tuan| nam| năm| quy)|(?<!\w)(?:o|tai|tu|dan|di|la"
        r"|cho) dau(?= thang| tuan)(?<!tu dau)",
        r"(?<!\w)(?:ngan|ban|_cho|cung|cua|thue|nhan|tuyen|giao) (?:chung|cong) tu(?!\w)",
    )
]
