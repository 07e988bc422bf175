import { Anchor, Badge, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Ref, Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { objectNamed, useObjects, valueOf, wordsOf, type FieldMeta } from '@/meta/objects';
import { ago, dateTime, isEmpty, plain } from './format';

const COLORS = ['gray', 'blue', 'violet', 'cyan', 'orange', 'teal', 'green', 'pink', 'indigo'];
export const optionColor = (field: FieldMeta, option: string) => COLORS[Math.max(0, field.options.indexOf(option)) % COLORS.length]!;

const stop = (event: { stopPropagation: () => void }) => event.stopPropagation();

/** One value, as its type reads best. `links`: whether it may lead elsewhere. */
export function Cell({ field, row, currency, links = true }: { field: FieldMeta; row: Row; currency: string; links?: boolean }) {
  const value = valueOf(row, field);
  const related = field.expand ? row[field.expand] : undefined;
  if (field.type === 'relation') return related ? <Related to={related as Ref} links={links} /> : <None />;
  if (field.type === 'relations') {
    const list = (related ?? []) as Ref[];
    if (!list.length) return <None />;
    return <Group gap={4} wrap="nowrap" miw={0}>{list.map((each) => <Badge key={each.id} variant="light" color="gray" size="md" tt="none" fw={550}>{each.title}</Badge>)}</Group>;
  }
  if (isEmpty(value)) return <None />;
  const text = String(value);
  switch (field.type) {
    case 'email': return links ? <Anchor size="sm" href={`mailto:${text}`} truncate onClick={stop}>{text}</Anchor> : <Text size="sm" truncate>{text}</Text>;
    case 'phone': return links ? <Anchor size="sm" href={`tel:${text}`} className="num" truncate onClick={stop}>{text}</Anchor> : <Text size="sm" className="num" truncate>{text}</Text>;
    case 'url': return links ? <Anchor size="sm" href={text} target="_blank" rel="noreferrer" truncate onClick={stop}>{text.replace(/^https?:\/\/(www\.)?/, '')}</Anchor> : <Text size="sm" truncate>{text}</Text>;
    case 'select': return <Badge variant="light" color={optionColor(field, text)} size="md" tt="none" fw={550}>{wordsOf(text)}</Badge>;
    case 'multi_select': return <Group gap={4} wrap="nowrap">{(value as string[]).map((each) => <Badge key={each} variant="light" color={optionColor(field, each)} size="md" tt="none" fw={550}>{wordsOf(each)}</Badge>)}</Group>;
    case 'boolean': return value ? <IconCheck size={16} aria-label="✓" /> : <None />;
    case 'money': return <Text size="sm" className="num" truncate>{plain(field, value, currency)}</Text>;
    case 'datetime': return <Text size="sm" className="num" truncate title={dateTime(text)}>{field.readonly ? ago(text) : dateTime(text)}</Text>;
    default: return <Text size="sm" className={field.type === 'text' ? undefined : 'num'} truncate={field.type !== 'long_text' || undefined} lineClamp={field.type === 'long_text' ? 6 : undefined} style={field.type === 'long_text' ? { whiteSpace: 'pre-wrap' } : undefined}>{plain(field, value, currency)}</Text>;
  }
}

export const None = () => <Text size="sm" c="dimmed" aria-hidden>—</Text>;

export function Related({ to, links }: { to: Ref; links: boolean }) {
  const { data: objects } = useObjects();
  const object = objectNamed(objects, to.object);
  if (!object || !links) return <Text size="sm" truncate>{to.title}</Text>;
  return <LinkAnchor size="sm" truncate to="/o/$object/$id" params={{ object: object.plural, id: to.id }} onClick={stop}>{to.title}</LinkAnchor>;
}
