"""Puts the house together: the only place that knows ports and adapters at once."""

from dataclasses import dataclass, field
from functools import partial
from typing import cast

from quintet.automation.announcements.ports import NoTeamChat, TeamChats
from quintet.automation.announcements.settings import TeamChatSettings
from quintet.commerce.accounting.ports import Accounting, NoAccounting
from quintet.commerce.accounting.settings import AccountingSettings
from quintet.commerce.payments.ports import CardPayments, NoCardPayments
from quintet.commerce.payments.settings import CardSettings
from quintet.commerce.payments.webhooks import CardWebhooks
from quintet.foundation.db import Database
from quintet.foundation.events.delivery import Deliverer
from quintet.foundation.events.feed import take_in_restored
from quintet.foundation.events.herald import Herald
from quintet.foundation.files import FilesSettings, FileStore, make_storage
from quintet.foundation.http import Door
from quintet.foundation.inbound import InboundProviders
from quintet.foundation.jobs import Jobs, JobSettings, Services
from quintet.foundation.ratelimits import RateLimiter
from quintet.foundation.settings import Settings
from quintet.identity.mail.ports import MailSender
from quintet.identity.mail.settings import MailSettings
from quintet.identity.oauth.ports import IdentityProvider, IdentityProviders
from quintet.identity.oauth.settings import OAuthSettings
from quintet.identity.public import UsageWriter, authenticate
from quintet.kit.crypto import Keyring
from quintet.messaging.mail_accounts.ports import MailHost, MailHosts
from quintet.messaging.sms_gateways.ports import SmsSender
from quintet.messaging.sms_gateways.settings import SmsSettings
from quintet.providers.sandbox.accounting import SandboxAccounting
from quintet.providers.sandbox.cards import SandboxCards
from quintet.providers.sandbox.chat import SandboxChat
from quintet.providers.sandbox.enrichment import SandboxEnrichment
from quintet.providers.sandbox.mail import SandboxMailSender
from quintet.providers.sandbox.mailboxes import SandboxMailHost
from quintet.providers.sandbox.oidc import SandboxIdp
from quintet.providers.sandbox.outreach import SandboxOutreach
from quintet.providers.sandbox.sms import NoSms, SandboxSms
from quintet.providers.slack.chat import SlackChat
from quintet.providers.smtp.mail import NoMailSender, SmtpMailSender, SmtpServer
from quintet.records.consequences.ports import NoOutreach, Outreach
from quintet.records.enrichment.lookups import Lookups
from quintet.records.enrichment.ports import EnrichmentProviders, NoEnrichment
from quintet.records.enrichment.settings import EnrichmentSettings


@dataclass
class House:
    """Everything one process needs, made once and closed with it."""

    settings: Settings
    db: Database
    door: Door
    keyring: Keyring
    files: FileStore
    services: Services
    jobs: Jobs
    deliverer: Deliverer
    herald: Herald
    usage_writer: UsageWriter
    job_settings: JobSettings = field(default_factory=JobSettings)
    sign_ups: RateLimiter = field(default_factory=RateLimiter)
    """Counts new accounts by where they come from, over all faces."""
    recoveries: RateLimiter = field(default_factory=RateLimiter)
    """Counts forgotten passwords in the same way."""

    def start(self, *, jobs: bool = True) -> None:
        """Start delivering events, and running jobs unless other processes do. Off the event loop."""
        self.jobs.prepare()
        self.db.write_sync(take_in_restored)
        if jobs:
            self.jobs.start(background=True)
        self.deliverer.start()
        self.herald.start()
        self.usage_writer.start()

    def stop(self) -> None:
        """Let running work end, then let go of everything."""
        self.deliverer.stop()
        self.jobs.stop()
        self.usage_writer.stop()
        self.herald.stop()
        self.files.close()
        self.db.close()


