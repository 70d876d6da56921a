"""Everyday typing made plain: teencode spelt out, glued words taken apart, slips of a finger mended."""

import re
import unicodedata
from functools import cache

from rapidfuzz.distance import OSA

from bot.language import cues
from bot.language.foreign import FOREIGN
from bot.language.normalise import fold
from bot.language.phrases import listed, phrase_words
from bot.language.places import NAMED
from bot.language.topics import CONCEPTS, FOR_ALL

LONGEST = 600
_LONGEST_WORD = 12

# What is typed = what is meant; several short forms may mean one.
_SHORT_FORMS = """
k ko kg hok hong hông khum hem hk = không; dc đc = được; ntn = như thế nào; nthe = như thế; bn bnh = bao
nhiêu; j = gì; z zậy = vậy; vs = với; cx cug = cũng; r = rồi; t tui = tôi; c.ơn c.on = cảm ơn; mik mk mjh m
= mình; e = em; ac a/c = anh chị; bit bít bik bt = biết; lun = luôn; wa = quá; ng = người; ngta = người ta;
mn = mọi người; trc trk = trước; hnay = hôm nay; hqua = hôm qua; bh = bao giờ; bjo = bây giờ; ms = mới; nhìu
= nhiều; nhiu = nhiêu; hum = hôm; ls = làm sao; lm = làm; tl = trả lời; tb = thông báo; sdt sđt = số điện
thoại; nt = nhắn tin; vde vđ = vấn đề; tks thks thnks thanks thanx cmon camon cảmơn = cảm ơn; nv = nhân
viên; cb = cán bộ; ld lđ = lãnh đạo; tcd = tiếp công dân; ct = chủ tịch; pct = phó chủ tịch; đt = đối thoại;
sv = sinh viên; gv = giáo viên; hkd = hộ kinh doanh; nct = người cao tuổi; gpmb = giải phóng mặt bằng; gtvt
= giao thông; tthc = thủ tục hành chính; dvc = dịch vụ công; dvctt = dịch vụ công trực tuyến; kdc = khu dân
cư; tdp = tổ dân phố; nvh = nhà văn hóa; cds cđs = chuyển đổi số; vsmt = vệ sinh môi trường; bhyt = bảo hiểm
y tế; bhxh = bảo hiểm xã hội; antt = an ninh trật tự; onl ol = online; iu = yêu; nhe = nhé; odau ởđâu = ở
đâu; oke okie oki = ok; mí = mấy; thía = thế; nèo = nào; s = sao; đag dag = đang; hoy thui = thôi; uhm = ừ;
pls plz = please; u = you; what's = what is; when's = when is; where's = where is; who's = who is; mtg =
meeting; cty = công ty; kq kqua = ket qua; kquả = kết quả; kl kluan = ket luan; dki dky = dang ky; đki đky
đkí đký = đăng ký; ki = ky; kí = ký; kì = kỳ; quí = quý; lí = lý; gđ = gia đình; tn = thế nào; xog = xong
"""
_SHORT = {
    short: meant.strip()
    for shorts, meant in (entry.split("=") for entry in _SHORT_FORMS.split(";"))
    for short in shorts.split()
}

