"""The errors that services raise. Each face turns them into its own error form."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `field` is a dotted path into the input."""

    field: str
    code: str
    message: str


class QuintetError(Exception):
    """Base of all errors that a caller is meant to see."""

    status = 500
    code = "internal_error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    @property
    def errors(self) -> Sequence[FieldError]:
        return ()

    @property
    def details(self) -> dict[str, str | int]:
        """Further members of the problem document."""
        return {}


class BadRequest(QuintetError):
    """The request cannot be read at all (400)."""

    status = 400
    code = "bad_request"


class Unauthenticated(QuintetError):
    """No valid credentials (401)."""

    status = 401
    code = "unauthenticated"

    def __init__(self, message: str = "Sign in to continue.", *, code: str | None = None) -> None:
        super().__init__(message, code=code)


class Forbidden(QuintetError):
    """A known actor without the right (403)."""

    status = 403
    code = "forbidden"

    def __init__(self, message: str = "You don't have the right to do this.", *, code: str | None = None) -> None:
        super().__init__(message, code=code)


class NotFound(QuintetError):
    """Missing, or not visible to the actor (404): the two are never told apart."""

    status = 404
    code = "not_found"

    def __init__(self, what: str = "record", *, code: str | None = None) -> None:
        super().__init__(f"No such {what}.", code=code)


class Merged(NotFound):
    """The record was merged into another one (404), which `merged_into_id` names."""

    def __init__(self, what: str, merged_into_id: str) -> None:
        super().__init__(what, code="merged")
        self.message = f"This {what} was merged into another one."
        self.merged_into_id = merged_into_id

    @property
    def details(self) -> dict[str, str | int]:
        return {"merged_into_id": self.merged_into_id}


class Conflict(QuintetError):
    """The present state does not allow it (409). `existing_id` names the record in the way."""

    status = 409
    code = "conflict"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        existing_id: str | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.existing_id = existing_id
        self.field = field

    @property
    def errors(self) -> Sequence[FieldError]:
        return (FieldError(self.field, self.code, self.message),) if self.field else ()

    @property
    def details(self) -> dict[str, str | int]:
        return {"existing_id": self.existing_id} if self.existing_id else {}


class Stale(QuintetError):
    """`If-Match` names another version than the record has (412)."""

    status = 412
    code = "stale"

    def __init__(self, message: str = "The record has changed since you read it. Read it again.") -> None:
        super().__init__(message)


class TooLarge(QuintetError):
    """The body is larger than allowed (413)."""

    status = 413
    code = "too_large"


class Invalid(QuintetError):
    """The input breaks rules (422); every broken field is named."""

    status = 422
    code = "invalid"

    def __init__(self, errors: Sequence[FieldError], message: str | None = None) -> None:
        super().__init__(message or "; ".join(f"{e.field}: {e.message}" for e in errors[:3]))
        self._errors = tuple(errors)

    @classmethod
    def one(cls, field: str, code: str, message: str) -> "Invalid":
        return cls([FieldError(field, code, message)])

    @property
    def errors(self) -> Sequence[FieldError]:
        return self._errors


class TooMany(QuintetError):
    """A rate limit was met (429); try again after `retry_after` seconds."""

    status = 429
    code = "rate_limited"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotConfigured(QuintetError):
    """A provider was chosen but has no credentials (501)."""

    status = 501
    code = "not_configured"


class ProviderRejected(QuintetError):
    """An outside service said no (502): show its words, don't retry."""

    status = 502
    code = "provider_rejected"


class ProviderUnavailable(QuintetError):
    """An outside service did not answer (503): retry later, after `retry_after` seconds if it said so."""

    status = 503
    code = "provider_unavailable"

    def __init__(self, message: str, *, code: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after
