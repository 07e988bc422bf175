import { Avatar, Center, Loader, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Ref, Row } from '@/api/records';
import { RecordLink } from '@/app/links';
import { t } from '@/app/texts';
import { Cell } from '@/fields/Cell';
import { isEmpty, plain } from '@/fields/format';
import { canEdit, hasFace, titleField, titleOf, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import type { Layout } from './layout';
import classes from './RecordTable.module.css';
import { TableCell } from './TableCell';
import { Head, NARROWEST } from './TableHead';
import { useSaveCell } from './saveCell';

type Props = {
  object: ObjectMeta;
  layout: Layout;
  rows: Row[];
  total: number | undefined;
  loading: boolean;
  more: boolean;
  onMore: () => void;
  sort: string;
  onSort: (sort: string) => void;
  selected: Set<string>;
  onSelect: (selected: Set<string>) => void;
  currency: string;
};

/** The table of every object: its columns are the object's fields; the server sorts, filters and pages. */
export function RecordTable(props: Props) {
  const { rows, loading, more, onMore, object, total } = props;
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const height = narrow ? 62 : 42;
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => height, overscan: 6,
    // About what it will be: rows are drawn at once, not after the frame was measured.
    initialRect: { width: 0, height: window.innerHeight - 160 } });
  const toIndex = (index: number) => virtual.scrollToIndex(index);
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { if (more && rows.length > 0 && last >= rows.length - 25) onMore(); }, [last, rows.length, more, onMore]);
  const shown = items.flatMap((item) => { const row = rows[item.index]; return row ? [{ row, item }] : []; });
  const shared = { ...props, shown, height, size: virtual.getTotalSize(), toIndex, frame };
  const enter = (event: KeyboardEvent) => {
    if (event.target !== frame.current || event.key !== 'ArrowDown') return;
    event.preventDefault();
    const top = frame.current?.scrollTop ?? 0;
    focusCell(frame.current, items.find((item) => item.start >= top)?.index ?? 0, 0);
  };
  return (
    <div className={classes.frame} ref={frame} tabIndex={0} role="region" aria-label={object.label_plural} aria-busy={loading} onKeyDown={enter}>
      {narrow ? <Cards {...shared} /> : <Grid {...shared} rowCount={total ?? (more ? -1 : rows.length)} />}
      {more && rows.length > 0 && last >= rows.length - 1 && <Center p="xs"><Loader size="xs" /></Center>}
    </div>
  );
}

type Shown = { shown: { row: Row; item: { index: number; start: number } }[]; height: number; size: number; toIndex: (index: number) => void; frame: RefObject<HTMLDivElement | null> };

/** What is said below the title on a phone: whom it concerns, the subtitle, the day; at most two of them. */
function beneath(object: ObjectMeta, rest: FieldMeta[], row: Row, currency: string): string {
  const about = rest.filter((field) => field.type === 'relation' && field.relation !== 'user' && field.name !== 'stage_id').flatMap((field) => (field.expand && row[field.expand] ? [(row[field.expand] as Ref).title] : []));
  const more = [object.fields.find((field) => field.name === object.subtitle_field), ...rest.filter((field) => ['date', 'datetime'].includes(field.type)), ...rest.filter((field) => ['email', 'text', 'phone'].includes(field.type))]
    .flatMap((field) => (field && !isEmpty(valueOf(row, field)) ? [plain(field, valueOf(row, field), currency)] : []));
  const title = titleOf(object, row);
  const told = about.find((each) => each !== title);
  return [...new Set([...(told ? [told] : []), ...more])].filter((each) => each !== title).slice(0, 2).join(' · ');
}

/** A cell by its place; the first of a row is the link to the record. */
function focusCell(frame: HTMLElement | null, row: number, column: number): boolean {
  const cells = frame?.querySelector(`tr[data-index="${row}"]`)?.querySelectorAll<HTMLElement>('[data-column]');
  const cell = cells?.[Math.min(column, cells.length - 1)];
  cell?.focus();
  return cell !== undefined;
}

