import { Kbd, Modal, SimpleGrid, Text, Title } from '@mantine/core';
import { useObjects } from '@/meta/objects';
import { GO } from './shortcuts';
import { t } from './texts';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const ARROWS = ['←', '↑', '→', '↓'];

/** All keys, by where they work. */
export default function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: objects = [] } = useObjects();
  const names = t.shortcutNames;
  const labels: Record<string, string> = { home: t.home, dashboard: t.dashboard, settings: t.settings };
  const places = Object.entries(GO).flatMap(([key, place]) => {
    const label = labels[place] ?? objects.find((object) => object.plural === place && object.rights.read)?.label_plural;
    return label ? [[['G', t.thenKey, key.toUpperCase()], label] as const] : [];
  });
  const groups: [string, (readonly [readonly string[], string])[]][] = [
    [t.shortcutGroups.everywhere, [[[MAC ? '⌘' : 'Ctrl', 'K'], names.palette], [['?'], names.sheet], ...places]],
    [t.shortcutGroups.lists, [[['C'], names.create], [['/'], names.search], [ARROWS, names.move], [['Home', 'End'], names.ends], [['Enter'], names.open], [['␣'], names.select], [['Esc'], names.letGo]]],
    [t.shortcutGroups.boards, [[['Shift', ...ARROWS], names.step], [['Shift', ...ARROWS], names.day]]],
    [t.shortcutGroups.records, [[['[', ']'], names.neighbours]]],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={t.shortcuts} size="lg" closeButtonProps={{ 'aria-label': t.dismiss }}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {groups.map(([title, keys]) => (
          <section key={title} aria-label={title}>
            <Title order={3} fz="sm" mb={6}>{title}</Title>
            <dl style={{ display: 'grid', gridTemplateColumns: '1fr auto', gap: '6px 12px', margin: 0, alignItems: 'center' }}>
              {keys.map(([pressed, what]) => [
                <Text component="dt" size="sm" key={`${what} ${pressed.join()}`}>{what}</Text>,
                <dd key={`${what} ${pressed.join()} keys`} style={{ margin: 0, whiteSpace: 'nowrap' }}>{pressed.map((key) => (key === t.thenKey ? <Text key={key} span size="xs" c="dimmed" mx={4}>{key}</Text> : <Kbd key={key} size="xs" mx={1}>{key}</Kbd>))}</dd>,
              ])}
            </dl>
          </section>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
