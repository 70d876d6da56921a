"""Several dates in one sentence, and sentences as citizens write them, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

RANGES = """
từ ngày 10 đến ngày 20 tháng 6 || 2026-06-10..2026-06-20 span
từ 13/5 tới 27/5 || 2026-05-13..2026-05-27 span
ngày 5 và 20 tháng sau || 2026-06-05 or 2026-06-20
ngày 13 hoặc 14 || 2026-05-13 or 2026-05-14
tháng sau ngày 20 có họp không || 2026-06-20
từ nay đến cuối năm || 2026-05-11..2026-12-31 span
từ tháng 9 đến tháng 12 || 2026-09-01..2026-12-31 span
từ tháng 10 đến tháng 2 || 2026-10-01..2027-02-28 span
từ 20/12 đến 5/1 || 2025-12-20..2026-01-05 span
từ 8h đến 11h30 ngày 20/5 || 2026-05-20 08:00
mai hoặc mốt || 2026-05-12 or 2026-05-13
trước 17h ngày 20/5 || ..2026-05-20 span 17:00
từ 8h ngày 13/5 đến 17h ngày 15/5 || 2026-05-13..2026-05-15 span 08:00
mai tôi đến được không || 2026-05-12
lịch tháng 5 và tháng 6 || 2026-05-01..2026-05-31 month or 2026-06-01..2026-06-30 month
kể từ ngày 13/5 || 2026-05-13.. span
từ mai || 2026-05-12.. span
từ tháng 6 trở đi || 2026-06-01.. span
13/5 trở đi || 2026-05-13.. span
đến hết tháng 6 || ..2026-06-30 span
trước cuối tháng || ..2026-05-20 span
sau tuần này || 2026-05-18.. span
trước tháng 6 || ..2026-05-31 span
sau ngày 20 || 2026-05-21.. span
đến tháng 6 || ..2026-06-30 span
tới ngày 20/5 || ..2026-05-20 span
tháng 6 đến tháng 8 || 2026-06-01..2026-08-31 span
từ tháng 6 đến 8 || 2026-06-01..2026-08-31 span
quý 1 đến quý 3 || 2026-01-01..2026-09-30 span
từ 2026 đến 2030 || 2026-01-01..2030-12-31 span
các tháng 5, 6 || 2026-05-01..2026-05-31 month or 2026-06-01..2026-06-30 month
bắt đầu từ tháng 6 || 2026-06-01.. span
từ 13/5 đến 27/5 có mấy buổi || 2026-05-13..2026-05-27 span
ngày 13 và ngày 19 tháng 5 || 2026-05-13 or 2026-05-19
tuần sau hay tuần sau nữa || 2026-05-18..2026-05-24 week or 2026-05-25..2026-05-31 week
lịch từ 15/5 trở đi || 2026-05-15.. span
lịch từ nay đến cuối tháng || 2026-05-11..2026-05-31 span
lịch từ giờ đến hết năm || 2026-05-11..2026-12-31 span
từ hôm nay tới cuối tuần || 2026-05-11..2026-05-17 span
từ đầu tháng đến nay || 2026-05-01..2026-05-11 span
từ đầu tháng đến giờ || 2026-05-01..2026-05-11 span
từ tháng 1 đến nay || 2026-01-01..2026-05-11 span
từ đầu tuần || 2026-05-11.. span
trước cuối tuần này || ..2026-05-15 span
sau ngày mai || 2026-05-13.. span
trước 30/6/2026 || ..2026-06-29 span
trước ngày 15 tháng 6 || ..2026-06-14 span
sau ngày 15 tháng 6 năm 2026 || 2026-06-16.. span
đến hết ngày 15/6 || ..2026-06-15 span
cho đến ngày 15/6 || ..2026-06-15 span
tôi 13/5 đến được không || 2026-05-13
đến hết tháng || ..2026-05-31 span
từ 13/5-27/5 || 2026-05-13..2026-05-27 span
"""

SENTENCES = """
tôi muốn đặt câu hỏi trước cho buổi 19/5 || 2026-05-19
lịch tiếp dân của chủ tịch trong 3 tháng tới || 2026-05-11..2026-08-11 span
tuần này với tuần sau có lịch không || 2026-05-11..2026-05-17 week or 2026-05-18..2026-05-24 week
cho em hỏi tuần tới chủ tịch có tiếp dân không ạ || 2026-05-18..2026-05-24 week
xin hỏi lịch tiếp công dân của Chủ tịch UBND phường ngày 21/5/2026 tại đâu || 2026-05-21
cho tôi hỏi buổi đối thoại chiều ngày 19 tháng 5 còn chỗ không || 2026-05-19 afternoon
cho hỏi ngày 13/5 và ngày 19/5 có gì || 2026-05-13 or 2026-05-19
tôi nộp đơn hôm qua, khi nào có kết quả || 2026-05-10
em hỏi chút nmai có ai tiếp dân hong || 2026-05-12
Dạ cho cháu hỏi tuần sau phường mình có tiếp dân không ạ? || 2026-05-18..2026-05-24 week
cho e hoi t5 tuan sau chu tich co tiep dan k a || 2026-05-21
Chủ tịch tiếp công dân ngày 21/5 lúc mấy giờ vậy || 2026-05-21
Bà con khu dân cư số 3 họp ngày 20 tháng 5 phải không || 2026-05-20
tôi 65 tuổi, muốn dự buổi ngày 12/8 || 2026-08-12
tổ 5 có buổi đối thoại nào trong tháng sau không || 2026-06-01..2026-06-30 month
Sáng thứ Năm tuần tới có ai ở phòng tiếp dân không? || 2026-05-21 morning
chieu mai toi len phuong gap ai || 2026-05-12 afternoon
Nhà tôi có 2 con, cuối tuần này có tiêm chủng không || 2026-05-16..2026-05-17 span
theo nghị quyết 05-NQ/ĐU thì quý III có mấy buổi || 2026-07-01..2026-09-30 quarter
gọi 0912345678 trước ngày 20/5 được không || ..2026-05-19 span
đăng ký 3 người cho buổi sáng ngày 19/5 || 2026-05-19 morning
buổi đối thoại tháng 6 ở hội trường lúc 14h phải không || 2026-06-01..2026-06-30 month 14:00
lịch từ 13/5 đến hết 27/5 có bao nhiêu buổi || 2026-05-13..2026-05-27 span
tôi nộp 500.000 đồng hôm qua rồi || 2026-05-10
thứ 3 tuần sau đối thoại với ai? || 2026-05-19
thu 7 tuan nay co tiep dan ko || 2026-05-16
em muốn hỏi lịch 6 tháng cuối năm || 2026-07-01..2026-12-31 half
hôm nay với ngày mai có lịch gì || 2026-05-11 or 2026-05-12
chị Mai bảo mai họp || 2026-05-12
ông Năm hỏi năm sau có làm đường không || 2027-01-01..2027-12-31 year
thư mời ghi thứ tư, 13/5, 14 giờ || 2026-05-13 14:00
mai là thứ 3 phải không || 2026-05-12
sang tháng 6 có lịch chưa || 2026-06-01..2026-06-30 month
Đầu tháng tới chủ tịch có đi vắng không? || 2026-06-01..2026-06-10 span
hnay t2 co lam viec ko || 2026-05-11
2 tuần nữa tôi mới về được || 2026-05-25
từ giờ đến tết còn mấy buổi || 2026-05-11..2027-02-06 span
cho xin lịch năm 2026 || 2026-01-01..2026-12-31 year
ngày 30/4 phường có trực không || 2026-04-30
ngày mai 8h30 đúng không ạ || 2026-05-12 08:30
What meetings are there next week? || 2026-05-18..2026-05-24 week
is there a meeting on Friday at 3 pm || 2026-05-15 15:00
khi nào chủ tịch tiếp dân, tuần này hay tuần sau || 2026-05-11..2026-05-17 week or 2026-05-18..2026-05-24 week
lịch tháng 5 và tháng 6 || 2026-05-01..2026-05-31 month or 2026-06-01..2026-06-30 month
thứ 5 ngày 13/5 có họp không || 2026-05-14 or 2026-05-13
nghỉ lễ quốc khánh phường có trực không || 2026-09-02
họp vào sáng 13/5 hay chiều 14/5 || 2026-05-13 or 2026-05-14
chủ nhật này có đối thoại với công nhân không || 2026-05-17
kế hoạch 5 năm 2026-2030 || 2026-01-01..2030-12-31 span
trong vòng 10 ngày tới có buổi nào về đất đai || 2026-05-11..2026-05-21 span
3 tháng tới có mấy buổi cho hộ kinh doanh || 2026-05-11..2026-08-11 span
đã quá 15 ngày kể từ ngày 1/4 || 2026-04-01.. span
tuần trước tôi hỏi mà chưa ai trả lời || 2026-05-04..2026-05-10 week
quý sau họp ngày nào || 2026-07-01..2026-09-30 quarter
buoi doi thoai ngay 21/5 con khong || 2026-05-21
buổi 21/5 còn chỗ không || 2026-05-21
buoi 21/5 con cho khong || 2026-05-21
21/5 con mo khong || 2026-05-21
21/5 hộ kinh doanh đối thoại à || 2026-05-21
19/5 người dân dự được không || 2026-05-19
19/5 điểm nào tiếp dân || 2026-05-19
ngày 19/5 xe đậu ở đâu || 2026-05-19
ngày 5 con đi học || 2026-06-05
19/5 do ai chủ trì || 2026-05-19
19/5 cái buổi đó ở đâu || 2026-05-19
13/5 lo giay to gi || 2026-05-13
19/5 phan nao noi ve thue || 2026-05-19
ngày 20 người dân nộp ở đâu || 2026-05-20
ngày 20 họp bộ phận nào || 2026-05-20
mấy giờ chủ tịch tiếp dân vào thứ 5 tuần sau nhỉ || 2026-05-21
tuan sau thu may tiep dan || 2026-05-18..2026-05-24 week
tháng sau tiếp dân ngày nào || 2026-06-01..2026-06-30 month
thứ mấy tuần sau có lịch || 2026-05-18..2026-05-24 week
thang 6 co ngay nao tiep dan || 2026-06-01..2026-06-30 month
từ tháng này đến tháng sau || 2026-05-01..2026-06-30 span
lịch tiếp dân 3 ngày tới || 2026-05-11..2026-05-14 span
lịch 7 ngày tới || 2026-05-11..2026-05-18 span
14 ngày tới || 2026-05-11..2026-05-25 span
tuần tới nữa || 2026-05-25..2026-05-31 week
đầu tuần tới || 2026-05-18..2026-05-19 span
hôm 20 này || 2026-05-20
ngày 20 này || 2026-05-20
ngày 20 tới || 2026-05-20
tối t7 || 2026-05-16 evening
t2 den t6 || 2026-05-11..2026-05-15 span
tu t2 den t6 tuan sau || 2026-05-18..2026-05-22 span
ngày mai tôi bận, thứ 6 được không || 2026-05-12 or 2026-05-15
buổi 19/5 dời sang ngày 21/5 à || 2026-05-19 or 2026-05-21
buổi ngày 21/5 hủy rồi à || 2026-05-21
đối thoại 27/5 ở đâu vậy || 2026-05-27
doi thoai 27.5 || 2026-05-27
lịch 27-5 || 2026-05-27
dt 27/5 || 2026-05-27
dthoai 19/5 may h || 2026-05-19
19/5 mấy giờ || 2026-05-19
19/5 8h || 2026-05-19 08:00
lich thg 6 || 2026-06-01..2026-06-30 month
lich thag 6 || 2026-06-01..2026-06-30 month
lich thang6 || 2026-06-01..2026-06-30 month
lịch tháng6 || 2026-06-01..2026-06-30 month
tháng 06/2026 || 2026-06-01..2026-06-30 month
tháng 6.2026 || 2026-06-01..2026-06-30 month
trong t6/2026 || 2026-06-01..2026-06-30 month
quý 2/2026 || 2026-04-01..2026-06-30 quarter
Quý III-2026 || 2026-07-01..2026-09-30 quarter
hội nghị 6 tháng đầu năm 2026 || 2026-01-01..2026-06-30 half
tổng kết năm 2026 || 2026-01-01..2026-12-31 year
mùng 2 tết || 2027-02-07
mồng 6 tết || 2027-02-11
29/12 âm lịch || 2027-02-05
mùng 1/1 âm lịch || 2027-02-06
rằm tháng tám || 2026-09-25
rằm tháng 8 năm 2027 || 2027-09-15
rằm vừa rồi || 2026-04-02
"""


@pytest.mark.parametrize(("text", "days"), rows(RANGES))
def test_ranges_open_sides_and_lists_are_told_apart(text: str, days: str) -> None:
    assert read(text) == days


@pytest.mark.parametrize(("text", "days"), rows(SENTENCES))
def test_a_date_is_found_in_a_whole_sentence(text: str, days: str) -> None:
    assert read(text) == days
