import { Alert, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '@/app/texts';
import classes from './Settings.module.css';

type Props = { title: ReactNode; label?: string; lead?: ReactNode; action?: ReactNode; children?: ReactNode };

/** A titled part of a settings page. */
export function Panel({ title, label, lead, action, children }: Props) {
  return (
    <section className={classes.panel} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
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
export function Read<T>({ query, children }: { query: Pick<UseQueryResult<T, Error>, 'data' | 'error'>; children: (data: T) => ReactNode }) {
  if (query.error) return <Alert color="red" variant="light" role="alert" title={t.failed}>{query.error.message}</Alert>;
  if (query.data === undefined) return <Stack gap="xs" role="status" aria-label={t.loading}><Skeleton h={40} /><Skeleton h={40} /></Stack>;
  return <>{children(query.data)}</>;
}
