import {
  AppShell, Avatar, Burger, Button, Center, Group, Menu, ScrollArea, Stack, Text, Title, useMantineColorScheme, VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconApi, IconBuilding, IconCopy, IconDeviceDesktop, IconHome, IconLogout, IconMoon, IconPlus, IconSearch, IconSettings, IconSun, IconUpload } from '@tabler/icons-react';
import { Link, Outlet, useParams, type ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useLive } from '@/api/live';
import { arranged, canCreate, isSecondary, objectNamed, useObjects, type ObjectMeta } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';
import { CreateProvider, useCreate } from '@/records/create';
import { LinkButton } from './links';
import classes from './Shell.module.css';
import { useMe, useSignOut, useSwitchWorkspace } from './session';
import { t } from './texts';

// Loaded after the first paint.
const CommandPalette = lazy(() => import('./CommandPalette'));
const Bell = lazy(() => import('./Bell'));

export function Shell() {
  return <CreateProvider><Frame /></CreateProvider>;
}

function Frame() {
  const [open, nav] = useDisclosure();
  const me = useMe();
  useLive();
  return (
    <AppShell className={classes.shell} header={{ height: 52 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !open } }} layout="alt">
      <a className="skip" href="#main">{t.skip}</a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" wrap="nowrap" gap="sm">
          <Burger opened={open} onClick={nav.toggle} hiddenFrom="sm" size="sm" aria-label={t.openNavigation} />
          <button type="button" className={classes.search} onClick={() => void import('./CommandPalette').then(({ open }) => open())}>
            <IconSearch size={16} aria-hidden /> <span>{t.searchOrJump}</span> <kbd>Ctrl K</kbd>
          </button>
          <Group gap={10} ml="auto" wrap="nowrap"><NewMenu /><Suspense fallback={<div style={{ width: 34 }} />}><Bell /></Suspense><AccountMenu /></Group>
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
      <Suspense><CommandPalette /></Suspense>
    </AppShell>
  );
}

function Objects({ onGo }: { onGo: () => void }) {
  const { data: objects = [] } = useObjects();
  const { rights } = useMe();
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
  return <><Link to="/" className={classes.link} onClick={onGo} activeOptions={{ exact: true }}><IconHome size={18} aria-hidden />{t.home}</Link>{group(t.records, shown.filter((o) => !isSecondary(o)))}{group(t.more, shown.filter((o) => isSecondary(o) && !arranged(o)))}{rights.includes('duplicates.read') && <Link to="/duplicates" search={{}} className={classes.link} onClick={onGo}><IconCopy size={18} stroke={1.7} aria-hidden />{t.duplicates}</Link>}{rights.includes('imports.create') && <Link to="/imports" search={{}} className={classes.link} onClick={onGo}><IconUpload size={18} stroke={1.7} aria-hidden />{t.imports}</Link>}</>;
}

/** The object whose page one is on is the first to be offered. */
function NewMenu() {
  const { data: objects = [] } = useObjects();
  const { object: here } = useParams({ strict: false });
  const create = useCreate();
  const offered = objects.filter(canCreate);
  const current = objectNamed(offered, here ?? '');
  const ordered = current ? [current, ...offered.filter((each) => each !== current)] : offered;
  if (!offered.length) return null;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target><Button size="compact-sm" h={32} px="sm" aria-label={t.create} className={classes.new}><IconPlus size={15} aria-hidden /><span className={classes.newLabel}>{t.create}</span></Button></Menu.Target>
      <Menu.Dropdown>
        {ordered.map((object) => (
          <Menu.Item key={object.name} leftSection={<ObjectIcon name={object.icon} size={16} />} onClick={() => create(object)}>{object.label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const me = useMe();
  const signOut = useSignOut();
  const enter = useSwitchWorkspace();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themes = [['light', t.lightTheme, IconSun], ['dark', t.darkTheme, IconMoon], ['auto', t.systemTheme, IconDeviceDesktop]] as const;
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <button type="button" className={classes.account}><VisuallyHidden>{t.account}</VisuallyHidden><Avatar size={32} color="brand" name={me.user.name} src={me.user.avatar_file_id ? `/api/v1/files/${me.user.avatar_file_id}/content` : null} alt="" aria-hidden /></button>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={0} px="sm" py={6}><Text size="sm" fw={600} truncate>{me.user.name}</Text><Text size="xs" c="dimmed" truncate>{me.user.email}</Text></Stack>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={16} />} renderRoot={(props) => <Link to="/settings/profile" {...props} />}>{t.settings}</Menu.Item>
        {(me.workspaces.length > 1 ? me.workspaces : []).map((place) => (
          <Menu.Item key={place.id} leftSection={<IconBuilding size={16} />} fw={place.id === me.workspace?.id ? 650 : undefined} onClick={() => enter.mutate(place.id)}>{place.name}</Menu.Item>
        ))}
        <Menu.Divider />
        {themes.map(([scheme, label, Icon]) => (
          <Menu.Item key={scheme} leftSection={<Icon size={16} />} fw={colorScheme === scheme ? 650 : undefined} onClick={() => setColorScheme(scheme)}>{label}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconApi size={16} />} component="a" href="/api/docs" target="_blank">{t.apiReference}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>{t.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
