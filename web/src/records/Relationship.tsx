import { Badge, Group, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/client';
import { t } from '@/app/texts';
import { ago } from '@/fields/format';
import classes from './RecordPage.module.css';

const COLORS = { none: 'gray', weak: 'orange', warm: 'blue', strong: 'teal' } as const;

/** How strong the relationship with a contact or company is, and why. */
export function Relationship({ object, id }: { object: 'contact' | 'company'; id: string }) {
  const { data } = useQuery({
    // Below activities, as it is read anew whenever one of those changes.
    queryKey: ['records', 'activities', 'relationship', object, id],
    queryFn: async () => {
      const params = { path: { id } };
      return (object === 'contact' ? await http.GET('/api/v1/contacts/{id}/relationship', { params }) : await http.GET('/api/v1/companies/{id}/relationship', { params })).data!;
    },
  });
  return (
    <section className={classes.card} aria-label={t.relationship}>
      <Group justify="space-between" mb={8}>
        <Title order={2}>{t.relationship}</Title>
        {data && <Badge variant="light" color={COLORS[data.level]}>{t.strengths[data.level]}</Badge>}
      </Group>
      {!data ? <Skeleton h={60} /> : (
        <Stack gap={8}>
          <Group gap="xs" wrap="nowrap">
            <Progress flex={1} value={data.strength} color={COLORS[data.level]} aria-label={t.strength} />
            <Text size="sm" fw={600} className="num">{data.strength}</Text>
          </Group>
          {data.trend !== 'steady' && <Text size="xs" c="dimmed">{data.trend === 'rising' ? t.rising(data.before) : t.falling(data.before)}</Text>}
          {data.reasons.length === 0 ? <Text size="sm" c="dimmed">{t.noRelationship}</Text> : (
            <Stack gap={2} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
              {data.reasons.map((reason) => (
                <Group key={reason.why} component="li" justify="space-between" wrap="nowrap" gap="xs">
                  <Text size="sm">{t.whys[reason.why](reason.value)}</Text>
                  <Text size="xs" c="dimmed" className="num" style={{ whiteSpace: 'nowrap' }}>{t.pointsOf(reason.points, reason.of)}</Text>
                </Group>
              ))}
            </Stack>
          )}
          {data.next_at && <Text size="sm">{t.nextContact(ago(data.next_at))}</Text>}
          {data.known_by.length > 0 && <Text size="xs" c="dimmed">{t.knownBy(data.known_by.map(({ name, count }) => `${name} (${count})`).join(', '))}</Text>}
        </Stack>
      )}
    </section>
  );
}
