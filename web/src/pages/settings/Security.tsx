import { Badge, Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

export default function Security() {
  const { user } = useMe();
  return <Stack gap="md">{user.has_password && <Password />}<Sessions /></Stack>;
}

const NOTHING = { current_password: '', new_password: '' };

function Password() {
  const [values, setValues] = useState(NOTHING);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => http.POST('/api/v1/auth/change-password', { body: values }),
    onSuccess: () => {
      setValues(NOTHING);
      say(s.passwordChanged);
      void queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const { byField, general } = complaintsOf(change.error, Object.keys(NOTHING));
  const onSubmit = (event: FormEvent) => { event.preventDefault(); change.mutate(); };
  const field = (name: keyof typeof NOTHING) => ({
    value: values[name], error: byField[name], required: true, withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, [name]: value })); },
  });
  return (
    <Panel title={s.changePassword} lead={s.changePasswordLead}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm" maw={420}>
          {general && <Trouble>{general}</Trouble>}
          <PasswordInput label={s.currentPassword} autoComplete="current-password" {...field('current_password')} />
          <PasswordInput label={t.newPassword} description={t.passwordHint} autoComplete="new-password" {...field('new_password')} />
          <Group><Button type="submit" loading={change.isPending}>{s.changePassword}</Button></Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** "Firefox on Linux", as far as that can be told. */
function deviceOf(agent: string): string {
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(name));
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac', 'Linux'].find((name) => agent.includes(name));
  return browser && system ? `${browser === 'Edg' ? 'Edge' : browser} · ${system}` : agent.split(' ')[0] || s.unknownDevice;
}

function Sessions() {
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: async () => (await http.GET('/api/v1/auth/sessions')).data!.data });
  const refresh = () => queries.invalidateQueries({ queryKey: ['sessions'] });
  const end = useMutation({ mutationFn: (session_id: string) => http.DELETE('/api/v1/auth/sessions/{session_id}', { params: { path: { session_id } } }), onSuccess: refresh, onError: sayProblem });
  const endOthers = useMutation({ mutationFn: () => http.DELETE('/api/v1/auth/sessions'), onSuccess: refresh, onError: sayProblem });
  const others = sessions.data?.some((session) => !session.current);
  return (
    <Panel title={s.sessions} lead={s.sessionsLead} action={others && <Button variant="default" size="compact-sm" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>{s.endOthers}</Button>}>
      <Read query={sessions}>
        {(list) => (
          <ul className={classes.list}>
            {list.map((session) => (
              <li key={session.id} className={classes.person}>
                <div className={classes.who}>
                  <Text size="sm" fw={550}>{deviceOf(session.user_agent)} {session.current && <Badge size="xs" variant="light" ml={6}>{s.thisDevice}</Badge>}</Text>
                  <Text size="xs" c="dimmed">{session.client} · {s.lastUsed(ago(session.last_used_at))}</Text>
                </div>
                {!session.current && <Button variant="default" size="compact-sm" aria-label={s.endSession(deviceOf(session.user_agent))} onClick={() => end.mutate(session.id)}>{t.signOut}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
