import { Badge, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { LinkAnchor } from '@/app/links';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import { objectNamed, useObjects } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Chat = components['schemas']['TeamChatRead'];
const COLORS: Record<string, string> = { sent: 'green', failed: 'red', queued: 'gray' };

/** Which channel of the team's chat is told what happens here, and what it was told. */
export default function TeamChat() {
  const chat = useQuery({ queryKey: ['team-chat'], queryFn: async () => (await http.GET('/api/v1/team-chat')).data! });
  return (
    <Stack gap="md">
      <Panel title={s.chat} lead={s.chatLead}>
        <Read query={chat}>{(data) => <Connection key={String(data.connected)} chat={data} />}</Read>
      </Panel>
      {chat.data?.connected && <Told />}
    </Stack>
  );
}

function Connection({ chat }: { chat: Chat }) {
  const queries = useQueryClient();
  const [channel, setChannel] = useState(chat.channel ?? '#sales');
  const [hook, setHook] = useState('');
  const [kinds, setKinds] = useState(chat.kinds);
  const [leaving, setLeaving] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['team-chat'] });
  const save = useMutation({
    mutationFn: () => http.PUT('/api/v1/team-chat', { body: { channel, kinds: kinds as never, ...(hook.trim() && { hook }) } }),
    onSuccess: async () => { setHook(''); say(s.saved); await refresh(); },
  });
  const test = useMutation({ mutationFn: () => http.POST('/api/v1/team-chat/test'), onSuccess: refresh, onError: sayProblem });
  const leave = useMutation({ mutationFn: () => http.DELETE('/api/v1/team-chat'), onSuccess: async () => { say(s.chatLeft); await refresh(); }, onError: sayProblem });
  const { byField, general } = complaintsOf(save.error, ['channel', 'hook']);
  const needed = chat.needs_hook && !chat.connected;
  return (
    <form onSubmit={(event: FormEvent) => { event.preventDefault(); save.mutate(); }}>
      <Stack gap="sm" maw={480}>
        {general && <Trouble>{general}</Trouble>}
        {chat.connected && <Text size="sm"><Badge variant="light" color="green" mr={8}>{s.chatConnected}</Badge>{s.chatProviders[chat.provider ?? ''] ?? chat.provider}</Text>}
        <TextInput label={s.chatChannel} description={s.chatChannelHint} required withAsterisk={false} maxLength={100} value={channel} error={byField.channel} onChange={(event) => setChannel(event.currentTarget.value)} />
        <TextInput label={chat.provider === 'slack' ? s.chatNewHook : s.chatHook} description={needed ? s.chatHookHint : `${s.chatHookHint} ${chat.provider === 'slack' ? s.chatHookKept : s.chatHookOptional}`} type="url" autoComplete="off" required={needed} withAsterisk={false} maxLength={500}
          placeholder={s.chatHookExample} value={hook} error={byField.hook} onChange={(event) => setHook(event.currentTarget.value)} />
        <Checkbox.Group label={s.chatKinds} value={kinds} onChange={setKinds}>
          <Stack gap={6} mt={6}>{chat.offered.map(({ name, label }) => <Checkbox key={name} value={name} label={label} />)}</Stack>
        </Checkbox.Group>
        <Group>
          <Button type="submit" loading={save.isPending}>{chat.connected ? t.save : s.chatConnect}</Button>
          {chat.connected && <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>{s.chatTest}</Button>}
          {chat.connected && <Button variant="subtle" color="red" onClick={() => setLeaving(true)}>{s.chatLeave}</Button>}
        </Group>
      </Stack>
      <Modal opened={leaving} onClose={() => setLeaving(false)} title={s.chatLeave} closeButtonProps={{ 'aria-label': t.cancel }}>
        <Text size="sm">{s.chatLeaveText}</Text>
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={() => setLeaving(false)}>{t.cancel}</Button><Button color="red" onClick={() => { leave.mutate(); setLeaving(false); }}>{s.chatLeave}</Button></Group>
      </Modal>
    </form>
  );
}

function Told() {
  const queries = useQueryClient();
  const { data: objects } = useObjects();
  const told = useQuery({
    queryKey: ['team-chat', 'announcements'],
    queryFn: async () => (await http.GET('/api/v1/team-chat/announcements')).data!.data,
    refetchInterval: ({ state }) => (state.data?.some((each) => each.status === 'queued') ? 1500 : 15_000),
  });
  const retry = useMutation({
    mutationFn: (id: string) => http.POST('/api/v1/team-chat/announcements/{id}/retry', { params: { path: { id } } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['team-chat'] }),
  });
  return (
    <Panel title={s.chatTold} lead={s.chatToldLead}>
      <Read query={told}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.chatNothing}</Text> : (
          <ul className={classes.list}>
            {list.map((each) => {
              const object = each.subject_type ? objectNamed(objects, each.subject_type) : undefined;
              return (
                <li key={each.id} className={classes.person}>
                  <div className={classes.who}>
                    {object && each.subject_id
                      ? <LinkAnchor size="sm" to="/o/$object/$id" params={{ object: object.plural, id: each.subject_id }}>{each.text}</LinkAnchor>
                      : <Text size="sm">{each.text}</Text>}
                    <Text size="xs" c={each.error ? 'red' : 'dimmed'}>{each.error ?? ago(each.sent_at ?? each.created_at)}</Text>
                  </div>
                  <Badge variant="light" color={COLORS[each.status]}>{s.chatStates[each.status] ?? each.status}</Badge>
                  {each.status === 'failed' && <Button variant="light" size="compact-sm" aria-label={`${s.retry}: ${each.text}`} onClick={() => retry.mutate(each.id)}>{s.retry}</Button>}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
