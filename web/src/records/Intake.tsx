import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, Problem, sentence } from '@/api/client';
import { records } from '@/api/records';
import type { ObjectMeta } from '@/meta/objects';
import { s } from './stock.texts';

type LeftOut = { line: number; value: string; message: string };
type Report = { added: number; duplicates: LeftOut[]; invalid: LeftOut[] };

/** Devices or SIM cards that came in: pasted or scanned, one on a line. What could not be read stays to be mended. */
export default function Intake({ object, onDone }: { object: ObjectMeta; onDone: () => void }) {
  const queries = useQueryClient();
  const devices = object.name === 'device';
  const [text, setText] = useState('');
  const [product, setProduct] = useState<string | null>(null);
  const [carrier, setCarrier] = useState('');
  const products = useQuery({
    queryKey: ['records', 'products', 'offered'],
    queryFn: async ({ signal }) => (await records.list('products', { filters: [{ field: 'active', op: 'eq', value: 'true' }], limit: 200 }, undefined, signal)).data,
    enabled: devices,
  });
  const add = useMutation({
    mutationFn: () => call<Report>('POST', `/${object.plural}/intake`, { text, ...(devices ? { product_id: product } : { carrier: carrier.trim() || null }) }),
    onSuccess: (report) => {
      void queries.invalidateQueries({ queryKey: ['records', object.plural] });
      setText(report.invalid.map((each) => each.value).join('\n'));
    },
  });
  const errors = add.error instanceof Problem ? add.error.byField() : {};
  const report = add.data;
  return (
    <Modal opened onClose={onDone} title={devices ? s.addDevices : s.addSims} size="lg" closeButtonProps={{ 'aria-label': s.close }}>
      <form onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
        <Stack gap="sm">
          <Textarea data-autofocus label={devices ? s.pasteDevices : s.pasteSims} description={devices ? s.hintDevices : s.hintSims} autosize minRows={6} maxRows={14} value={text} error={errors.text} spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }} onChange={(event) => setText(event.currentTarget.value)} />
          {devices
            ? <Select label={s.product} searchable clearable data={(products.data ?? []).map((row) => ({ value: row.id, label: String(row.name) }))} value={product} error={errors.product_id} onChange={setProduct} />
            : <TextInput label={s.carrier} maxLength={200} value={carrier} error={errors.carrier} onChange={(event) => setCarrier(event.currentTarget.value)} />}
          {add.error && !Object.keys(errors).length && <Text size="sm" c="red" role="alert">{add.error.message}</Text>}
          <div role="status">
            {report && <Text size="sm" fw={600}>{s.added(report.added)}</Text>}
            {report && report.duplicates.length > 0 && <Told title={s.known(report.duplicates.length)} lines={report.duplicates} />}
            {report && report.invalid.length > 0 && <Told title={s.unread(report.invalid.length)} lines={report.invalid} />}
          </div>
          <Group justify="flex-end"><Button variant="default" onClick={onDone}>{s.close}</Button><Button type="submit" loading={add.isPending} disabled={!text.trim()}>{s.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Told({ title, lines }: { title: string; lines: LeftOut[] }) {
  return (
    <details open={lines.length <= 10} style={{ marginTop: 8 }}>
      <summary style={{ fontSize: 14 }}>{title}</summary>
      <ul style={{ margin: '4px 0', paddingLeft: 20, maxHeight: 200, overflowY: 'auto' }}>
        {lines.map((each) => <Text key={each.line} component="li" size="sm" style={{ overflowWrap: 'anywhere' }}>{s.line(each.line)}: <code>{each.value}</code> – {sentence(each.message)}</Text>)}
      </ul>
    </details>
  );
}
