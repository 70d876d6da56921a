"""What people also ask a ward's assistant about, and it does not know; folded."""

from bot.language.phrases import listed

FOREIGN = listed("""
    gia xang, gia vang, gia dat, gia dien, gia nha, gia lon, gia gao, ty gia, thoi tiet, du bao, troi
    mua, co mua khong, mua khong, nang khong, nhiet do, bao so, bong da, da bong, da banh, world cup,
    ngoai hang anh, ty so, tran dau, thi dau, xo so, so xo, ket qua xo so, lo de, vietlott, ho chieu,
    passport, visa, can cuoc, cccd, cmnd, chung minh nhan dan, vneid, dinh danh, khai sinh, khai tu, ket
    hon, ly hon, doc than, tam tru, tam vang, thuong tru, ho khau, nhap khau, chuyen khau, bang lai,
    giay phep lai xe, bien so, dang kiem, dang ky xe, phat nguoi, ly lich, lich thi, lich hoc, lich
    nghi, lich chieu, lich tau, lich bay, lich phat song, lich am, lich van nien, nghi tet, nghi le, cat
    dien, mat dien, cup dien, lich dien, tien dien, cat nuoc, mat nuoc, tien nuoc, tiem chung, tiem vac
    xin, tiem phong, vac xin, kham benh, benh vien, bac si, thuoc, giay phep xay dung, xay nha, sua nha,
    chung thuc, cong chung, sao y, photo, so do, so hong, sang ten, tach thua, tach so, vay tien, vay
    von, ngan hang, lai suat, chung khoan, bitcoin, nha hang, khach san, an gi, mon an, nau an, quan an
    ngon, bun cha, pho bo, tra sua, ca phe, phim, rap chieu, bai hat, ca nhac, ca si, hoa nhac, du lich,
    ve may bay, ve tau, ve xe, xe buyt, xe bus, xe khach, grab, taxi, ke chuyen, lam tho, bai tho, lam
    van, giai toan, dich sang, viet code, lap trinh, chat gpt, chatgpt, tinh yeu, nguoi yeu, ban gai,
    ban trai, boi bai, tu vi, cung hoang dao, xem boi, phong thuy, chu tich nuoc, thu tuong, tong thong,
    tong bi thu, quoc hoi, dai hoc, diem thi, diem chuan, ten gi, ten la gi, may tuoi, bao nhieu tuoi,
    so dien thoai, sdt, dien thoai, facebook, zalo cua, wifi, mat khau, la thu may, nay thu may, nay
    ngay may, nay la ngay, nay ngay bao nhieu, thu may roi, may gio roi, la ngay gi, ngay le, dan so,
    bao nhieu dan, dien tich, mua ban, ban nha, thue nha, tuyen dung, tim viec, xin viec, cho lam them,
    hoc phi, hoc them, tuyen sinh, nhap hoc, nop hoc, do rac luc, gom rac luc, may gio do rac, weather,
    gasoline, petrol, gas price, gold price, football, soccer, lottery, identity card, id card, driving
    licence, driver license, driving license, birth certificate, marriage, movie, restaurant, hotel,
    exchange rate, joke, recipe, cho meo, thu cung, iphone, may tinh, game, lien quan mobile, free fire,
    tiktok, youtube, tuyen cong nhan, tuyen nguoi, tuyen nhan vien, lich thu gom, lich do rac, lich
    kham, cho hop, cho phien, lich truc, lich lam viec, lich nghi he, lich cup nuoc, lich don rac, lich
    xe, co bao khong, mua bao, ap thap, hop phu huynh, hop lop
""")
