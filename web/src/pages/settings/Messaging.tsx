import { Badge, Button, Checkbox, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call, http } from '@/api/client';
import type { components } from '@/api/schema';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { complaintsOf, Trouble } from '../EntryPage';
import { m } from './messaging.texts';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';

type Account = components['schemas']['MailAccountRead'];
type Gateway = components['schemas']['SmsGatewayRead'];
type Member = { value: string; label: string };

/** The mailboxes one works with, and the telephones that text messages go by. */
export default function Messaging() {
  const me = useMe();
  const manages = me.rights.includes('mail_accounts.update');
  const members = useQuery({
    queryKey: ['members'],
    queryFn: async () => (await http.GET('/api/v1/members', { params: { query: { limit: 200 } } })).data!.data,
    enabled: me.rights.includes('members.read'),
  });
  const people = members.data?.filter((member) => member.active).map((member) => ({ value: member.user_id, label: member.name })) ?? [];
  return (
    <Stack gap="md">
      <Mailboxes people={manages ? people : null} />
      {me.rights.includes('sms_gateways.read') && <Telephones people={people} />}
    </Stack>
  );
}

function Mailboxes({ people }: { people: Member[] | null }) {
  const accounts = useQuery({ queryKey: ['mail-accounts'], queryFn: async () => (await http.GET('/api/v1/mail-accounts')).data! });
  const refused = new URLSearchParams(window.location.search).get('error');
  const connect = useMutation({
    mutationFn: async (provider: string) => (await http.POST('/api/v1/mail-accounts/connect/{provider}', { params: { path: { provider } } })).data!.url,
    onSuccess: (url) => window.location.assign(url),
    onError: sayProblem,
  });
  return (
    <Panel title={m.boxes} lead={m.boxesLead}>
      <Read query={accounts}>
        {({ data, offered }) => (
          <Stack gap="sm">
            {refused && <Trouble>{m.problems[refused] ?? m.problems['connection_lost']}</Trouble>}
            {data.length === 0 ? <Text size="sm" c="dimmed">{m.noBoxes}</Text> : (
              <ul className={classes.list}>{data.map((account) => <Mailbox key={account.id} account={account} people={people} onConnect={() => connect.mutate(account.provider)} />)}</ul>
            )}
            <Group>{offered.map(({ name, label }) => <Button key={name} variant="default" loading={connect.isPending && connect.variables === name} onClick={() => connect.mutate(name)}>{m.connect(label)}</Button>)}</Group>
          </Stack>
        )}
      </Read>
    </Panel>
  );
}

function Mailbox({ account, people, onConnect }: { account: Account; people: Member[] | null; onConnect: () => void }) {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const path = { params: { path: { id: account.id } } };
  const refresh = () => queries.invalidateQueries({ queryKey: ['mail-accounts'] });
  const check = useMutation({
    mutationFn: async () => (await http.POST('/api/v1/mail-accounts/{id}/check', path)).data!,
    onSuccess: async (found) => { if (!found.error) say(m.works(found.address)); await refresh(); },
    onError: sayProblem,
  });
  const assign = useMutation({
    mutationFn: (user_id: string | null) => http.PATCH('/api/v1/mail-accounts/{id}', { ...path, body: { user_id } }),
    onSuccess: async () => { await refresh(); offerUndo(m.assigned, async () => { await call('PATCH', `/mail-accounts/${account.id}`, { user_id: account.user_id }); await refresh(); }); },
    onError: sayProblem,
  });
  const leave = useMutation({
    mutationFn: () => http.DELETE('/api/v1/mail-accounts/{id}', path),
    onSuccess: async () => { say(m.left(account.address)); await refresh(); },
    onError: sayProblem,
  });
  return (
    <li className={classes.person}>
      <div className={classes.who}>
        <Text size="sm" fw={550} truncate>{account.address}</Text>
        <Group gap={6}>
          <Badge variant="light" color={account.error ? 'red' : 'green'}>{account.error ? m.refused : m.connected}</Badge>
          <Text size="xs" c={account.error ? 'red' : 'dimmed'}>{account.error ?? account.name}</Text>
        </Group>
      </div>
      {people && <Select w={180} size="xs" aria-label={m.whose(account.address)} placeholder={m.nobody} clearable searchable data={people} value={account.user_id} onChange={(user) => assign.mutate(user)} />}
      {account.error && <Button size="compact-sm" onClick={onConnect}>{m.again}</Button>}
      <Button size="compact-sm" variant="default" aria-label={`${m.check}: ${account.address}`} loading={check.isPending} onClick={() => check.mutate()}>{m.check}</Button>
      <Button size="compact-sm" variant="subtle" color="red" aria-label={m.disconnectOf(account.address)} onClick={() => setLeaving(true)}>{m.disconnect}</Button>
      <Modal opened={leaving} onClose={() => setLeaving(false)} title={m.disconnectOf(account.address)} closeButtonProps={{ 'aria-label': t.cancel }}>
        <Text size="sm">{m.disconnectText}</Text>
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={() => setLeaving(false)}>{t.cancel}</Button><Button color="red" onClick={() => { leave.mutate(); setLeaving(false); }}>{m.disconnect}</Button></Group>
      </Modal>
    </li>
  );
}

