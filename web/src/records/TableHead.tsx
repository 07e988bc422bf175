import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { t } from '@/app/texts';
import { isNumber, type FieldMeta } from '@/meta/objects';
import classes from './RecordTable.module.css';

export const NARROWEST = 80;
const WIDEST = 900;
const STEP = 16;
const within = (width: number) => Math.min(WIDEST, Math.max(NARROWEST, Math.round(width)));

type Props = {
  field: FieldMeta; title: boolean; width: number; sort: string; onSort: (sort: string) => void;
  /** To a width; without one, as wide as what is shown in it. */
  onResize: (width?: number) => void;
  /** Before the column of that name, or by so many places. */
  onMove: (to: string | number) => void;
};

/** Sorted by this column; with others if there are more. */
function sortBy(sort: string, name: string, beside: boolean): string {
  const parts = sort.split(',').filter(Boolean);
  const now = parts.find((part) => part.replace('-', '') === name);
  const next = now === name ? `-${name}` : now ? '' : name;
  if (!beside) return next;
  return (now ? parts.map((part) => (part === now ? next : part)) : [...parts, next]).filter(Boolean).join(',');
}

/** The heading of a column: sorts, is dragged to another place, and its edge makes it wider. All by keyboard too. */
export function Head({ field, title, width, sort, onSort, onResize, onMove }: Props) {
  const [target, setTarget] = useState(false);
  const parts = sort.split(',');
  const at = parts.findIndex((part) => part.replace('-', '') === field.name);
  const direction = at < 0 ? undefined : parts[at]!.startsWith('-') ? 'descending' : 'ascending';
  const Icon = direction === 'ascending' ? IconChevronUp : direction === 'descending' ? IconChevronDown : IconSelector;
  const accepts = (event: DragEvent) => !title && event.dataTransfer.types.includes('text/column');
  const click = (event: MouseEvent) => onSort(sortBy(sort, field.name, event.shiftKey));
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || title || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowLeft' ? -1 : 1);
  };
  const moving = title ? {} : { draggable: true, onDragStart: (event: DragEvent) => event.dataTransfer.setData('text/column', field.name) };
  return (
    <th className={`${classes.th} ${title ? classes.pinned : ''} ${isNumber(field) ? classes.number : ''}`} scope="col" aria-sort={direction} data-target={target || undefined} style={{ flex: `1 0 ${width}px`, width: 0 }}
      onDragOver={(event) => { if (accepts(event)) { event.preventDefault(); setTarget(true); } }} onDragLeave={() => setTarget(false)}
      onDrop={(event) => { setTarget(false); const name = event.dataTransfer.getData('text/column'); if (name && name !== field.name) onMove(name); }}>
      {field.sortable
        ? <button type="button" className={classes.sort} title={title ? t.sortHint : t.columnHint} {...moving} onClick={click} onKeyDown={keys}>{field.label}{parts.length > 1 && at >= 0 && <span className={classes.place}>{at + 1}</span>}<Icon size={14} opacity={direction ? 1 : 0.35} aria-hidden /></button>
        : <span className={classes.plainHead} {...moving}>{field.label}</span>}
      <Edge label={t.widthOf(field.label)} width={width} onResize={onResize} />
    </th>
  );
}

function Edge({ label, width, onResize }: { label: string; width: number; onResize: (width?: number) => void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width: event.currentTarget.parentElement!.offsetWidth };
  };
  const move = (event: PointerEvent) => { if (from.current) onResize(within(from.current.width + event.clientX - from.current.x)); };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    onResize(within(width + (event.key === 'ArrowLeft' ? -STEP : STEP)));
  };
  return (
    <div role="separator" aria-orientation="vertical" aria-label={label} aria-valuenow={width} aria-valuemin={NARROWEST} aria-valuemax={WIDEST} tabIndex={0} className={classes.edge}
      onPointerDown={down} onPointerMove={move} onPointerUp={() => { from.current = null; }} onDoubleClick={() => onResize()} onKeyDown={keys} />
  );
}
