import { Avatar, Center, Checkbox, Loader, Skeleton, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Row } from '@/api/records';
import { t } from '@/app/texts';
import { Cell } from '@/fields/Cell';
import { plain } from '@/fields/format';
import { titleField, titleOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './RecordTable.module.css';

type Props = {
  object: ObjectMeta;
  columns: FieldMeta[];
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

const WIDTHS: Partial<Record<FieldMeta['type'], number>> = { email: 220, long_text: 280, boolean: 110, integer: 110, number: 110, date: 130, datetime: 180, relations: 200 };
// A heading is never cut: about 7.5 px a letter, and the arrow.
const widthOf = (field: FieldMeta, title: boolean) => (title ? 260 : Math.max(WIDTHS[field.type] ?? 160, Math.round(field.label.length * 7.5) + 50));

/** The table of every object: its columns are the object's fields; the server sorts, filters and pages. */
export function RecordTable(props: Props) {
  const { rows, loading, more, onMore, object, total } = props;
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const height = narrow ? 62 : 42;
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => height, overscan: 12 });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { if (more && rows.length > 0 && last >= rows.length - 25) onMore(); }, [last, rows.length, more, onMore]);
  const shown = items.flatMap((item) => { const row = rows[item.index]; return row ? [{ row, item }] : []; });
  const shared = { ...props, shown, height, size: virtual.getTotalSize() };
  return (
    <div className={classes.frame} ref={frame} tabIndex={0} role="region" aria-label={object.label_plural} aria-busy={loading}>
      {narrow ? <Cards {...shared} /> : <Grid {...shared} rowCount={total ?? (more ? -1 : rows.length)} />}
      {more && rows.length > 0 && last >= rows.length - 1 && <Center p="xs"><Loader size="xs" /></Center>}
    </div>
  );
}

type Shown = { shown: { row: Row; item: { index: number; start: number } }[]; height: number; size: number };

function Grid({ object, columns, rows, rowCount, loading, sort, onSort, selected, onSelect, shown, height, size, currency }: Props & Shown & { rowCount: number }) {
  const navigate = useNavigate();
  const width = 44 + columns.reduce((sum, field) => sum + widthOf(field, field === titleField(object)), 0);
  const all = rows.length > 0 && selected.size === rows.length;
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  return (
    <table className={classes.table} aria-rowcount={rowCount < 0 ? -1 : rowCount + 1} aria-label={object.label_plural} style={{ minWidth: width }}>
      <thead className={classes.thead}>
        <tr className={classes.hrow}>
          <th className={`${classes.th} ${classes.check}`} scope="col">
            <Checkbox size="xs" aria-label={t.selectAll} checked={all} indeterminate={selected.size > 0 && !all} onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))} />
          </th>
          {columns.map((field) => <Head key={field.name} field={field} title={field === titleField(object)} sort={sort} onSort={onSort} />)}
        </tr>
      </thead>
      <tbody className={classes.tbody} style={{ height: loading ? height * 12 : size }}>
        {loading && rows.length === 0 && Array.from({ length: 12 }, (_, index) => (
          <tr key={index} className={classes.row} style={{ height, transform: `translateY(${index * height}px)` }}><td className={classes.td} style={{ flex: 1 }}><Skeleton h={12} /></td></tr>
        ))}
        {shown.map(({ row, item }) => (
          <tr key={row.id} className={classes.row} aria-rowindex={item.index + 2} data-selected={selected.has(row.id) || undefined} style={{ height, transform: `translateY(${item.start}px)` }}
            onClick={() => navigate({ to: '/o/$object/$id', params: { object: object.plural, id: row.id } })}>
            <td className={`${classes.td} ${classes.check}`} style={{ padding: 0 }} onClick={(event) => event.stopPropagation()}>
              <Checkbox size="xs" aria-label={t.select(titleOf(object, row))} checked={selected.has(row.id)} onChange={() => toggle(row.id)} />
            </td>
            {columns.map((field) => {
              const title = field === titleField(object);
              return (
                <td key={field.name} className={`${classes.td} ${title ? classes.pinned : ''}`} style={{ flex: `1 0 ${widthOf(field, title)}px`, width: 0 }}>
                  {title ? <TitleLink object={object} row={row} /> : <Cell field={field} row={row} currency={(row.currency as string | null) ?? currency} />}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ field, title, sort, onSort }: { field: FieldMeta; title: boolean; sort: string; onSort: (sort: string) => void }) {
  const direction = sort === field.name ? 'ascending' : sort === `-${field.name}` ? 'descending' : undefined;
  const next = direction === 'ascending' ? `-${field.name}` : direction === 'descending' ? '' : field.name;
  const Icon = direction === 'ascending' ? IconChevronUp : direction === 'descending' ? IconChevronDown : IconSelector;
  return (
    <th className={`${classes.th} ${title ? classes.pinned : ''}`} scope="col" aria-sort={direction} style={{ flex: `1 0 ${widthOf(field, title)}px`, width: 0 }}>
      {field.sortable
        ? <button type="button" className={classes.sort} onClick={() => onSort(next)}>{field.label}<Icon size={14} opacity={direction ? 1 : 0.35} aria-hidden /></button>
        : <span className={classes.plainHead}>{field.label}</span>}
    </th>
  );
}

function TitleLink({ object, row }: { object: ObjectMeta; row: Row }) {
  const title = titleOf(object, row);
  const faces = object.name === 'contact' || object.name === 'company';
  return (
    <Link className={classes.title} to="/o/$object/$id" params={{ object: object.plural, id: row.id }} onClick={(event) => event.stopPropagation()}>
      {faces && <Avatar size={26} name={title} color="initials" alt="" radius={object.name === 'company' ? 'sm' : 'xl'} />}<span>{title}</span>
    </Link>
  );
}

function Cards({ object, columns, loading, rows, shown, height, size, currency, total }: Props & Shown) {
  const rest = columns.filter((field) => field !== titleField(object));
  const tag = rest.find((field) => field.type === 'select');
  const subtitle = object.fields.find((field) => field.name === object.subtitle_field) ?? rest.find((field) => ['text', 'datetime', 'email'].includes(field.type));
  if (loading && rows.length === 0) return <>{Array.from({ length: 9 }, (_, index) => <Skeleton key={index} h={14} m={20} w="auto" />)}</>;
  return (
    <ul className={classes.cards} style={{ height: size }}>
      {shown.map(({ row, item }) => (
        <li key={row.id} className={classes.cardRow} aria-setsize={total ?? -1} aria-posinset={item.index + 1} style={{ height, transform: `translateY(${item.start}px)` }}>
          <Link className={classes.card} to="/o/$object/$id" params={{ object: object.plural, id: row.id }}>
            <Avatar size={36} name={titleOf(object, row)} color="initials" alt="" />
            <div className={classes.cardMain}>
              <Text size="sm" fw={600} truncate>{titleOf(object, row)}</Text>
              {subtitle && <Text size="xs" c="dimmed" truncate>{plain(subtitle, row[subtitle.name], currency) || '—'}</Text>}
            </div>
            {tag && <Cell field={tag} row={row} currency={currency} links={false} />}
          </Link>
        </li>
      ))}
    </ul>
  );
}
