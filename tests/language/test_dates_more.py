"""More ways to say a day, a stretch and a time, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

MORE = """
lich tiep dan thu 5 || 2026-05-14
lịch tiếp dân thứ 5 này || 2026-05-14
lịch họp tuần này từ thứ 3 || 2026-05-12..2026-05-17 span
từ thứ 3 trở đi || 2026-05-12.. span
thứ sáu 15/5 || 2026-05-15
thứ 6 - 15/5 || 2026-05-15
thứ 6 (15/5/2026) || 2026-05-15
đối thoại 13/5-19/5 || 2026-05-13..2026-05-19 span
13/5 - 19/5/2026 || 2026-05-13..2026-05-19 span
từ 13 đến 19 tháng 5 || 2026-05-13..2026-05-19 span
từ ngày 13 đến ngày 19/5 || 2026-05-13..2026-05-19 span
từ ngày 13/5 đến ngày 19 || 2026-05-13..2026-05-19 span
trong khoảng từ 10/5 đến 20/5 || 2026-05-10..2026-05-20 span
giữa ngày 10/5 và 20/5 || 2026-05-10..2026-05-20 span
10/5 → 20/5 || 2026-05-10..2026-05-20 span
tháng 5 từ ngày 10 đến ngày 20 || 2026-05-10..2026-05-20 span
tháng sau từ ngày 5 đến ngày 10 || 2026-06-05..2026-06-10 span
từ ngày 5 đến ngày 10 tháng sau || 2026-06-05..2026-06-10 span
từ mùng 5 đến mùng 10 tháng 6 || 2026-06-05..2026-06-10 span
đầu tháng 5 đến cuối tháng 6 || 2026-05-01..2026-06-30 span
từ đầu tháng 6 đến cuối tháng 7 || 2026-06-01..2026-07-31 span
từ tuần này đến tuần sau || 2026-05-11..2026-05-24 span
từ tuần sau || 2026-05-18.. span
từ tháng sau || 2026-06-01.. span
đến tuần sau || ..2026-05-24 span
đến cuối tuần || ..2026-05-17 span
trước tuần sau || ..2026-05-17 span
trước tháng sau || ..2026-05-31 span
sau tháng 6 || 2026-07-01.. span
sau quý 2 || 2026-07-01.. span
sau năm 2026 || 2027-01-01.. span
trước năm 2027 || ..2026-12-31 span
hết tháng này || ..2026-05-31 span
trong quý 3 || 2026-07-01..2026-09-30 quarter
trong quý này || 2026-04-01..2026-06-30 quarter
trong tuần tới || 2026-05-18..2026-05-24 week
trong tuần sau || 2026-05-18..2026-05-24 week
trong ngày mai || 2026-05-12
trong hôm nay || 2026-05-11
trong ngày 13/5 || 2026-05-13
nội trong tuần này || 2026-05-11..2026-05-17 week
vào thứ 5 || 2026-05-14
vào lúc 8h thứ 5 || 2026-05-14 08:00
vào ngày 13 || 2026-05-13
vào tháng 6 || 2026-06-01..2026-06-30 month
vào cuối tháng || 2026-05-21..2026-05-31 span
vào dịp tết || 2027-02-06
dịp 30/4 || 2026-04-30
ngày 2 tháng 9 || 2026-09-02
2/9 || 2026-09-02
mùng 2 tháng 9 || 2026-09-02
8/3 || 2026-03-08
20/11 || 2025-11-20
1/6 || 2026-06-01
1-6 || 2026-06-01
01/06 || 2026-06-01
ngày 1/6 || 2026-06-01
30.4 || 2026-04-30
thứ 7 và chủ nhật || 2026-05-16 or 2026-05-17
thứ 7, chủ nhật tuần này || 2026-05-16 or 2026-05-17
thứ bảy chủ nhật || 2026-05-16 or 2026-05-17
T7, CN || 2026-05-16 or 2026-05-17
hai ngày nữa || 2026-05-13
10 hôm nữa || 2026-05-21
nửa tháng trước || 2026-04-26
một năm nữa || 2027-05-11
năm năm nữa || 2031-05-11
5 năm nữa || 2031-05-11
năm ngày trước || 2026-05-06
ba tuần sau || 2026-06-01
3 tuần sau || 2026-06-01
2 tháng sau || 2026-07-11
6 tháng sau || 2026-11-11
1 tuần sau || 2026-05-18
trong 1 tuần tới || 2026-05-11..2026-05-18 span
trong một tháng tới || 2026-05-11..2026-06-11 span
trong vòng 3 tháng tới || 2026-05-11..2026-08-11 span
trong 30 ngày tới || 2026-05-11..2026-06-10 span
trong 5 ngày nữa || 2026-05-11..2026-05-16 span
30 ngày qua || 2026-04-11..2026-05-11 span
tháng qua || 2026-04-01..2026-04-30 month
năm vừa rồi || 2025-01-01..2025-12-31 year
tuần trước nữa || 2026-04-27..2026-05-03 week
năm kia || 2024-01-01..2024-12-31 year
năm sau nữa || 2028-01-01..2028-12-31 year
quý sau nữa || 2026-10-01..2026-12-31 quarter
hôm kìa || 2026-05-08
ngày kìa || 2026-05-14
bữa mốt || 2026-05-13
sáng mốt || 2026-05-13 morning
chiều mốt || 2026-05-13 afternoon
tối mai || 2026-05-12 evening
trưa nay || 2026-05-11 noon
khuya nay || 2026-05-11 evening
tối thứ bảy tuần này || 2026-05-16 evening
sáng sớm mai || 2026-05-12 morning
sáng mùng 1 tết || 2027-02-06 morning
sáng rằm || 2026-05-31 morning
8h sáng 13/5 || 2026-05-13 morning 08:00
8 giờ sáng ngày 13 tháng 5 || 2026-05-13 morning 08:00
7h30-11h30 thứ 5 || 2026-05-14 07:30
7h30 đến 11h30 thứ 5 || 2026-05-14 07:30
từ 7h30 thứ 5 || 2026-05-14 07:30
sau 17h || - 17:00
trước 8h sáng mai || ..2026-05-12 span morning 08:00
8h tối mai || 2026-05-12 evening 20:00
12h trưa || - noon 12:00
12h đêm nay || - evening 00:00
1h chiều thứ 2 || 2026-05-11 afternoon 13:00
13h00 || - 13:00
13h 13/5 || 2026-05-13 13:00
9g sáng thứ 3 || 2026-05-12 morning 09:00
9g30 t3 || 2026-05-12 09:30
10 giờ kém 15 || - 09:45
5 giờ chiều || - afternoon 17:00
5h || - 05:00
lúc 5h ngày 5/5 || 2026-05-05 05:00
8:30 sáng mai || 2026-05-12 morning 08:30
8h30' sáng || - morning 08:30
tuần sau từ thứ 2 đến thứ 4 || 2026-05-18..2026-05-20 span
từ ngày 10 đến ngày 20 || 2026-06-10..2026-06-20 span
tháng 6 sau ngày 15 || 2026-06-16..2026-06-30 span
trong tháng sau, trước ngày 10 || 2026-06-01..2026-06-09 span
1 giờ kém 10 || - 00:50
thu sau tuan sau || 2026-05-22
thu tu tuan toi || 2026-05-20
tuan sau thu sau || 2026-05-22
thứ Sáu tuần Sau || 2026-05-22
t6 tuần sau || 2026-05-22
lich t6 || 2026-05-15
lịch tháng t6 || 2026-06-01..2026-06-30 month
thang t6 || 2026-06-01..2026-06-30 month
cuối tuần sau nữa || 2026-05-30..2026-05-31 span
đầu tuần này || 2026-05-11..2026-05-12 span
tuần sau nửa || 2026-05-25..2026-05-31 week
3 ngày nửa || 2026-05-14
2 tuần nửa || 2026-05-25
ngày 5 tây || 2026-06-05
ngay 20/5 nay || 2026-05-20
lịch ngày 5 || 2026-06-05
lịch mùng 5 || 2026-06-05
ngày 5/6/2026 và 7/6/2026 || 2026-06-05 or 2026-06-07
ngày 5, 6, 7 tháng 6 || 2026-06-05 or 2026-06-06 or 2026-06-07
5,6,7/6 || 2026-06-05 or 2026-06-06 or 2026-06-07
ngày 5-7/6 || 2026-06-05..2026-06-07 span
5/6-7/6 || 2026-06-05..2026-06-07 span
05/6 || 2026-06-05
5/06 || 2026-06-05
ngày 05 tháng 06 || 2026-06-05
5 tháng 6 || 2026-06-05
5 thang 6 2026 || 2026-06-05
5 tháng 6, 2026 || 2026-06-05
ngày 5/tháng 6 || 2026-06-05
ngày 5 - 6 || 2026-06-05
ngày 13 tháng 5 năm nay || 2026-05-13
ngày 13/5 năm sau || 2027-05-13
ngày 13/5 năm 2027 || 2027-05-13
13/5 năm ngoái || 2025-05-13
ngay 13 thang nay || 2026-05-13
hôm thứ 5 || 2026-05-14
hôm thứ 5 vừa rồi || 2026-05-07
thứ 5 vừa qua || 2026-05-07
thứ 5 trước || 2026-05-07
thứ 5 tuần rồi || 2026-05-07
thứ năm tuần qua || 2026-05-07
thứ năm này || 2026-05-14
thứ năm tới || 2026-05-14
thứ năm sau || 2026-05-21
chủ nhật vừa rồi || 2026-05-10
chủ nhật trước || 2026-05-10
cuối tuần rồi || 2026-05-09..2026-05-10 span
cuối tuần vừa rồi || 2026-05-09..2026-05-10 span
cuối tháng trước || 2026-04-21..2026-04-30 span
đầu tháng này || 2026-05-01..2026-05-10 span
cuối tháng 2 || 2026-02-21..2026-02-28 span
cuối tháng 2/2028 || 2028-02-21..2028-02-29 span
giữa tháng này || 2026-05-11..2026-05-20 span
đầu tháng 12 || 2025-12-01..2025-12-10 span
quý II và quý III || 2026-04-01..2026-06-30 quarter or 2026-07-01..2026-09-30 quarter
tháng này và tháng sau || 2026-05-01..2026-05-31 month or 2026-06-01..2026-06-30 month
năm nay và năm sau || 2026-01-01..2026-12-31 year or 2027-01-01..2027-12-31 year
6 tháng đầu năm ngoái || 2025-01-01..2025-06-30 half
sáu tháng đầu năm 2027 || 2027-01-01..2027-06-30 half
6 tháng đầu || 2026-01-01..2026-06-30 half
6 tháng cuối || 2026-07-01..2026-12-31 half
nửa đầu năm 2027 || 2027-01-01..2027-06-30 half
nửa năm đầu || 2026-01-01..2026-06-30 half
nửa năm cuối 2026 || 2026-07-01..2026-12-31 half
hai quý đầu năm || 2026-01-01..2026-06-30 half
lễ 30/4 || 2026-04-30
ngày 30/4 và 1/5 || 2026-04-30 or 2026-05-01
30/4-1/5 || 2026-04-30..2026-05-01 span
30/4 - 3/5 || 2026-04-30..2026-05-03 span
mai là 12/5 || 2026-05-12
hôm nay 11/5 || 2026-05-11
ngày mai 12/5 || 2026-05-12
ngày mai, thứ 3, 12/5 || 2026-05-12
thứ 3 tuần này (12/5) || 2026-05-12
thứ 3 tuần sau (19/5) || 2026-05-19
thứ 4 tuần sau (19/5) || 2026-05-20 or 2026-05-19
buổi tối thứ 5 tuần sau lúc 19h30 || 2026-05-21 evening 19:30
từ 19h30 đến 21h ngày 23/4 || 2026-04-23 19:30
8h00 ngày 13/05/2026 || 2026-05-13 08:00
13/05/2026 08:00 || 2026-05-13 08:00
08:00 - 13/05/2026 || 2026-05-13 08:00
2026-05-13 08:00 || 2026-05-13 08:00
2026-05-13T08:00 || 2026-05-13 08:00
two weeks ago || 2026-04-27
tháng t6 || 2026-06-01..2026-06-30 month
"""


@pytest.mark.parametrize(("text", "days"), rows(MORE))
def test_a_way_of_saying_it_is_read(text: str, days: str) -> None:
    assert read(text) == days