def build(settings: Settings, job_settings: JobSettings | None = None) -> House:
    """The house as the settings want it."""
    db = Database(settings)
    keyring = Keyring(settings.secret_key)
    files_settings = FilesSettings()
    files = FileStore(make_storage(files_settings, settings.data_dir), files_settings)
    services = Services()
    services.add(Settings, settings)
    services.add(Keyring, keyring)
    services.add(FileStore, files)
    services.add(InboundProviders, InboundProviders())
    services.add(MailSender, _mail_sender(MailSettings(), settings, db))  # type: ignore[type-abstract]
    services.add(Outreach, SandboxOutreach(db) if settings.sandbox else NoOutreach())  # type: ignore[type-abstract]
    services.add(TeamChats, _team_chats(TeamChatSettings(), settings, db))
    cards = _card_payments(CardSettings(), settings, db, keyring)
    services.add(CardPayments, cards)  # type: ignore[type-abstract]
    services.get(InboundProviders).add(CardWebhooks(cards))
    books = _accounting(AccountingSettings(), settings, db, keyring)
    services.add(Accounting, books)  # type: ignore[type-abstract]
    idp = SandboxIdp(keyring)
    services.add(SandboxIdp, idp)
    services.add(IdentityProviders, IdentityProviders(partial(_identity_providers, OAuthSettings(), settings, idp)))
    services.add(MailHosts, MailHosts(partial(_mail_hosts, OAuthSettings(), settings, keyring)))
    services.add(SmsSender, _sms_sender(SmsSettings(), settings, db))  # type: ignore[type-abstract]
    enrichment = EnrichmentSettings()
    services.add(Lookups, Lookups(_enrichment_providers(enrichment, settings), enrichment))
    job_settings = job_settings or JobSettings()
    return House(
        settings=settings,
        db=db,
        door=Door(db, authenticate, public_url=settings.public_url),
        keyring=keyring,
        files=files,
        services=services,
        jobs=Jobs(db, job_settings, services=services),
        deliverer=Deliverer(db),
        herald=Herald(db),
        usage_writer=UsageWriter(db),
        job_settings=job_settings,
    )


def _mail_sender(mail: MailSettings, settings: Settings, db: Database) -> MailSender:
    if mail.smtp_url is not None:
        server = SmtpServer.from_url(mail.smtp_url)
        return SmtpMailSender(server, sender=mail.mail_from, sender_name=mail.mail_from_name, timeout=mail.smtp_timeout)
    return SandboxMailSender(db, mail.mail_from) if settings.sandbox else NoMailSender()


def _card_payments(cards: CardSettings, settings: Settings, db: Database, keyring: Keyring) -> CardPayments:
    if cards.stripe_secret_key is None:
        return SandboxCards(db, keyring) if settings.sandbox else NoCardPayments()
    from quintet.providers.stripe.cards import StripeCards

    return StripeCards(
        cards.stripe_secret_key,
        publishable_key=cards.stripe_publishable_key,
        webhook_secret=cards.stripe_webhook_secret,
        timeout=cards.stripe_timeout,
        api_url=cards.stripe_api_url,
    )


def _accounting(accounting: AccountingSettings, settings: Settings, db: Database, keyring: Keyring) -> Accounting:
    client_id, client_secret = accounting.quickbooks_client_id, accounting.quickbooks_client_secret
    if client_id is None or client_secret is None:
        return SandboxAccounting(db, keyring) if settings.sandbox else cast("Accounting", NoAccounting())
    from quintet.providers.quickbooks.books import QuickBooks

    return QuickBooks(client_id, client_secret, settings=accounting)


def _team_chats(chat: TeamChatSettings, settings: Settings, db: Database) -> TeamChats:
    slack = SlackChat(chat.slack_hooks_url, timeout=chat.slack_timeout)
    return TeamChats(slack, SandboxChat(db) if settings.sandbox else NoTeamChat())


