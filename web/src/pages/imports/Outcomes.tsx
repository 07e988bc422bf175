import { Anchor, Badge, Button, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { http } from '@/api/client';
import { number } from '@/app/locale';
import { t } from '@/app/texts';
import { Panel } from '../settings/Panel';
import type { Import } from './data';
import { w } from './texts';

const COLORS: Record<string, string> = { created: 'teal', updated: 'blue', error: 'red' };

/** What became of the rows, or would: those that failed first. */
export function Outcomes({ import_, plural }: { import_: Import; plural?: string }) {
  const statuses = Object.entries(import_.counts).filter(([, n]) => n > 0).map(([status]) => status);
  const [chosen, setChosen] = useState<string | null>(null);
  const status = chosen ?? (statuses.includes('error') ? 'error' : statuses[0]);
  const rows = useInfiniteQuery({
    queryKey: ['imports', import_.id, 'rows', status, import_.state],
    queryFn: async ({ pageParam }) => (await http.GET('/api/v1/imports/{id}/rows', { params: { path: { id: import_.id }, query: { status: status as never, cursor: pageParam, limit: 50 } } })).data!,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.next_cursor ? Number(page.next_cursor) : undefined),
    enabled: Boolean(status),
  });
  if (!statuses.length || !status) return null;
  const list = rows.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Panel title={w.outcomes} action={(import_.counts['error'] ?? 0) > 0 && <Button component="a" href={`/api/v1/imports/${import_.id}/rejects.csv`} download variant="default" size="compact-md">{w.downloadRejects}</Button>}>
      <SegmentedControl size="xs" mb="sm" aria-label={w.outcomes} data={statuses.map((each) => ({ value: each, label: `${w.rowStates[each] ?? each} (${number(import_.counts[each] ?? 0)})` }))} value={status} onChange={setChosen} />
      <Table.ScrollContainer minWidth={480}>
        <Table verticalSpacing={6}>
          <Table.Thead><Table.Tr><Table.Th w={70}>{w.row}</Table.Th><Table.Th w={110}>{w.outcome}</Table.Th><Table.Th>{w.why}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {list.map((row) => (
              <Table.Tr key={row.number}>
                <Table.Td className="num">{row.record_id && plural ? <Link to="/o/$object/$id" params={{ object: plural, id: row.record_id }}>{row.number}</Link> : row.number}</Table.Td>
                <Table.Td><Badge variant="light" size="sm" color={COLORS[row.status] ?? 'gray'}>{w.rowStates[row.status] ?? row.status}</Badge></Table.Td>
                <Table.Td>
                  {row.problems.map((problem, at) => <Text key={at} size="sm">{problem.column ? `${problem.column}: ` : ''}{problem.message}{problem.value ? <Text span c="dimmed"> “{problem.value}”</Text> : null}</Text>)}
                  {Object.entries(row.changes as Record<string, [unknown, unknown]>).map(([field, [before, after]]) => <Text key={field} size="sm">{field}: <Text span c="dimmed">{String(before ?? t.empty)}</Text> → {String(after ?? t.empty)}</Text>)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.hasNextPage && <Group justify="center" mt="xs"><Anchor component="button" type="button" size="sm" onClick={() => void rows.fetchNextPage()}>{t.older}</Anchor></Group>}
    </Panel>
  );
}
