import { Badge, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/client';
import { t } from '@/app/texts';
import { ago } from '@/fields/format';
import { objectNamed, useObjects } from '@/meta/objects';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

/** The files that were made from records, by whom and when they go. */
export default function Exports() {
  const { data: objects } = useObjects();
  const exports = useQuery({
    queryKey: ['exports'],
    queryFn: async () => (await http.GET('/api/v1/exports', { params: { query: { limit: 100 } } })).data!.data,
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (state.data?.some((each) => each.state === 'running') ? 1500 : false),
  });
  return (
    <Panel title={s.exports} lead={s.exportsLead}>
      <Read query={exports}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.exportsNone}</Text> : (
          <ul className={classes.list}>
            {list.map((each) => {
              const name = objectNamed(objects, each.object)?.label_plural ?? each.object;
              return (
                <li key={each.id} className={classes.person}>
                  <div className={classes.who}>
                    <Text size="sm" fw={550}>{name} · {each.format === 'xlsx' ? 'Excel' : 'CSV'}</Text>
                    <Text size="xs" c={each.error ? 'red' : 'dimmed'}>{each.error ?? `${t.rows(each.rows)} · ${ago(each.created_at)}`}</Text>
                  </div>
                  {each.content_url
                    ? <Button component="a" href={each.content_url} download variant="light" size="compact-sm" aria-label={s.downloadOf(name)}>{s.download}</Button>
                    : <Badge variant="light" color={each.state === 'failed' ? 'red' : 'gray'}>{s.exportStates[each.state] ?? each.state}</Badge>}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
