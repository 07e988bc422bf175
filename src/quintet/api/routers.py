"""All routers of the canonical API."""

from fastapi import APIRouter

from quintet.automation.announcements.endpoints import routes as team_chat
from quintet.commerce.accounting.endpoints import invoice_routes as invoice_accounting
from quintet.commerce.accounting.endpoints import routes as accounting
from quintet.commerce.agreements.endpoints import public_routes as open_agreements
from quintet.commerce.agreements.endpoints import routes as agreements
from quintet.commerce.billing.endpoints import routes as billing_settings
from quintet.commerce.company_billing.endpoints import routes as company_billing
from quintet.commerce.fulfilment.endpoints import routes as fulfilment_orders
from quintet.commerce.fulfilment.endpoints import serial_routes as invoice_serials
from quintet.commerce.inventory.endpoints import device_routes as devices
from quintet.commerce.inventory.endpoints import sim_routes as sims
from quintet.commerce.invoice_mails.endpoints import routes as invoice_mails
from quintet.commerce.invoices.endpoints import routes as invoices
from quintet.commerce.invoices.endpoints import stats_routes as invoice_stats
from quintet.commerce.payments.charging_endpoints import routes as card_payments
from quintet.commerce.payments.endpoints import card_routes as company_cards
from quintet.commerce.payments.endpoints import routes as payments
from quintet.commerce.payments.page_endpoints import link_routes as pay_links
from quintet.commerce.payments.page_endpoints import routes as pay_page
from quintet.commerce.products.endpoints import routes as products
from quintet.commerce.proposals.endpoints import routes as proposals
from quintet.commerce.proposals.public_endpoints import routes as public_proposals
from quintet.commerce.templates.endpoints import preview_routes as document_previews
from quintet.commerce.templates.endpoints import routes as document_templates
from quintet.commerce.templates.endpoints import variable_routes as document_variables
from quintet.commerce.terms.endpoints import contract_term_routes as contract_terms
from quintet.commerce.terms.endpoints import payment_term_routes as payment_terms
from quintet.commerce.terms.endpoints import tax_rate_routes as tax_rates
from quintet.foundation.files.endpoints import routes as files
from quintet.foundation.inbound.endpoints import routes as inbound_events
from quintet.foundation.inbound.endpoints import webhooks
from quintet.foundation.jobs.endpoints import routes as jobs
from quintet.foundation.objects.custom_fields import routes as custom_fields
from quintet.foundation.objects.meta import routes as meta
from quintet.foundation.objects.registry import objects
from quintet.foundation.objects.search_endpoints import routes as search
from quintet.foundation.objects.views import routes as views
from quintet.foundation.realtime.endpoints import routes as events
from quintet.foundation.realtime.endpoints import timeline_routes as timeline
from quintet.identity.api_keys.endpoints import routes as api_keys
from quintet.identity.email_changes.endpoints import confirm_routes as confirm_new_email
from quintet.identity.email_changes.endpoints import routes as profile_email
from quintet.identity.invitations.endpoints import public_routes as open_invitations
from quintet.identity.invitations.endpoints import routes as invitations
from quintet.identity.mail.endpoints import routes as sandbox_messages
from quintet.identity.members.endpoints import routes as members
from quintet.identity.notifications.endpoints import routes as notifications
from quintet.identity.oauth.endpoints import identity_routes as identities
from quintet.identity.oauth.endpoints import routes as oauth
from quintet.identity.recovery.endpoints import routes as recovery
from quintet.identity.sessions.endpoints import routes as auth
from quintet.identity.sessions.endpoints import setup_routes as setup
from quintet.identity.system.endpoints import role_routes as roles
from quintet.identity.system.endpoints import routes as system
from quintet.identity.users.endpoints import routes as profile
from quintet.identity.workspaces.endpoints import list_routes as workspaces
from quintet.identity.workspaces.endpoints import routes as workspace
from quintet.insight.deal_health.endpoints import routes as deal_health
from quintet.insight.overview.endpoints import routes as overview
from quintet.insight.relationships.endpoints import company_routes as company_relationships
from quintet.insight.relationships.endpoints import contact_routes as contact_relationships
from quintet.marketing.scores.endpoints import lead_routes as lead_scores
from quintet.marketing.scores.endpoints import routes as score_rules
from quintet.messaging.mail_accounts.endpoints import routes as mail_accounts
from quintet.messaging.sms_gateways.endpoints import routes as sms_gateways
from quintet.providers.sandbox.card_endpoints import routes as sandbox_cards
from quintet.providers.sandbox.endpoints import routes as sandbox_oidc
from quintet.records.activities.endpoints import routes as activities
from quintet.records.companies.endpoints import routes as companies
from quintet.records.contacts.endpoints import routes as contacts
from quintet.records.deals.endpoints import routes as deals
from quintet.records.enrichment.endpoints import company_routes as company_enrichment
from quintet.records.enrichment.endpoints import lead_routes as lead_photos
from quintet.records.enrichment.endpoints import place_routes as places
from quintet.records.enrichment.endpoints import routes as enrichment
from quintet.records.leads.endpoints import routes as leads
from quintet.records.memories.endpoints import routes as memories
from quintet.records.notes.endpoints import routes as notes
from quintet.records.pipelines.endpoints import routes as pipelines
from quintet.records.pipelines.endpoints import stage_routes as stages
from quintet.records.standings.endpoints import routes as standings
from quintet.records.tags.endpoints import routes as tags
from quintet.records.tasks.endpoints import routes as tasks
from quintet.records.taxonomies.endpoints import routes as taxonomies
from quintet.stewardship.duplicates.endpoints import MERGE_ROUTES
from quintet.stewardship.duplicates.endpoints import routes as merges
from quintet.stewardship.duplicates.group_endpoints import routes as duplicates
from quintet.stewardship.exports.endpoints import export_routes
from quintet.stewardship.exports.endpoints import routes as exports
from quintet.stewardship.imports.endpoints import routes as imports
from quintet.stewardship.prospects.endpoints import routes as prospects
from quintet.stewardship.segments.endpoints import routes as segments

