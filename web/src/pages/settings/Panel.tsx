import { Alert, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '@/app/texts';
import classes from './Settings.module.css';

/** A titled part of a settings page. */
export function Panel({ title, lead, action, children }: { title: string; lead?: ReactNode; action?: ReactNode; children?: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      <Group justify="space-between" align="flex-start" mb="sm" gap="sm">
        <div>
          <Title order={2}>{title}</Title>
          {lead && <Text size="sm" c="dimmed" mt={2}>{lead}</Text>}
        </div>
        {action}
      </Group>
      {children}
    </section>
  );
}

/** What was read, or that it is coming, or that it did not come. */
export function Read<T>({ query, children }: { query: UseQueryResult<T, Error>; children: (data: T) => ReactNode }) {
  if (query.isPending) return <Stack gap="xs" aria-label={t.loading}><Skeleton h={40} /><Skeleton h={40} /></Stack>;
  if (query.isError) return <Alert color="red" variant="light" role="alert" title={t.failed}>{query.error.message}</Alert>;
  return <>{children(query.data)}</>;
}
