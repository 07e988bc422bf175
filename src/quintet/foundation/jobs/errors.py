"""What a job raises to say how it ended. Any other exception is a failure that the retry policy decides about."""

from datetime import timedelta


class GiveUp(Exception):
    """The job cannot succeed; it fails now, whatever attempts are left. The message is shown."""


class RetryLater(Exception):
    """Try again, after `delay` instead of the policy's own delay. Counts as an attempt."""

    def __init__(self, message: str, delay: timedelta) -> None:
        super().__init__(message)
        self.delay = delay


class JobStopped(Exception):
    """Raised inside a job at a point where it may stop, because it was cancelled, ran out of time, or the
    process shuts down. Let it pass."""


class UnknownJob(LookupError):
    """A job, queue or schedule name that this process has not declared."""
