import { Badge, Button, Group, Progress, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from '@/api/client';
import { records } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { date } from '@/fields/format';
import { h } from './health.texts';
import classes from './RecordPage.module.css';

const COLORS = { healthy: 'teal', at_risk: 'orange', stalled: 'red' } as const;
/** Advice that is a task by itself. */
const TASKS = { get_in_touch: 'inTouch', plan_next_step: 'planned' } as const;

/** How well an open deal stands, why, and what would help it. */
export default function Health({ id, title, plan }: { id: string; title: string; plan: boolean }) {
  const queries = useQueryClient();
  const { data } = useQuery({
    // Below timelines, as it is read anew whenever something happens.
    queryKey: ['timeline', 'health', id],
    queryFn: async () => (await http.GET('/api/v1/deals/{id}/health', { params: { path: { id } } })).data!,
  });
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['timeline'] }), queries.invalidateQueries({ queryKey: ['records', 'tasks'] })]);
  const add = useMutation({
    mutationFn: (of: keyof typeof TASKS) => {
      const due = new Date();
      due.setDate(due.getDate() + 1);
      due.setHours(9, 0, 0, 0);
      return http.POST('/api/v1/tasks', { body: { title: h[TASKS[of]](title).slice(0, 300), related_type: 'deal', related_id: id, due_at: due.toISOString() } });
    },
    onSuccess: async ({ data: task }) => {
      await refresh();
      offerUndo(h.taskAdded, async () => { await records.remove('tasks', task!.id); await refresh(); });
    },
    onError: sayProblem,
  });
  if (data?.outcome) return null;
  return (
    <section className={classes.card} aria-label={h.health} style={{ marginBottom: 16 }}>
      <Group justify="space-between" mb={8}>
        <Title order={2}>{h.health}</Title>
        {data?.level && <Badge variant="light" color={COLORS[data.level]} tt="none" fw={550}>{h.levels[data.level]}</Badge>}
      </Group>
      {!data?.level ? <Skeleton h={160} /> : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing={{ base: 'xs', md: 'xl' }}>
          <Stack gap={8}>
            <Group gap="xs" wrap="nowrap">
              <Progress flex={1} value={data.score ?? 0} color={COLORS[data.level]} aria-label={h.score} />
              <Text size="sm" fw={600} className="num">{data.score}</Text>
            </Group>
            <Stack gap={2} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
              {data.reasons.map((reason) => (
                <Group key={reason.why} component="li" justify="space-between" wrap="nowrap" gap="xs">
                  <Text size="sm">{h.whys[reason.why](reason.value)}</Text>
                  <Text size="xs" c="dimmed" className="num" style={{ whiteSpace: 'nowrap' }}>{t.pointsOf(reason.points, reason.of)}</Text>
                </Group>
              ))}
            </Stack>
          </Stack>
          <Stack gap={8}>
            {data.advice.length > 0 && (
              <>
                <Title order={3} fz="sm">{h.helps}</Title>
                <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
                  {data.advice.map((each) => (
                    <Group key={each} component="li" justify="space-between" wrap="nowrap" gap="xs" mih={26}>
                      <Text size="sm">{h.advice[each]}</Text>
                      {plan && each in TASKS && (
                        <Button size="compact-xs" variant="light" leftSection={<IconPlus size={12} />} aria-label={h.asTaskOf(h.advice[each])}
                          loading={add.isPending && add.variables === each} onClick={() => add.mutate(each as keyof typeof TASKS)}>{h.asTask}</Button>
                      )}
                    </Group>
                  ))}
                </Stack>
              </>
            )}
            {data.typical_days !== null && <Text size="xs" c="dimmed">{h.typical(data.typical_days, data.typical_of)}</Text>}
            {data.likely_close && <Text size="xs" c="dimmed">{h.likely(date(data.likely_close))}</Text>}
          </Stack>
        </SimpleGrid>
      )}
    </section>
  );
}
