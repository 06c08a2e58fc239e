"""How do we write a day, a time, a number and a telephone number, everywhere the same?

Plain text out; the Jinja filters of `openprobation.ui.jinja` wrap days and times in `<time>`.
No clock is read here: whoever asks hands in today.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def local_day(value: date | datetime) -> date:
    """The day as people here count it, not as UTC does."""
    if isinstance(value, datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime) -> str:
    """Thursday 16 February 2017."""
    return _written(local_day(value), "l j F Y", get_language())


def short_day(value: date | datetime) -> str:
    """Thu 16 Feb 2017."""
    return _written(local_day(value), "D j M Y", get_language())


def plain_day(value: date | datetime) -> str:
    """16 February 2017: for letters, figures and dates long gone, such as a birth."""
    return _written(local_day(value), "j F Y", get_language())


@lru_cache(maxsize=4096)
def _written(value: date, form: str, language: str | None) -> str:
    """A day in a language: a list writes the same few hundred again and again."""
    return date_format(value, form)


def time_of_day(value: time | datetime) -> str:
    """9:05am, 2pm, midday, midnight."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time() if timezone.is_aware(value) else value.time()
    if (value.hour, value.minute) == (0, 0):
        return _("midnight")
    if (value.hour, value.minute) == (12, 0):
        return _("midday")
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """09:05 on 16 February 2017: for records, where the minute matters."""
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(time)s on %(day)s") % {
        "time": date_format(value, "H:i"),
        "day": date_format(value, "j F Y"),
    }


def days_from(value: date | datetime, today: date) -> str:
    """today, tomorrow, in 3 days, yesterday, 3 days ago."""
    days = (local_day(value) - local_day(today)).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return _("in %(days)s") % {"days": count_of_days(days)}
    return _("%(days)s ago") % {"days": count_of_days(-days)}


def count_of_days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": f"{days:,}"}


def working_days_left(left: int) -> str:
    """2 working days left, due today, overdue by 1 working day."""
    if left == 0:
        return _("due today")
    if left > 0:
        return ngettext("%(days)s working day left", "%(days)s working days left", left) % {
            "days": left
        }
    return ngettext(
        "overdue by %(days)s working day", "overdue by %(days)s working days", -left
    ) % {"days": -left}


def plural(number: int, one: str, many: str) -> str:
    """1 case, 1,200 cases."""
    return f"{number:,} {one if number == 1 else many}"


def initials(name: str) -> str:
    """A K for Amira Khan: first letters of the first and the last word."""
    words = [word for word in re.split(r"[\s\-]+", name.strip()) if word]
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def phone(digits: str) -> str:
    """07700 900123, 0161 496 0123: grouped so that they can be read aloud."""
    if digits.startswith("07") and len(digits) == 11:
        return f"{digits[:5]} {digits[5:]}"
    if re.match(r"01\d1|011\d|0[38]\d\d", digits) and len(digits) == 11:
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if digits.startswith("02") and len(digits) == 11:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if digits.startswith("01") and len(digits) == 11:
        return f"{digits[:5]} {digits[5:]}"
    return digits
