import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { records, type Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { named } from '@/app/language';
import { t } from '@/app/texts';
import { Cell } from '@/fields/Cell';
import { canCreate, editableFields, expansions, isSecondary, titleField, titleOf, useObjects, type FieldMeta, type Filter, type ObjectMeta } from '@/meta/objects';
import { useCreate } from './create';
import classes from './RecordPage.module.css';

const SHOWN = 5;

/** Everything that names this record in one of its fields: a company's people and deals, a person's deals … */
export function RelatedRecords({ object, row, currency }: { object: ObjectMeta; row: Row; currency: string }) {
  const { data: objects } = useObjects();
  // An invoice shows its payments in a section of their own.
  const elsewhere = (each: ObjectMeta) => object.name === 'invoice' && each.name === 'payment';
  const found = (objects ?? []).filter((each) => each.rights.read && !isSecondary(each) && !elsewhere(each)).flatMap((each) => {
    const field = each.fields.find((candidate) => candidate.relation === object.name && candidate.filterable);
    return field ? [{ object: each, field }] : [];
  });
  if (!found.length) return null;
  return (
    <>
      {found.map((each) => <Related key={each.object.name} of={row} object={each.object} field={each.field} currency={currency} />)}
    </>
  );
}

function Related({ of, object, field, currency }: { of: Row; object: ObjectMeta; field: FieldMeta; currency: string }) {
  const create = useCreate();
  const filters: Filter[] = [{ field: field.name, op: 'eq', value: of.id }];
  const list = useQuery({
    queryKey: ['records', object.plural, 'related', field.name, of.id],
    queryFn: ({ signal }) => records.list(object.plural, { filters, expand: expansions(object), limit: SHOWN + 1 }, undefined, signal),
  });
  const rows = list.data?.data ?? [];
  const beside = object.fields.filter((each) => each.default && each !== titleField(object) && each !== field && each.type !== 'relations').slice(0, 2);
  const makes = canCreate(object) && editableFields(object).includes(field);
  const value = field.type === 'relations' ? [of.id] : of.id;
  return (
    <section className={classes.card} aria-label={object.label_plural}>
      <Group justify="space-between" mb={6}>
        <Title order={2}>{object.label_plural}</Title>
        {makes && <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} aria-label={named(t.create, t.createA(object.label))} onClick={() => create(object, { [field.name]: value })}>{t.create}</Button>}
      </Group>
      {list.isSuccess && !rows.length && <Text size="sm" c="dimmed">{t.noneYet}</Text>}
      <Stack gap={6}>
        {rows.slice(0, SHOWN).map((row) => (
          <div key={row.id} className={classes.related}>
            <LinkAnchor size="sm" fw={550} truncate to="/o/$object/$id" params={{ object: object.plural, id: row.id }}>{titleOf(object, row)}</LinkAnchor>
            <div className={classes.hints}>{beside.map((each) => <Cell key={each.name} field={each} row={row} currency={typeof row.currency === 'string' ? row.currency : currency} links={false} />)}</div>
          </div>
        ))}
      </Stack>
      {rows.length > SHOWN && <LinkAnchor size="sm" mt="xs" display="block" to="/o/$object" params={{ object: object.plural }} search={{ filters }}>{t.showAll}</LinkAnchor>}
    </section>
  );
}
