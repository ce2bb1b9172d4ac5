"""The errors Rasad raises, by who must act on them."""


class RasadError(Exception):
    """Base of every error that Rasad raises on purpose; its message says what, where and what to do."""


class ConfigurationError(RasadError):
    """The operator must act: a wrong option, a missing folder, a file that cannot be written."""


class UnknownIdError(ConfigurationError):
    """No record of the project has the id that was asked for."""


class ConflictError(RasadError):
    """A reviewer must look again: what was to be judged is not as it was seen; the message tells what happened."""


class DataError(RasadError):
    """The lexicographer must act: a fault in a lexicon or rule file. The message starts with `file:line: `."""


class SourceError(RasadError):
    """A document cannot be read as it is: bad bytes, bad JSON, not Arabic, too large.

    `item` names the document or file, `stage` the step that refused it, `advice` what to do about it.
    """

    def __init__(self, item: str, stage: str, reason: str, advice: str) -> None:
        super().__init__(f"{item}: {stage}: {reason}. {advice}")
        self.item, self.stage, self.reason, self.advice = item, stage, reason, advice
