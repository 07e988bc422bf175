"""What others may use of messaging."""

from quintet.messaging.mail_accounts.connecting import begin as begin_mail_account
from quintet.messaging.mail_accounts.connecting import finish as finish_mail_account
from quintet.messaging.mail_accounts.connecting import hosts_of as mail_hosts_of
from quintet.messaging.mail_accounts.models import MailAccount
from quintet.messaging.mail_accounts.service import account_of, assign_to_user, list_accounts
from quintet.messaging.sms_gateways.models import SmsGateway
from quintet.messaging.sms_gateways.ports import SmsSender
from quintet.messaging.sms_gateways.schemas import SmsGatewayUpdate
from quintet.messaging.sms_gateways.service import find_gateway, get_gateway, keep_gateway, remove_gateway

__all__ = [
    "MailAccount",
    "SmsGateway",
    "SmsGatewayUpdate",
    "SmsSender",
    "account_of",
    "assign_to_user",
    "begin_mail_account",
    "find_gateway",
    "finish_mail_account",
    "get_gateway",
    "keep_gateway",
    "list_accounts",
    "mail_hosts_of",
    "remove_gateway",
]
