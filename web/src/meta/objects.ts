import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { word } from '@/app/language';
import { t } from '@/app/texts';

export type FieldType =
  | 'text' | 'long_text' | 'integer' | 'number' | 'money' | 'date' | 'datetime' | 'boolean' | 'select' | 'multi_select'
  | 'url' | 'email' | 'phone' | 'relation' | 'relations' | 'json' | 'amounts';
export type FieldMeta = {
  name: string; label: string; type: FieldType; options: string[]; relation: string | null; expand: string | null;
  required: boolean; readonly: boolean; nullable: boolean; filterable: boolean; sortable: boolean;
  operators: string[]; default: boolean; vocabulary: string | null; custom: boolean;
  /** Under which name of the row it stands, when it is none of the record's own. */
  beside?: string;
};
export type ObjectMeta = {
  name: string; plural: string; label: string; label_plural: string; icon: string; title_field: string;
  subtitle_field: string | null; default_sort: string; match_keys: string[]; custom_fields: boolean;
  searchable: boolean; rights: { read: boolean; create: boolean; update: boolean; delete: boolean }; fields: FieldMeta[];
  beside: { name: string; label: string; type: FieldType; expand: string }[];
};
export type Filter = { field: string; op: string; value: string };

export const objectsQuery = queryOptions({
  queryKey: ['objects'],
  queryFn: async () => (await call<{ data: ObjectMeta[] }>('GET', '/meta/objects')).data.sort((a, b) => place(a) - place(b)),
  select: translated,
  staleTime: 5 * 60_000,
});

let last: { told: ObjectMeta[]; language: string; objects: ObjectMeta[] } | undefined;

/** Names in the language spoken, but for those that people gave themselves. Every cell with a link asks for them: done once. */
function translated(told: ObjectMeta[]): ObjectMeta[] {
  const language = document.documentElement.lang;
  if (last?.told !== told || last.language !== language) last = { told, language, objects: inLanguage(told) };
  return last.objects;
}

function inLanguage(objects: ObjectMeta[]): ObjectMeta[] {
  return objects.map((object) => ({
    ...object,
    label: word(object.label),
    label_plural: word(object.label_plural),
    beside: object.beside.map((part) => ({ ...part, label: word(part.label) })),
    fields: object.fields.map((field) => (field.custom ? field : { ...field, label: word(field.label) })),
  }));
}

/** All objects in the order of the sidebar. */
export const useObjects = () => useQuery(objectsQuery);

/** The sections of the sidebar, and what stands in them in which order. What is in none stands with the records. */
export const SECTIONS = {
  records: ['contact', 'company', 'lead', 'deal', 'task', 'activity', 'segment'],
  invoicing: ['proposal', 'invoice', 'payment', 'product'],
  stock: ['fulfilment_order', 'device', 'sim'],
};
export type Section = keyof typeof SECTIONS;
const LAST = ['pipeline', 'stage', 'tag', 'taxonomy', 'note', 'memory', 'tax_rate', 'payment_term', 'contract_term', 'document_template'];
const ORDER = [...SECTIONS.records, ...SECTIONS.invoicing, ...SECTIONS.stock, ...LAST];
const place = (object: ObjectMeta) => (ORDER.includes(object.name) ? ORDER.indexOf(object.name) : SECTIONS.records.length - 0.5);
export const sectionOf = (object: ObjectMeta): Section =>
  (Object.keys(SECTIONS) as Section[]).find((name) => SECTIONS[name].includes(object.name)) ?? 'records';
export const isSecondary = (object: ObjectMeta) => LAST.includes(object.name);

/** What has a page of its own in the settings. */
export const arranged = (object: ObjectMeta) => ['pipeline', 'stage', 'tag', 'taxonomy', 'tax_rate', 'payment_term', 'contract_term', 'document_template'].includes(object.name);

export const objectNamed = (objects: ObjectMeta[] | undefined, name: string) =>
  objects?.find((each) => each.name === name || each.plural === name);

