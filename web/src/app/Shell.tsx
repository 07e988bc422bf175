import { AppShell, Burger, Button, Center, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconChartBar, IconCopy, IconHome, IconSearch, IconUpload } from '@tabler/icons-react';
import { Link, Outlet, useLocation, type ErrorComponentProps } from '@tanstack/react-router';
import { Fragment, lazy, Suspense, useEffect, useRef } from 'react';
import { useLive } from '@/api/live';
import { arranged, sectionOf, SECTIONS, isSecondary, useObjects, type Section, type ObjectMeta } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';
import { CreateProvider } from '@/records/create';
import { LinkButton } from './links';
import classes from './Shell.module.css';
import { useMe } from './session';
import { useGoing } from './shortcuts';
import { t } from './texts';

// Loaded after the first paint.
const CommandPalette = lazy(() => import('./CommandPalette'));
const Menus = lazy(() => import('./Menus'));
const Shortcuts = lazy(() => import('./Shortcuts'));

const openPalette = () => void import('./CommandPalette').then(({ open }) => open());

export function Shell() {
  return <CreateProvider><Frame /></CreateProvider>;
}

function Frame() {
  const [open, nav] = useDisclosure();
  const [keys, sheet] = useDisclosure();
  const me = useMe();
  useLive();
  // Here, not in the palette: the keys work before it is loaded, and while one types.
  useHotkeys([['mod+K', openPalette]], []);
  useGoing(sheet.open);
  return (
    <AppShell className={classes.shell} header={{ height: 52 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !open } }} layout="alt">
      <a className="skip" href="#main">{t.skip}</a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" wrap="nowrap" gap="sm">
          <Burger opened={open} onClick={nav.toggle} hiddenFrom="sm" size="sm" aria-label={t.openNavigation} />
          <button type="button" className={classes.search} onClick={openPalette}>
            <IconSearch size={16} aria-hidden /> <span>{t.searchOrJump}</span> <kbd>Ctrl K</kbd>
          </button>
          <Group gap={10} ml="auto" wrap="nowrap"><Suspense fallback={<div style={{ height: 34 }} />}><Menus onKeys={sheet.open} /></Suspense></Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} p="xs">
        <Group px={10} h={40} gap={10} mb={4} justify="space-between" wrap="nowrap">
          <Group gap={10} wrap="nowrap" miw={0}>
            <img src="/favicon.svg" width={24} height={24} alt="" />
            <Text fw={650} size="15px" truncate>{me.workspace?.name ?? t.product}</Text>
          </Group>
          <Burger opened={open} onClick={nav.toggle} hiddenFrom="sm" size="sm" aria-label={t.closeNavigation} />
        </Group>
        <ScrollArea flex={1} component="nav" aria-label={t.navigation}><Objects onGo={nav.close} /></ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="main" tabIndex={-1}><Outlet /></AppShell.Main>
      <Suspense><CommandPalette onKeys={sheet.open} /></Suspense>
      {keys && <Suspense><Shortcuts opened onClose={sheet.close} /></Suspense>}
    </AppShell>
  );
}

function Objects({ onGo }: { onGo: () => void }) {
  const { data: objects = [] } = useObjects();
  const { rights } = useMe();
  const at = useLocation({ select: ({ pathname }) => pathname });
  const list = useRef<HTMLDivElement>(null);
  // Where one is stays in sight, also when a link or the palette led there.
  useEffect(() => { void list.current?.querySelector('[data-status=active]')?.scrollIntoView({ block: 'nearest' }); }, [at, objects.length]);
  const shown = objects.filter((object) => object.rights.read);
  const group = (label: string, list: ObjectMeta[]) => list.length > 0 && (
    <div>
      <div className={classes.group}>{label}</div>
      {list.map((object) => (
        <Link key={object.name} to="/o/$object" params={{ object: object.plural }} className={classes.link} onClick={onGo}>
          <ObjectIcon name={object.icon} />{object.label_plural}
        </Link>
      ))}
    </div>
  );
  return (
    <div ref={list}>
      <Link to="/" className={classes.link} onClick={onGo} activeOptions={{ exact: true }}><IconHome size={18} aria-hidden />{t.home}</Link>
      <Link to="/dashboard" search={{}} className={classes.link} onClick={onGo}><IconChartBar size={18} stroke={1.7} aria-hidden />{t.dashboard}</Link>
      {(Object.keys(SECTIONS) as Section[]).map((name) => (
        <Fragment key={name}>{group(t[name], shown.filter((object) => !isSecondary(object) && sectionOf(object) === name))}</Fragment>
      ))}
      {group(t.more, shown.filter((object) => isSecondary(object) && !arranged(object)))}
      {rights.includes('duplicates.read') && <Link to="/duplicates" search={{}} className={classes.link} onClick={onGo}><IconCopy size={18} stroke={1.7} aria-hidden />{t.duplicates}</Link>}
      {rights.includes('imports.create') && <Link to="/imports" search={{}} className={classes.link} onClick={onGo}><IconUpload size={18} stroke={1.7} aria-hidden />{t.imports}</Link>}
    </div>
  );
}

export const NotFound = () => <Missing text={t.notFoundText} />;

export function Missing({ text }: { text: string }) {
  return (
    <Center flex={1} mih={300} p="lg">
      <Stack align="center" gap="xs" ta="center"><Title order={1}>{t.notFoundTitle}</Title><Text c="dimmed">{text}</Text><LinkButton to="/" mt="xs">{t.goHome}</LinkButton></Stack>
    </Center>
  );
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <Center flex={1} mih={300} p="lg">
      <Stack align="center" gap="xs" ta="center"><Title order={1}>{t.errorTitle}</Title><Text c="dimmed">{error instanceof Error ? error.message : String(error)}</Text><Button onClick={reset} mt="xs">{t.tryAgain}</Button></Stack>
    </Center>
  );
}
