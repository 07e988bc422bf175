"""Mails that follow from what happened."""

from sqlalchemy.orm import Session

from quintet.foundation.events import Delivered, subscribe
from quintet.identity.facts import PasswordChanged, UserSignedUp
from quintet.identity.mail.letters import PasswordChangedLetter
from quintet.identity.mail.service import post_letter
from quintet.identity.recovery.service import post_verification
from quintet.identity.users.models import User


@subscribe(UserSignedUp, name="identity.ask_for_verification")
def ask_for_verification(session: Session, delivered: Delivered[UserSignedUp]) -> None:
    """Ask who signed up to confirm the address."""
    user = session.get(User, delivered.subject.id)
    if user is not None:
        post_verification(session, user)


@subscribe(PasswordChanged, name="identity.tell_of_new_password")
def tell_of_new_password(session: Session, delivered: Delivered[PasswordChanged]) -> None:
    """Tell the person, in case it wasn't them."""
    user = session.get(User, delivered.subject.id)
    if user is not None:
        letter = PasswordChangedLetter(name=user.name, language=user.language)
        post_letter(session, letter, to=user.email, name=user.name)
