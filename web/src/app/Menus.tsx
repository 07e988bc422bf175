import { Avatar, Button, Menu, Stack, Text, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconApi, IconBuilding, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconPlus, IconSettings, IconSun } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { canCreate, objectNamed, useObjects } from '@/meta/objects';
import { ObjectIcon } from '@/meta/ObjectIcon';
import { useCreate } from '@/records/create';
import Bell from './Bell';
import classes from './Shell.module.css';
import { useMe, useSignOut, useSwitchWorkspace } from './session';
import { t } from './texts';

/** What the header opens: something new, what one was told, one's account. Loaded after the first paint. */
export default function Menus({ onKeys }: { onKeys: () => void }) {
  return <><NewMenu /><Bell /><AccountMenu onKeys={onKeys} /></>;
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

function AccountMenu({ onKeys }: { onKeys: () => void }) {
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
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onKeys}>{t.shortcuts}</Menu.Item>
        <Menu.Item leftSection={<IconApi size={16} />} component="a" href="/api/docs" target="_blank">{t.apiReference}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>{t.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
