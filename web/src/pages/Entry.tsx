import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { http } from '@/api/client';
import { LinkAnchor } from '@/app/links';
import { askedFor } from '@/app/language';
import { t } from '@/app/texts';
import { SIGN_IN_REFUSALS } from '@/app/words';
import { complaintsOf, EntryPage, here, Providers, Trouble, useEnter } from './EntryPage';

type Values = { name: string; email: string; password: string; workspace_name: string };
const FIELDS = ['name', 'email', 'password', 'workspace_name'] as const;
type Mode = { title: string; lead: string; submit: string; founding: boolean; send: (values: Values) => Promise<unknown>; refused?: string; providers?: boolean; footer?: ReactNode };

function Entry({ title, lead, submit, founding, send, refused, providers, footer }: Mode) {
  const [values, setValues] = useState<Values>({ name: '', email: '', password: '', workspace_name: '' });
  const { next } = useSearch({ strict: false });
  const goIn = useEnter();
  const enter = useMutation({ mutationFn: () => send(values), onSuccess: () => goIn(next) });
  const { byField, general = enter.isIdle ? refused : undefined } = complaintsOf(enter.error, FIELDS);
  const field = (name: keyof Values) => ({
    value: values[name],
    error: byField[name],
    required: true,
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, [name]: value })); },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <EntryPage title={title} lead={lead} footer={footer}>
      <form onSubmit={onSubmit}>
        <Stack gap="sm">
          {general && <Trouble>{general}</Trouble>}
          {founding && <TextInput label={t.name} autoComplete="name" autoFocus {...field('name')} />}
          <TextInput label={t.email} type="email" autoComplete="username" autoFocus={!founding} {...field('email')} />
          <PasswordInput label={t.password} description={founding ? t.passwordHint : undefined} autoComplete={founding ? 'new-password' : 'current-password'} {...field('password')} />
          {founding && <TextInput label={t.workspace} description={t.workspaceHint} autoComplete="organization" {...field('workspace_name')} />}
          <Button type="submit" loading={enter.isPending} mt="xs" fullWidth>{submit}</Button>
          {!founding && <Group justify="center"><LinkAnchor size="sm" to="/forgot-password">{t.forgotPassword}</LinkAnchor></Group>}
        </Stack>
      </form>
      {providers && <Providers next={next} />}
    </EntryPage>
  );
}

export function SignIn() {
  const { next, error } = useSearch({ from: '/sign-in' });
  const send = ({ email, password }: Values) => http.POST('/api/v1/auth/login', { body: { email, password } });
  const footer = <>{t.newHere} <LinkAnchor underline="always" to="/sign-up" search={{ next }}>{t.signUp}</LinkAnchor></>;
  const refused = error && (SIGN_IN_REFUSALS[error] ?? t.signInRefused);
  return <Entry title={t.signInTitle} lead={t.signInLead} submit={t.signIn} founding={false} send={send} refused={refused} providers footer={footer} />;
}

export function SignUp() {
  const { next } = useSearch({ from: '/sign-up' });
  const send = (values: Values) => http.POST('/api/v1/auth/sign-up', { body: { ...values, timezone: here(), language: askedFor() } });
  const footer = <>{t.haveAccount} <LinkAnchor underline="always" to="/sign-in" search={{ next }}>{t.signIn}</LinkAnchor></>;
  return <Entry title={t.signUpTitle} lead={t.signUpLead} submit={t.signUp} founding send={send} providers footer={footer} />;
}

export function SetUp() {
  const send = (values: Values) => http.POST('/api/v1/setup', { body: { ...values, timezone: here(), language: askedFor() } });
  return <Entry title={t.setUpTitle} lead={t.setUpLead} submit={t.setUp} founding send={send} />;
}