ROUTERS: list[APIRouter] = [
    accounting,
    activities,
    agreements,
    api_keys,
    auth,
    billing_settings,
    card_payments,
    companies,
    company_billing,
    company_cards,
    company_enrichment,
    company_relationships,
    confirm_new_email,
    contact_relationships,
    contacts,
    contract_terms,
    custom_fields,
    deal_health,
    deals,
    document_previews,
    document_templates,
    document_variables,
    devices,
    duplicates,
    enrichment,
    events,
    exports,
    files,
    fulfilment_orders,
    identities,
    imports,
    inbound_events,
    invitations,
    invoice_mails,
    invoice_serials,
    invoice_accounting,
    invoice_stats,
    invoices,
    jobs,
    lead_photos,
    lead_scores,
    leads,
    members,
    memories,
    merges,
    mail_accounts,
    meta,
    notes,
    notifications,
    oauth,
    open_agreements,
    open_invitations,
    overview,
    pay_links,
    pay_page,
    payment_terms,
    payments,
    pipelines,
    places,
    products,
    profile,
    proposals,
    profile_email,
    prospects,
    public_proposals,
    recovery,
    roles,
    sandbox_cards,
    sandbox_messages,
    sandbox_oidc,
    score_rules,
    search,
    segments,
    setup,
    sims,
    stages,
    standings,
    sms_gateways,
    system,
    tags,
    tasks,
    tax_rates,
    taxonomies,
    team_chat,
    timeline,
    views,
    webhooks,
    workspace,
    workspaces,
]
ROUTERS += [export_routes(service) for service in objects().values()]
ROUTERS += MERGE_ROUTES
