"""Dates typed without diacritics, glued and shortened, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

PLAIN = """
13/5-27/5 || 2026-05-13..2026-05-27 span
6/2026 || 2026-06-01..2026-06-30 month
thu 6 tuan sau || 2026-05-22
thang toi || 2026-06-01..2026-06-30 month
toi thu 6 || 2026-05-15 evening
tuan toi || 2026-05-18..2026-05-24 week
t5 tuan sau || 2026-05-21
chu nhat || 2026-05-17
hqua || 2026-05-10
thangnay || 2026-05-01..2026-05-31 month
14g30 || - 14:30
trung thu || 2026-09-25
30/4 || 2026-04-30
nam sau || 2027-01-01..2027-12-31 year
t1 || 2026-01-01..2026-01-31 month
29/2/2028 || 2028-02-29
th5 || 2026-05-14 or 2026-05-01..2026-05-31 month
cho hoi thu sau nay co tiep dan k || 2026-05-15
mai co tiep dan khong || 2026-05-12
hnay co ai tiep dan hk || 2026-05-11
t4 tuan sau nua || 2026-05-27
cuoi tuan nay co doi thoai k || 2026-05-16..2026-05-17 span
lich t5, t6 || 2026-05-14 or 2026-05-15
quy 3/2026 || 2026-07-01..2026-09-30 quarter
6 thang dau nam nay || 2026-01-01..2026-06-30 half
2 tuan toi || 2026-05-11..2026-05-25 span
nam ngay nua || 2026-05-16
ngay 13 thang 5 nam 2026 || 2026-05-13
ngay 13.5 || 2026-05-13
13/5/26 || 2026-05-13
thu 4 13/5 || 2026-05-13
ram thang gieng || 2027-02-20
ram thang 7 || 2026-08-27
mung 5 thang 5 am lich || 2026-06-19
15/8 am lich || 2026-09-25
mung 3 tet || 2027-02-08
thang tu || 2026-04-01..2026-04-30 month
thang nam || 2026-05-01..2026-05-31 month
thang sau || 2026-06-01..2026-06-30 month
thang sau nam nay || 2026-06-01..2026-06-30 month
thang muoi hai || 2025-12-01..2025-12-31 month
13 th5 || 2026-05-13
o dau thang nay || 2026-05-01..2026-05-31 month
TUAN SAU || 2026-05-18..2026-05-24 week
tu ngay 10 den ngay 20 thang 6 || 2026-06-10..2026-06-20 span
tu thu 2 den thu 6 || 2026-05-11..2026-05-15 span
tu thu 2 toi thu 6 tuan sau || 2026-05-18..2026-05-22 span
14h 13/5 || 2026-05-13 14:00
toi thu 7 tuan nay || 2026-05-16 evening
toi nay co hop khong || 2026-05-11 evening
cuoi tuan sau || 2026-05-23..2026-05-24 span
cuoi nam nay || 2026-10-01..2026-12-31 span
nam 2027 || 2027-01-01..2027-12-31 year
ngay 31 || 2026-05-31
cn tuan sau || 2026-05-24
chu nhat nay || 2026-05-17
T2 || 2026-05-11
T7 || 2026-05-16
thu sau || 2026-05-15
thu bay || 2026-05-16
thu tu tuan nay || 2026-05-13
tuan sau t5 || 2026-05-21
13/5 hay 19/5 || 2026-05-13 or 2026-05-19
13/5, 19/5 || 2026-05-13 or 2026-05-19
27/5 || 2026-05-27
q3/2026 || 2026-07-01..2026-09-30 quarter
Q.3 || 2026-07-01..2026-09-30 quarter
t10 || 2026-10-01..2026-10-31 month
T12/2026 || 2026-12-01..2026-12-31 month
thang 10-2026 || 2026-10-01..2026-10-31 month
thg 6 || 2026-06-01..2026-06-30 month
th6/2026 || 2026-06-01..2026-06-30 month
13.05.2026 || 2026-05-13
13-05-2026 || 2026-05-13
13 / 5 || 2026-05-13
13/ 5 / 2026 || 2026-05-13
13-5 || 2026-05-13
2026/05/13 || 2026-05-13
8:00 13/5/2026 || 2026-05-13 08:00
T5, 14/5 || 2026-05-14
toi 13/5 || 2026-05-13 evening
ngay mot || 2026-05-13
bua nay || 2026-05-11
hum nay || 2026-05-11
hum wa || 2026-05-10
hom wa || 2026-05-10
toi mai || 2026-05-12 evening
sang nay || 2026-05-11 morning
thu hai nay || 2026-05-11
t2-t6 || 2026-05-11..2026-05-15 span
cn || 2026-05-17
thu 6 || 2026-05-15
thu sau nay || 2026-05-15
thu 3 nay || 2026-05-12
thu bay tuan nay || 2026-05-16
thu nam tuan sau || 2026-05-21
thu nam tuan toi || 2026-05-21
thu hai tuan truoc || 2026-05-04
thu tu tuan sau nua || 2026-05-27
chu nhat tuan toi || 2026-05-24
tuan nay || 2026-05-11..2026-05-17 week
tuan truoc || 2026-05-04..2026-05-10 week
tuan vua roi || 2026-05-04..2026-05-10 week
tuan qua || 2026-05-04..2026-05-10 week
thang nay || 2026-05-01..2026-05-31 month
thang truoc || 2026-04-01..2026-04-30 month
thang vua roi || 2026-04-01..2026-04-30 month
thang toi co gi || 2026-06-01..2026-06-30 month
thang ba || 2026-03-01..2026-03-31 month
thang bay || 2026-07-01..2026-07-31 month
thang tam || 2026-08-01..2026-08-31 month
thang chin || 2026-09-01..2026-09-30 month
thang muoi || 2026-10-01..2026-10-31 month
thang muoi mot || 2026-11-01..2026-11-30 month
dau thang || 2026-05-01..2026-05-10 span
dau thang toi || 2026-06-01..2026-06-10 span
cuoi thang nay || 2026-05-21..2026-05-31 span
giua thang 6 || 2026-06-11..2026-06-20 span
cuoi nam || 2026-10-01..2026-12-31 span
dau nam sau || 2027-01-01..2027-03-31 span
ngay 20 thang nay || 2026-05-20
ngay 20 thang toi || 2026-06-20
mung 5 || 2026-06-05
mung mot tet || 2027-02-06
ram thang bay || 2026-08-27
5 ngay nua || 2026-05-16
10 ngay toi || 2026-05-11..2026-05-21 span
trong 10 ngay toi || 2026-05-11..2026-05-21 span
hai tuan nua || 2026-05-25
ba thang nua || 2026-08-11
1 thang truoc || 2026-04-11
tu 10 den 20/5 || 2026-05-10..2026-05-20 span
tu 13/5 toi 27/5 || 2026-05-13..2026-05-27 span
tu ngay 13/5 || 2026-05-13.. span
truoc ngay 20/5 || ..2026-05-19 span
sau ngay 20/5 || 2026-05-21.. span
den ngay 20/5 || ..2026-05-20 span
tu nay den cuoi nam || 2026-05-11..2026-12-31 span
tu thang 6 den thang 8 || 2026-06-01..2026-08-31 span
hom qua || 2026-05-10
hom kia || 2026-05-09
ngay kia || 2026-05-13
ngay mai || 2026-05-12
mai || 2026-05-12
nam nay || 2026-01-01..2026-12-31 year
nam toi || 2027-01-01..2027-12-31 year
nam truoc || 2025-01-01..2025-12-31 year
nam 2026 || 2026-01-01..2026-12-31 year
quy 2 || 2026-04-01..2026-06-30 quarter
quy ii || 2026-04-01..2026-06-30 quarter
quy nay || 2026-04-01..2026-06-30 quarter
quy toi || 2026-07-01..2026-09-30 quarter
6 thang dau nam || 2026-01-01..2026-06-30 half
6 thang cuoi nam 2026 || 2026-07-01..2026-12-31 half
"""


@pytest.mark.parametrize(("text", "days"), rows(PLAIN))
def test_position_decides_where_marks_are_missing(text: str, days: str) -> None:
    assert read(text) == days
