"""Days, months, quarters and years by name, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

DAYS = """
ngày 20 || 2026-05-20
hôm 20 || 2026-05-20
ngày 20 tháng sau || 2026-06-20
đầu tháng 6/2026 || 2026-06-01..2026-06-10 span
hai mươi mốt tháng sáu || 2026-06-21
ngày mười lăm tháng bảy || 2026-07-15
8h ngày 20/5 || 2026-05-20 08:00
th5 tuần sau || 2026-05-21
tháng 6/2026 có gì || 2026-06-01..2026-06-30 month
Ngày 13 tháng 05 năm 2026 || 2026-05-13
hôm 13 || 2026-05-13
tháng 6-8 || 2026-06-01..2026-08-31 span
giai đoạn 2026-2030 || 2026-01-01..2030-12-31 span
năm 2026-2030 || 2026-01-01..2030-12-31 span
lúc 14 giờ ngày 13/5 || 2026-05-13 14:00
ngày 30 tháng sau || 2026-06-30
ngày 5 tháng 6 tới || 2026-06-05
ngày 5/6 này || 2026-06-05
ngày 5/6 tới || 2026-06-05
5/6 vừa rồi || 2025-06-05
ngày 9/4 vừa qua || 2026-04-09
tháng 10/2026 || 2026-10-01..2026-10-31 month
ngày mười ba tháng năm || 2026-05-13
ngày hai mươi || 2026-05-20
ngày hai mốt tháng sáu || 2026-06-21
ngày ba mươi mốt tháng mười hai || 2025-12-31
13 tháng5 || 2026-05-13
ngày 13-5 || 2026-05-13
ngày 3.6 || 2026-06-03
hôm 3-6 || 2026-06-03
13/5/2026 lúc 8h || 2026-05-13 08:00
sáng 13/5 || 2026-05-13 morning
chiều 13/5 có họp k || 2026-05-13 afternoon
tối 13/5 || 2026-05-13 evening
ngày một || 2026-06-01
sáng ngày 13/5 || 2026-05-13 morning
ngày 13-15 || 2026-05-13..2026-05-15 span
"""

SPANS = """
tháng 6 năm sau || 2027-06-01..2027-06-30 month
tháng 12 năm ngoái || 2025-12-01..2025-12-31 month
quý 4 || 2026-10-01..2026-12-31 quarter
cuối quý này || 2026-06-01..2026-06-30 month
nửa đầu năm || 2026-01-01..2026-06-30 half
9 tháng đầu năm || 2026-01-01..2026-09-30 span
sang năm || 2027-01-01..2027-12-31 year
hết tháng 6 || ..2026-06-30 span
trong tháng 6 có những buổi nào || 2026-06-01..2026-06-30 month
năm 2025 || 2025-01-01..2025-12-31 year
6 tháng đầu năm 2026 || 2026-01-01..2026-06-30 half
đầu năm sau || 2027-01-01..2027-03-31 span
quý I năm 2027 || 2027-01-01..2027-03-31 quarter
6 tháng cuối năm || 2026-07-01..2026-12-31 half
nửa cuối năm || 2026-07-01..2026-12-31 half
năm ngày nữa || 2026-05-16
tháng tư || 2026-04-01..2026-04-30 month
tháng năm || 2026-05-01..2026-05-31 month
tháng năm năm nay || 2026-05-01..2026-05-31 month
tháng mười một || 2026-11-01..2026-11-30 month
hồi tháng 4 họp gì || 2026-04-01..2026-04-30 month
tháng 4 vừa rồi có gì || 2026-04-01..2026-04-30 month
tháng 4 vừa qua || 2026-04-01..2026-04-30 month
tháng 6 tới có mấy buổi đối thoại || 2026-06-01..2026-06-30 month
tháng 6 này || 2026-06-01..2026-06-30 month
những ngày đầu tháng 6 || 2026-06-01..2026-06-10 span
bắt đầu tháng 6 || 2026-06-01..2026-06-30 month
cả tháng 6 || 2026-06-01..2026-06-30 month
đầu quý 3 || 2026-07-01..2026-07-31 month
cuối quý 2 || 2026-06-01..2026-06-30 month
giữa năm || 2026-04-01..2026-09-30 span
đầu năm nay || 2026-01-01..2026-03-31 span
cuối năm ngoái || 2025-10-01..2025-12-31 span
cuối năm 2026 || 2026-10-01..2026-12-31 span
năm trước || 2025-01-01..2025-12-31 year
năm tới || 2027-01-01..2027-12-31 year
quý trước || 2026-01-01..2026-03-31 quarter
quý vừa rồi || 2026-01-01..2026-03-31 quarter
quý này || 2026-04-01..2026-06-30 quarter
qúy 2 || 2026-04-01..2026-06-30 quarter
quí 3 || 2026-07-01..2026-09-30 quarter
quý IV || 2026-10-01..2026-12-31 quarter
quý ba || 2026-07-01..2026-09-30 quarter
2 năm nữa || 2028-05-11
1 năm trước || 2025-05-11
3 quý nữa || 2027-02-11
nửa năm nữa || 2026-11-11
trong năm nay || 2026-01-01..2026-12-31 year
tháng 5 này || 2026-05-01..2026-05-31 month
tháng 5 năm nay || 2026-05-01..2026-05-31 month
tháng 5 năm ngoái || 2025-05-01..2025-05-31 month
tháng 12 tới || 2026-12-01..2026-12-31 month
tháng 3 năm sau || 2027-03-01..2027-03-31 month
đầu tháng 3 sang năm || 2027-03-01..2027-03-10 span
cuối tháng 6 năm 2026 || 2026-06-21..2026-06-30 span
giữa tháng 7 tới || 2026-07-11..2026-07-20 span
nửa đầu tháng 6 || 2026-06-01..2026-06-15 span
tuần đầu tháng 6 || 2026-06-01..2026-06-07 span
ngày cuối cùng của tháng 6 || 2026-06-30
3 tháng đầu năm || 2026-01-01..2026-03-31 span
3 tháng cuối năm 2026 || 2026-10-01..2026-12-31 span
sáu tháng cuối năm || 2026-07-01..2026-12-31 half
06 tháng đầu năm 2026 || 2026-01-01..2026-06-30 half
quý 2 năm nay || 2026-04-01..2026-06-30 quarter
quý II năm 2026 || 2026-04-01..2026-06-30 quarter
quý 1 năm sau || 2027-01-01..2027-03-31 quarter
quý đầu năm || 2026-01-01..2026-03-31 span
cuối quý || 2026-06-01..2026-06-30 month
quý tới || 2026-07-01..2026-09-30 quarter
tháng sáu năm 2026 || 2026-06-01..2026-06-30 month
"""

LUNAR = """
mùng 5 || 2026-06-05
ngày mồng năm || 2026-06-05
mùng 5 tháng 5 âm || 2026-06-19
30 tết || 2027-02-05
tháng chạp || 2025-12-01..2025-12-31 month
trước tết || ..2027-02-05 span
sau tết || 2027-02-07.. span
quốc khánh || 2026-09-02
giao thừa || 2027-02-05
tết dương lịch || 2027-01-01
tết năm 2028 || 2028-01-26
rằm tháng này || 2026-05-01
rằm tháng sau || 2026-05-31
rằm tháng bảy || 2026-08-27
mùng 1 tết || 2027-02-06
tháng 7 âm lịch || 2026-05-23
10/3/2027 âm lịch || 2027-04-16
mùng một || 2026-05-17
mồng 1 tháng sau || 2026-05-17
rằm này || 2026-05-31
rằm tới || 2026-05-31
ngày rằm || 2026-05-31
10/3 âl || 2027-04-16
29 tết || 2027-02-05
tết này || 2027-02-06
tết năm sau || 2027-02-06
từ mùng 1 đến mùng 5 tết || 2026-05-17..2027-02-10 span
sau rằm || 2026-06-01.. span
mùng mười || 2026-06-10
mồng 8 tháng 3 || 2026-03-08
mùng 1 tháng 6 || 2026-06-01
mùng 2/9 || 2026-09-02
ngày mùng 1/6 || 2026-06-01
mùng 1 âm || 2026-05-17
15 âm lịch || 2026-05-31
ngày 15 âm || 2026-05-31
15/7 âm || 2026-08-27
rằm tháng 7 âm lịch || 2026-08-27
rằm tháng chạp || 2027-01-22
23 tháng chạp || 2027-01-30
ngày 10 tháng 3 âm lịch năm 2027 || 2027-04-16
tháng giêng âm lịch || 2027-02-06..2027-03-07 month
mồng năm tháng giêng || 2027-02-10
giỗ tổ hùng vương || 2027-04-16
giỗ tổ || 2027-04-16
tết trung thu || 2026-09-25
tết nguyên đán 2027 || 2027-02-06
tết âm lịch || 2027-02-06
tết ta || 2027-02-06
trước tết nguyên đán || ..2027-02-05 span
mùng 1 || 2026-05-17
mùng 1 tháng sau || 2026-05-17
mồng 1 tết || 2027-02-06
rằm tháng giêng || 2027-02-20
"""


@pytest.mark.parametrize(("text", "days"), rows(DAYS))
def test_a_day_of_the_calendar_is_read_in_every_form(text: str, days: str) -> None:
    assert read(text) == days


@pytest.mark.parametrize(("text", "days"), rows(SPANS))
def test_months_quarters_and_years_are_whole(text: str, days: str) -> None:
    assert read(text) == days


@pytest.mark.parametrize(("text", "days"), rows(LUNAR))
def test_lunar_words_follow_the_lunar_calendar(text: str, days: str) -> None:
    assert read(text) == days
