"""What can go wrong, in the caller's words. The docstring is the message; the status travels with the error."""

from traceback import extract_tb


class VentrosError(Exception):
    """Something went wrong on our side."""

    status = 500
    permanent = True
    quotes = True
    """Whether a message other than the docstring may hold what somebody sent: no log shows it then."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class Invalid(VentrosError):
    """The request cannot be read: correct it and send it again."""

    status = 400


class Unauthenticated(VentrosError):
    """No valid credential came with this request: send `Authorization: Bearer <token or API key>`."""

    status = 401


class Forbidden(VentrosError):
    """This credential may not do that."""

    status = 403


class NotFound(VentrosError):
    """There is no such thing here."""

    status = 404


class Conflict(VentrosError):
    """The current state does not allow this."""

    status = 409


class StaleVersion(Conflict):
    """Somebody changed this meanwhile: read it again and repeat your change on the new version."""


class TooLarge(VentrosError):
    """This is larger than we accept."""

    status = 413
    quotes = False


class Unavailable(VentrosError):
    """A service that this needs is away: try again in a moment."""

    status = 503
    permanent = False
    quotes = False


class Rejected(VentrosError):
    """A service outside refused our call.

    `permanent` decides everything that follows: retry with backoff, or give up and say so.
    """

    status = 502

    def __init__(self, message: str | None = None, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class OutcomeUnknown(VentrosError):
    """The call broke off before an answer came: whether it had its effect is looked up, never repeated blindly."""

    status = 502
    permanent = False


class Unparsable(VentrosError):
    """This payload does not have the shape its channel documents."""

    status = 422


def told(error: BaseException) -> str:
    """An error for a log: our own words, or of any other its kind alone, since it may quote what somebody sent."""
    ours = isinstance(error, VentrosError) and (not error.quotes or str(error) == (type(error).__doc__ or "").strip())
    return str(error) if ours else type(error).__name__


def trace(error: BaseException) -> str:
    """Where an error came from, for a log: the errors before it and the places in our code, without their words."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    places = [f"  {each.filename}:{each.lineno} in {each.name}" for each in extract_tb(error.__traceback__)]
    return "\n".join([*([trace(before)] if before else []), told(error), *places, *map(trace, within)])
