import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Popover, TextInput } from '@mantine/core';
import { IconCalendarShare } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import type { Ref, Row } from '@/api/records';
import { dateFormat } from '@/app/locale';
import { t } from '@/app/texts';
import { titleOf, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './Calendar.module.css';
import { placeOf } from './calendarData';

type Face = { object: ObjectMeta; field: FieldMeta; row: Row; roomy?: boolean };

/** What an entry shows; also what is seen while it is carried. */
export function Face({ object, field, row, roomy }: Face) {
  const beside = (row['company'] ?? row['contact'] ?? row['related']) as Ref | null | undefined;
  const time = placeOf(row, field)?.time;
  return (
    <>
      {time && <span className={`${classes.time} num`}>{dateFormat({ hour: 'numeric', minute: '2-digit' }).format(new Date(String(valueOf(row, field))))} </span>}
      {titleOf(object, row)}
      {roomy && beside && beside.title !== titleOf(object, row) && <span className={classes.beside}>{beside.title}</span>}
    </>
  );
}

/** How it ended, where it has. */
const endOf = (row: Row) => (row['status'] === 'won' ? 'won' : row['completed_at'] || row['status'] === 'lost' || row['status'] === 'cancelled' ? 'over' : undefined);

type Props = Face & { day: string; editable: boolean; onKey: (event: KeyboardEvent, row: Row) => void; onMove: (id: string, day: string) => void };

export function CalendarEntry({ object, field, row, day, editable, roomy, onKey, onMove }: Props) {
  const drag = useDraggable({ id: row.id, disabled: !editable });
  const [open, setOpen] = useState(false);
  const title = titleOf(object, row);
  return (
    <li ref={drag.setNodeRef} className={classes.entry} data-carried={drag.isDragging || undefined} data-end={endOf(row)} {...drag.listeners}>
      <Link to="/o/$object/$id" params={{ object: object.plural, id: row.id }} className={classes.link} data-entry={row.id} draggable={false} title={title} onKeyDown={(event) => onKey(event, row)}><Face object={object} field={field} row={row} roomy={roomy} /></Link>
      {roomy && editable && (
        <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus withinPortal>
          <Popover.Target><ActionIcon size="xs" variant="subtle" color="gray" aria-label={t.moveCard(title)} onMouseDown={(event) => event.stopPropagation()} onTouchStart={(event) => event.stopPropagation()} onClick={() => setOpen(!open)}><IconCalendarShare size={14} /></ActionIcon></Popover.Target>
          <Popover.Dropdown onMouseDown={(event) => event.stopPropagation()} onTouchStart={(event) => event.stopPropagation()}>
            <TextInput size="xs" type="date" label={t.moveTo} defaultValue={day} data-autofocus onKeyDown={(event) => {
              if (event.key === 'Enter' && event.currentTarget.value) { setOpen(false); onMove(row.id, event.currentTarget.value); }
            }} onBlur={(event) => { if (event.currentTarget.value && event.currentTarget.value !== day) { setOpen(false); onMove(row.id, event.currentTarget.value); } }} />
          </Popover.Dropdown>
        </Popover>
      )}
    </li>
  );
}
