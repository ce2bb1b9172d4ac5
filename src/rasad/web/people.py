"""Who asks: the user of a request and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

ROLES = ("reader", "reviewer", "editor", "admin")  # each may do what those before it may


@dataclass(frozen=True, slots=True)
class User:
    """Who works with the application; `name` is what decisions are signed with."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this user may do what the role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def user_of(request: Request) -> User | None:
    """Who asks; None where nobody has signed in."""
    user = getattr(request.state, "user", None)
    assert user is None or isinstance(user, User)
    return user


def require(request: Request, role: str) -> User:
    """Who asks, if they may do what the role may; else an answer of 401 or 403."""
    user = user_of(request)
    if user is None:
        raise HTTPException(401, "sign in first")
    if not user.may(role):
        raise HTTPException(403, f"this needs the role of {role}; yours is {user.role}")
    return user
