"""What meetings are about and whom they are for, in the words of people and the words of schedules; folded.

A concept is met by a meeting whose own topic or audience holds one of its `stored` phrases. Nothing here is
of one ward: what a meeting is about is always drawn from its stored words.
"""

from dataclasses import dataclass

from bot.language.phrases import listed


@dataclass(frozen=True, slots=True)
class Concept:
    """`said` are further phrases of people for what schedules call `stored`."""

    name: str
    stored: tuple[str, ...]
    said: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        return (*self.stored, *self.said)


TOPICS = (
    Concept(
        "land",
        listed("dat dai, giai phong mat bang, boi thuong, tai dinh cu, thu hoi dat, quy hoach, den bu"),
        listed("""
            dat, gpmb, mat dat, dat bi thu hoi, bi thu hoi, lay dat, thu hoi, giai toa, mat bang, dat nha
            toi, quyen su dung dat, so do, so hong, ruong, land, compensation, site clearance, resettlement,
            planning
        """),
    ),
    Concept(
        "environment",
        listed("moi truong, rac, rac thai, thoat nuoc, o nhiem, ve sinh moi truong, ngap ung, cay xanh"),
        listed("""
            do rac, thu gom rac, hoi thoi, mui hoi, ngap nuoc, ngap lut, ngap, cong thoat, cong ranh, nuoc
            thai, khoi bui, bui ban, bot rac, environment, waste, garbage, rubbish, trash, pollution,
            drainage, flooding
        """),
    ),
    Concept(
        "procedures",
        listed("thu tuc hanh chinh, dich vu cong, cai cach hanh chinh, mot cua"),
        listed("""
            tthc, hanh chinh, thu tuc giay to, giay to hanh chinh, administrative procedures,
            administrative procedure, public services, public service, paperwork
        """),
    ),
    Concept(
        "business",
        listed("kinh doanh, thue, via he, long duong, cho dan sinh, chinh trang do thi, trat tu do thi"),
        listed("le duong, lan chiem, dong thue, nop thue, tax, taxes, sidewalk, pavement, business"),
    ),
    Concept(
        "education",
        listed("giao duc, truong lop, truong hoc, hoc duong, mam non, khuyen hoc"),
        listed("lop hoc, hoc phi, con di hoc, day hoc, hoc hanh, education, school, schools"),
    ),
    Concept(
        "welfare",
        listed("y te, bao hiem, tro cap, an sinh, chinh sach xa hoi, luong huu, bao tro"),
        listed("""
            bhyt, bhxh, suc khoe, tram y te, kham chua benh, huu tri, che do chinh sach, health,
            insurance, allowance, allowances, pension, welfare
        """),
    ),
    Concept(
        "work",
        listed("viec lam, khoi nghiep, day nghe, hoc nghe, xuat khau lao dong"),
        listed("lap nghiep, that nghiep, kiem viec, job, jobs, employment, startup, start up"),
    ),
    Concept(
        "order",
        listed("an ninh, trat tu, nha tro, khu tro, phong chay, ma tuy, te nan"),
        listed("""
            thue tro, thue nha, xom tro, phong tro, o tro, o thue, trom cap, trom, mat trom, co bac, tieng
            on, on ao, danh nhau, pccc, chua chay, hat karaoke, loa keo, security, public order, boarding
            house, rented rooms, noise
        """),
    ),
    Concept(
        "housing",
        listed("nha o, chung cu"),
        listed("nha o xa hoi, housing"),
    ),
    Concept(
        "digital",
        listed("chuyen doi so, cong dan so, ky nang so"),
        listed("chuyen doi cong nghe, cong nghe so, digital, digital transformation"),
    ),
    Concept(
        "traffic",
        listed("giao thong, duong sa, cau duong, be tong hoa, lam duong, chieu sang"),
        listed("den duong, o ga, tac duong, ket xe, duong xau, duong hong, traffic, road, roads"),
    ),
    Concept(
        "construction",
        listed("xay dung, do thi, nong thon moi, ha tang, chinh trang"),
        listed("xay dung trai phep, infrastructure"),
    ),
    Concept(
        "culture",
        listed("van hoa, the thao, gia dinh, le hoi, du lich, di tich"),
        listed("nep song, khu dan cu van hoa, culture, sports, sport"),
    ),
    Concept(
        "farming",
        listed("nong nghiep, chan nuoi, trong trot, thuy loi, mua vu"),
        listed("agriculture, farming, irrigation"),
    ),
    Concept(
        "poverty",
        listed("giam ngheo, ho ngheo, can ngheo, xoa doi"),
        listed("ngheo, poverty, poor households"),
    ),
    Concept(
        "water",
        listed("nuoc sach, cap nuoc, dien nuoc"),
        listed("clean water"),
    ),
    Concept(
        "defence",
        listed("quan su, quoc phong, nghia vu quan su, tuyen quan, dan quan"),
        listed("nhap ngu, di bo doi"),
    ),
)

