"""Files out of the blue: whoever reports is asked which task they belong to, others what files are for."""

from bot.conversation.messages import Answer, Say
from bot.conversation.router import Reply
from bot.conversation.steps import Chat
from bot.documents.uploads import ALLOWED
from bot.errors import NotAllowed
from bot.language.progress_words import read_update
from bot.services.desk import Desk
from bot.texts import _, explain
from handlers.attachments import where_to_send
from handlers.calendar_lists import list_reply
from handlers.progress import start, start_on
from handlers.progress_draft import add_files, may_report
from storage.plan import find_task


def sort_files(chat: Chat[Desk], answer: Answer) -> Reply:
    """Begin an update around the files; words sent with them may name the task, or say what was done."""
    if (days_off := list_reply(chat, answer.files)) is not None:
        return days_off
    if not may_report(chat):
        return Say(
            _("Files are only taken with the reports of the ward's units, so nothing was done with this one.")
        )
    files, told = add_files((), answer.files)
    if not files:
        allowed = f"{told}\n{_(ALLOWED)}"
        return where_to_send(chat, allowed, allowed)
    read = read_update(answer.text)
    code = read.code if read is not None else answer.text.strip()
    try:
        if code and find_task(chat.desk.session, code) is not None:
            return start_on(chat, answer.text, answer)
        return start(chat, answer)
    except NotAllowed as error:
        return Say(explain(error))
