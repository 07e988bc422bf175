import { Button, Group, List, RingProgress, Skeleton, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from '@/api/client';
import { word } from '@/app/language';
import { LinkAnchor } from '@/app/links';
import { number } from '@/app/locale';
import { useMe } from '@/app/session';
import { sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import type { Row } from '@/api/records';
import classes from './RecordPage.module.css';
import { sc } from './score.texts';

const signed = (points: number) => `${points > 0 ? '+' : '−'}${number(Math.abs(points))}`;

/** What a lead scores, and why. */
export default function ScoreCard({ row, editable }: { row: Row; editable: boolean }) {
  const me = useMe();
  const queries = useQueryClient();
  const path = { params: { path: { id: row.id } } };
  const found = useQuery({ queryKey: ['records', 'leads', 'score', row.id, row.score], queryFn: async () => (await http.GET('/api/v1/leads/{id}/score', path)).data! });
  const drop = useMutation({
    mutationFn: () => http.DELETE('/api/v1/leads/{id}/score/by-hand', path),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['records', 'leads'] }),
    onError: sayProblem,
  });
  const score = found.data;
  if (!score) return <Skeleton h={110} radius={12} mb="md" />;
  return (
    <section className={classes.card} aria-label={sc.score} style={{ marginBottom: 16 }}>
      <Group align="flex-start" gap="md" wrap="nowrap">
        <RingProgress size={84} thickness={8} roundCaps rootColor="var(--app-line)" sections={[{ value: score.score, color: 'brand' }]} aria-hidden label={<Text ta="center" fw={650} className="num">{number(score.score)}</Text>} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group justify="space-between" gap="xs" mb={4}>
            <Title order={2}>{sc.score} <Text span size="sm" c="dimmed" fw={400}>{sc.of(number(score.score))}</Text></Title>
            {me.rights.includes('score_rules.update') && <LinkAnchor to="/settings/scores" size="sm">{sc.rules}</LinkAnchor>}
          </Group>
          {!score.reasons.length && <Text size="sm" c="dimmed">{sc.none}</Text>}
          <List size="sm" listStyleType="none">
            {score.reasons.map((reason) => (
              <List.Item key={`${reason.kind}-${reason.name}`}>
                <b className="num" style={{ fontWeight: 600, display: 'inline-block', minWidth: 38 }}>{signed(reason.points)}</b>
                {reason.kind === 'by_hand' ? sc.byHand : word(reason.name)}
                {reason.count && reason.last_at && <Text span size="xs" c="dimmed"> · {sc.times(reason.count, ago(reason.last_at))}</Text>}
              </List.Item>
            ))}
          </List>
          {editable && score.by_hand !== 0 && <Button size="compact-sm" variant="subtle" mt={4} loading={drop.isPending} onClick={() => drop.mutate()}>{sc.dropByHand}</Button>}
        </div>
      </Group>
    </section>
  );
}
