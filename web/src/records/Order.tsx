import { ActionIcon, Button, Checkbox, Group, Modal, Stack, Switch, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { call, Problem, sentence } from '@/api/client';
import { records, type Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { number } from '@/app/locale';
import { sayProblem } from '@/app/undo';
import classes from './Invoice.module.css';
import type { InvoiceLine } from './InvoiceLines';
import page from './RecordPage.module.css';
import { s } from './stock.texts';

type Item = { id: string; device_id: string; serial: string | null; imei: string | null; sim_id: string | null; iccid: string | null };
type FulfilmentOrder = Row & { number: string; status: string; invoice_id: string; carrier: string | null; tracking_number: string | null; items: Item[] };
type Asking = 'ship' | 'hold' | 'cancel';

/** What an order sends: devices are picked by scanner or keyboard, then it goes its way. */
export default function Order({ row, editable }: { row: Row; editable: boolean }) {
  const order = row as FulfilmentOrder;
  const path = `/fulfilment-orders/${order.id}`;
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>();
  const open = order.status === 'pending' || order.status === 'picking';
  const unsent = open || order.status === 'on_hold';
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['records'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  const invoice = useQuery({ queryKey: ['records', 'invoices', 'one', order.invoice_id, 'lines'], queryFn: () => records.read('invoices', order.invoice_id, []), retry: false });
  const act = useMutation({
    mutationFn: ({ verb, body }: { verb: string; body?: Record<string, unknown> }) => call('POST', `${path}/${verb}`, body ?? {}),
    onSuccess: async () => { setAsking(undefined); await refresh(); },
    onError: (error) => { if (!(error instanceof Problem && error.errors.length)) sayProblem(error); },
  });
  const release = useMutation({ mutationFn: (item: string) => call('DELETE', `${path}/items/${item}`), onSuccess: refresh, onError: sayProblem });
  const errors = act.error instanceof Problem ? act.error.byField() : {};
  const ask = (what: Asking) => { act.reset(); setAsking(what); };
  const lines = (invoice.data?.lines ?? []) as InvoiceLine[];
  return (
    <section className={page.card} aria-label={s.devices} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{s.devices}</Title>
        {editable && (
          <Group gap={6}>
            {open && <Button variant="light" size="compact-sm" onClick={() => ask('ship')}>{s.ship}</Button>}
            {order.status === 'shipped' && <Button variant="light" size="compact-sm" loading={act.isPending} onClick={() => act.mutate({ verb: 'deliver' })}>{s.delivered}</Button>}
            {open && <Button variant="default" size="compact-sm" onClick={() => ask('hold')}>{s.hold}</Button>}
            {order.status === 'on_hold' && <Button variant="default" size="compact-sm" loading={act.isPending} onClick={() => act.mutate({ verb: 'resume' })}>{s.resume}</Button>}
            {unsent && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => ask('cancel')}>{s.cancelOrder}</Button>}
          </Group>
        )}
      </Group>
      {lines.length > 0 && <Text size="sm" mb="sm"><Text span size="sm" c="dimmed">{s.toSend}: </Text>{lines.map((line) => `${number(line.quantity)} × ${line.description}`).join(', ')}</Text>}
      {editable && open && <Scan path={path} onPicked={refresh} />}
      {order.items.length === 0 ? <Text size="sm" c="dimmed">{s.noDevices}</Text> : (
        <table className={classes.table}>
          <thead><tr><th scope="col">{s.serial}</th><th scope="col">{s.sim}</th><td /></tr></thead>
          <tbody>
            {order.items.map((item) => (
              <tr key={item.id}>
                <td><LinkAnchor size="sm" to="/o/$object/$id" params={{ object: 'devices', id: item.device_id }}>{item.serial}</LinkAnchor>{item.imei && item.imei !== item.serial && <Text size="xs" c="dimmed">{item.imei}</Text>}</td>
                <td>{item.iccid && item.sim_id && <LinkAnchor size="sm" to="/o/$object/$id" params={{ object: 'sims', id: item.sim_id }}>{item.iccid}</LinkAnchor>}</td>
                <td className={classes.amount}>{editable && unsent && <ActionIcon variant="subtle" color="gray" size="sm" aria-label={s.takeOut(item.serial ?? '')} loading={release.isPending && release.variables === item.id} onClick={() => release.mutate(item.id)}><IconX size={14} aria-hidden /></ActionIcon>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {asking === 'ship' && <Ship order={order} errors={errors} busy={act.isPending} onClose={() => setAsking(undefined)} onShip={(body) => act.mutate({ verb: 'ship', body })} />}
      {asking === 'hold' && <Because title={s.holdTitle(order.number)} action={s.hold} busy={act.isPending} onClose={() => setAsking(undefined)} onSay={(reason) => act.mutate({ verb: 'hold', body: { reason } })} />}
      {asking === 'cancel' && <Because title={s.cancelTitle(order.number)} action={s.cancelOrder} color="red" busy={act.isPending} onClose={() => setAsking(undefined)} onSay={(reason) => act.mutate({ verb: 'cancel', body: { reason } })}><Text size="sm" mb="sm">{s.cancelText}</Text></Because>}
    </section>
  );
}

/** A scanner types what it reads and presses Enter: the device, then its card where each has one. */
function Scan({ path, onPicked }: { path: string; onPicked: () => Promise<unknown> }) {
  const [device, setDevice] = useState('');
  const [sim, setSim] = useState('');
  const [withSims, setWithSims] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const pick = useMutation({
    // One after another, in the order in which they were read.
    scope: { id: `pick-${path}` },
    mutationFn: (item: { device: string; sim: string | null }) => call('POST', `${path}/pick`, { items: [item] }),
    onSuccess: onPicked,
  });
  const submit = () => {
    if (!device.trim()) return;
    if (withSims && !sim.trim()) { second.current?.focus(); return; }
    pick.mutate({ device: device.trim(), sim: withSims ? sim.trim() : null });
    setDevice('');
    setSim('');
    first.current?.focus();
  };
  const wrong = pick.error instanceof Problem && pick.error.errors.length ? pick.error.errors.map((each) => sentence(each.message)).join(' ') : pick.error?.message;
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Group gap="xs" align="flex-end" mb={6}>
        <TextInput ref={first} label={s.scanDevice} placeholder={s.scanHint} value={device} maxLength={80} autoComplete="off" spellCheck={false} flex="1 1 220px" onChange={(event) => setDevice(event.currentTarget.value)} />
        {withSims && <TextInput ref={second} label={s.scanSim} value={sim} maxLength={80} autoComplete="off" spellCheck={false} flex="1 1 220px" onChange={(event) => setSim(event.currentTarget.value)} />}
        <Button type="submit" variant="default">{s.pick}</Button>
      </Group>
      <Switch size="xs" mb={6} label={s.withSims} checked={withSims} onChange={(event) => setWithSims(event.currentTarget.checked)} />
      <Text size="sm" mih={22} mb={4} c={wrong ? 'red' : 'dimmed'} role={wrong ? 'alert' : 'status'}>{wrong ? `${pick.variables?.device ?? ''}: ${wrong}` : pick.isSuccess ? s.picked(pick.variables.device) : ''}</Text>
    </form>
  );
}

function Ship({ order, errors, busy, onClose, onShip }: { order: FulfilmentOrder; errors: Record<string, string>; busy: boolean; onClose: () => void; onShip: (body: Record<string, unknown>) => void }) {
  const [carrier, setCarrier] = useState(order.carrier ?? '');
  const [tracking, setTracking] = useState(order.tracking_number ?? '');
  const [notify, setNotify] = useState(true);
  return (
    <Modal opened onClose={onClose} title={s.shipTitle(order.number)} closeButtonProps={{ 'aria-label': s.close }}>
      <form onSubmit={(event) => { event.preventDefault(); onShip({ carrier, tracking_number: tracking, notify }); }}>
        <Stack gap="sm">
          <TextInput data-autofocus label={s.broughtBy} maxLength={200} value={carrier} error={errors.carrier} onChange={(event) => setCarrier(event.currentTarget.value)} />
          <TextInput label={s.tracking} maxLength={100} value={tracking} error={errors.tracking_number} onChange={(event) => setTracking(event.currentTarget.value)} />
          <Checkbox label={s.mail} checked={notify} onChange={(event) => setNotify(event.currentTarget.checked)} />
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{s.close}</Button><Button type="submit" loading={busy}>{s.ship}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Because({ title, action, color, busy, onClose, onSay, children }: { title: string; action: string; color?: string; busy: boolean; onClose: () => void; onSay: (reason: string | null) => void; children?: ReactNode }) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': s.close }}>
      <form onSubmit={(event) => { event.preventDefault(); onSay(reason.trim() || null); }}>
        {children}
        <Textarea data-autofocus label={s.why} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={onClose}>{s.close}</Button><Button type="submit" color={color} loading={busy}>{action}</Button></Group>
      </form>
    </Modal>
  );
}
