import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Avatar, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import type { Row } from '@/api/records';
import { toLocal } from '@/app/locale';
import { t } from '@/app/texts';
import { date, money } from '@/fields/format';
import { titleOf, type ObjectMeta } from '@/meta/objects';
import classes from './Board.module.css';
import { currencyOfCard, refOf, valueOfCard, type Column } from './boardData';

type Face = { object: ObjectMeta; card: Row };

/** What a card shows; also what is seen while it is carried. */
export function Face({ object, card }: Face) {
  const beside = refOf(card, 'company') ?? refOf(card, 'contact') ?? refOf(card, 'related');
  const owner = refOf(card, 'owner') ?? refOf(card, 'assignee');
  const day = card['expected_close_date'] ?? card['due_at'] ?? card['starts_at'];
  const value = valueOfCard(card);
  if (!value && typeof day !== 'string' && !owner) return beside && beside.title !== titleOf(object, card) && <Text size="xs" c="dimmed" truncate>{beside.title}</Text>;
  return (
    <>
      {beside && beside.title !== titleOf(object, card) && <Text size="xs" c="dimmed" truncate>{beside.title}</Text>}
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={6}>
        <Text size="sm" fw={600} className="num">{value > 0 ? money(value, currencyOfCard(card)) : ''}</Text>
        <Group gap={6} wrap="nowrap">
          {typeof day === 'string' && <Text size="xs" c="dimmed" className="num">{date(day.length > 10 ? toLocal(day) : day)}</Text>}
          {owner && <Avatar size={20} radius="xl" color="brand" name={owner.title} title={owner.title} alt="" />}
        </Group>
      </Group>
    </>
  );
}

type Props = Face & {
  column: Column; columns: Column[]; editable: boolean; marked: 'before' | 'after' | undefined;
  onKey: (event: KeyboardEvent, id: string) => void; onMove: (id: string, column: string) => void;
};

export function BoardCard({ object, card, column, columns, editable, marked, onKey, onMove }: Props) {
  const drag = useDraggable({ id: card.id, disabled: !editable });
  const drop = useDroppable({ id: `card ${card.id}`, data: { column: column.id, card: card.id } });
  const title = titleOf(object, card);
  return (
    <li ref={drop.setNodeRef} className={classes.item} data-marked={marked}>
      <div ref={drag.setNodeRef} className={classes.card} data-carried={drag.isDragging || undefined} {...drag.listeners}>
        <Group justify="space-between" wrap="nowrap" gap={4} align="flex-start">
          <Link to="/o/$object/$id" params={{ object: object.plural, id: card.id }} className={classes.title} data-card={card.id} draggable={false} onKeyDown={(event) => onKey(event, card.id)}>{title}</Link>
          {editable && (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target><ActionIcon size="sm" variant="subtle" color="gray" className={classes.more} aria-label={t.moveCard(title)} onMouseDown={(event) => event.stopPropagation()} onTouchStart={(event) => event.stopPropagation()}><IconDots size={15} /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t.moveTo}</Menu.Label>
                {columns.filter((each) => each.id !== column.id && each.takes).map((each) => <Menu.Item key={each.id} onClick={() => onMove(card.id, each.id)}>{each.name}</Menu.Item>)}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
        <Face object={object} card={card} />
      </div>
    </li>
  );
}
