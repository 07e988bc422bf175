import { Alert, Badge, Button, Code, CopyButton, Group, Modal, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { ago, dateTime } from '@/fields/format';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

export default function ApiKeys() {
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const keys = useQuery({ queryKey: ['api-keys'], queryFn: async () => (await http.GET('/api/v1/api-keys')).data!.data });
  const revoke = useMutation({
    mutationFn: (key_id: string) => http.DELETE('/api/v1/api-keys/{key_id}', { params: { path: { key_id } } }),
    onSuccess: () => { say(s.keyRevoked); void queries.invalidateQueries({ queryKey: ['api-keys'] }); },
    onError: sayProblem,
  });
  const [doomed, setDoomed] = useState<{ id: string; name: string } | null>(null);
  return (
    <Panel title={s.apiKeys} lead={s.apiKeysLead} action={<Button size="compact-md" onClick={() => setMaking(true)}>{s.newKey}</Button>}>
      <Read query={keys}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.noKeys}</Text> : (
          <ul className={classes.list}>
            {list.map((key) => (
              <li key={key.id} className={classes.person}>
                <div className={classes.who}>
                  <Text size="sm" fw={550}>{key.name} {key.revoked_at && <Badge size="xs" color="gray" variant="light">{s.keyIsRevoked}</Badge>}</Text>
                  <Text size="xs" c="dimmed"><Code>{key.prefix}…</Code> · {key.scopes.join(', ')}</Text>
                  <Text size="xs" c="dimmed">{key.last_used_at ? s.keyUsed(key.usage_count, ago(key.last_used_at)) : s.keyNeverUsed}{key.expires_at ? ` · ${s.expires(dateTime(key.expires_at))}` : ''}</Text>
                </div>
                {!key.revoked_at && <Button variant="subtle" color="red" size="compact-sm" aria-label={s.revokeKey(key.name)} onClick={() => setDoomed(key)}>{s.revoke}</Button>}
              </li>
            ))}
          </ul>
        )}
      </Read>
      <Modal opened={making} onClose={() => setMaking(false)} title={s.newKey} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}><KeyForm onDone={() => setMaking(false)} /></Modal>
      <Modal opened={doomed !== null} onClose={() => setDoomed(null)} title={s.revokeKey(doomed?.name ?? '')} closeButtonProps={{ 'aria-label': t.cancel }}>
        <Text size="sm">{s.revokeKeyText}</Text>
        <Group justify="flex-end" mt="md"><Button variant="default" onClick={() => setDoomed(null)}>{t.cancel}</Button><Button color="red" onClick={() => { if (doomed) revoke.mutate(doomed.id); setDoomed(null); }}>{s.revoke}</Button></Group>
      </Modal>
    </Panel>
  );
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const offered = useQuery({ queryKey: ['api-keys', 'scopes'], queryFn: async () => (await http.GET('/api/v1/api-keys/scopes')).data!.data, staleTime: Infinity });
  const make = useMutation({
    mutationFn: async () => (await http.POST('/api/v1/api-keys', { body: { name, scopes } })).data!,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const { byField, general } = complaintsOf(make.error, ['name', 'scopes']);
  const onSubmit = (event: FormEvent) => { event.preventDefault(); make.mutate(); };
  if (make.data?.key) {
    const key = make.data.key;
    return (
      <Stack gap="sm">
        <Alert color="yellow" variant="light">{s.keyOnce}</Alert>
        <Code block>{key}</Code>
        <Group justify="flex-end">
          <CopyButton value={key}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? s.copied : s.copy}</Button>}</CopyButton>
          <Button onClick={onDone}>{s.done}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <TextInput label={s.keyName} placeholder={s.keyNameHint} data-autofocus required withAsterisk={false} value={name} error={byField.name} onChange={(event) => setName(event.currentTarget.value)} />
        <MultiSelect label={s.scopes} description={s.scopesHint} searchable data={offered.data ?? []} value={scopes} error={byField.scopes} onChange={setScopes} />
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t.cancel}</Button><Button type="submit" loading={make.isPending}>{t.createAndOpen}</Button></Group>
      </Stack>
    </form>
  );
}
