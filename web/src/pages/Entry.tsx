import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { http, Problem } from '@/api/client';
import { LinkAnchor } from '@/app/links';
import { meQuery, setupQuery } from '@/app/session';
import { t } from '@/app/texts';
import classes from './Entry.module.css';

type Values = { name: string; email: string; password: string; workspace_name: string };
type Mode = { title: string; lead: string; submit: string; founding: boolean; send: (values: Values) => Promise<unknown>; other?: ReactNode };

/** The time zone goes along, so that "today" is the person's own from the start. */
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function Entry({ title, lead, submit, founding, send, other }: Mode) {
  const [values, setValues] = useState<Values>({ name: '', email: '', password: '', workspace_name: '' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { next } = useSearch({ strict: false });
  const enter = useMutation({
    mutationFn: () => send(values),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: meQuery.queryKey });
      queries.setQueryData(setupQuery.queryKey, false);
      await navigate({ href: next ?? '/', replace: true });
    },
  });
  const problem = enter.error instanceof Problem ? enter.error : undefined;
  const byField = problem?.byField() ?? {};
  const general = enter.error && !Object.keys(byField).some((key) => key in values) ? (byField[''] ?? enter.error.message) : undefined;
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
    <main className={classes.page}>
      <div className={classes.card}>
        <Group gap={10} mb="lg"><img src="/favicon.svg" width={28} height={28} alt="" /><Text fw={650}>{t.product}</Text></Group>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" size="sm" mt={4} mb="lg">{lead}</Text>
        <form onSubmit={onSubmit}>
          <Stack gap="sm">
            {general && <Alert color="red" variant="light" role="alert">{general}</Alert>}
            {founding && <TextInput label={t.name} autoComplete="name" autoFocus {...field('name')} />}
            <TextInput label={t.email} type="email" autoComplete="username" autoFocus={!founding} {...field('email')} />
            <PasswordInput label={t.password} description={founding ? t.passwordHint : undefined} autoComplete={founding ? 'new-password' : 'current-password'} {...field('password')} />
            {founding && <TextInput label={t.workspace} description={t.workspaceHint} autoComplete="organization" {...field('workspace_name')} />}
            <Button type="submit" loading={enter.isPending} mt="xs" fullWidth>{submit}</Button>
          </Stack>
        </form>
        {other && <Text size="sm" c="dimmed" mt="lg" ta="center">{other}</Text>}
      </div>
    </main>
  );
}

export function SignIn() {
  const { next } = useSearch({ strict: false });
  const send = ({ email, password }: Values) => http.POST('/api/v1/auth/login', { body: { email, password } });
  const other = <>{t.newHere} <LinkAnchor to="/sign-up" search={{ next }}>{t.signUp}</LinkAnchor></>;
  return <Entry title={t.signInTitle} lead={t.signInLead} submit={t.signIn} founding={false} send={send} other={other} />;
}

export function SignUp() {
  const { next } = useSearch({ strict: false });
  const send = (values: Values) => http.POST('/api/v1/auth/sign-up', { body: { ...values, timezone: here() } });
  const other = <>{t.haveAccount} <LinkAnchor to="/sign-in" search={{ next }}>{t.signIn}</LinkAnchor></>;
  return <Entry title={t.signUpTitle} lead={t.signUpLead} submit={t.signUp} founding send={send} other={other} />;
}

export function SetUp() {
  const send = (values: Values) => http.POST('/api/v1/setup', { body: { ...values, timezone: here() } });
  return <Entry title={t.setUpTitle} lead={t.setUpLead} submit={t.setUp} founding send={send} />;
}
