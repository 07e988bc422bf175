"""What identity's mails say in English. See `words.py` for the form."""

MAILS = {
    "invitation": """
{inviter} invites you to {workspace}

Hello,

{inviter} invites you to work in {workspace} on Quintet as {role}.

[Accept the invitation]

The invitation is good for {days} days and for one person. If you don't know who sent it, leave it unanswered
and nothing will happen.
""",
    "verify_email": """
Confirm your e-mail address

Hello {name},

please confirm that this e-mail address is yours.

[Confirm the address]

The link works once, for {hours} hours. If you didn't sign up for Quintet, ignore this message.
""",
    "reset_password": """
Set a new password

Hello {name},

somebody, probably you, asked for a new password for your Quintet account.

[Set a new password]

The link works once, for {minutes} minutes. If it wasn't you, ignore this message: your password stays as it is.
""",
    "password_changed": """
Your password was changed

Hello {name},

the password of your Quintet account was changed just now, and all other devices were signed out.

If this was you, there is nothing to do. If it wasn't, set a new password at once.

[Set a new password]
""",
    "confirm_new_email": """
Confirm your new e-mail address

Hello {name},

from now on you want to sign in to Quintet with this e-mail address.

[Use this address]

The link works once, for {hours} hours. If you don't know of this, ignore this message.
""",
    "email_in_use": """
You have an account with this address

Hello {name},

somebody wanted to use this e-mail address for another Quintet account. It belongs to yours, so nothing was
changed.

If it was you: sign in with this address, or give the account that has it another one first.
""",
    "new_email_asked": """
Your e-mail address is to be changed

Hello {name},

somebody who knows your password asked to sign in to your Quintet account with {email} instead of this address.
It changes when the link that we mailed there is opened.

If this was you, there is nothing to do here. If it wasn't, set a new password at once: that also makes the link
worthless.

[Set a new password]
""",
    "email_changed": """
Your e-mail address was changed

Hello {name},

your Quintet account now has the e-mail address {email}. This one no longer signs in.

If this wasn't you, tell an administrator of your workspace at once.
""",
    "sign_in_linked": """
You can now sign in with {provider}

Hello {name},

your Quintet account was linked to your {provider} account.

{removed}

If this wasn't you, set a new password at once.

[Set a new password]
""",
}

ROLES = {"owner": "owner", "admin": "admin", "manager": "manager", "member": "member"}

NEVER_CONFIRMED = """
The e-mail address had never been confirmed, so the password and API keys that were set up before no longer
work. You can set a new password.
"""
