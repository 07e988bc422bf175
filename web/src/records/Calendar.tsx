import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useDroppable, useSensor, useSensors } from '@dnd-kit/core';
import { ActionIcon, Alert, Button, Group, SegmentedControl, Select, Skeleton, Text, Title, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { records, type ListParameters, type Row } from '@/api/records';
import { addDays, dateFormat, today } from '@/app/locale';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { date } from '@/fields/format';
import { canCreate, patchOf, titleOf, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './Calendar.module.css';
import { CalendarEntry, Face } from './CalendarEntry';
import { calendarFields, daysOf, nextMonth, placeOf, previousMonth, readDays, valueOn, type Days, type Span } from './calendarData';
import { useCreate } from './create';
import { QuickAdd, quickTitle } from './QuickAdd';

const SHOWN = 4;

type Props = {
  object: ObjectMeta; q?: string; filters?: ListParameters['filters']; by: FieldMeta; onBy: (field: string) => void;
  day?: string; span: Span; onGo: (change: { day?: string; span?: 'week' }) => void;
};

/** Records on the days of one of their fields; another day is a drag, or Shift and an arrow key, away. */
export default function Calendar({ object, q, filters, by, onBy, day, span, onGo }: Props) {
  const queries = useQueryClient();
  const agenda = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false });
  const now = today();
  const at = day && !Number.isNaN(Date.parse(day)) ? day.slice(0, 10) : now;
  const days = daysOf(at, span);
  const key = ['records', object.plural, 'calendar', { q, filters, by: by.name, from: days[0], until: days.at(-1) }];
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readDays(object, { q, filters }, by, days[0]!, addDays(days.at(-1)!, 1), signal),
    placeholderData: keepPreviousData,
  });
  const [said, setSaid] = useState('');
  const [carried, setCarried] = useState<string>();
  const focus = useRef<{ id: string; day: string }>(undefined);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }));
  const editable = object.rights.update && !by.readonly;
  const moving = ['move', object.plural];
  const move = useMutation({
    mutationKey: moving,
    mutationFn: ({ row, patch }: { row: Row; patch: Record<string, unknown>; undo?: Record<string, unknown> }) => records.update(object.plural, row.id, patch),
    onMutate: ({ row, patch }) => {
      // What was asked before this move would put the entry back for a moment.
      void queries.cancelQueries({ queryKey: key });
      const custom = { ...(row['custom'] as object | undefined), ...(patch['custom'] as object | undefined) };
      queries.setQueryData<Days>(key, (held) => held && { ...held, rows: held.rows.map((each) => (each.id === row.id ? { ...each, ...patch, custom } : each)) });
    },
    onSuccess: (_, { row, patch, undo }) => {
      if (!undo) return;
      const place = placeOf({ ...row, ...patch }, by);
      offerUndo(t.movedTo(titleOf(object, row), place ? date(place.day) : ''), () => move.mutateAsync({ row, patch: undo }));
    },
    onError: sayProblem,
    onSettled: () => { if (queries.isMutating({ mutationKey: moving }) === 1) void queries.invalidateQueries({ queryKey: ['records', object.plural] }); },
  });
  const rows = found.data?.rows ?? [];
  const put = (id: string, to: string) => {
    const row = rows.find((each) => each.id === id);
    const place = row && placeOf(row, by);
    if (!row || !place || place.day === to || !editable) return;
    const { patch, undo } = change(row, by, to);
    focus.current = { id, day: to };
    setSaid(t.movedTo(titleOf(object, row), date(to)));
    move.mutate({ row, patch, undo });
  };
  // What was moved by keyboard keeps the focus in its new place.
  useEffect(() => {
    const wanted = focus.current;
    const row = wanted && rows.find((each) => each.id === wanted.id);
    if (!wanted || !row || placeOf(row, by)?.day !== wanted.day) return;
    document.querySelector<HTMLElement>(`[data-entry="${wanted.id}"]`)?.focus();
    focus.current = undefined;
  });
  const onKey = (event: KeyboardEvent, row: Row) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const place = placeOf(row, by);
    if (!step || !place) return;
    event.preventDefault();
    if (event.shiftKey) return put(row.id, addDays(place.day, step));
    const all = [...document.querySelectorAll<HTMLElement>('[data-entry]')];
    all[all.findIndex((each) => each.dataset['entry'] === row.id) + Math.sign(step)]?.focus();
  };
  const step = (sign: 1 | -1) => onGo({ day: span === 'week' ? addDays(at, 7 * sign) : sign > 0 ? nextMonth(at) : previousMonth(at) });
  const held = new Map<string, Row[]>();
  for (const row of rows) {
    const place = placeOf(row, by);
    if (place) held.set(place.day, [...(held.get(place.day) ?? []), row]);
  }
  for (const list of held.values()) list.sort((a, b) => (placeOf(a, by)?.time ?? '').localeCompare(placeOf(b, by)?.time ?? ''));
  const named = (text: string) => new Date(`${text}T12:00Z`);
  const title = span === 'month'
    ? dateFormat({ month: 'long', year: 'numeric' }, false).format(named(at))
    : dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }, false).formatRange(named(days[0]!), named(days.at(-1)!));
  const fields = calendarFields(object);
  const shown = agenda ? days.filter((each) => each === now || held.has(each)).filter((each) => span === 'week' || each.slice(0, 7) === at.slice(0, 7)) : days;
  const carriedRow = rows.find((row) => row.id === carried);
  return (
    <>
      <Group gap="xs">
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="default" size={30} aria-label={t.earlier} onClick={() => step(-1)}><IconChevronLeft size={16} /></ActionIcon>
          <Button variant="default" size="compact-sm" h={30} onClick={() => onGo({ day: undefined })}>{t.today}</Button>
          <ActionIcon variant="default" size={30} aria-label={t.later} onClick={() => step(1)}><IconChevronRight size={16} /></ActionIcon>
        </Group>
        <Title order={2} className={classes.title} aria-live="polite">{title}</Title>
        <Group gap="xs" ml="auto">
          {fields.length > 1 && <Select size="xs" w={190} aria-label={t.calendarBy} allowDeselect={false} data={fields.map((field) => ({ value: field.name, label: field.label }))} value={by.name} onChange={(name) => { if (name) onBy(name); }} />}
          <SegmentedControl size="xs" aria-label={t.spanOfDays} data={[{ value: 'month', label: t.month }, { value: 'week', label: t.week }]} value={span} onChange={(next) => onGo({ day, span: next === 'week' ? 'week' : undefined })} />
        </Group>
      </Group>
      <VisuallyHidden id="calendar-keys">{t.calendarKeys}</VisuallyHidden>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      {found.isError && <Alert color="red" variant="light" role="alert" title={t.failed}>{found.error.message} <Button size="compact-xs" variant="subtle" onClick={() => void found.refetch()}>{t.tryAgain}</Button></Alert>}
      {found.data?.more && <Text size="xs" c="dimmed">{t.calendarMore}</Text>}
      {found.isPending ? <Skeleton flex={1} mih={300} /> : (
        <DndContext sensors={sensors} collisionDetection={pointerWithin} accessibility={{ container: undefined, screenReaderInstructions: { draggable: '' }, announcements: SILENT }}
          onDragStart={({ active }) => setCarried(String(active.id))} onDragCancel={() => setCarried(undefined)}
          onDragEnd={({ active, over }) => { setCarried(undefined); if (over) put(String(active.id), String(over.id)); }}>
          <div className={classes.scroll} role="region" aria-label={title} aria-describedby="calendar-keys" tabIndex={0}>
            {!agenda && <div className={classes.names} aria-hidden>{days.slice(0, 7).map((each) => <span key={each}>{dateFormat({ weekday: 'short' }, false).format(named(each))}</span>)}</div>}
            <div className={agenda ? classes.agenda : classes.grid} data-span={span}>
              {shown.map((each) => (
                <Day key={each} object={object} field={by} day={each} now={each === now} apart={span === 'month' && each.slice(0, 7) !== at.slice(0, 7)} agenda={agenda} rows={held.get(each) ?? []}
                  most={agenda || span === 'week' ? Infinity : SHOWN} editable={editable} onKey={onKey} onMove={put} onMore={() => onGo({ day: each, span: 'week' })} />
              ))}
            </div>
            {agenda && !rows.length && <Text size="sm" c="dimmed" mt="sm">{t.calendarEmpty}</Text>}
          </div>
          <DragOverlay dropAnimation={null}>{carriedRow && <div className={classes.entry} data-overlay><Face object={object} field={by} row={carriedRow} /></div>}</DragOverlay>
        </DndContext>
      )}
    </>
  );
}

