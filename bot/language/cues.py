"""Phrases that tell what somebody wants, folded; Vietnamese first, English beside it."""

from bot.language.phrases import listed

DIALOGUE = listed("doi thoai, cuoc doi thoai, dialogue, dialogues, dialog")
RECEPTION = listed("""
    tiep cong dan, tiep dan, tiep nguoi dan, tiep nhan dan, tiep ba con, citizen reception, citizens
    reception, reception, receptions, receive citizens, receives citizens, receive people, meet citizens
""")
MEETING = listed("""
    buoi, lich, lich hop, hop ve, hop voi, hop o, hop tai, khi nao hop, co hop, bao gio hop, lich gap,
    cuoc hop, cuoc gap, buoi hop, buoi gap, hop voi dan, gap go, hop online, meeting, meetings,
    schedule, session, sessions, calendar, hoat dong gi, hoat dong nao, hop hom nao, hop ngay nao, hop
    luc nao, hop may gio, hop o dau, hom nao hop, ngay nao hop, thi hop, dang hop, noi chuyen, buoi noi
    chuyen
""")
# The ward's own gatherings, by words that are used of little else.
OCCASION = (
    listed("""
    buoi nao, buoi gi, may buoi, bao nhieu buoi, buoi hop, cuoc hop, buoi gap, cuoc gap, du buoi, which
    meeting, any meeting, meetings
""")
    + tuple(
        f"{done} {when} nao"
        for done in ("hop", "hoi", "du", "di", "gop y", "noi")
        for when in ("hom", "bua", "buoi", "ngay", "luc", "khi")
    )
    + tuple(f"{when} ban ve" for when in ("bao gio", "khi nao", "hom nao", "bua nao", "ngay nao", "luc nao"))
)
ATTEND = listed("tham du, tham gia, du buoi, di du, duoc du, di hop, attend, join")
VOICE = listed("""
    phan anh, kien nghi, de dat, gop y, thac mac, buc xuc, keu cuu, khieu nai, to cao, trinh bay, noi
    chuyen voi, y kien, complain, complaint, speak to, speak with, raise an issue, gap ai, hoi ai, phai
    hoi ai, chat van
""")
GRIEVANCE = listed("""
    khieu nai, to cao, to giac, tham nhung, hoi lo, dut lot, voi tien, nhung nhieu, denounce,
    denunciation, bribe, bribery, corruption, complaint, complain
""")
SECRET = listed("""
    tai lieu mat, van ban mat, cong van mat, ho so mat, thong tin mat, don mat, thu mat, dau mat, do
    mat, bi mat nha nuoc, toi mat, tuyet mat, state secret, state secrets, classified, top secret
""")
STILL = listed("""
    sap toi, sap co, sap dien ra, con buoi, con may, con bao nhieu, con doi thoai, con tiep, con lich,
    con gi nua, con cuoc, con nua, upcoming, coming up, remaining, left
""")
MEET = listed("""
    gap, gap duoc, muon gap, xin gap, hen gap, meet, see, speak to, talk to, speak with, muon hoi, duoc
    hoi
""")
ONLINE = listed("truc tuyen, online, qua mang, qua zoom, zoom, tu xa, google meet, virtual")
NEXT = listed("""
    gan nhat, gan day nhat, sap toi nhat, sap dien ra nhat, som nhat, dau tien, nearest, soonest,
    earliest, first
""")
AFTER_THIS = listed("""
    tiep theo, ke tiep, ke do, lan toi, lan sau, lan ke, lan tiep, ky toi, ky sau, buoi sau, next
    dialogue, next reception, next meeting, next citizen reception, next session, next one, the next
""")
LAST = listed("cuoi cung, sau cung, sau chot, muon nhat, xa nhat, tre nhat, last one, final, latest date")
BEEN = listed("""
    da dien ra, da hop, da to chuc, da qua, da xong, hop roi, dien ra roi, xong roi, gan day nhat, vua
    qua, vua roi, moi day, bua truoc, hom truoc, hom bua, hom no, hoi truoc, hoi no, dot truoc, lan
    truoc, ky truoc, buoi truoc, truoc day, previous, past meetings, past dialogues, already held
""")
GOING_ON = listed("gio nay, luc nay, bay gio, hien gio, dang dien ra, dang tiep, dang hop, right now")
CHANGED = listed("""
    bi huy, da huy, huy roi, huy chua, co huy, bi hoan, hoan lai, co hoan, con khong, co con, con dien
    ra, co dien ra, co doi lich, doi lich, doi ngay, doi gio, cancelled, canceled, postponed, still on
""")
HUMAN = listed("""
    gap nhan vien, gap can bo, gap nguoi that, gap nguoi phu trach, gap nguoi truc, gap tu van vien, gap
    truc ban, gap ai do, noi chuyen voi nguoi, noi chuyen voi can bo, noi chuyen voi nhan vien, noi voi
    nguoi, chat voi nguoi, nguoi that tra loi, chuyen cho nhan vien, chuyen may cho, chuyen sang nguoi,
    noi may voi, nhan vien ho tro, nhan vien tu van, can nguoi ho tro, tong dai, hotline, duong day
    nong, so dien thoai can bo, khong noi chuyen voi may, khong muon noi chuyen voi bot, khong noi
    chuyen voi robot, talk to a human, talk to human, speak to a human, talk to a person, speak to a
    person, speak with a person, real person, human please, talk to someone, speak to someone, talk to
    staff, speak to staff, contact staff, human agent, an officer, cho toi gap nguoi, cho gap nguoi, cho
    em gap nguoi, ai truc, co ai ho tro, co ai o day, tu van truc tiep, can tu van, ho tro truc tiep, so
    dien thoai lien he, lien he voi ai, lien he ai, can bo truc, nguoi truc, gap nguoi khac, sang can
    bo, sang nhan vien, chuyen toi sang, noi toi voi, noi minh voi, so dien thoai nguoi, muon gap nguoi,
    ai dang truc, dang truc, co ai khong, co ai do khong
""")
STOP = listed("""
    thoi, khong, dung, ngung, tat, huy, bo, khoi, chan, ngat, het, cancel, stop, unsubscribe, turn off,
    no more, disable, don t, dont
""")
NOTICES = listed("""
    nhan thong bao, thong bao, nhan tin, nhan nua, nhac, nhac nho, nhac lich, nhac hen, nhac nua, nhan
    nhac, theo doi, dang ky nhan, gui tin, gui thong bao, bao nua, bao tin, notification, notifications,
    reminder, reminders, reminding, remind, alerts, messages, subscription, gui nua, nhan tin nua
""")
UNSUBSCRIBE = listed("""
    unsubscribe, huy theo doi, huy dang ky nhan, bo theo doi, khoi nhac, thoi nhac, dung lam phien, lam
    phien toi, khong lam phien, huy dang ky
""")
SUBSCRIBE = listed("""
    nhac toi, nhac minh, nhac em, nhac chau, nhac anh, nhac chi, nhac co, nhac bac, nhac ho, nhac giup,
    nhac lich, nhac hen, nhac truoc, nhac nho, nhac nhe, nho nhac, hay nhac, hen nhac, dat nhac, dat
    lich nhac, bao cho toi, bao cho minh, bao cho em, bao toi, bao minh, bao em, bao truoc, bao giup,
    nhan tin cho, nhan tin bao, nhan cho toi, thong bao cho, thong bao truoc, thong bao khi, gui thong
    bao, dang ky nhan, dang ki nhan, dang ky theo doi, dang ky thong bao, nhan thong bao, nhan nhac,
    theo doi lich, theo doi buoi, theo doi cuoc, muon theo doi, muon duoc nhac, duoc nhac, remind me,
    notify me, let me know, alert me, subscribe, set a reminder, send me a reminder, nhan toi, nhan
    minh, nhan em, nhan chau
""")
QUESTION = listed("""
    cau hoi, y kien, kien nghi, phan anh, thac mac, gop y, question, questions, petition, don cua toi,
    don thu, don khieu nai, don kien nghi, don phan anh, don to cao, don cua em, don cua minh
""")
REGISTER = listed("""
    dat cau hoi, gui cau hoi, gui truoc cau hoi, gui truoc, neu cau hoi, dua cau hoi, nop cau hoi, hoi
    truoc, gui y kien, gui kien nghi, gui phan anh, y kien truoc, kien nghi truoc, cau hoi truoc, dang
    ky hoi, dang ky cau hoi, dang ky phat bieu, dang ky tham gia, dang ky tham du, dang ky du, dang ky
    gap, dang ky y kien, dang ky doi thoai, dang ky tiep dan, dang ky tiep cong dan, dang ky buoi, dang
    ky den, dang ky noi dung, dang ky lich, dang ky truoc, dat lich gap, dat lich hen, dat hen, phat
    bieu tai, phat bieu o, muon phat bieu, ghi ten, phat bieu, mot suat, giu cho, dat cho, xin suat,
    kien nghi gui, y kien gui, phan anh gui, cau hoi gui, thac mac gui, register a question, register my
    question, register for, submit a question, submit my question, send a question, ask a question, ask
    in advance, ask beforehand, sign up, register, co cau hoi, cau hoi muon, cau hoi can, ghi danh
""")
FATE = listed("""
    the nao roi, the nao, den dau, toi dau, tra loi chua, duoc tra loi, co tra loi, tra loi khi nao, bao
    gio tra loi, khi nao tra loi, bao gio duoc, xu ly chua, duoc xu ly, xu ly den, xu ly the nao, giai
    quyet chua, giai quyet the nao, giai quyet den, duoc giai quyet, sao roi, ra sao, co ket qua chua,
    phan hoi chua, hoi am, tinh trang, trang thai, chua thay, status, answered, what happened to, any
    news, been answered, any reply, tra cuu, kiem tra, theo doi
""")
MINE = listed("""
    cua toi, cua minh, cua em, cua chau, cua anh, cua chi, cua bac, toi gui, minh gui, em gui, toi hoi,
    toi da gui, da gui, gui hom, gui tuan, hom truoc, hom no, bua truoc, lan truoc, my, i sent, i asked
""")
RATE = (
    listed("""
    cham diem, danh gia, cho diem, xep hang, hai long, khong hai long, binh chon, gop y chat luong, chat
    luong buoi, 10 diem, 9 diem, 8 diem, muoi diem, chin diem, tam diem, rat tot, tot lam, nhan xet ve
    buoi, rate, rating, feedback, evaluate, satisfied, score, 1 sao, 2 sao, 3 sao, 4 sao, 5 sao, mot
    sao, hai sao, ba sao, bon sao, nam sao, one star, five stars, thai do, phuc vu tot, phuc vu kem
""")
    + tuple(f"{given} diem" for points in range(1, 11) for given in (f"cho {points}", f"cham {points}"))
    + tuple(f"cham {stars} sao" for stars in range(1, 6))
)
OUTCOME = listed("""
    ket luan, ket qua, bien ban, chot gi, chot lai, chot the nao, thong nhat gi, thong nhat the nao,
    thong nhat duoc gi, quyet dinh gi, noi nhung gi, noi gi, tra loi gi, tra loi nhung gi, tra loi the
    nao, giai quyet gi, giai quyet nhung gi, giai quyet duoc gi, giai quyet the nao, giai quyet ra sao,
    giai quyet den dau, hua gi, hua nhung gi, ra sao roi, outcome, outcomes, conclusion, conclusions,
    result, results, decided, concluded, minutes, agreed, tra loi sao, tra loi ra sao, giai quyet sao,
    xu ly sao, xu ly ra sao, da thong nhat, da chot, da hua, da ket luan
""")
GREET = listed("""
    xin chao, chao, hello, helo, hi, hey, alo, a lo, good morning, good afternoon, good evening, chao
    buoi sang, chao buoi chieu, chao buoi toi, 2 ban, he lo, helu, halo
""")
THANKS = listed("""
    cam on, cam onn, camon, da ta, biet on, thank you, thank, thanks, thanks you, tks, thank u, thx, ty,
    tam biet, bye, goodbye, good bye, chao tam biet
""")
WHERE = listed("""
    o dau, cho nao, dia diem, dia chi, o cho nao, tai dau, noi nao, dau vay, phong nao, where
""")
WHEN = listed("""
    may gio, luc nao, khi nao, bao gio, ngay nao, hom nao, thu may, gio nao, bua nao, ngay may, luc may,
    chung nao, when, what time, which day, what day, what date, may ngay, bao lau, may lan
""")
WHO = listed("""
    ai chu tri, ai tiep, voi ai, gap ai, chu tri la ai, ai vay, ai chu toa, nguoi chu tri, ai, who
    chairs, who, whom, who is, chairs, chaired
""")
WHAT = listed("""
    ve gi, ve cai gi, noi dung, chu de, van de gi, ve van de gi, what about, what topic, topic
""")
WHAT_IF = listed("thi sao, con thi sao, thi the nao, how about, what about, sao")
PROCEDURE = listed("""
    lam, nop, mua, cap, cap lai, xin cap, xin giay, giay to, ho so, le phi, bao nhieu tien, bao nhieu,
    gia, mat may ngay, dang ky, dang ki, thu tuc, can gi, huong dan, phi, price, cost, how much, apply,
    renew, how to, xac nhan, xin xac nhan, chung nhan
""")

AFTER_HOURS = listed("ngoai gio, ngoai gio hanh chinh, sau gio hanh chinh, sau gio lam, after work")
CALLED_OFF = listed("huy, bi huy, bi hoan, hoan lai, hoan, cancelled, canceled, postponed")
SETTLED = listed("giai quyet, xu ly, tra loi, phan hoi, khac phuc")
SETTLED_YET = listed("chua, den dau, toi dau, the nao, sao roi, ra sao")
SENT = listed("toi hoi, minh hoi, em hoi, toi da hoi, toi gui, toi da gui, minh gui, em gui, i asked, i sent")
