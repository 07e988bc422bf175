import { ActionIcon, Badge, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import { named } from '@/app/language';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import type { components } from '@/api/schema';
import classes from './RecordPage.module.css';

type Address = components['schemas']['AddressRead'];
type Body = Partial<components['schemas']['AddressCreate']>;

/** Where a company is billed, and where it is sent to: one default of each. */
export function Addresses({ company, editable }: { company: string; editable: boolean }) {
  const queries = useQueryClient();
  const key = ['addresses', company];
  const [open, setOpen] = useState<Address | 'new' | null>(null);
  const path = `/companies/${company}/addresses`;
  const list = useQuery({ queryKey: key, queryFn: async () => (await call<{ data: Address[] }>('GET', path)).data });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['timeline'] });
    void queries.invalidateQueries({ queryKey: ['records', 'companies'] });
    return queries.invalidateQueries({ queryKey: key });
  };
  const remove = useMutation({
    mutationFn: (address: Address) => call('DELETE', `${path}/${address.id}`),
    onSuccess: async (_, { id: _id, ...address }) => {
      await refresh();
      offerUndo(t.addressRemoved, async () => { await call('POST', path, bodyOf(address)); await refresh(); });
    },
    onError: sayProblem,
  });
  const addresses = list.data ?? [];
  return (
    <section className={classes.card} aria-label={t.addresses}>
      <Group justify="space-between" mb={6}>
        <Title order={2}>{t.addresses}</Title>
        {editable && <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} aria-label={named(t.create, t.newAddress)} onClick={() => setOpen('new')}>{t.create}</Button>}
      </Group>
      {list.isSuccess && !addresses.length && <Text size="sm" c="dimmed">{t.noneYet}</Text>}
      <Stack gap="sm">
        {addresses.map((address) => (
          <Group key={address.id} gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
            <div style={{ minWidth: 0 }}>
              {address.label && <Text size="sm" fw={550}>{address.label}</Text>}
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{linesOf(address).join(', ')}</Text>
              <Group gap={4} mt={4}>
                {address.default_billing && <Badge size="sm" variant="light" tt="none">{t.billing}</Badge>}
                {address.default_shipping && <Badge size="sm" variant="light" color="teal" tt="none">{t.shipping}</Badge>}
              </Group>
            </div>
            {editable && (
              <Group gap={2} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.editAddress(linesOf(address)[0] ?? '')} onClick={() => setOpen(address)}><IconPencil size={14} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.removeAddress(linesOf(address)[0] ?? '')} onClick={() => remove.mutate(address)}><IconTrash size={14} /></ActionIcon>
              </Group>
            )}
          </Group>
        ))}
      </Stack>
      {open && <Edit path={path} address={open === 'new' ? undefined : open} onDone={() => { setOpen(null); void refresh(); }} onCancel={() => setOpen(null)} />}
    </section>
  );
}

const linesOf = (address: Address) => [address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), address.region, address.country].filter((each): each is string => Boolean(each));
const TEXTS = ['label', 'line1', 'line2', 'postal_code', 'city', 'region', 'country'] as const;
const bodyOf = (address: Omit<Address, 'id'>): Body => ({
  label: address.label, line1: address.line1, line2: address.line2, postal_code: address.postal_code, city: address.city, region: address.region, country: address.country,
  kind: address.kind as Body['kind'], latitude: address.latitude, longitude: address.longitude, notes: address.notes, default_billing: address.default_billing, default_shipping: address.default_shipping,
});

function Edit({ path, address, onDone, onCancel }: { path: string; address?: Address; onDone: () => void; onCancel: () => void }) {
  const [values, setValues] = useState<Body>(address ? bodyOf(address) : { kind: 'both' });
  const set = (change: Body) => setValues((now) => ({ ...now, ...change }));
  const save = useMutation({
    mutationFn: () => {
      // A default is given up only by making another one the default.
      const { default_billing, default_shipping, ...rest } = values;
      const claims = { ...(default_billing && { default_billing }), ...(default_shipping && { default_shipping }) };
      return call(address ? 'PATCH' : 'POST', address ? `${path}/${address.id}` : path, { ...rest, ...claims, label: rest.label || null });
    },
    onSuccess: onDone,
    onError: sayProblem,
  });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); save.mutate(); };
  return (
    <Modal opened onClose={onCancel} title={address ? t.address : t.newAddress} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {TEXTS.map((name, index) => (
            <TextInput key={name} label={t.addressFields[name]} data-autofocus={index === 1 || undefined} maxLength={200} value={values[name] ?? ''} onChange={(event) => set({ [name]: event.currentTarget.value })} />
          ))}
          <Select label={t.usedFor} allowDeselect={false} data={[{ value: 'both', label: t.billingAndShipping }, { value: 'billing', label: t.billing }, { value: 'shipping', label: t.shipping }]} value={values.kind ?? 'both'} onChange={(kind) => set({ kind: kind as Body['kind'] })} />
          {values.kind !== 'shipping' && <Checkbox label={t.defaultBilling} checked={values.default_billing ?? false} disabled={address?.default_billing} onChange={(event) => set({ default_billing: event.currentTarget.checked })} />}
          {values.kind !== 'billing' && <Checkbox label={t.defaultShipping} checked={values.default_shipping ?? false} disabled={address?.default_shipping} onChange={(event) => set({ default_shipping: event.currentTarget.checked })} />}
          <Group justify="flex-end"><Button variant="default" onClick={onCancel}>{t.cancel}</Button><Button type="submit" loading={save.isPending}>{t.save}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