// What is said is said in our words, by the status above.
const SILENT = { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined };

/** What puts a record on another day, and what puts it back. What ends is moved along. */
function change(row: Row, field: FieldMeta, day: string) {
  const before = valueOf(row, field) ?? null;
  const value = valueOn(day, field, placeOf(row, field)?.time);
  const patch = patchOf(field, value);
  const undo = patchOf(field, before);
  const end = row['ends_at'];
  if (field.name === 'starts_at' && typeof end === 'string' && typeof before === 'string') {
    patch['ends_at'] = new Date(Date.parse(end) + Date.parse(value) - Date.parse(before)).toISOString();
    undo['ends_at'] = end;
  }
  return { patch, undo };
}

type DayProps = {
  object: ObjectMeta; field: FieldMeta; day: string; now: boolean; apart: boolean; agenda: boolean; rows: Row[]; most: number; editable: boolean;
  onKey: (event: KeyboardEvent, row: Row) => void; onMove: (id: string, day: string) => void; onMore: () => void;
};

function Day({ object, field, day, now, apart, agenda, rows, most, editable, onKey, onMove, onMore }: DayProps) {
  const create = useCreate();
  const [adding, setAdding] = useState(false);
  const { setNodeRef, isOver } = useDroppable({ id: day, disabled: !editable });
  const given = patchOf(field, valueOn(day, field));
  const quick = quickTitle(object, given);
  const name = dateFormat({ weekday: 'long', day: 'numeric', month: 'long' }, false).format(new Date(`${day}T12:00Z`));
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  return (
    <section ref={setNodeRef} className={classes.day} data-now={now || undefined} data-apart={apart || undefined} data-over={isOver || undefined} aria-label={name}>
      <header className={classes.dayHead}>
        <span className={`${classes.number} num`} aria-hidden>{agenda ? name : Number(day.slice(8))}</span>
        {canCreate(object) && !field.readonly && <ActionIcon size="xs" variant="subtle" color="gray" className={classes.add} aria-label={t.addTo(name)} onClick={() => (quick ? setAdding(true) : create(object, given))}><IconPlus size={13} /></ActionIcon>}
      </header>
      {adding && quick && <QuickAdd object={object} title={quick} given={given} label={t.quickAdd(object.label, name)} onDone={() => setAdding(false)} />}
      {shown.length > 0 && <ul className={classes.entries}>{shown.map((row) => <CalendarEntry key={row.id} object={object} field={field} row={row} day={day} editable={editable} roomy={most === Infinity} onKey={onKey} onMove={onMove} />)}</ul>}
      {rows.length > shown.length && <button type="button" className={classes.more} onClick={onMore}>{t.showMore(rows.length - shown.length)}</button>}
    </section>
  );
}
