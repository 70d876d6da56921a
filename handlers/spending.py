"""What waits because it costs money: shown with its price, then sent or not, as the office says."""

from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.services.budget import spent
from bot.services.costs import Bill, bill, bill_say, money, pay, refuse
from bot.services.desk import Desk
from bot.texts import _, _n
from storage.vocabulary import Role


def _show(chat: Chat[Desk], _answer: Answer) -> Reply:
    desk = chat.desk
    shown = bill(desk.session, desk.ward, chat.now)
    return bill_say(shown) if shown is not None else _nothing(chat)


def _pay(chat: Chat[Desk], answer: Answer) -> Reply:
    """`/pay UPTO COST`: as much as was shown, and not a đồng more."""
    upto, cost = _numbers(answer.text)
    desk = chat.desk
    shown = bill(desk.session, desk.ward, chat.now, upto or None)
    if shown is None:
        return _nothing(chat)
    if not shown.ids or shown.cost > cost:
        return bill_say(shown)
    sent = pay(desk.session, shown, _by(chat), chat.now)
    done = _n(
        "✅ {n} message is on its way for {cost} đ.",
        "✅ {n} messages are on their way for {cost} đ.",
        sent,
        cost=money(shown.cost),
    )
    return Say(done, _others(shown))


def _others(shown: Bill) -> tuple[Choice, ...]:
    return (Choice("/spending", _("What still waits")),) if len(shown.waiting) > len(shown.ids) else ()


def _refuse(chat: Chat[Desk], answer: Answer) -> Reply:
    upto, _cost = _numbers(answer.text)
    shown = bill(chat.desk.session, chat.desk.ward, chat.now, upto or None)
    if shown is None:
        return _nothing(chat)
    handed = refuse(chat.desk.session, shown, _by(chat), chat.now)
    done = _n(
        "Nothing is sent for money. {n} person is on your call list.",
        "Nothing is sent for money. {n} people are on your call list.",
        len(shown.names) or handed,
    )
    return Say(done, (Choice("/calls", _("Call list")),))


def _nothing(chat: Chat[Desk]) -> Say:
    desk = chat.desk
    so_far = spent(desk.session, desk.ward, chat.now)
    if not so_far:
        return Say(_("No message is ever paid for here: whoever cannot be written to is on the call list."))
    budget = sum(desk.ward.channels[name].budget for name in so_far)
    return Say(
        _(
            "No message waits to be paid for. Spent this month: {spent} đ of {budget} đ.",
            spent=money(sum(so_far.values())),
            budget=money(budget),
        )
    )


def _numbers(text: str) -> tuple[int, int]:
    """Two numbers behind a command; 0 for one that is not there."""
    words = [word for word in text.split()[:2] if word.isascii() and word.isdigit() and len(word) < 16]
    first, second = (*map(int, words), 0, 0)[:2]
    return first, second


def _by(chat: Chat[Desk]) -> str:
    assert chat.desk.officer is not None
    return f"person:{chat.desk.officer.person_id}"


def _office(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.OFFICE)


PART: Part[Desk] = Part(
    commands=(
        Command(
            "/spending",
            _show,
            ("tin co phi", "tin tra phi", "chi phi tin nhan", "chi phi", "paid messages"),
            _office,
        ),
        Command("/pay", _pay, allowed=_office),
        Command("/unpaid", _refuse, allowed=_office),
    )
)
