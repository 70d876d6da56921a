"""What looks like a date and is none names no day, on Monday 11 May 2026."""

import pytest

from bot.language.dates import read_dates
from tests.language.readings import MONDAY

NO_DATES = """
tổ 5
to 5 co hop khong
chị Mai có nhà không
bao nhiêu ngày
ngày nào
khi nào
thứ mấy
mấy giờ
hằng tuần
mỗi tháng
lần thứ 3
kỳ họp thứ 5
2 con
19 tuổi
100%
10 triệu
câu hỏi hôm trước của tôi thế nào rồi
ket qua buoi doi thoai khu dan cu so 3
nhắc tôi trước 1 ngày
nhắc tôi 3 ngày trước buổi đối thoại
Công ty May Chí Linh
5.1 xong 80%
nghị định 30/2020/NĐ-CP
quyết định số 12/2026/QĐ-UBND
Luật 136/2025/QH15
thửa đất số 12/5
ngõ 12/5
2/3 số hộ
24/7
hôm nào có
mai mốt tôi hỏi lại
mai này
thứ năm hàng tuần
công nhân khu trọ
khu dân cư số 3 họp ở đâu
tổ 5 có nhà văn hóa không
tổ dân phố số 12
nhà em có 2 con
cháu 19 tuổi
bà tôi 80 tuổi
đạt 100% kế hoạch
nghị quyết 05-NQ/ĐU
kế hoạch số 12/KH-UBND
nghị định 09/2019/NĐ-CP
Luật số 136/2025/QH15
Nghị định 30/2020/NĐ-CP
quyết định 1234/QĐ-UBND
gọi số 0912345678
sđt 0912 345 678
0220.3822.123
nộp 500.000 đồng
10 triệu đồng
phạt 2,5 triệu
3.5 tỷ
2 tuần 1 lần
6 tháng 1 lần
mỗi tháng 2 buổi
hằng tháng có mấy buổi
hàng tuần tiếp dân mấy lần
thứ 5 hằng tuần
ngày 5 và 20 hằng tháng
bao nhiêu ngày thì xong
mấy ngày có kết quả
giải quyết trong 15 ngày
ngày nào chủ tịch tiếp dân
khi nào đối thoại
thứ mấy tiếp dân
mấy giờ bắt đầu
tháng nào có đối thoại
hôm nào có lịch
buổi nào dành cho người cao tuổi
chị Mai có ở phường không
tôi tên là Nguyễn Thị Mai
tìm bác Mai
em là Hoàng Mai
khuyến mãi gì không
mai táng phí làm thế nào
lần thứ 3 tôi hỏi
con thứ hai
người thứ ba
lấy số thứ tự ở đâu
so thu tu
tôi muốn đặt câu hỏi trước
nhắc trước 30 phút
đất ở lô 12/5
nhà số 7/3 ngõ 5
ngõ 12/5 đường Nguyễn Trãi
1/3 diện tích
2/3 số hộ đồng ý
trực 24/7
nhiệm vụ 5.1 đã xong
mục 3.2
lớp 5
phòng 203
tầng 2 nhà văn hóa
thửa 12 tờ bản đồ 5
diện tích 120 m2
thu nhập thấp
thu tiền rác
thu hồi đất
thu 5 triệu
bí thư có tiếp dân không
gửi thư cho chủ tịch
tôi buôn bán nhỏ
tới đâu để nộp đơn
đến phường gặp ai
từ đó đến giờ chưa trả lời
xưa nay vẫn thế
đến nay chưa giải quyết
hiện nay thủ tục thế nào
gần đây hay mất nước
sắp tới có gì mới
mấy hôm nay mất điện
mấy hôm trước tôi gửi đơn
vài ngày nữa
sinh năm 1975
ngày tháng năm sinh
năm học 2026-2027
quà tết cho hộ nghèo
tiền thưởng tết
Việt Nam
nam giới
cầu thang 2
anh Tuấn
chú Năm
mạng 5G
xin chào
cám ơn
qwerty
🙂🙂
5
13
2026
1 2 3
3-5 người
10-12 tuổi
cháu 5 tháng tuổi
thời hạn 3 tháng
hợp đồng 2 năm
đường Hai Bà Trưng
đường 30 mét
Công ty May 10
áo sáu túi
tối đa bao nhiêu
chiều cao
một chiều
sáng kiến kinh nghiệm
who chairs the dialogue
may I ask a question
march on
how many days
version 2.0
hello 24/24
tỷ lệ 50/50
huyết áp 12/8
quý vị đại biểu
quỹ người nghèo
quy định mới
chủ tịch đâu
ở đâu
ba má tôi
bà ba
hai ông bà
đầu tiên làm gì
cuối cùng thì sao
ngày càng nhiều
ngay lập tức
làm ngay 2 hộ chiếu
tháng ngày
ba mươi hộ
âm thanh lớn
rầm rộ
mong ông trả lời
mừng quá
cuộc sống
toi muon hoi thu tuc dat dai
tôi ở số nhà 12 đường 30 tháng 4
đường 30/4
phố 19/5
trường 19/5
công viên 30/4
bệnh viện 19-8
chương trình 135
dự án 13.5 tỷ
tỷ lệ 3/5
5/5 tiêu chí
xếp hạng 3/12
điểm 8.5
lãi 6.5%
giảm 20-30%
từ 5 đến 10 người
từ 18 đến 35 tuổi
18-35 tuổi
3 đến 5 ngày
trong 3 đến 5 ngày làm việc
5 ngày làm việc
sau 5 ngày làm việc
bao lâu thì có kết quả
thời gian bao lâu
1 tháng mấy lần
một năm mấy lần
một tuần mấy buổi
tuần mấy buổi
năm bao nhiêu lần
mỗi quý một lần
định kỳ 6 tháng
báo cáo 6 tháng và 1 năm
06 tháng, 01 năm theo quy định
hai bên gia đình
ba người con
tư vấn pháp luật
tu van phap luat
sau khi họp xong
trước khi họp
sau đó thì sao
tối thiểu 3 người
tới nơi rồi
toi khong biet
toi ten la mai
toi la Mai
ten toi la Tu
ông Tư
bà Sáu
anh Bảy
cô Ba
hộ ông Nguyễn Văn Năm
sáng tạo
bán hàng sáng
năm mươi triệu
nam muoi tuoi
bay gio
bây giờ
may gio hop
thu gom rac
thu hut dau tu
thu ba trieu
nộp thư
thứ tự ưu tiên
thứ nhất là gì
cấp lại sổ đỏ mất mấy ngày
chi phí 2 triệu rưỡi
covid 19
Win 10
iphone 15
CCCD 034075001234
stk 1903 5678 9012
mã hồ sơ H12.5.3-260511
mã DT-0519
TCD-0521
Zalo 0988-123-456
https://vn.net/2026/05/11/abc
a@b.com
thế kỷ 21
kế hoạch 2026-2030
một hai ngày nữa
2-3 ngày nữa
vài hôm nữa
"""

IMPOSSIBLE = """
13/13
29/2
29/2/2027
30/2/2026
31/2
31/4
32/5
5/13
ngày 31 tháng 6
ngày 32
tháng 13
từ 31/2 đến 5/3
"""


@pytest.mark.parametrize("text", NO_DATES.strip().splitlines())
def test_no_day_is_read_where_none_was_said(text: str) -> None:
    reading = read_dates(text, MONDAY)
    assert (reading.interval, reading.alternatives) == (None, ())


@pytest.mark.parametrize("text", IMPOSSIBLE.strip().splitlines())
def test_a_day_that_does_not_exist_is_not_guessed(text: str) -> None:
    reading = read_dates(text, MONDAY)
    assert (reading.interval, reading.alternatives) == (None, ())
