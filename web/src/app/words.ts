import { catalogue } from './language';

/** Words for values that come from the server. */
/** Operators of filters, as people read them. */
export const OPERATORS = catalogue<Record<string, string>>('operators', {
  eq: 'is', ne: 'is not', gt: 'more than', gte: 'at least', lt: 'less than', lte: 'at most', in: 'is any of',
  contains: 'contains', starts: 'starts with', within: 'is within', is_null: 'is empty',
});

/** Spans of days that move with the calendar. */
export const PERIODS = catalogue<Record<string, string>>('periods', {
  today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow', this_week: 'this week', last_week: 'last week', next_week: 'next week',
  last_7_days: 'the last 7 days', last_30_days: 'the last 30 days', last_90_days: 'the last 90 days', next_7_days: 'the next 7 days', next_30_days: 'the next 30 days',
  this_month: 'this month', last_month: 'last month', next_month: 'next month', this_quarter: 'this quarter', last_quarter: 'last quarter', next_quarter: 'next quarter',
  this_year: 'this year', last_year: 'last year', next_year: 'next year',
});

/** What happened, as the timeline says it, `{}` being what it happened to; the words of the type where none are here. */
export const EVENTS = catalogue<Record<string, string>>('events', {
  created: 'created {}', updated: 'changed {}', deleted: 'deleted {}', restored: 'restored {}', applied: 'applied the tag {}',
  removed: 'removed the tag {}', completed: 'finished {}', reopened: 'reopened {}', cancelled: 'called off {}', assigned: 'gave away {}', merged: 'merged others into {}', unmerged: 'took a merge of {} apart',
  ordered: 'gave the sequences an order', failed: 'could not reach the sequences', enriched: 'filled in what is known of {}', converted: 'converted {}',
  won: 'won {}', lost: 'lost {}', bogus: 'called {} bogus', stage_changed: 'moved {} to another stage', snoozed: 'put off {}', woken: 'woke {}', reviewed: 'looked back at {}',
  email_found: 'found an e-mail address', email_verified: 'checked the e-mail address', mobile_found: 'found a mobile number', phone_verified: 'checked the phone number',
  address_added: 'added an address', address_changed: 'changed an address', address_removed: 'removed an address', card_setup_begun: 'began to save a card', card_removed: 'removed a card', contacts_changed: 'changed who takes part', linked: 'linked {}', unlinked: 'unlinked {}',
  sent: 'sent {}', resent: 'sent {} once more', reminded: 'reminded of {}', mail_failed: 'could not mail {}', voided: 'made {} void',
  sent: 'sent {}', viewed: 'looked at {}', accepted: 'accepted {}', declined: 'declined {}', expired: 'noted that {} has expired', invoiced: 'drew up an invoice from {}',
  address_added: 'added an address', address_changed: 'changed an address', address_removed: 'removed an address', card_setup_begun: 'began to save a card', card_removed: 'removed a card', contacts_changed: 'changed who takes part', linked: 'linked {}', unlinked: 'unlinked {}', member_added: 'put {} on the list of a segment', member_removed: 'took {} off the list of a segment',
});

export const ROLES = catalogue<Record<string, string>>('roles', { owner: 'Owner', admin: 'Admin', manager: 'Manager', member: 'Member' });

/** Why signing in with an account elsewhere did not work, by the code the server gives. */
export const SIGN_IN_REFUSALS = catalogue<Record<string, string>>('refusals', {
  sign_in_cancelled: 'You cancelled signing in. Nothing happened.',
  provider_rejected: 'The other service did not accept the sign-in. Try again, or use your password.',
  sign_in_expired: 'That took too long, or began in another window. Try again.',
  unverified_email: 'Your address is not confirmed there. Confirm it with them first, or use your password.',
  deactivated: 'This account was deactivated. Ask an administrator of your workspace.',
  sign_up_closed: 'Accounts are made by invitation here. Ask somebody of the workspace to invite you.',
  other_address: 'The invitation is for another address. Sign in with the one it was sent to.',
  invitation_not_open: 'This invitation was used, taken back, or has expired. Ask for a new one.',
  try_again: 'The account was just linked. Sign in again.',
});