function Grid({ object, layout, rows, rowCount, loading, sort, onSort, selected, onSelect, shown, height, size, toIndex, frame, currency }: Props & Shown & { rowCount: number }) {
  const navigate = useNavigate();
  const save = useSaveCell(object);
  const { columns, widthOf } = layout;
  const width = 44 + columns.reduce((sum, field) => sum + widthOf(field), 0);
  const all = rows.length > 0 && selected.size === rows.length;
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const go = (row: number, column: number) => {
    if (row < 0 || row >= rows.length) return;
    toIndex(row);
    // A row out of sight has to be drawn first.
    if (!focusCell(frame.current, row, column)) requestAnimationFrame(() => requestAnimationFrame(() => focusCell(frame.current, row, column)));
  };
  const keys = (event: KeyboardEvent, index: number, row: Row) => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-column]');
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = Number(cell.dataset.column);
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(index + 1, column), ArrowUp: () => go(index - 1, column),
      ArrowRight: () => focusCell(frame.current, index, column + 1), ArrowLeft: () => focusCell(frame.current, index, Math.max(0, column - 1)),
      Home: () => go(0, column), End: () => go(rows.length - 1, column),
      ' ': () => toggle(row.id), Escape: () => { onSelect(new Set()); frame.current?.focus(); },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  // As wide as the widest of what is drawn now.
  const fit = (field: FieldMeta, at: number) => {
    const cells = frame.current?.querySelectorAll<HTMLElement>(`[data-column="${at}"]`) ?? [];
    layout.resize(field.name, Math.min(600, Math.max(NARROWEST, ...[...cells].map((cell) => cell.scrollWidth + 26))));
  };
  return (
    <table className={classes.table} aria-rowcount={rowCount < 0 ? -1 : rowCount + 1} aria-label={object.label_plural} style={{ minWidth: width }}>
      <thead className={classes.thead}>
        <tr className={classes.hrow}>
          <th className={`${classes.th} ${classes.check}`} scope="col">
            <input type="checkbox" className={classes.box} aria-label={t.selectAll} checked={all} ref={(box) => { if (box) box.indeterminate = selected.size > 0 && !all; }} onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))} />
          </th>
          {columns.map((field, at) => (
            <Head key={field.name} field={field} title={field === titleField(object)} width={widthOf(field)} sort={sort} onSort={onSort}
              onResize={(next) => { if (next === undefined) fit(field, at); else layout.resize(field.name, next); }} onMove={(to) => (typeof to === 'string' ? layout.move(to, field.name) : layout.move(field.name, to))} />
          ))}
        </tr>
      </thead>
      <tbody className={classes.tbody} style={{ height: loading ? height * 12 : size }}>
        {loading && rows.length === 0 && Array.from({ length: 12 }, (_, index) => (
          <tr key={index} className={classes.row} style={{ height, transform: `translateY(${index * height}px)` }}><td className={classes.td} style={{ flex: 1 }}><Skeleton h={12} /></td></tr>
        ))}
        {shown.map(({ row, item }) => (
          <tr key={row.id} className={classes.row} aria-rowindex={item.index + 2} data-index={item.index} data-selected={selected.has(row.id) || undefined} style={{ height, transform: `translateY(${item.start}px)` }}
            onClick={() => navigate({ to: '/o/$object/$id', params: { object: object.plural, id: row.id } })} onKeyDown={(event) => keys(event, item.index, row)}>
            <td className={`${classes.td} ${classes.check}`} style={{ padding: 0 }} onClick={(event) => event.stopPropagation()}>
              <input type="checkbox" className={classes.box} aria-label={t.select(titleOf(object, row))} checked={selected.has(row.id)} onChange={() => toggle(row.id)} />
            </td>
            {columns.map((field, at) => (field === titleField(object)
              ? <td key={field.name} className={`${classes.td} ${classes.pinned}`} style={{ flex: `1 0 ${widthOf(field)}px`, width: 0 }}><TitleLink object={object} row={row} /></td>
              : <TableCell key={field.name} field={field} row={row} width={widthOf(field)} currency={(row.currency as string | null) ?? currency} column={at} editable={canEdit(object, field)} onSave={(value) => save.mutate({ row, field, value })} />))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TitleLink({ object, row }: { object: ObjectMeta; row: Row }) {
  const title = titleOf(object, row);
  return (
    <RecordLink className={classes.title} data-column={0} plural={object.plural} id={row.id}>
      {hasFace(object) && <Avatar size={26} name={title} color="initials" alt="" radius={object.name === 'company' ? 'sm' : 'xl'} />}<span title={title}>{title}</span>
    </RecordLink>
  );
}

function Cards({ object, layout: { columns }, loading, rows, shown, height, size, currency, total }: Props & Shown) {
  const rest = columns.filter((field) => field !== titleField(object));
  const tag = rest.find((field) => field.type === 'select');
  const amount = rest.find((field) => field.type === 'money');
  if (loading && rows.length === 0) return <>{Array.from({ length: 9 }, (_, index) => <Skeleton key={index} h={14} m={20} w="auto" />)}</>;
  return (
    <ul className={classes.cards} style={{ height: size }}>
      {shown.map(({ row, item }) => (
        <li key={row.id} className={classes.cardRow} aria-setsize={total ?? -1} aria-posinset={item.index + 1} style={{ height, transform: `translateY(${item.start}px)` }}>
          <RecordLink className={classes.card} plural={object.plural} id={row.id}>
            {hasFace(object) && <Avatar size={36} name={titleOf(object, row)} color="initials" alt="" radius={object.name === 'company' ? 'sm' : 'xl'} />}
            <div className={classes.cardMain}>
              <div className={classes.cardLine}><b>{titleOf(object, row)}</b>{amount && <b className="num">{plain(amount, valueOf(row, amount), (row.currency as string | null) ?? currency)}</b>}</div>
              <div className={classes.cardLine}><span>{beneath(object, rest, row, currency)}</span>{tag && !isEmpty(valueOf(row, tag)) && <Cell field={tag} row={row} currency={currency} links={false} />}</div>
            </div>
          </RecordLink>
        </li>
      ))}
    </ul>
  );
}
