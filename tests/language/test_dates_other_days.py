"""The same words on other days: around the new year, around Tết, on a weekend, in a leap month."""

from datetime import date

import pytest

from tests.language.readings import read, rows

ON_2025_07_01 = """
rằm tháng 6 || 2025-07-09
"""

ON_2025_08_01 = """
rằm tháng 6 || 2026-07-28
rằm || 2025-08-08
1/6 âm lịch || 2026-07-14
"""

ON_2026_02_16 = """
tết || 2026-02-17
mai || 2026-02-17
mùng 1 tết || 2026-02-17
giao thừa || 2026-02-16
30 tết || 2026-02-16
29 tết || 2026-02-16
mùng 1 || 2026-02-17
rằm || 2026-03-03
mùng 3 tết || 2026-02-19
tháng này || 2026-02-01..2026-02-28 month
rằm tháng giêng || 2026-03-03
sau tết || 2026-02-18.. span
trước tết || ..2026-02-16 span
"""

ON_2026_02_17 = """
tết || 2026-02-17
mùng 1 tết || 2026-02-17
mùng 1 || 2026-02-17
giao thừa || 2027-02-05
mùng 10 tháng 3 âm lịch || 2026-04-26
rằm tháng sau || 2026-04-02
"""

ON_2026_05_16 = """
cuối tuần || 2026-05-16..2026-05-17 span
thứ 6 || 2026-05-22
thứ 7 || 2026-05-16
thứ 7 tới || 2026-05-23
thứ 7 này || 2026-05-16
thứ 6 tuần này || 2026-05-15
chủ nhật tuần này || 2026-05-17
"""

ON_2026_05_17 = """
cuối tuần || 2026-05-16..2026-05-17 span
cuối tuần này || 2026-05-16..2026-05-17 span
tuần này || 2026-05-11..2026-05-17 week
tuần sau || 2026-05-18..2026-05-24 week
mai || 2026-05-18
chủ nhật || 2026-05-17
"""

ON_2026_08_31 = """
6 tháng nữa || 2027-02-28
tháng 2 || 2027-02-01..2027-02-28 month
29/2 || -
"""

ON_2026_12_30 = """
mai || 2026-12-31
ngày kia || 2027-01-01
tuần này || 2026-12-28..2027-01-03 week
tuần sau || 2027-01-04..2027-01-10 week
tháng sau || 2027-01-01..2027-01-31 month
tháng này || 2026-12-01..2026-12-31 month
quý sau || 2027-01-01..2027-03-31 quarter
quý 1 || 2027-01-01..2027-03-31 quarter
quý 4 || 2026-10-01..2026-12-31 quarter
tháng 1 || 2027-01-01..2027-01-31 month
tháng 12 || 2026-12-01..2026-12-31 month
tháng 6 || 2027-06-01..2027-06-30 month
5/1 || 2027-01-05
25/12 || 2026-12-25
30/6 || 2027-06-30
1/7 || 2026-07-01
29/6 || 2027-06-29
ngày 5 || 2027-01-05
ngày 31 || 2026-12-31
ngày 30 || 2026-12-30
mùng 2 || 2027-01-02
cuối năm || 2026-10-01..2026-12-31 span
đầu năm sau || 2027-01-01..2027-03-31 span
6 tháng đầu năm sau || 2027-01-01..2027-06-30 half
3 ngày nữa || 2027-01-02
trong 10 ngày tới || 2026-12-30..2027-01-09 span
thứ 4 || 2026-12-30
thứ 2 || 2027-01-04
thứ 2 tuần này || 2026-12-28
cuối tuần || 2027-01-02..2027-01-03 span
cuối tuần sau || 2027-01-09..2027-01-10 span
từ 28/12 đến 3/1 || 2026-12-28..2027-01-03 span
từ 28/12/2026 đến 3/1/2027 || 2026-12-28..2027-01-03 span
từ 28/12 đến 3/1/2027 || 2026-12-28..2027-01-03 span
cuối tháng || 2026-12-21..2026-12-31 span
đầu tháng sau || 2027-01-01..2027-01-10 span
tết || 2027-02-06
rằm || 2027-01-22
năm sau || 2027-01-01..2027-12-31 year
hôm kia || 2026-12-28
tháng trước || 2026-11-01..2026-11-30 month
năm ngoái || 2025-01-01..2025-12-31 year
1 tháng nữa || 2027-01-30
2 tháng nữa || 2027-02-28
"""

ON_2028_02_20 = """
29/2 || 2028-02-29
"""


@pytest.mark.parametrize(("text", "days"), rows(ON_2025_07_01))
def test_on_01_july_2025(text: str, days: str) -> None:
    assert read(text, date(2025, 7, 1)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2025_08_01))
def test_on_01_august_2025(text: str, days: str) -> None:
    assert read(text, date(2025, 8, 1)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_02_16))
def test_on_16_february_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 2, 16)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_02_17))
def test_on_17_february_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 2, 17)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_05_16))
def test_on_16_may_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 5, 16)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_05_17))
def test_on_17_may_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 5, 17)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_08_31))
def test_on_31_august_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 8, 31)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2026_12_30))
def test_on_30_december_2026(text: str, days: str) -> None:
    assert read(text, date(2026, 12, 30)) == days


@pytest.mark.parametrize(("text", "days"), rows(ON_2028_02_20))
def test_on_20_february_2028(text: str, days: str) -> None:
    assert read(text, date(2028, 2, 20)) == days
