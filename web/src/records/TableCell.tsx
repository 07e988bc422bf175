import { useState, type KeyboardEvent } from 'react';
import type { Ref, Row } from '@/api/records';
import { Cell } from '@/fields/Cell';
import { Input } from '@/fields/Input';
import { isNumber, valueOf, type FieldMeta } from '@/meta/objects';
import classes from './RecordTable.module.css';

const AT_ONCE = new Set(['select', 'relation', 'boolean']);

type Props = { field: FieldMeta; row: Row; width: number; currency: string; column: number; editable: boolean; onSave: (value: unknown) => void };

/** A value in the table: a click or Enter edits it where it stands, Enter or leaving keeps, Escape does not. */
export function TableCell({ field, row, width, currency, column, editable, onSave }: Props) {
  const [draft, setDraft] = useState<{ value: unknown } | null>(null);
  const value = valueOf(row, field);
  const at = AT_ONCE.has(field.type);
  const style = { flex: `1 0 ${width}px`, width: 0 };
  const kind = `${classes.td} ${isNumber(field) ? classes.number : ''}`;
  const cell = (element: Element) => element.closest('td')!;
  const close = (next: unknown, element?: Element) => {
    if (element) cell(element).focus();
    setDraft(null);
    if (JSON.stringify(next ?? null) !== JSON.stringify(value ?? null)) onSave(next);
  };
  if (draft) {
    const related = field.expand ? (row[field.expand] as Ref | Ref[] | null | undefined) : undefined;
    const keys = (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === 'Escape') close(value, event.currentTarget);
      else if (event.key === 'Enter' && !event.defaultPrevented && !at && (field.type !== 'long_text' || event.ctrlKey || event.metaKey)) { event.preventDefault(); close(draft.value, event.currentTarget); }
    };
    return (
      <td className={`${classes.td} ${classes.editing}`} tabIndex={-1} data-column={column} style={style} onClick={(event) => event.stopPropagation()} onKeyDown={keys}
        onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) close(draft.value); }}>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Input field={field} value={draft.value} currency={currency} current={related ? (Array.isArray(related) ? related : [related]) : []} size="xs" autoFocus open={at || field.type === 'multi_select'}
            onChange={(next) => { if (at) close(next); else setDraft({ value: next }); }} />
        </div>
      </td>
    );
  }
  if (!editable) return <td className={kind} tabIndex={-1} data-column={column} style={style}><Cell field={field} row={row} currency={currency} /></td>;
  const edit = () => setDraft({ value });
  return (
    <td className={`${kind} ${classes.editable}`} tabIndex={-1} data-column={column} style={style} onClick={(event) => { event.stopPropagation(); edit(); }}
      onKeyDown={(event) => { if (event.key === 'Enter' && event.target === event.currentTarget) { event.preventDefault(); event.stopPropagation(); edit(); } }}>
      <Cell field={field} row={row} currency={currency} />
    </td>
  );
}
