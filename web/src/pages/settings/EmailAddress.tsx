import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel } from './Panel';
import { s } from './texts';

const NOTHING = { email: '', password: '' };
const KEY = ['profile', 'email'];

/** The address one signs in with, and moving to another. */
export function EmailAddress() {
  const { user } = useMe();
  const queries = useQueryClient();
  const [values, setValues] = useState<typeof NOTHING | null>(null);
  const { data } = useQuery({ queryKey: KEY, queryFn: async () => (await http.GET('/api/v1/profile/email')).data! });
  const change = useMutation({
    mutationFn: async (body: typeof NOTHING) => (await http.POST('/api/v1/profile/email', { body })).data!,
    onSuccess: (asked) => { setValues(null); queries.setQueryData(KEY, asked); },
  });
  const withdraw = useMutation({
    mutationFn: () => http.DELETE('/api/v1/profile/email'),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: sayProblem,
  });
  const { byField, general } = complaintsOf(change.error, Object.keys(NOTHING));
  const onSubmit = (event: FormEvent) => { event.preventDefault(); if (values) change.mutate(values); };
  const field = (name: keyof typeof NOTHING) => ({
    value: values?.[name] ?? '', error: byField[name], required: true, withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setValues((now) => ({ ...(now ?? NOTHING), [name]: value })); },
  });
  const pending = data?.pending;
  return (
    <Panel title={s.emailAddress} lead={s.emailAddressLead}>
      <Stack gap="sm" maw={420}>
        <TextInput label={t.email} value={user.email} readOnly description={user.email_verified ? s.emailIsConfirmed : s.emailNotYetConfirmed} />
        {pending && (
          <div role="status">
            <Text size="sm">{s.emailPending(pending.email)}</Text>
            <Button variant="subtle" size="compact-sm" ml={-8} loading={withdraw.isPending} onClick={() => withdraw.mutate()}>{s.keepEmail}</Button>
          </div>
        )}
        {!user.has_password && <Text size="sm" c="dimmed">{s.emailNeedsPassword}</Text>}
        {user.has_password && !values && <Group><Button variant="default" onClick={() => { change.reset(); setValues(NOTHING); }}>{s.changeEmail}</Button></Group>}
        {values && (
          <form onSubmit={onSubmit}>
            <Stack gap="sm">
              {general && <Trouble>{general}</Trouble>}
              <TextInput label={s.newEmail} type="email" autoComplete="email" autoFocus {...field('email')} />
              <PasswordInput label={s.currentPassword} autoComplete="current-password" {...field('password')} />
              <Group>
                <Button type="submit" loading={change.isPending}>{t.sendLink}</Button>
                <Button variant="subtle" onClick={() => setValues(null)}>{t.cancel}</Button>
              </Group>
            </Stack>
          </form>
        )}
      </Stack>
    </Panel>
  );
}
