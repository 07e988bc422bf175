import {
  IconAt,
  IconBuilding,
  IconDownload,
  IconFileText,
  IconForms,
  IconGauge,
  IconKey,
  IconList,
  IconMailbox,
  IconMessages,
  IconProgress,
  IconReceipt,
  IconReportMoney,
  IconShieldLock,
  IconTag,
  IconTimeline,
  IconUpload,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { t } from '@/app/texts';
import { b as books } from '@/records/accounting.texts';
import { sc } from '@/records/score.texts';
import { b } from './billing.texts';
import { m } from './messaging.texts';
import { s } from './texts';

/** The pages of the settings, and the right that each needs. */
export const SETTINGS = [
  { to: '/settings/profile', label: s.profile, Icon: IconUser, right: null },
  { to: '/settings/security', label: s.security, Icon: IconShieldLock, right: null },
  { to: '/settings/team', label: s.team, Icon: IconUsers, right: 'members.read' },
  { to: '/settings/workspace', label: t.workspace, Icon: IconBuilding, right: 'workspace.read' },
  { to: '/settings/pipelines', label: s.pipelines, Icon: IconTimeline, right: 'pipelines.read' },
  { to: '/settings/tags', label: s.tags, Icon: IconTag, right: 'tags.read' },
  { to: '/settings/vocabularies', label: s.words, Icon: IconList, right: 'taxonomies.update' },
  { to: '/settings/scores', label: sc.scores, Icon: IconGauge, right: 'score_rules.update' },
  { to: '/settings/billing', label: b.billing, Icon: IconReceipt, right: 'billing.read' },
  { to: '/settings/documents', label: b.documents, Icon: IconFileText, right: 'document-templates.read' },
  { to: '/settings/custom-fields', label: s.fields, Icon: IconForms, right: 'custom_fields.read' },
  { to: '/imports', label: t.imports, Icon: IconUpload, right: 'imports.create' },
  { to: '/settings/exports', label: s.exports, Icon: IconDownload, right: 'exports.create' },
  { to: '/settings/api-keys', label: s.apiKeys, Icon: IconKey, right: 'api_keys.create' },
  { to: '/settings/messaging', label: m.title, Icon: IconAt, right: 'mail_accounts.read' },
  { to: '/settings/team-chat', label: s.chat, Icon: IconMessages, right: 'team_chat.read' },
  { to: '/settings/accounting', label: books.title, Icon: IconReportMoney, right: 'accounting.update' },
  { to: '/settings/mailbox', label: s.mailbox, Icon: IconMailbox, right: 'sandbox_messages.read' },
  { to: '/settings/jobs', label: s.jobs, Icon: IconProgress, right: 'jobs.read' },
] as const;
