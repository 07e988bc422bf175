"""What others may use of identity."""

from quintet.identity.api_keys.service import create_key, list_keys, revoke_key
from quintet.identity.email_changes.asking import change_email, email_of
from quintet.identity.email_changes.service import check_new_email
from quintet.identity.invitations.accepting import accept as accept_invitation
from quintet.identity.invitations.service import Invited, invite
from quintet.identity.mail.letters import Letter
from quintet.identity.mail.service import post_letter, posted_lately
from quintet.identity.members.directory import Colleague, Recipient, active_members, mail_recipients, workspace_settings
from quintet.identity.members.references import active_user_ids, check_assignable, user_titles
from quintet.identity.members.service import (
    MemberFilter,
    Person,
    change_avatar,
    change_profile,
    change_role,
    count_members,
    create_managed_member,
    deactivate_member,
    get_member,
    list_members,
    member_of_user,
    reactivate_member,
)
from quintet.identity.notifications.service import Notice, mark_all_read, notify
from quintet.identity.recovery.asking import ask_for_reset, set_forgotten_password
from quintet.identity.recovery.service import verify_email
from quintet.identity.sessions import purge as purge  # makes its schedule known
from quintet.identity.sessions.authenticate import Identified, authenticate, identify, is_member
from quintet.identity.sessions.cookies import device_of, set_cookie
from quintet.identity.sessions.login import Device, change_password, log_in, sign_up
from quintet.identity.sessions.me import me
from quintet.identity.sessions.schemas import SignedIn, SignUp
from quintet.identity.sessions.service import Started, last_logins, revoke_session, session_expiry, start_session
from quintet.identity.sessions.usage import UsageWriter, usage
from quintet.identity.settings import AuthSettings, auth_settings_of
from quintet.identity.system.service import SystemState, system_state
from quintet.identity.users.passwords import hash_password, hash_password_sync
from quintet.identity.users.schemas import GivenPassword, NewPassword, ProfileUpdate
from quintet.identity.users.service import create_user, find_user, update_profile, user_of
from quintet.identity.workspaces.founding import create_owner, ensure_workspace, found, setup_is_open
from quintet.identity.workspaces.schemas import WorkspaceUpdate
from quintet.identity.workspaces.service import (
    DESCRIBE,
    actor_of,
    create_workspace,
    get_workspace,
    membership,
    memberships,
    update_workspace,
)

__all__ = [
    "DESCRIBE",
    "AuthSettings",
    "Colleague",
    "Device",
    "GivenPassword",
    "Identified",
    "Invited",
    "Letter",
    "MemberFilter",
    "NewPassword",
    "Notice",
    "Person",
    "ProfileUpdate",
    "Recipient",
    "SignUp",
    "SignedIn",
    "Started",
    "SystemState",
    "UsageWriter",
    "WorkspaceUpdate",
    "accept_invitation",
    "active_members",
    "active_user_ids",
    "actor_of",
    "ask_for_reset",
    "auth_settings_of",
    "authenticate",
    "change_avatar",
    "change_email",
    "change_password",
    "change_profile",
    "change_role",
    "check_assignable",
    "check_new_email",
    "count_members",
    "create_key",
    "create_managed_member",
    "create_owner",
    "create_user",
    "create_workspace",
    "deactivate_member",
    "device_of",
    "email_of",
    "ensure_workspace",
    "find_user",
    "found",
    "get_member",
    "get_workspace",
    "hash_password",
    "hash_password_sync",
    "identify",
    "invite",
    "is_member",
    "last_logins",
    "list_keys",
    "list_members",
    "log_in",
    "mail_recipients",
    "mark_all_read",
    "me",
    "member_of_user",
    "membership",
    "memberships",
    "notify",
    "post_letter",
    "posted_lately",
    "reactivate_member",
    "revoke_key",
    "revoke_session",
    "session_expiry",
    "set_cookie",
    "set_forgotten_password",
    "setup_is_open",
    "sign_up",
    "start_session",
    "system_state",
    "update_profile",
    "update_workspace",
    "usage",
    "user_of",
    "user_titles",
    "verify_email",
    "workspace_settings",
]
