import { IconCheck } from '@tabler/icons-react';
import type { Ref, Row } from '@/api/records';
import { RecordLink } from '@/app/links';
import { objectNamed, useObjects, valueOf, type FieldMeta } from '@/meta/objects';
import classes from './Cell.module.css';
import { Chip, Tinted } from './Chip';
import { ago, dateTime, isEmpty, plain } from './format';

const stop = (event: { stopPropagation: () => void }) => event.stopPropagation();
const NUM = `${classes.text} num`;
const LINK = `${classes.text} ${classes.link}`;

/** One value, as its type reads best. `links`: whether it may lead elsewhere. */
export function Cell({ field, row, currency, links = true }: { field: FieldMeta; row: Row; currency: string; links?: boolean }) {
  const value = valueOf(row, field);
  const related = field.expand ? row[field.expand] : undefined;
  if (field.type === 'relation') return related ? <Related to={related as Ref} links={links} /> : <None />;
  if (field.type === 'relations') {
    const list = (related ?? []) as Ref[];
    if (!list.length) return <None />;
    return <span className={classes.chips}>{list.map((each) => <Tinted key={each.id} color="gray">{each.title}</Tinted>)}</span>;
  }
  if (isEmpty(value)) return <None />;
  const text = String(value);
  switch (field.type) {
    case 'email': return links ? <a className={LINK} href={`mailto:${text}`} onClick={stop}>{text}</a> : <span className={classes.text}>{text}</span>;
    case 'phone': return links ? <a className={`${LINK} num`} href={`tel:${text}`} onClick={stop}>{text}</a> : <span className={NUM}>{text}</span>;
    case 'url': return links ? <a className={LINK} href={text} target="_blank" rel="noreferrer" onClick={stop}>{text.replace(/^https?:\/\/(www\.)?/, '')}</a> : <span className={classes.text}>{text}</span>;
    case 'select': return <Chip field={field} option={text} />;
    case 'multi_select': return <span className={classes.chips}>{(value as string[]).map((each) => <Chip key={each} field={field} option={each} />)}</span>;
    case 'boolean': return value ? <IconCheck size={16} aria-label="✓" /> : <None />;
    // Nothing to pay is read over.
    case 'money': return <span className={value === 0 ? `${NUM} ${classes.none}` : NUM}>{plain(field, value, currency)}</span>;
    case 'datetime': return <span className={NUM} title={dateTime(text)}>{field.readonly ? ago(text) : dateTime(text)}</span>;
    case 'long_text': return <span className={classes.long}>{text}</span>;
    default: return <span className={field.type === 'text' ? classes.text : NUM}>{plain(field, value, currency)}</span>;
  }
}

export const None = () => <span className={`${classes.text} ${classes.none}`} aria-hidden>—</span>;

export function Related({ to, links }: { to: Ref; links: boolean }) {
  const { data: objects } = useObjects();
  const object = links ? objectNamed(objects, to.object) : undefined;
  if (!object) return <span className={classes.text}>{to.title}</span>;
  return <RecordLink className={LINK} plural={object.plural} id={to.id}>{to.title}</RecordLink>;
}
