import { Title } from '@mantine/core';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { SETTINGS } from './pages';
import classes from './Settings.module.css';

/** The pages of the settings, beside their list: those that one may use. */
export default function Settings() {
  const { rights } = useMe();
  useEffect(() => { document.title = `${t.settings} · ${t.product}`; }, []);
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the list is a strip: what one is on is in sight.
  useEffect(() => { nav.current?.querySelector(`[href="${pathname}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' }); }, [pathname]);
  return (
    <div className={classes.layout}>
      <nav className={classes.nav} ref={nav} aria-label={t.settings}>
        <Title order={1} mb="sm" px={10}>{t.settings}</Title>
        {SETTINGS.filter(({ right }) => !right || rights.includes(right)).map(({ to, label, Icon }) => (
          <Link key={to} to={to} className={classes.navLink}><Icon size={17} aria-hidden />{label}</Link>
        ))}
      </nav>
      <div><Outlet /></div>
    </div>
  );
}
