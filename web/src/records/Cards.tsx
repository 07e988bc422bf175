import { ActionIcon, Badge, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, http, Problem } from '@/api/client';
import type { components } from '@/api/schema';
import { sayProblem } from '@/app/undo';
import { p } from '@/public/texts';
import classes from './RecordPage.module.css';

type Card = components['schemas']['SavedCardRead'];
const nameOf = (card: Card) => p.card(card.brand.charAt(0).toUpperCase() + card.brand.slice(1), card.last4);

/** A company's saved cards. They are added on a page of their own, the only one that may load the provider's form. */
export default function Cards({ company, editable }: { company: string; editable: boolean }) {
  const queries = useQueryClient();
  const key = ['cards', company];
  const [leaving, setLeaving] = useState<Card>();
  const path = { params: { path: { id: company } } };
  const list = useQuery({ queryKey: key, queryFn: async () => (await http.GET('/api/v1/companies/{id}/cards', path)).data!.data, refetchOnWindowFocus: 'always', retry: false });
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: key }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  const add = useMutation({
    mutationFn: async () => {
      // Opened at once: after an answer browsers take it for an advertisement.
      const page = window.open('', '_blank');
      try {
        const setup = (await http.POST('/api/v1/companies/{id}/cards', path)).data!;
        const asked = new URLSearchParams({ secret: setup.client_secret, ...(setup.publishable_key ? { key: setup.publishable_key } : {}) });
        // The secret stands behind the #, which no server and no log sees.
        if (page) page.location.href = `/add-card#${asked}`;
        else window.location.href = `/add-card#${asked}`;
      } catch (error) {
        page?.close();
        throw error;
      }
    },
    onError: sayProblem,
  });
  const remove = useMutation({
    mutationFn: (card: Card) => call('DELETE', `/companies/${company}/cards/${encodeURIComponent(card.id)}`),
    onSuccess: async () => {
      setLeaving(undefined);
      await refresh();
    },
    onError: sayProblem,
  });
  const cards = list.data ?? [];
  const notSetUp = list.error instanceof Problem && list.error.code === 'not_configured';
  return (
    <section className={classes.card} aria-label={p.cards}>
      <Group justify="space-between" mb={6}>
        <Title order={2}>{p.cards}</Title>
        {editable && !notSetUp && <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} aria-label={p.addCard} loading={add.isPending} onClick={() => add.mutate()}>{p.newCard}</Button>}
      </Group>
      {list.isSuccess && !cards.length && <Text size="sm" c="dimmed">{p.noCards}</Text>}
      {notSetUp && <Text size="sm" c="dimmed">{p.notSetUp}</Text>}
      {list.isError && !notSetUp && <Text size="sm" c="red">{list.error.message}</Text>}
      <Stack gap="sm">
        {cards.map((card) => (
          <Group key={card.id} gap="xs" wrap="nowrap" justify="space-between">
            <div style={{ minWidth: 0 }}>
              <Group gap={6}><Text size="sm" fw={550}>{nameOf(card)}</Text>{card.is_default && <Badge size="sm" variant="light" tt="none">{p.usual}</Badge>}</Group>
              <Text size="xs" c="dimmed" className="num">{p.expires(`${String(card.exp_month).padStart(2, '0')} / ${card.exp_year}`)}</Text>
            </div>
            {editable && <ActionIcon variant="subtle" color="gray" size="sm" aria-label={p.removeCard(nameOf(card))} onClick={() => setLeaving(card)}><IconTrash size={14} /></ActionIcon>}
          </Group>
        ))}
      </Stack>
      <Modal opened={leaving !== undefined} onClose={() => setLeaving(undefined)} title={leaving && p.removeCard(nameOf(leaving))}>
        <Text size="sm" mb="md">{p.removeHint}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setLeaving(undefined)}>{p.cancel}</Button>
          <Button color="red" loading={remove.isPending} onClick={() => leaving && remove.mutate(leaving)}>{p.remove}</Button>
        </Group>
      </Modal>
    </section>
  );
}
