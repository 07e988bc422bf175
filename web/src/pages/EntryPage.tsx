import { Alert, Button, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { http, Problem } from '@/api/client';
import { meQuery, setupQuery } from '@/app/session';
import { t } from '@/app/texts';
import classes from './Entry.module.css';

/** The frame of every page before the sign-in. */
export function EntryPage({ title, lead, children, footer }: { title: string; lead?: ReactNode; children?: ReactNode; footer?: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Group gap={10} mb="lg"><img src="/favicon.svg" width={28} height={28} alt="" /><Text fw={650}>{t.product}</Text></Group>
        <Title order={1}>{title}</Title>
        {lead && <Text c="dimmed" size="sm" mt={4} mb="lg">{lead}</Text>}
        {children}
        {footer && <Text size="sm" c="dimmed" mt="lg" ta="center">{footer}</Text>}
      </div>
    </main>
  );
}

/** What went wrong and belongs to no field. */
export function Trouble({ children }: { children: ReactNode }) {
  return <Alert color="red" variant="light" role="alert">{children}</Alert>;
}

/** The messages of a refused form: of its fields, and the one that is said above them. */
export function complaintsOf(error: Error | null, fields: readonly string[]): { byField: Record<string, string>; general?: string } {
  const byField = error instanceof Problem ? error.byField() : {};
  const said = Object.keys(byField).some((key) => fields.includes(key));
  return { byField, general: error && !said ? (byField[''] ?? error.message) : undefined };
}

/** Go into the app as whoever is signed in now. */
export function useEnter() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async (next = '/') => {
    queries.removeQueries({ queryKey: meQuery.queryKey });
    queries.setQueryData(setupQuery.queryKey, false);
    await navigate({ href: next, replace: true });
  };
}

/** Buttons for signing in with an account elsewhere, where that is offered. */
export function Providers({ next, invitation }: { next?: string; invitation?: string }) {
  const offered = useQuery({ queryKey: ['providers'], queryFn: async () => (await http.GET('/api/v1/auth/oauth')).data!.data, staleTime: Infinity });
  if (!offered.data?.length) return null;
  const query = new URLSearchParams({ ...(next && { next }), ...(invitation && { invitation }) }).toString();
  return (
    <>
      <Divider label={t.or} my="md" />
      <Stack gap="xs">
        {offered.data.map((provider) => (
          <Button key={provider.name} component="a" variant="default" fullWidth href={`${provider.start_path}${query && `?${query}`}`}>
            {t.continueWith(provider.label)}{provider.pretended && <Text span size="xs" c="dimmed" ml={6}>{t.sandbox}</Text>}
          </Button>
        ))}
      </Stack>
    </>
  );
}

/** The time zone goes along, so that "today" is the person's own from the start. */
export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