AUDIENCES = (
    Concept(
        "everybody",
        listed("moi cong dan, moi nguoi dan, toan the nhan dan, toan dan, nhan dan toan phuong"),
        listed("toan phuong, ai cung du, ai cung duoc, open to all, open to everyone, everyone, everybody"),
    ),
    Concept(
        "traders",
        listed("ho kinh doanh, tieu thuong, doanh nghiep, nguoi kinh doanh"),
        listed("""
            buon ban, ban hang, mo quan, mo hang, mo cua hang, chu quan, chu cua hang, cua hang, hang
            quan, ban quan, hang rong, lam an buon ban, nguoi ban, tap hoa, kinh doanh nho, kinh doanh,
            sap hang, business households, business household, small business, shop, shop owners, traders,
            vendors, seller, sellers
        """),
    ),
    Concept(
        "youth",
        listed("thanh nien, thanh thieu nien, doan vien, sinh vien, gioi tre"),
        listed("""
            ban tre, nguoi tre, tuoi tre, thieu nien, hoc sinh sinh vien, youth, young people, young,
            student, students
        """),
    ),
    Concept(
        "teachers",
        listed("giao vien, nha giao, tri thuc, thay co giao"),
        listed("""
            thay co, thay giao, co giao, day hoc, di day, nguoi lam nghe giao, teacher, teachers,
            intellectuals
        """),
    ),
    Concept(
        "elderly",
        listed("nguoi cao tuoi, nguoi gia, cao nien, huu tri"),
        listed("""
            ong ba gia, cac cu, cu ong, cu ba, nguoi lon tuoi, gia ca, gia roi, tuoi gia, ve huu, nghi
            huu, ong ba toi, ba toi gia, ong ba, elderly, elders, old people, seniors, retired
        """),
    ),
    Concept(
        "workers",
        listed("cong nhan, nguoi lao dong, cong doan"),
        listed("""
            lam cong ty, lam o cong ty, di lam cong ty, lam nha may, tang ca, workers, worker, factory
        """),
    ),
    Concept(
        "landholders",
        listed("co dat thu hoi, bi thu hoi dat, ho co dat, dat bi thu hoi"),
        listed("""
            nha toi bi thu hoi, dat nha toi, nha bi giai toa, mat dat, ho bi anh huong, thuoc dien giai
            toa
        """),
    ),
    Concept(
        "women",
        listed("phu nu, chi em, hoi vien phu nu"),
        listed("women, woman, mothers"),
    ),
    Concept(
        "veterans",
        listed("cuu chien binh, nguoi co cong, thuong binh, liet si"),
        listed("bo doi ve, veterans"),
    ),
    Concept(
        "farmers",
        listed("nong dan"),
        listed("lam ruong, farmers, farmer"),
    ),
    Concept(
        "parents",
        listed("phu huynh, cha me hoc sinh"),
        listed("co con di hoc, con toi di hoc, parents"),
    ),
    Concept(
        "pupils",
        listed("hoc sinh"),
        listed("pupils"),
    ),
    Concept(
        "children",
        listed("tre em, thieu nhi"),
        listed("children"),
    ),
    Concept(
        "disabled",
        listed("khuyet tat"),
        listed("tan tat, disabled"),
    ),
    Concept(
        "religious",
        listed("ton giao, tin do, chuc sac, giao dan"),
        listed("religious"),
    ),
    Concept(
        "tenants",
        listed("nguoi thue tro, nguoi o tro"),
        listed("o tro, thue tro, tenants"),
    ),
    Concept(
        "cadres",
        listed("can bo cong chuc, dang vien, cong chuc"),
        listed("party members"),
    ),
)

CONCEPTS = {concept.name: concept for concept in (*TOPICS, *AUDIENCES)}
# Whoever these are invited, anybody may come.
FOR_ALL = listed("moi cong dan, moi nguoi dan, toan the, tat ca, nhan dan toan phuong, moi nguoi, cong dan")
