import { Button, Loader, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import { LinkAnchor } from '@/app/links';
import { meQuery } from '@/app/session';
import { t } from '@/app/texts';
import { ROLES } from '@/app/words';
import { complaintsOf, EntryPage, Providers, Trouble, useEnter } from './EntryPage';

/** Where the link of an invitation leads: a new person makes an account, who has one signs in with it. */
export function Invitation() {
  const { token } = useParams({ from: '/invitations/$token' });
  const path = { params: { path: { token } } };
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const goIn = useEnter();
  const found = useQuery({ queryKey: ['invitation', token], queryFn: async () => (await http.GET('/api/v1/auth/invitations/{token}', path)).data!, retry: false });
  const me = useQuery({ ...meQuery, retry: false });
  const invited = found.data;
  // Who is signed in with the invited address needs to show nothing more.
  const known = invited?.has_account && me.data?.user.email === invited.email;
  const accept = useMutation({
    mutationFn: () => {
      const body = known ? {} : invited?.has_account ? { password } : { name, password };
      return http.POST('/api/v1/auth/invitations/{token}/accept', { ...path, body });
    },
    onSuccess: () => goIn(),
  });
  const { byField, general } = complaintsOf(accept.error, ['name', 'password']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  if (found.isError) {
    const lead = <>{t.invitationOver} {t.invitationOverHint}</>;
    return <EntryPage title={t.invitationOverTitle} lead={lead} footer={<LinkAnchor to="/sign-in">{t.backToSignIn}</LinkAnchor>} />;
  }
  if (!invited || me.isPending) return <EntryPage title={t.invitationTitle}><Loader mt="md" role="status" aria-label={t.loading} /></EntryPage>;
  const lead = t.invitationLead(invited.inviter_name, invited.workspace_name, ROLES[invited.role] ?? invited.role);
  return (
    <EntryPage title={t.join(invited.workspace_name)} lead={lead}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {general && <Trouble>{general}</Trouble>}
          <TextInput label={t.email} type="email" autoComplete="username" value={invited.email} readOnly />
          {!invited.has_account && (
            <TextInput label={t.name} autoComplete="name" autoFocus required withAsterisk={false} value={name} error={byField.name} onChange={(event) => setName(event.currentTarget.value)} />
          )}
          {!known && (
            <PasswordInput
              label={t.password} description={invited.has_account ? t.yourPassword : t.passwordHint} autoComplete={invited.has_account ? 'current-password' : 'new-password'}
              required withAsterisk={false} value={password} error={byField.password} onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          <Button type="submit" loading={accept.isPending} mt="xs" fullWidth>{t.join(invited.workspace_name)}</Button>
        </Stack>
      </form>
      {!known && <Providers invitation={token} />}
    </EntryPage>
  );
}
