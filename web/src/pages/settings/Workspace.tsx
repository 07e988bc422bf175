import { Button, FileButton, Group, Image, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http, upload } from '@/api/client';
import type { components } from '@/api/schema';
import { meQuery, useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import { zonesWith } from './Profile';

type Data = components['schemas']['WorkspaceRead'];
const RANGES = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001+'];
const CURRENCIES = Intl.supportedValuesOf('currency');

export default function Workspace() {
  const workspace = useQuery({ queryKey: ['workspace'], queryFn: async () => (await http.GET('/api/v1/workspace')).data! });
  return <Panel title={t.workspace} lead={t.workspaceLead}><Read query={workspace}>{(data) => <Form data={data} />}</Read></Panel>;
}

const FIELDS = ['name', 'industry', 'employee_range', 'website', 'phone', 'address', 'timezone', 'currency'] as const;
type Name = (typeof FIELDS)[number];

function Form({ data }: { data: Data }) {
  const { rights } = useMe();
  const may = rights.includes('workspace.update');
  const queries = useQueryClient();
  const [values, setValues] = useState<Record<Name, string>>(() => Object.fromEntries(FIELDS.map((name) => [name, data[name] ?? ''])) as Record<Name, string>);
  const refresh = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: ['workspace'] }), queries.invalidateQueries({ queryKey: meQuery.queryKey })]);
  };
  const save = useMutation({
    mutationFn: () => http.PATCH('/api/v1/workspace', { body: Object.fromEntries(FIELDS.map((name) => [name, values[name] || (name === 'name' ? '' : null)])) as never }),
    onSuccess: async () => { say(t.saved); await refresh(); },
  });
  const logo = useMutation({
    mutationFn: async (file: File | null) => http.PATCH('/api/v1/workspace', { body: { logo_file_id: file ? (await upload(file, 'logo')).id : null } }),
    onSuccess: refresh,
    onError: sayProblem,
  });
  const { byField, general } = complaintsOf(save.error, FIELDS);
  const field = (name: Name) => ({
    value: values[name], error: byField[name], readOnly: !may,
    onChange: (event: { currentTarget: { value: string } }) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, [name]: value })); },
  });
  const choice = (name: Name) => ({ value: values[name] || null, error: byField[name], readOnly: !may, onChange: (value: string | null) => setValues((now) => ({ ...now, [name]: value ?? '' })) });
  const onSubmit = (event: FormEvent) => { event.preventDefault(); save.mutate(); };
  return (
    <>
      <Group mb="md">
        {data.logo_file_id ? <Image src={`/api/v1/files/${data.logo_file_id}/content`} h={48} w="auto" maw={200} fit="contain" alt={t.logo} /> : <Text size="sm" c="dimmed">{t.noLogo}</Text>}
        {may && <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => { if (file) logo.mutate(file); }}>{(props) => <Button {...props} variant="default" size="compact-sm" loading={logo.isPending}>{t.chooseLogo}</Button>}</FileButton>}
        {may && data.logo_file_id && <Button variant="subtle" size="compact-sm" onClick={() => logo.mutate(null)}>{t.removePicture}</Button>}
      </Group>
      <form onSubmit={onSubmit}>
        <Stack gap="sm" maw={420}>
          {general && <Trouble>{general}</Trouble>}
          {!may && <Text size="sm" c="dimmed">{t.workspaceReadOnly}</Text>}
          <TextInput label={t.workspaceName} required={may} withAsterisk={false} {...field('name')} />
          <TextInput label={t.industry} {...field('industry')} />
          <Select label={t.employees} clearable={may} data={RANGES} {...choice('employee_range')} />
          <TextInput label={t.website} type="url" {...field('website')} />
          <TextInput label={t.phone} type="tel" {...field('phone')} />
          <Textarea label={t.address} autosize minRows={2} {...field('address')} />
          <Select label={t.timezone} searchable allowDeselect={false} data={zonesWith(values.timezone)} {...choice('timezone')} />
          <Select label={t.currency} description={t.currencyHint} searchable allowDeselect={false} data={CURRENCIES} {...choice('currency')} />
          {may && <Group><Button type="submit" loading={save.isPending}>{t.save}</Button></Group>}
        </Stack>
      </form>
    </>
  );
}
