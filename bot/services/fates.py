"""What became of a message, in a word or two."""

from bot.texts import N_, _
from storage.vocabulary import Delivery

_FATES = {
    Delivery.QUEUED: N_("waiting"),
    Delivery.SENDING: N_("on its way"),
    Delivery.SENT: N_("sent"),
    Delivery.ACKNOWLEDGED: N_("seen"),
    Delivery.UNCERTAIN: N_("may not have arrived"),
    Delivery.REFUSED: N_("could not be delivered"),
    Delivery.HANDED: N_("handed to a person"),
    Delivery.DROPPED: N_("replaced by a newer one"),
}


def fate_name(state: Delivery) -> str:
    return _(_FATES[state])