const HIDDEN = new Set(['id', 'version', 'custom', 'related_type', 'avatar_file_id', 'photo_file_id']);
/** Fields that people read; JSON ones need pages of their own, pictures are shown as such, and a place on a board is for boards. */
export const shownFields = (object: ObjectMeta) =>
  object.fields.filter((field) => !HIDDEN.has(field.name) && field.type !== 'json' && !(field.name === 'position' && field.readonly));

/** What may be a column: fields, and what lists show beside them. */
export const columnFields = (object: ObjectMeta): FieldMeta[] => [
  ...shownFields(object),
  ...object.beside.map(({ name, label, type, expand }) => ({
    name, label, type, options: [], relation: null, expand: null, required: false, readonly: true, nullable: true, filterable: false, sortable: false,
    operators: [], default: false, vocabulary: null, custom: false, beside: expand,
  })),
];

/** Fields that people fill in. Relations without an object belong to something set elsewhere. */
export const editableFields = (object: ObjectMeta) =>
  shownFields(object).filter((field) => !field.readonly && !(field.type === 'relation' && !field.relation));

/** The field that stands for the whole record; notes, which have no title, show their text. */
export const titleField = (object: ObjectMeta) =>
  object.fields.find((field) => field.name === object.title_field) ?? object.fields.find((field) => field.default);

/** Fields asked for when a record is made: what the table shows and what has to be. */
export function createFields(object: ObjectMeta): FieldMeta[] {
  // A title that is put together is asked for in its parts.
  const parts = titleField(object)?.readonly ? ['first_name', 'last_name'] : [];
  return editableFields(object).filter((field) => field.required || field.default || field === titleField(object) || parts.includes(field.name));
}

/** Whether a record can be made on its own; notes need a record they hang on, segments a table they are chosen from. */
export const canCreate = (object: ObjectMeta) =>
  object.rights.create && object.name !== 'segment' && !object.fields.some((field) => field.name === 'related_id' && field.required);

/** What may be in here twice, of which two can become one. */
export const MERGEABLE = new Set(['contact', 'company']);
export const canMerge = (object: ObjectMeta) => MERGEABLE.has(object.name) && object.rights.update && object.rights.delete;

// What is said when a record is made, and stays.
const FIXED = ['fulfilment_order.invoice_id'];
export const canEdit = (object: ObjectMeta, field: FieldMeta) =>
  object.rights.update && editableFields(object).includes(field) && !FIXED.includes(`${object.name}.${field.name}`);

export const expansions = (object: ObjectMeta) =>
  object.fields.flatMap((field) => (field.expand ? [field.expand] : []));

const NUMBERS = new Set<FieldType>(['integer', 'number', 'money', 'amounts']);
/** Read by their size: they stand under one another from the right. */
export const isNumber = (field: Pick<FieldMeta, 'type'>) => NUMBERS.has(field.type);

/** What has a face: initials, or a picture. The rest is known by the icon of its kind. */
export const hasFace = (object: Pick<ObjectMeta, 'name'>) => ['contact', 'company', 'lead'].includes(object.name);

export function valueOf(row: Record<string, unknown>, field: FieldMeta): unknown {
  if (field.beside) return (row[field.beside] as Record<string, unknown> | undefined)?.[field.name.slice(field.beside.length + 1)];
  if (!field.custom) return row[field.name];
  return (row['custom'] as Record<string, unknown> | undefined)?.[field.name.slice('custom.'.length)];
}

/** The body that sets a field; custom ones are kept together. */
export function patchOf(field: FieldMeta, value: unknown): Record<string, unknown> {
  return field.custom ? { custom: { [field.name.slice('custom.'.length)]: value } } : { [field.name]: value };
}

export const titleOf = (object: ObjectMeta, row: Record<string, unknown>) => {
  const title = row[object.title_field];
  return typeof title === 'string' && title ? title : firstWords(row['body']) || t.untitled(object.label);
};
function firstWords(body: unknown): string {
  return typeof body === 'string' ? (body.split('\n')[0] ?? '').slice(0, 80) : '';
}

/** `marketing_qualified` as people read it. */
export const wordsOf = (option: string) => {
  const text = option.replaceAll('_', ' ');
  return word(text.charAt(0).toUpperCase() + text.slice(1));
};
