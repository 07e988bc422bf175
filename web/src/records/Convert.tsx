import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import type { Row } from '@/api/records';
import { offerUndo } from '@/app/undo';
import { canCreate, objectNamed, useObjects } from '@/meta/objects';
import { st } from './stages.texts';
import { useUnconvert } from './unconvert';

/** What a lead becomes: a contact, and a company and a deal where that is wanted and allowed. */
export default function Convert({ lead, title, onClose }: { lead: Row; title: string; onClose: () => void }) {
  const queries = useQueryClient();
  const { data: objects } = useObjects();
  const unconvert = useUnconvert();
  const may = (name: string) => { const object = objectNamed(objects, name); return Boolean(object && canCreate(object)); };
  const [company, setCompany] = useState(Boolean(lead.business_name || lead.company_id));
  const [deal, setDeal] = useState(may('deal'));
  const [dealTitle, setDealTitle] = useState(title);
  const convert = useMutation({
    mutationFn: () => http.POST('/api/v1/leads/{id}/convert', { params: { path: { id: lead.id } }, body: { company, deal: deal ? { title: dealTitle.trim() || null } : null } }),
    onSuccess: async () => { offerUndo(st.converted(title), () => unconvert(lead.id)); onClose(); await Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]); },
  });
  return (
    <Modal opened onClose={onClose} title={st.convertTitle(title)} closeButtonProps={{ 'aria-label': st.cancel }}>
      <form onSubmit={(event) => { event.preventDefault(); convert.mutate(); }}>
        <Stack gap="sm">
          <Text size="sm">{st.convertText}</Text>
          {convert.error && <Text size="sm" c="red" role="alert">{convert.error.message}</Text>}
          {(may('company') || Boolean(lead.company_id)) && <Checkbox label={st.withCompany} checked={company} onChange={(event) => setCompany(event.currentTarget.checked)} />}
          {may('deal') && <Checkbox label={st.withDeal} checked={deal} onChange={(event) => setDeal(event.currentTarget.checked)} />}
          {deal && <TextInput label={st.dealTitle} maxLength={300} value={dealTitle} onChange={(event) => setDealTitle(event.currentTarget.value)} />}
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{st.cancel}</Button><Button type="submit" loading={convert.isPending}>{st.convert}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
