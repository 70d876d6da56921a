"""The one tree of exceptions: every expected failure carries a translatable sentence and its values."""


class AssistantError(Exception):
    """A failure with a sentence for people: `message` is a catalogue key, `values` fill its {fields}."""

    exit_code = 1

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format(**values))


class BadInput(AssistantError):
    """What was given cannot be used: a file, a row, a setting, an argument."""

    exit_code = 2


class NotAllowed(AssistantError):
    """A right request at the wrong time or by the wrong person."""

    exit_code = 3