# Words that carry a question along and narrow nothing.
FUNCTION = phrase_words("""
    hop a about ad admin ah ai alo am an and anh any ap are at ba bac bai bam ban bang bao bat bay be ben
    bi biet bo bot bua buoi by cac cai cam can cang cau cha chac chang chau chi chia chieu chinh chiu cho
    chu chua chuc chung chut citizen citizens cn co come coming con could cu cua cuc cung cuoc cuoi da dam
    dan dang danh date dau day de dem den deu di dia did dien dieu do does doi dong du dua dung duoc duong
    em for from gan gap get gi gia gianh gio giu giua giup go gom gui ha had hai han hang has have hay
    hdnd he held hen here het hi hien hieu hinh hk ho hoac hoi hold holding hom hon how i im in is it ke
    kem kha khac khi khoang khong kia kinh kip know la lai lam lan lang lap last lay len lich lien lieu
    like loai local lot lots luan luc luon luot ly ma mai mang mat may me minh moi mong month mot mua muc
    much mung muon my nam nao nay ne need nen neu next ngay nghe ngoai nguoi nha nham nhan nhanh nhat nhe
    nhi nhieu nho nhu nhung no noi not nua o of office oi ok on ong or our past people phai phep phia
    phien phong phuong phut place please qua quan quy quyen ra ram rang rat rieng ro roi sang sao sap sau
    se she should show so som some su ta tai take takes taking tam tao tat tell tet tham thang thao that
    thay the theo there these they thi thiet this thoi thong those thu thua thuc thuoc thuong tien tieng
    tiep time tin to toa toan toi ton tra tram trao tren tri tro trong trua truoc tu tuan tung tuy ty u ua
    ubnd uh ui upcoming uy va van vang vao vay ve very vi viec voi vong vua want ward was we week were
    what when where which who will with would xa xac xay xem xin xong y year yes you your
""")
_CORE = listed("""
    doi thoai, tiep dan, tiep cong dan, chu tich, pho chu tich, bi thu, thu tuc hanh chinh, dich vu cong,
    giai phong mat bang, boi thuong, thu hoi dat, tai dinh cu, moi truong, rac thai, kinh doanh, buon ban,
    thanh nien, sinh vien, nguoi cao tuoi, cong nhan, giao vien, giao duc, hoi truong, nha van hoa, khu
    dan cu, truc tuyen, ket luan, ket qua, cau hoi, thong bao, danh gia, cham diem, nhan vien, cam on, xin
    chao, dang ky, chuyen doi so, viec lam, bao hiem, tro cap, an ninh, to dan pho, giao thong, phu nu,
    nong dan, tieu thuong, phan anh, kien nghi, lanh dao, tuan sau, tuan toi, tuan nay, thang nay, khi
    nao, o dau, bao gio, dialogue, reception, meeting, schedule, lich tiep
""")
_SQUEEZED = {phrase.replace(" ", ""): phrase for phrase in _CORE}
_BY_LENGTH: dict[int, list[str]] = {}
for _squeezed in _SQUEEZED:
    _BY_LENGTH.setdefault(len(_squeezed), []).append(_squeezed)

# What follows one short form where it means signing up, and not being able to.
_SIGNED_UP_FOR = phrase_words("""
    tham du phat gap hoi cau buoi nhan theo tiep doi den truoc lich noi y ten kien gui thong nhac cuoc
""")
_WEEKDAY = ("hai", "ba", "tu", "nam", "bay")
_TOKEN = re.compile(r"[^\W_]+(?:[-/.:][^\W_]+)*", re.UNICODE)
_MANY = re.compile(r"([^\W\d_])(?<!i)\1{2,}|(?<=\w)(i)\2{2,}")
_RUN = re.compile(r"([^\W\d_]{3,})(\d[\d/.:-]*)|(\d(?:[\d/.:-]*\d)?)([^\W\d_]{3,})")
_JUST_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def lexicon() -> frozenset[str]:
    """Every word of every phrase we know, folded."""
    groups = (value for name, value in vars(cues).items() if name.isupper() and isinstance(value, tuple))
    known = {word for group in groups for phrase in group for word in phrase.split()}
    known |= {word for concept in CONCEPTS.values() for phrase in concept.phrases for word in phrase.split()}
    lists = (FOREIGN, FOR_ALL, NAMED, _CORE)
    known |= {word for group in lists for phrase in group for word in phrase.split()}
    return frozenset(known | FUNCTION)


