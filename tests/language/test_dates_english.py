"""English dates, on Monday 11 May 2026."""

import pytest

from tests.language.readings import read, rows

ENGLISH = """
from 13 May to 20 May || 2026-05-13..2026-05-20 span
from 13/5 to 20/5 || 2026-05-13..2026-05-20 span
before 27 May || ..2026-05-26 span
after Friday || 2026-05-16.. span
by 20 June || ..2026-06-20 span
May 2026 || 2026-05-01..2026-05-31 month
the day after tomorrow || 2026-05-13
hom nay thu may || 2026-05-11
sang mai may gio lam viec || 2026-05-12 morning
q2 co may buoi || 2026-04-01..2026-06-30 quarter
tu 13/5 den 27/5 co may buoi || 2026-05-13..2026-05-27 span
3 pm tomorrow || 2026-05-12 15:00
10:30 on Friday || 2026-05-15 10:30
next week || 2026-05-18..2026-05-24 week
last month || 2026-04-01..2026-04-30 month
this year || 2026-01-01..2026-12-31 year
next month || 2026-06-01..2026-06-30 month
next Monday || 2026-05-18
this Friday || 2026-05-15
last Friday || 2026-05-08
Friday || 2026-05-15
on Friday || 2026-05-15
Friday next week || 2026-05-22
in two weeks || 2026-05-25
in 1 month || 2026-06-11
5 days ago || 2026-05-06
next 2 weeks || 2026-05-11..2026-05-25 span
within 7 days || 2026-05-11..2026-05-18 span
end of the month || 2026-05-21..2026-05-31 span
end of this year || 2026-10-01..2026-12-31 span
beginning of next month || 2026-06-01..2026-06-10 span
27th of May || 2026-05-27
on the 27th of May 2026 || 2026-05-27
May 27, 2026 || 2026-05-27
Jun 3 || 2026-06-03
3 June || 2026-06-03
between 13 May and 20 May || 2026-05-13..2026-05-20 span
since 1 May || 2026-05-01.. span
until Friday || ..2026-05-15 span
june 2026 || 2026-06-01..2026-06-30 month
in march || 2026-03-01..2026-03-31 month
tonight || 2026-05-11 evening
tomorrow morning || 2026-05-12 morning
this afternoon || 2026-05-11 afternoon
May 19th || 2026-05-19
19 may || 2026-05-19
on the 19th || 2026-05-19
in May || 2026-05-01..2026-05-31 month
next month's meetings || 2026-06-01..2026-06-30 month
the week after next || 2026-05-25..2026-05-31 week
next week's Friday || 2026-05-22
Friday, 15 May || 2026-05-15
Fri 15 May || 2026-05-15
mon 18 May || 2026-05-18
on Monday morning || 2026-05-11 morning
tomorrow at 9am || 2026-05-12 09:00
from Monday to Friday || 2026-05-11..2026-05-15 span
from May 13 to May 20 || 2026-05-13..2026-05-20 span
13-20 May || 2026-05-13..2026-05-20 span
May 13-20 || 2026-05-13..2026-05-20 span
before June || ..2026-05-31 span
after 27/5 || 2026-05-28.. span
until the end of June || ..2026-06-30 span
this quarter || 2026-04-01..2026-06-30 quarter
Q3 2026 || 2026-07-01..2026-09-30 quarter
first half of 2026 || 2026-01-01..2026-06-30 half
in the next 3 days || 2026-05-11..2026-05-14 span
3 days from now || 2026-05-14
last 7 days || 2026-05-04..2026-05-11 span
June 3 to 5 || 2026-06-03..2026-06-05 span
end of June || 2026-06-21..2026-06-30 span
"""


@pytest.mark.parametrize(("text", "days"), rows(ENGLISH))
def test_english_dates_are_read_too(text: str, days: str) -> None:
    assert read(text) == days