function Telephones({ people }: { people: Member[] }) {
  const [edited, setEdited] = useState<Gateway | 'new' | null>(null);
  const [testing, setTesting] = useState<Gateway | null>(null);
  const gateways = useQuery({ queryKey: ['sms-gateways'], queryFn: async () => (await http.GET('/api/v1/sms-gateways')).data!.data });
  const nameOf = (user: string) => people.find(({ value }) => value === user)?.label ?? '…';
  const without = people.filter(({ value }) => !gateways.data?.some(({ user_id }) => user_id === value));
  return (
    <Panel title={m.sms} lead={m.smsLead} action={without.length > 0 && <Button variant="default" onClick={() => setEdited('new')}>{m.add}</Button>}>
      <Read query={gateways}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{m.noSms}</Text> : (
          <ul className={classes.list}>
            {list.map((gateway) => (
              <li key={gateway.user_id} className={classes.person}>
                <div className={classes.who}>
                  <Text size="sm" fw={550} truncate>{nameOf(gateway.user_id)} · {gateway.label}</Text>
                  <Text size="xs" c="dimmed">{gateway.from_number}</Text>
                </div>
                {!gateway.active && <Badge variant="light" color="gray">{m.off}</Badge>}
                {gateway.active && <Button size="compact-sm" variant="default" aria-label={`${m.test}: ${gateway.label}`} onClick={() => setTesting(gateway)}>{m.test}</Button>}
                <Button size="compact-sm" variant="default" aria-label={m.edit(nameOf(gateway.user_id))} onClick={() => setEdited(gateway)}>{t.edit}</Button>
              </li>
            ))}
          </ul>
        )}
      </Read>
      <Modal opened={edited !== null} onClose={() => setEdited(null)} title={edited && edited !== 'new' ? m.edit(nameOf(edited.user_id)) : m.add} closeButtonProps={{ 'aria-label': t.cancel }}>
        {edited !== null && <GatewayForm gateway={edited === 'new' ? null : edited} people={without} onDone={() => setEdited(null)} />}
      </Modal>
      <Modal opened={testing !== null} onClose={() => setTesting(null)} title={m.test} closeButtonProps={{ 'aria-label': t.cancel }}>
        {testing && <TestForm gateway={testing} onDone={() => setTesting(null)} />}
      </Modal>
    </Panel>
  );
}

const FIELDS = ['label', 'url', 'username', 'password', 'from_number'];

function GatewayForm({ gateway, people, onDone }: { gateway: Gateway | null; people: Member[]; onDone: () => void }) {
  const queries = useQueryClient();
  const [user, setUser] = useState(gateway?.user_id ?? people[0]?.value ?? null);
  const [values, setValues] = useState({ label: gateway?.label ?? '', url: gateway?.url ?? '', username: gateway?.username ?? '', password: '', from_number: gateway?.from_number ?? '' });
  const [active, setActive] = useState(gateway?.active ?? true);
  const [removing, setRemoving] = useState(false);
  const done = async () => { await queries.invalidateQueries({ queryKey: ['sms-gateways'] }); onDone(); };
  const save = useMutation({
    mutationFn: () => {
      const { password, ...rest } = values;
      return http.PUT('/api/v1/sms-gateways/{user_id}', { params: { path: { user_id: user! } }, body: { ...rest, ...(password && { password }), active } });
    },
    onSuccess: async () => { say(m.saved); await done(); },
  });
  const remove = useMutation({
    mutationFn: () => http.DELETE('/api/v1/sms-gateways/{user_id}', { params: { path: { user_id: user! } } }),
    onSuccess: async () => { say(m.removed); await done(); },
    onError: sayProblem,
  });
  const { byField, general } = complaintsOf(save.error, FIELDS);
  const text = (name: keyof typeof values) => ({ value: values[name], error: byField[name], required: true, withAsterisk: false, onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, [name]: value })); } });
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); if (user) save.mutate(); }}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        {!gateway && <Select label={m.member} data={people} value={user} onChange={setUser} allowDeselect={false} searchable />}
        <TextInput label={m.label} maxLength={100} {...text('label')} />
        <TextInput label={m.url} description={m.urlHint} type="url" maxLength={500} {...text('url')} />
        <TextInput label={m.username} autoComplete="off" maxLength={200} {...text('username')} />
        <PasswordInput label={m.password} description={gateway ? m.passwordKept : undefined} autoComplete="new-password" maxLength={500} {...text('password')} required={!gateway} />
        <TextInput label={m.number} type="tel" maxLength={40} {...text('from_number')} />
        <Checkbox label={m.active} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
        {removing && <Text size="sm">{m.removeText}</Text>}
        <Group justify="space-between">
          {gateway ? <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => (removing ? remove.mutate() : setRemoving(true))}>{m.remove}</Button> : <span />}
          <Button type="submit" loading={save.isPending}>{t.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function TestForm({ gateway, onDone }: { gateway: Gateway; onDone: () => void }) {
  const [to, setTo] = useState('');
  const send = useMutation({
    mutationFn: () => http.POST('/api/v1/sms-gateways/{user_id}/test', { params: { path: { user_id: gateway.user_id } }, body: { to } }),
    onSuccess: () => { say(m.tested); onDone(); },
  });
  const { byField, general } = complaintsOf(send.error, ['to']);
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); send.mutate(); }}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <TextInput label={m.testTo} type="tel" required withAsterisk={false} maxLength={40} value={to} error={byField.to} onChange={(event) => setTo(event.currentTarget.value)} data-autofocus />
        <Group justify="flex-end"><Button type="submit" loading={send.isPending}>{m.testSend}</Button></Group>
      </Stack>
    </form>
  );
}
