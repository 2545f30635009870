"""What can go wrong, in the caller's words. The docstring is the message; the status travels with the error."""


class VentrosError(Exception):
    """Something went wrong on our side."""

    status = 500
    permanent = True

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


class Unavailable(VentrosError):
    """A service that this needs is away: try again in a moment."""

    status = 503
    permanent = False


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
