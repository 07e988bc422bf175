import { useDroppable } from '@dnd-kit/core';
import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { money } from '@/fields/format';
import { canCreate, type ObjectMeta } from '@/meta/objects';
import classes from './Board.module.css';
import type { Column } from './boardData';
import { useCreate } from './create';
import { QuickAdd, quickTitle } from './QuickAdd';

type Props = { object: ObjectMeta; column: Column; given: Record<string, unknown>; over: boolean; children: ReactNode; onMore?: () => void };

export function BoardColumn({ object, column, given, over, children, onMore }: Props) {
  const { setNodeRef } = useDroppable({ id: `column ${column.id}`, data: { column: column.id } });
  const [adding, setAdding] = useState(false);
  const create = useCreate();
  const adds = canCreate(object) && column.adds;
  const quick = quickTitle(object, given);
  return (
    <section className={classes.column} ref={setNodeRef} data-over={over || undefined} aria-labelledby={`stage-${column.id}`}>
      <header className={classes.head}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Group gap={8} wrap="nowrap" miw={0}>
            <span className={classes.dot} style={{ background: column.color }} aria-hidden />
            <Title order={2} size="sm" id={`stage-${column.id}`} className={classes.name}>{column.name}</Title>
            <Text size="xs" c="dimmed" className="num">{t.count(column.count)}</Text>
          </Group>
          {adds && <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t.addTo(column.name)} onClick={() => (quick ? setAdding(true) : create(object, given))}><IconPlus size={15} /></ActionIcon>}
        </Group>
        <Sums column={column} />
      </header>
      {adding && quick && <QuickAdd object={object} title={quick} given={given} label={t.quickAdd(object.label, column.name)} className={classes.quick} onDone={() => setAdding(false)} />}
      <ul className={classes.cards}>{children}</ul>
      {onMore && <Button variant="subtle" size="compact-xs" mx={8} mb={8} onClick={onMore}>{t.showMore(column.count - column.cards.length)}</Button>}
    </section>
  );
}

/** One sum for each currency; what they are worth by their probability beside the pointer. */
function Sums({ column }: { column: Column }) {
  const currency = useMe().workspace?.currency ?? 'USD';
  const sums = column.totals.filter((total) => total.value_minor > 0);
  if (!sums.length) return column.probability === undefined ? null : <Text size="xs" c="dimmed" h={18}> </Text>;
  const say = (key: 'value_minor' | 'weighted_minor') => sums.map((total) => money(total[key] ?? 0, total.currency ?? currency)).join(' + ');
  const shown = <Text size="xs" c="dimmed" className="num" truncate>{say('value_minor')}</Text>;
  return column.probability === undefined ? shown : <Tooltip label={t.weighted(say('weighted_minor'))} openDelay={300}>{shown}</Tooltip>;
}
