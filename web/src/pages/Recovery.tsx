import { Button, Loader, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import { LinkAnchor, LinkButton } from '@/app/links';
import { meQuery } from '@/app/session';
import { t } from '@/app/texts';
import { complaintsOf, EntryPage, Trouble } from './EntryPage';

const toSignIn = <LinkAnchor to="/sign-in">{t.backToSignIn}</LinkAnchor>;

export function ForgotPassword() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => http.POST('/api/v1/auth/forgot-password', { body: { email } }) });
  const { byField, general } = complaintsOf(ask.error, ['email']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (ask.isSuccess) return <EntryPage title={t.lookIntoMail} lead={t.resetMailed(email)} footer={toSignIn} />;
  return (
    <EntryPage title={t.forgotTitle} lead={t.forgotLead} footer={toSignIn}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {general && <Trouble>{general}</Trouble>}
          <TextInput label={t.email} type="email" autoComplete="username" autoFocus required withAsterisk={false} value={email} error={byField.email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Button type="submit" loading={ask.isPending} mt="xs" fullWidth>{t.sendLink}</Button>
        </Stack>
      </form>
    </EntryPage>
  );
}

export function ResetPassword() {
  const { token } = useParams({ from: '/reset-password/$token' });
  const [password, setPassword] = useState('');
  const set = useMutation({ mutationFn: () => http.POST('/api/v1/auth/reset-password', { body: { token, password } }) });
  const { byField, general } = complaintsOf(set.error, ['password']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  if (set.isSuccess) {
    return (
      <EntryPage title={t.passwordSet} lead={t.passwordSetLead}>
        <LinkButton to="/sign-in" fullWidth>{t.signIn}</LinkButton>
      </EntryPage>
    );
  }
  return (
    <EntryPage title={t.resetTitle} lead={t.resetLead} footer={toSignIn}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {general && <Trouble>{general} <LinkAnchor to="/forgot-password">{t.askForLink}</LinkAnchor></Trouble>}
          <PasswordInput label={t.newPassword} description={t.passwordHint} autoComplete="new-password" autoFocus required withAsterisk={false} value={password} error={byField.password} onChange={(event) => setPassword(event.currentTarget.value)} />
          <Button type="submit" loading={set.isPending} mt="xs" fullWidth>{t.setPassword}</Button>
        </Stack>
      </form>
    </EntryPage>
  );
}

export function VerifyEmail() {
  const { token } = useParams({ from: '/verify-email/$token' });
  const queries = useQueryClient();
  const { mutate, ...confirm } = useMutation({
    mutationFn: () => http.POST('/api/v1/auth/verify-email', { body: { token } }),
    onSettled: () => queries.removeQueries({ queryKey: meQuery.queryKey }),
  });
  const { general } = complaintsOf(confirm.error, []);
  const me = useQuery({ ...meQuery, retry: false, enabled: confirm.isSuccess || confirm.isError });
  const again = useMutation({ mutationFn: async () => (await http.POST('/api/v1/auth/verify-email/resend')).data!.sent });
  useEffect(() => mutate(), [mutate]);
  if (confirm.isSuccess) {
    return (
      <EntryPage title={t.emailConfirmed} lead={t.emailConfirmedLead}>
        <LinkButton to="/" fullWidth>{t.goOn}</LinkButton>
      </EntryPage>
    );
  }
  if (!confirm.isError) return <EntryPage title={t.confirmingEmail}><Loader mt="md" aria-label={t.confirmingEmail} /></EntryPage>;
  return (
    <EntryPage title={t.emailNotConfirmed} footer={toSignIn}>
      <Stack gap="sm" mt="md">
        <Trouble>{general}</Trouble>
        {!me.data && <Text size="sm">{t.signInForNewLink}</Text>}
        {me.data && again.isIdle && <Button onClick={() => again.mutate()}>{t.sendNewLink}</Button>}
        {again.isPending && <Loader aria-label={t.sendNewLink} />}
        {again.isSuccess && <Text size="sm" role="status">{again.data ? t.newLinkSent : t.alreadyConfirmed}</Text>}
        {again.isError && <Trouble>{again.error.message}</Trouble>}
      </Stack>
    </EntryPage>
  );
}

export function NewEmail() {
  const { token } = useParams({ from: '/new-email/$token' });
  const queries = useQueryClient();
  // Only when asked to: programs that look through mails open links, too.
  const take = useMutation({
    mutationFn: () => http.POST('/api/v1/auth/confirm-new-email', { body: { token } }),
    onSuccess: () => queries.removeQueries({ queryKey: meQuery.queryKey }),
  });
  const { general } = complaintsOf(take.error, []);
  if (take.isSuccess) {
    return (
      <EntryPage title={t.emailTaken} lead={t.emailTakenLead}>
        <LinkButton to="/" fullWidth>{t.goOn}</LinkButton>
      </EntryPage>
    );
  }
  return (
    <EntryPage title={t.newEmailTitle} lead={t.newEmailLead} footer={toSignIn}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <Button loading={take.isPending} onClick={() => take.mutate()} fullWidth>{t.takeEmail}</Button>
      </Stack>
    </EntryPage>
  );
}
