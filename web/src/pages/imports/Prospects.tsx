import { Alert, Badge, Button, Group, SegmentedControl, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { http, sentence } from '@/api/client';
import { records } from '@/api/records';
import type { components } from '@/api/schema';
import { LinkAnchor, LinkButton } from '@/app/links';
import { number } from '@/app/locale';
import { t } from '@/app/texts';
import { say } from '@/app/undo';
import { objectNamed, useObjects } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from '../settings/Panel';
import { w } from './texts';

type Made = components['schemas']['IngestionRead'];
type Outcome = Made['results'][number]['outcome'];
type Row = components['schemas']['ProspectRow'];
const COLORS: Record<Outcome, string> = { created: 'teal', merged: 'blue', skipped: 'gray', error: 'red' };
const ENDS: Outcome[] = ['error', 'created', 'merged', 'skipped'];

/** A table of businesses on its way in: a trial without consequences, the run, and what became of each row. */
export default function Prospects() {
  const { file } = useSearch({ from: '/inside/imports/prospects' });
  const queries = useQueryClient();
  const [source, setSource] = useState('Google Maps');
  const [campaign, setCampaign] = useState('');
  // The same run twice, over a broken line, is one.
  const [key] = useState(() => crypto.randomUUID());
  useEffect(() => { document.title = `${w.prospects} · ${t.product}`; }, []);
  const read = useQuery({
    queryKey: ['prospects', file],
    queryFn: async () => (await http.POST('/api/v1/prospects/read', { body: { file_id: file ?? '' } })).data!,
    staleTime: Infinity,
  });
  const send = useMutation({
    mutationFn: async ({ rows, dry_run }: { rows: Row[]; dry_run: boolean }) => {
      const defaults: Record<string, string> = { ...(source.trim() ? { source: source.trim() } : {}), ...(campaign.trim() ? { campaign: campaign.trim() } : {}) };
      const body = { rows: rows.map((row) => row.values), defaults, dry_run };
      return (await http.POST('/api/v1/prospects', { body, headers: dry_run ? {} : { 'Idempotency-Key': key } })).data!;
    },
    onSuccess: (made) => { if (!made.dry_run) void queries.invalidateQueries({ queryKey: ['records'] }); },
  });
  const made = send.data;
  const done = made && !made.dry_run;
  const [sure, setSure] = useState(false);
  const { data: objects } = useObjects();
  const mayUndo = ['lead', 'contact', 'company'].every((name) => objectNamed(objects, name)?.rights.delete);
  const undo = useMutation({
    mutationFn: async () => {
      let failed = 0;
      // Leads first: they point to the others.
      for (const [object, name, id] of [['leads', 'lead', 'lead_id'], ['contacts', 'contact', 'contact_id'], ['companies', 'company', 'company_id']] as const) {
        const ids = (made?.results ?? []).flatMap((each) => (each.made.includes(name) && each[id] ? [each[id]] : []));
        for (let from = 0; from < ids.length; from += 500) failed += (await records.bulk(object, 'delete', ids.slice(from, from + 500))).failed;
      }
      return failed;
    },
    onSuccess: (failed) => { if (failed) say(t.someFailed(failed)); },
    onSettled: () => queries.invalidateQueries({ queryKey: ['records'] }),
  });
  const { byField, general } = complaintsOf(send.error, []);
  const making = send.variables?.dry_run === false;
  const willCome = made ? made.created + made.merged : 0;
  return (
    <div style={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
      <Stack gap="md" p={{ base: 'sm', sm: 'lg' }} maw={1000}>
        <LinkAnchor size="sm" to="/imports" search={{}}>{w.allImports}</LinkAnchor>
        <Read query={read}>
          {({ file_name, rows }) => (
            <>
              <Title order={1} style={{ overflowWrap: 'anywhere' }}>{file_name}</Title>
              <Panel title={undo.isSuccess ? w.importStates['undone']! : done ? w.prospectsDone : w.prospects} lead={made ? saidOf(made) : w.prospectsLead(rows.length)}>
                <Stack gap="sm">
                  {send.error && <Trouble>{general ?? Object.values(byField).join(' ')}</Trouble>}
                  {undo.error && <Trouble>{undo.error.message}</Trouble>}
                  {sure && !undo.isSuccess && <Text size="sm">{w.prospectsUndoSure}</Text>}
                  {!done && (
                    <Group gap="sm" align="flex-end">
                      <TextInput size="xs" w={180} label={w.prospectSource} maxLength={200} value={source} onChange={(event) => { setSource(event.currentTarget.value); send.reset(); }} />
                      <TextInput size="xs" w={180} label={w.prospectCampaign} maxLength={200} value={campaign} onChange={(event) => { setCampaign(event.currentTarget.value); send.reset(); }} />
                    </Group>
                  )}
                  {!rows.length && <Alert color="gray" variant="light">{w.prospectsNone}</Alert>}
                  <Group gap="xs">
                    {!done && <Button variant={made ? 'default' : 'filled'} disabled={!rows.length} loading={send.isPending && !making} onClick={() => send.mutate({ rows, dry_run: true })}>{made ? w.tryAgainDry : w.tryFirst}</Button>}
                    {made && !done && <Button disabled={!willCome} loading={send.isPending && making} onClick={() => send.mutate({ rows, dry_run: false })}>{w.importNow(willCome)}</Button>}
                    {done && !sure && <LinkButton to="/o/$object" params={{ object: 'leads' }}>{w.seeLeads}</LinkButton>}
                    {done && mayUndo && !undo.isSuccess && made.results.some((each) => each.made.length) && <Button variant={sure ? 'filled' : 'default'} color={sure ? 'red' : undefined} loading={undo.isPending} onClick={() => (sure ? undo.mutate() : setSure(true))}>{w.undoImport}</Button>}
                    {sure && undo.isIdle && <Button variant="default" onClick={() => setSure(false)}>{t.cancel}</Button>}
                  </Group>
                </Stack>
              </Panel>
              {undo.isSuccess ? null : made ? <Results made={made} rows={rows} /> : <Preview rows={rows} />}
            </>
          )}
        </Read>
      </Stack>
    </div>
  );
}

const countOf = (made: Made, end: Outcome) => made[end === 'error' ? 'failed' : end];
const saidOf = (made: Made) => ENDS.filter((end) => countOf(made, end)).map((end) => `${number(countOf(made, end))} ${w.prospectEnds[end]}`).join(', ');
const nameOf = (row: Row | undefined) => String(row?.values['business_name'] ?? row?.values['last_name'] ?? '');
const PREVIEW = 8;

function Preview({ rows }: { rows: Row[] }) {
  if (!rows.length) return null;
  const shown = ['business_name', 'category', 'city', 'phone', 'website'] as const;
  return (
    <Panel title={w.examples}>
      <Table.ScrollContainer minWidth={520}>
        <Table verticalSpacing={6}>
          <Table.Thead><Table.Tr>{shown.map((name) => <Table.Th key={name}>{w.prospectColumns[name]}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>{rows.slice(0, PREVIEW).map((row) => <Table.Tr key={row.row}>{shown.map((name) => <Table.Td key={name}><Text size="sm" truncate maw={220}>{String(row.values[name] ?? '')}</Text></Table.Td>)}</Table.Tr>)}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** What became of the rows, or would: those that failed first. */
function Results({ made, rows }: { made: Made; rows: Row[] }) {
  const ends = ENDS.filter((end) => countOf(made, end));
  const [chosen, setChosen] = useState<Outcome>();
  const end = chosen && ends.includes(chosen) ? chosen : ends[0];
  const list = made.results.filter((each) => each.outcome === end);
  const link = (object: string, id: string | null, label: string) => id && !made.dry_run && <LinkAnchor size="sm" to="/o/$object/$id" params={{ object, id }}>{label}</LinkAnchor>;
  return (
    <Panel title={w.outcomes}>
      <SegmentedControl size="xs" mb="sm" aria-label={w.outcomes} data={ends.map((each) => ({ value: each, label: `${w.prospectEnds[each]} (${number(countOf(made, each))})` }))} value={end ?? ''} onChange={(next) => setChosen(next as Outcome)} />
      <Table.ScrollContainer minWidth={480}>
        <Table verticalSpacing={6}>
          <Table.Thead><Table.Tr><Table.Th w={60}>{w.row}</Table.Th><Table.Th>{w.prospectColumns.business_name}</Table.Th><Table.Th w={110}>{w.outcome}</Table.Th><Table.Th>{made.dry_run ? w.whyNot : w.whatWasMade}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {list.map((each) => {
              const row = rows[each.row - 1];
              return (
                <Table.Tr key={each.row}>
                  <Table.Td className="num">{row?.row}</Table.Td>
                  <Table.Td><Text size="sm">{nameOf(row)}</Text></Table.Td>
                  <Table.Td><Badge variant="light" size="sm" color={COLORS[each.outcome]}>{w.prospectEnds[each.outcome]}</Badge></Table.Td>
                  <Table.Td>
                    <Group gap="sm">{link('leads', each.lead_id, w.prospectLead)}{link('companies', each.company_id, w.prospectCompany)}{link('contacts', each.contact_id, w.prospectContact)}</Group>
                    {each.errors.map((problem, at) => <Text key={at} size="sm">{problem.field ? `${problem.field}: ` : ''}{sentence(problem.message)}</Text>)}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
