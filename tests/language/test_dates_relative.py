"""Days counted from today, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

RELATIVE = """
20 tháng này || 2026-05-20
20 của tháng này || 2026-05-20
cuối t6 || 2026-06-21..2026-06-30 span
tháng nầy || 2026-05-01..2026-05-31 month
tuần nay || 2026-05-11..2026-05-17 week
ngày mại || 2026-05-12
giá xăng hôm nay bao nhiêu || 2026-05-11
5 ngày trước || 2026-05-06
cách đây 2 tuần || 2026-04-27
2 tháng nữa || 2026-07-11
tối nay lúc 19h30 || 2026-05-11 evening 19:30
nửa tháng nữa || 2026-05-26
sang tuần || 2026-05-18..2026-05-24 week
đầu tuần sau || 2026-05-18..2026-05-19 span
giữa tuần || 2026-05-13..2026-05-14 span
tuần rồi || 2026-05-04..2026-05-10 week
tuần vừa qua || 2026-05-04..2026-05-10 week
3 ngày qua || 2026-05-08..2026-05-11 span
buổi tối || - evening
mai có tiếp dân không || 2026-05-12
mai em lên phường được không || 2026-05-12
nay có lịch tiếp dân ko || 2026-05-11
khoảng giữa tháng sau || 2026-06-11..2026-06-20 span
trong 2 tuần tới || 2026-05-11..2026-05-25 span
15 ngày tới || 2026-05-11..2026-05-26 span
1 tuần nữa || 2026-05-18
ba ngày nữa || 2026-05-14
mười lăm ngày nữa || 2026-05-26
hai tuần trước || 2026-04-27
3 hôm trước || 2026-05-08
3 hôm nữa || 2026-05-14
tháng sau || 2026-06-01..2026-06-30 month
ở đâu tháng này có đối thoại || 2026-05-01..2026-05-31 month
đối thoại ở đâu tuần sau || 2026-05-18..2026-05-24 week
khách hàng tháng này || 2026-05-01..2026-05-31 month
trong cả tuần này || 2026-05-11..2026-05-17 week
lịch làm việc tuần này || 2026-05-11..2026-05-17 week
Tuần Này || 2026-05-11..2026-05-17 week
tuần   sau || 2026-05-18..2026-05-24 week
sáng mai 8h || 2026-05-12 morning 08:00
8h sáng mai || 2026-05-12 morning 08:00
8h30 ngày mai || 2026-05-12 08:30
trưa mai || 2026-05-12 noon
chiều nay || 2026-05-11 afternoon
cuối tuần trước || 2026-05-09..2026-05-10 span
cuối tuần tới || 2026-05-23..2026-05-24 span
đầu tuần || 2026-05-11..2026-05-12 span
giữa tuần sau || 2026-05-20..2026-05-21 span
tháng trước nữa || 2026-03-01..2026-03-31 month
một tháng nữa || 2026-06-11
hai tháng trước || 2026-03-11
trong vòng 7 ngày tới || 2026-05-11..2026-05-18 span
nửa cuối tháng này || 2026-05-16..2026-05-31 span
tuần cuối của tháng || 2026-05-25..2026-05-31 span
ngày cuối tháng || 2026-05-31
ngày đầu tiên của tháng sau || 2026-06-01
6 tháng tới || 2026-05-11..2026-11-11 span
6 tháng qua || 2025-11-11..2026-05-11 span
6 tháng nữa || 2026-11-11
ngày kia có họp không || 2026-05-13
ngày mốt họp mấy giờ || 2026-05-13
bữa nay || 2026-05-11
bữa qua || 2026-05-10
bữa kia || 2026-05-09
sáng nay || 2026-05-11 morning
sáng qua || 2026-05-10 morning
tối qua || 2026-05-10 evening
đêm qua || 2026-05-10 evening
tối hôm qua || 2026-05-10 evening
sáng hôm nay || 2026-05-11 morning
chiều ngày mai || 2026-05-12 afternoon
chiều ngay mai || 2026-05-12 afternoon
sáng ngày kia || 2026-05-13 morning
tuần sắp tới || 2026-05-18..2026-05-24 week
"""

WEEKDAYS = """
thứ 3 tuần sau đối thoại với ai || 2026-05-19
thứ hai đầu tiên của tháng 6 || 2026-06-01
thứ sáu cuối cùng của tháng này || 2026-05-29
tuần sau có buổi nào thứ 5 không || 2026-05-21
t7 này || 2026-05-16
cn này || 2026-05-17
thứ5 || 2026-05-14
thứ ba tuan sau || 2026-05-19
THỨ BA TUẦN SAU || 2026-05-19
từ nay đến thứ 6 || 2026-05-11..2026-05-15 span
thứ 6 này || 2026-05-15
thứ 6 tới || 2026-05-15
thứ 2 tới || 2026-05-18
thứ 2 vừa rồi || 2026-05-04
thứ 2, 4, 6 tuần sau || 2026-05-18 or 2026-05-20 or 2026-05-22
thứ 2 đến thứ 6 || 2026-05-11..2026-05-15 span
sáng thứ 5 tuần sau || 2026-05-21 morning
t6 tới || 2026-05-15
thứ 2 đầu tiên của tháng 6 || 2026-06-01
ngày mai là thứ mấy || 2026-05-12
tôi đến thứ 6 được không || 2026-05-15
chiều thứ 4 tuần sau nữa || 2026-05-27 afternoon
thứ tư ngày 13/5 || 2026-05-13
thứ tư, ngày 13 tháng 5 || 2026-05-13
thứ tư (13/5) || 2026-05-13
ngày 13/5 thứ 4 || 2026-05-13
từ thứ 2 tuần sau || 2026-05-18.. span
trước thứ 6 || ..2026-05-14 span
thứ 3 tuần sau || 2026-05-19
THỨ 5 TUẦN TỚI || 2026-05-21
thứ 2 - thứ 6 || 2026-05-11..2026-05-15 span
8 giờ 30 phút thứ Sáu || 2026-05-15 08:30
tám giờ sáng thứ hai || 2026-05-11 morning 08:00
2 giờ chiều thứ 4 || 2026-05-13 afternoon 14:00
tối thứ 7 || 2026-05-16 evening
sáng chủ nhật || 2026-05-17 morning
chủ nhật tuần sau || 2026-05-24
chủ nhật này || 2026-05-17
CHỦ NHẬT || 2026-05-17
t2 tới || 2026-05-18
t 3 tuần sau || 2026-05-19
thứ bẩy || 2026-05-16
thứ bảy này || 2026-05-16
thứ sáu || 2026-05-15
thứ tư tuần trước || 2026-05-06
thứ hai tuần sau nữa || 2026-05-25
thứ 5 tuần này || 2026-05-14
thứ 5 của tuần sau || 2026-05-21
tuần sau thứ 5 || 2026-05-21
tuần sau, vào thứ 5 || 2026-05-21
thứ 2 hoặc thứ 4 tuần sau || 2026-05-18 or 2026-05-20
từ sáng thứ 2 đến chiều thứ 6 || 2026-05-11..2026-05-15 span
ngày mai hoặc thứ 6 || 2026-05-12 or 2026-05-15
từ hôm nay đến thứ 6 || 2026-05-11..2026-05-15 span
từ mai đến chủ nhật || 2026-05-12..2026-05-17 span
sau thứ 6 || 2026-05-16.. span
thứ 5 14-5 || 2026-05-14
thứ 5, ngày 14 tháng 5 năm 2026 || 2026-05-14
thứ 2 tới đây || 2026-05-18
thứ 2 sắp tới || 2026-05-18
thứ hai này || 2026-05-11
thứ 3 và thứ 5 || 2026-05-12 or 2026-05-14
thứ 3, thứ 5 tuần này || 2026-05-12 or 2026-05-14
thứ 3,5 tuần sau || 2026-05-19 or 2026-05-21
t3 t5 tuần sau || 2026-05-19 or 2026-05-21
từ thứ 3 đến thứ 5 tuần sau || 2026-05-19..2026-05-21 span
thứ 3 tuần này đến thứ 5 tuần sau || 2026-05-12..2026-05-21 span
từ t2 đến t6 || 2026-05-11..2026-05-15 span
T2 - T6 tuần sau || 2026-05-18..2026-05-22 span
thứ 2 đến chủ nhật || 2026-05-11..2026-05-17 span
thứ ba hay thứ tư || 2026-05-12 or 2026-05-13
CN tới || 2026-05-17
CN tuần này || 2026-05-17
chủ nhật tới || 2026-05-17
chúa nhật || 2026-05-17
từ thứ 2 đến thứ 6 tuần sau || 2026-05-18..2026-05-22 span
"""


@pytest.mark.parametrize(("text", "days"), rows(RELATIVE))
def test_days_are_counted_from_today(text: str, days: str) -> None:
    assert read(text) == days


@pytest.mark.parametrize(("text", "days"), rows(WEEKDAYS))
def test_a_weekday_is_the_next_one_or_that_of_the_week_said(text: str, days: str) -> None:
    assert read(text) == days
