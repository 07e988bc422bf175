import { Title } from '@mantine/core';
import { IconBuilding, IconDownload, IconForms, IconKey, IconList, IconMailbox, IconProgress, IconShieldLock, IconTag, IconTimeline, IconUpload, IconUser, IconUsers } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import classes from './Settings.module.css';
import { s } from './texts';

/** The pages of the settings, beside their list: those that one may use. */
export default function Settings() {
  const { rights } = useMe();
  useEffect(() => { document.title = `${t.settings} · ${t.product}`; }, []);
  const pages = [
    { to: '/settings/profile', label: t.profile, Icon: IconUser, right: null },
    { to: '/settings/security', label: t.security, Icon: IconShieldLock, right: null },
    { to: '/settings/team', label: t.team, Icon: IconUsers, right: 'members.read' },
    { to: '/settings/workspace', label: t.workspace, Icon: IconBuilding, right: 'workspace.read' },
    { to: '/settings/pipelines', label: s.pipelines, Icon: IconTimeline, right: 'pipelines.read' },
    { to: '/settings/tags', label: s.tags, Icon: IconTag, right: 'tags.read' },
    { to: '/settings/vocabularies', label: s.words, Icon: IconList, right: 'taxonomies.update' },
    { to: '/settings/custom-fields', label: s.fields, Icon: IconForms, right: 'custom_fields.read' },
    { to: '/imports', label: t.imports, Icon: IconUpload, right: 'imports.create' },
    { to: '/settings/exports', label: s.exports, Icon: IconDownload, right: 'exports.create' },
    { to: '/settings/api-keys', label: t.apiKeys, Icon: IconKey, right: 'api_keys.create' },
    { to: '/settings/mailbox', label: t.mailbox, Icon: IconMailbox, right: 'sandbox_messages.read' },
    { to: '/settings/jobs', label: s.jobs, Icon: IconProgress, right: 'jobs.read' },
  ] as const;
  return (
    <div className={classes.layout}>
      <nav className={classes.nav} aria-label={t.settings}>
        <Title order={1} mb="sm" px={10}>{t.settings}</Title>
        {pages.filter(({ right }) => !right || rights.includes(right)).map(({ to, label, Icon }) => (
          <Link key={to} to={to} className={classes.navLink}><Icon size={17} aria-hidden />{label}</Link>
        ))}
      </nav>
      <div><Outlet /></div>
    </div>
  );
}
