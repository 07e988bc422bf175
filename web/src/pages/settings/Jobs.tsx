import { Badge, Button, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { ago, dateTime } from '@/fields/format';
import { wordsOf } from '@/meta/objects';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Job = components['schemas']['JobRead'];
type State = Job['status'];
const COLORS: Partial<Record<State, string>> = { failed: 'red', done: 'green', running: 'brand', retrying: 'yellow' };
const UNFINISHED: State[] = ['queued', 'running', 'retrying'];
const named = (name: string) => wordsOf(name.replaceAll('.', ' · '));

/** What runs in the background: how far it is, why it failed, and a way to try again. */
export default function Jobs() {
  const { rights } = useMe();
  const [state, setState] = useState<State | 'all'>('all');
  const queries = useQueryClient();
  const jobs = useInfiniteQuery({
    queryKey: ['jobs', state],
    queryFn: async ({ pageParam }) => (await http.GET('/api/v1/jobs', { params: { query: { status: state === 'all' ? undefined : state, cursor: pageParam || undefined } } })).data!,
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((page) => page.data),
    refetchOnMount: 'always',
    refetchInterval: ({ state: now }) => (now.data?.pages.some((page) => page.data.some((job) => UNFINISHED.includes(job.status))) ? 2000 : 15_000),
  });
  const act = useMutation({
    mutationFn: ({ job, what }: { job: Job; what: 'cancel' | 'retry' }) => http.POST(`/api/v1/jobs/{job_id}/${what}`, { params: { path: { job_id: job.id } } }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
  const may = rights.includes('jobs.update');
  return (
    <Stack gap="md">
      <Panel title={s.jobs} lead={s.jobsLead}>
        <SegmentedControl mb="sm" size="xs" aria-label={s.jobs} value={state} onChange={(next) => setState(next as State | 'all')}
          data={[{ value: 'all', label: s.allJobs }, ...(['running', 'queued', 'failed', 'done'] as const).map((each) => ({ value: each, label: s.jobStates[each]! }))]} />
        <Read query={jobs}>
          {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.jobsNone}</Text> : (
            <ul className={classes.list}>
              {list.map((job) => (
                <li key={job.id} className={classes.person}>
                  <div className={classes.who}>
                    <Text size="sm" fw={550}>{named(job.name)}</Text>
                    <Text size="xs" c="dimmed">{ago(job.created_at)}{job.attempt > 1 ? ` · ${s.jobTry(job.attempt)}` : ''}{job.progress?.note ? ` · ${job.progress.note}` : ''}</Text>
                    {job.error && <Text size="xs" c="red" lineClamp={3}>{job.error}</Text>}
                    {job.status === 'running' && job.progress?.total ? <Progress mt={4} size="sm" aria-label={t.progress} value={(100 * job.progress.done) / job.progress.total} /> : null}
                  </div>
                  <Badge variant="light" color={COLORS[job.status] ?? 'gray'}>{s.jobStates[job.status] ?? job.status}</Badge>
                  {may && UNFINISHED.includes(job.status) && <Button variant="subtle" color="gray" size="compact-sm" aria-label={`${s.stop}: ${named(job.name)}`} onClick={() => act.mutate({ job, what: 'cancel' })}>{s.stop}</Button>}
                  {may && (job.status === 'failed' || job.status === 'cancelled') && <Button variant="light" size="compact-sm" aria-label={`${s.retry}: ${named(job.name)}`} onClick={() => act.mutate({ job, what: 'retry' })}>{s.retry}</Button>}
                </li>
              ))}
            </ul>
          )}
        </Read>
        {jobs.hasNextPage && <Group mt="sm"><Button variant="default" size="xs" loading={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>{s.older}</Button></Group>}
      </Panel>
      {rights.includes('job_schedules.read') && <Schedules may={rights.includes('job_schedules.update')} />}
    </Stack>
  );
}

function Schedules({ may }: { may: boolean }) {
  const queries = useQueryClient();
  const schedules = useQuery({ queryKey: ['jobs', 'schedules'], queryFn: async () => (await http.GET('/api/v1/jobs/schedules')).data!.data });
  const run = useMutation({
    mutationFn: (name: string) => http.POST('/api/v1/jobs/schedules/{name}/run', { params: { path: { name } } }),
    onSuccess: () => { say(s.runQueued); void queries.invalidateQueries({ queryKey: ['jobs'] }); },
    onError: sayProblem,
  });
  return (
    <Panel title={s.schedules} lead={s.schedulesLead}>
      <Read query={schedules}>
        {(list) => (
          <ul className={classes.list}>
            {list.map((each) => (
              <li key={each.name} className={classes.person}>
                <div className={classes.who}>
                  <Text size="sm" fw={550}>{named(each.name)}</Text>
                  <Text size="xs" c="dimmed">{each.last_tick ? s.lastRun(dateTime(each.last_tick)) : s.neverRun} · {s.nextRun(dateTime(each.next_tick))}</Text>
                </div>
                {each.last_job && <Badge variant="light" color={COLORS[each.last_job.status] ?? 'gray'}>{s.jobStates[each.last_job.status] ?? each.last_job.status}</Badge>}
                {may && <Button variant="subtle" size="compact-sm" aria-label={`${s.runNow}: ${named(each.name)}`} onClick={() => run.mutate(each.name)}>{s.runNow}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