def _identity_providers(oauth: OAuthSettings, settings: Settings, idp: SandboxIdp) -> list[IdentityProvider]:
    """Those with credentials; in the sandbox the others are played."""
    from quintet.providers.google.identity import GoogleIdentity
    from quintet.providers.microsoft.identity import MicrosoftIdentity
    from quintet.providers.sandbox.identity import sandbox_google, sandbox_microsoft

    pretend = settings.sandbox and oauth.sandbox_sign_in != "off"
    offered: list[IdentityProvider] = []
    if oauth.google_client_id and oauth.google_client_secret:
        offered.append(GoogleIdentity(oauth.google_client_id, oauth.google_client_secret))
    elif pretend:
        offered.append(sandbox_google(idp))
    if oauth.microsoft_client_id and oauth.microsoft_client_secret:
        tenant = oauth.microsoft_tenant
        offered.append(MicrosoftIdentity(oauth.microsoft_client_id, oauth.microsoft_client_secret, tenant=tenant))
    elif pretend:
        offered.append(sandbox_microsoft(idp))
    return offered


def _mail_hosts(oauth: OAuthSettings, settings: Settings, keyring: Keyring) -> list[MailHost]:
    """The same applications there that people sign in by. Those without credentials are played by the sandbox."""
    from quintet.providers.google.mailbox import GOOGLE
    from quintet.providers.microsoft.mailbox import microsoft
    from quintet.providers.oidc.mailboxes import OAuthMailHost

    credentials = (
        (GOOGLE, oauth.google_client_id, oauth.google_client_secret),
        (microsoft(oauth.microsoft_tenant), oauth.microsoft_client_id, oauth.microsoft_client_secret),
    )
    hosts: list[MailHost] = []
    for spec, client_id, client_secret in credentials:
        if client_id and client_secret:
            hosts.append(OAuthMailHost(spec, client_id, client_secret))
        elif settings.sandbox:
            hosts.append(SandboxMailHost(spec.name, spec.label, keyring))
    return hosts


def _sms_sender(sms: SmsSettings, settings: Settings, db: Database) -> SmsSender:
    if sms.sms_gateways == "android":
        from quintet.providers.android_sms.sender import AndroidSms

        return AndroidSms(timeout=sms.sms_timeout, private=sms.sms_private_addresses)
    return SandboxSms(db) if settings.sandbox else NoSms()


def _enrichment_providers(enrichment: EnrichmentSettings, settings: Settings) -> EnrichmentProviders:
    """Those with keys; the others are played by the sandbox, or say which key is missing."""
    from quintet.providers.apollo.people import ApolloPeople
    from quintet.providers.brave.search import BraveSearch
    from quintet.providers.google_places.places import GooglePlaces
    from quintet.providers.hunter.email import HunterEmailFinder
    from quintet.providers.prospeo.mobile import ProspeoMobileFinder
    from quintet.providers.reoon.email import ReoonEmailVerifier
    from quintet.providers.trestle.phone import TrestlePhoneVerifier

    hunter, reoon = enrichment.hunter_api_key, enrichment.reoon_api_key
    prospeo, trestle = enrichment.prospeo_api_key, enrichment.trestle_api_key
    google, apollo, brave = (
        enrichment.google_places_api_key,
        enrichment.apollo_api_key,
        enrichment.brave_api_key,
    )
    otherwise = SandboxEnrichment() if settings.sandbox else NoEnrichment()
    timeout = enrichment.enrichment_timeout
    return EnrichmentProviders(
        email_finder=HunterEmailFinder(hunter, timeout=timeout) if hunter else otherwise,
        email_verifier=ReoonEmailVerifier(reoon, timeout=timeout) if reoon else otherwise,
        mobile_finder=ProspeoMobileFinder(prospeo, timeout=timeout) if prospeo else otherwise,
        phone_verifier=TrestlePhoneVerifier(trestle, timeout=timeout) if trestle else otherwise,
        place_finder=GooglePlaces(google, timeout=timeout) if google else otherwise,
        person_enricher=ApolloPeople(apollo, timeout=timeout) if apollo else otherwise,
        business_finder=BraveSearch(brave, timeout=timeout) if brave else otherwise,
        place_photographer=GooglePlaces(google, timeout=timeout) if google else otherwise,
    )
