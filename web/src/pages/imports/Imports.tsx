import { Badge, Button, FileButton, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { http, upload } from '@/api/client';
import { t } from '@/app/texts';
import { ago } from '@/fields/format';
import { objectNamed, useObjects } from '@/meta/objects';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from '../settings/Panel';
import classes from '../settings/Settings.module.css';
import { countsOf, useImportable } from './data';
import { w } from './texts';

const PROSPECTS = 'prospects';

/** Where files come in, and what became of those before. */
export default function Imports() {
  const { object: wanted } = useSearch({ from: '/inside/imports' });
  const navigate = useNavigate();
  const importable = useImportable();
  const leads = objectNamed(useObjects().data, 'lead');
  const [chosen, setChosen] = useState(wanted ?? 'contact');
  const history = useQuery({ queryKey: ['imports'], queryFn: async () => (await http.GET('/api/v1/imports')).data!.data, refetchOnMount: 'always' });
  useEffect(() => { document.title = `${t.imports} · ${t.product}`; }, []);
  const begin = useMutation({
    mutationFn: async (file: File) => {
      const { id } = await upload(file, 'import');
      if (chosen === PROSPECTS) return navigate({ to: '/imports/prospects', search: { file: id } });
      const made = (await http.POST('/api/v1/imports', { body: { file_id: id, object: chosen } })).data!;
      return navigate({ to: '/imports/$id', params: { id: made.id } });
    },
  });
  const { byField, general } = complaintsOf(begin.error, []);
  const label = (name: string) => importable.data?.find((each) => each.name === name)?.label_plural ?? name;
  return (
    <div style={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
      <Stack gap="md" p={{ base: 'sm', sm: 'lg' }} maw={900}>
        <Title order={1}>{t.imports}</Title>
        <Panel title={w.newImport} lead={w.newImportLead}>
          <Stack gap="sm">
            {begin.error && <Trouble>{general ?? Object.values(byField).join(' ')}</Trouble>}
            <Group align="flex-end" gap="sm">
              <Select label={w.importAs} allowDeselect={false} w={200} data={[...(importable.data ?? []).map((each) => ({ value: each.name, label: each.label_plural })), ...(leads?.rights.create ? [{ value: PROSPECTS, label: w.prospects }] : [])]} value={chosen} onChange={(next) => { if (next) setChosen(next); }} />
              <FileButton accept=".csv,.tsv,.txt,.xlsx,.xls,.ods" onChange={(file) => { if (file) begin.mutate(file); }}>
                {(props) => <Button {...props} leftSection={<IconUpload size={16} />} loading={begin.isPending}>{w.chooseFile}</Button>}
              </FileButton>
            </Group>
            {chosen === PROSPECTS && <Text size="sm" c="dimmed">{w.prospectsHint}</Text>}
          </Stack>
        </Panel>
        <Panel title={w.importsBefore}>
          <Read query={history}>
            {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{w.noImports}</Text> : (
              <ul className={classes.list}>
                {list.map((each) => (
                  <li key={each.id} className={classes.person}>
                    <div className={classes.who}>
                      <Link to="/imports/$id" params={{ id: each.id }} style={{ color: 'inherit' }}><Text span size="sm" fw={550}>{each.file_name}</Text></Link>
                      <Text size="xs" c="dimmed">{label(each.object)} · {ago(each.created_at)}{countsOf(each.counts) ? ` · ${countsOf(each.counts)}` : ''}</Text>
                    </div>
                    <Badge variant="light" color={each.state === 'failed' ? 'red' : 'gray'}>{w.importStates[each.state] ?? each.state}</Badge>
                  </li>
                ))}
              </ul>
            )}
          </Read>
        </Panel>
      </Stack>
    </div>
  );
}
