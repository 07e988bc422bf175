import { ActionIcon, Group } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Ref, Row } from '@/api/records';
import { LinkIcon } from '@/app/links';
import { t } from '@/app/texts';
import { Cell } from '@/fields/Cell';
import { Input } from '@/fields/Input';
import { canEdit, objectNamed, useObjects, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './RecordPage.module.css';

const AT_ONCE = new Set(['select', 'relation', 'boolean']);
type Props = { object: ObjectMeta; field: FieldMeta; row: Row; currency: string; onSave: (field: FieldMeta, value: unknown) => void };

/** A field of a record: read, and at a click edited where it stands. Enter or leaving keeps, Escape does not. */
export function InlineField({ object, field, row, currency, onSave }: Props) {
  const [draft, setDraft] = useState<{ value: unknown } | null>(null);
  const back = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const value = valueOf(row, field);
  const related = field.expand ? (row[field.expand] as Ref | Ref[] | null | undefined) : undefined;
  useEffect(() => {
    // The keyboard goes on where it was.
    if (!draft && back.current) button.current?.focus();
    back.current = false;
  }, [draft]);
  const close = (next: unknown) => {
    back.current = true;
    setDraft(null);
    if (JSON.stringify(next ?? null) !== JSON.stringify(value ?? null)) onSave(field, next);
  };
  const long = field.type === 'long_text' || undefined;
  const label = <div className={classes.label} id={`field-${field.name}`}>{field.label}</div>;
  if (!canEdit(object, field)) {
    return <div className={classes.field} data-long={long}>{label}<div className={classes.value}><Cell field={field} row={row} currency={currency} /></div></div>;
  }
  if (!draft) {
    return (
      <div className={classes.field} data-long={long}>
        {label}
        <div className={classes.value}>
          <button ref={button} type="button" className={classes.edit} id={`value-${field.name}`} aria-labelledby={`field-${field.name} value-${field.name}`} onClick={() => setDraft({ value })}><Cell field={field} row={row} currency={currency} links={false} /></button>
          <Open field={field} value={value} related={Array.isArray(related) ? undefined : (related ?? undefined)} />
        </div>
      </div>
    );
  }
  const current = related ? (Array.isArray(related) ? related : [related]) : [];
  const at = AT_ONCE.has(field.type);
  return (
    <div className={classes.field} data-long={long}>
      {label}
      <div onKeyDown={(event) => {
        if (event.key === 'Escape') { event.stopPropagation(); close(value); }
        else if (event.key === 'Enter' && !event.defaultPrevented && !at && (!long || event.ctrlKey || event.metaKey)) { event.preventDefault(); close(draft.value); }
      }}
        onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) close(draft.value); }}>
        <Input field={field} value={draft.value} currency={currency} current={current} size="xs" autoFocus open={at || field.type === 'multi_select'}
          onChange={(next) => { if (at) close(next); else setDraft({ value: next }); }} />
      </div>
    </div>
  );
}

/** Where a value leads: a related record, a page, a mail. */
function Open({ field, value, related }: { field: FieldMeta; value: unknown; related?: Ref }) {
  const { data: objects } = useObjects();
  if (related) {
    const object = objectNamed(objects, related.object);
    if (!object) return null;
    return <Group><LinkIcon to="/o/$object/$id" params={{ object: object.plural, id: related.id }} variant="subtle" color="gray" size="sm" aria-label={`${t.open} ${related.title}`}><IconExternalLink size={14} /></LinkIcon></Group>;
  }
  if (typeof value !== 'string' || !value) return null;
  const href = field.type === 'email' ? `mailto:${value}` : field.type === 'phone' ? `tel:${value}` : field.type === 'url' ? value : undefined;
  if (!href) return null;
  return <ActionIcon component="a" href={href} target={field.type === 'url' ? '_blank' : undefined} rel="noreferrer" variant="subtle" color="gray" size="sm" aria-label={`${t.open} ${value}`}><IconExternalLink size={14} /></ActionIcon>;
}