def clean(text: str) -> str:
    """The words of `text`, lower case with the marks they were typed with, one space apart."""
    lowered = _MANY.sub(lambda run: run.group()[0], unicodedata.normalize("NFC", text[:LONGEST]).lower())
    pieces = [word for match in _TOKEN.finditer(lowered) for word in _taken_apart(match.group())]
    words: list[str] = []
    for at, word in enumerate(pieces):
        words += _spelt_out(word, words, pieces[at + 1 : at + 2]).split()
    return " ".join(_mended(words))


def _spelt_out(word: str, before: list[str], after: list[str]) -> str:
    if word in ("dk", "đk"):
        can = before and fold(before[-1]) in ("co", "khong", "chua", "van", "cung", "moi")
        signing = (not before and not after) or (bool(after) and fold(after[0]) in _SIGNED_UP_FOR and not can)
        return ("dang ky" if word == "dk" else "đăng ký") if signing else "được"
    if word == "t" and after and (fold(after[0]) in _WEEKDAY or after[0] in "234567"):
        return "thứ"
    if word == "h":
        return "giờ" if before and fold(before[-1]) == "may" else word
    if word in ("dt", "đt"):
        return "đối thoại" if before and fold(before[-1]) in ("buoi", "lich", "cuoc", "co") else word
    return _SHORT.get(word, word)


def _taken_apart(word: str) -> list[str]:
    """`lichtiepdan` as three words, `ngay13/5` as two; anything else as it is."""
    if run := _RUN.fullmatch(word):
        return [piece for half in run.groups() if half for piece in _taken_apart(half)]
    word = _unswapped(word)
    folded = fold(word)
    shortest = 4 if folded != word else 5
    if not shortest <= len(folded) == len(word) or folded in lexicon() or not _JUST_LETTERS.fullmatch(folded):
        return [word]
    cuts = _cuts(folded)
    return [word[start:end] for start, end in cuts] if cuts else [word]


def _cuts(folded: str) -> list[tuple[int, int]]:
    """The fewest known words that make up `folded`, as their places; none where it cannot be taken apart."""
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(folded)
    for end in range(2, len(folded) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            before = best[start]
            if before is not None and folded[start:end] in lexicon():
                here = best[end]
                if here is None or before[0] + 1 < here[0]:
                    best[end] = (before[0] + 1, start)
    if best[-1] is None or best[-1][0] < 2:
        return []
    cuts, end = [], len(folded)
    while end:
        step = best[end]
        assert step is not None
        cuts.append((step[1], end))
        end = step[1]
    return cuts[::-1]


def _mended(words: list[str]) -> list[str]:
    """Words nobody knows, alone or with their neighbours, as the core phrase they are a slip from."""
    folded = [fold(word) for word in words]
    known = lexicon()
    strange = [word.isalpha() and word not in known for word in folded]
    mended: list[str] = []
    at = 0
    while at < len(words):
        length, phrase = _nearest(folded, strange, at)
        mended += phrase.split() if phrase else [words[at]]
        at += length
    return mended


def _unswapped(word: str) -> str:
    """A word nobody knows with two neighbouring letters put right, where that makes one known word."""
    known = lexicon()
    if not 3 <= len(word) <= 12 or not word.isalpha() or fold(word) in known:
        return word
    swapped = {f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1)}
    right = [one for one in swapped if fold(one) in known]
    return right[0] if len(right) == 1 else word


def _nearest(folded: list[str], strange: list[bool], at: int) -> tuple[int, str]:
    for length in (4, 3, 2, 1):
        window = folded[at : at + length]
        if len(window) < length or not any(strange[at : at + length]) or not all(w.isalpha() for w in window):
            continue
        squeezed = "".join(window)
        allowed = 1 if len(squeezed) < 11 else 2
        if len(squeezed) < 6:
            continue
        for size in range(len(squeezed) - allowed, len(squeezed) + allowed + 1):
            for candidate in _BY_LENGTH.get(size, ()):
                if OSA.distance(squeezed, candidate, score_cutoff=allowed) <= allowed:
                    return length, _SQUEEZED[candidate]
    return 1, ""
