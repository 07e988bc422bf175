import { Button, FileButton, Group, Image, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http, upload } from '@/api/client';
import type { components } from '@/api/schema';
import { LANGUAGES } from '@/app/language';
import { meQuery, useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import { zonesWith } from './Profile';
import { s } from './texts';

type Data = components['schemas']['WorkspaceRead'];
const RANGES = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001+'];
const CURRENCIES = Intl.supportedValuesOf('currency');

export default function Workspace() {
  const workspace = useQuery({ queryKey: ['workspace'], queryFn: async () => (await http.GET('/api/v1/workspace')).data! });
  return <Panel title={t.workspace} lead={s.workspaceLead}><Read query={workspace}>{(data) => <Form data={data} />}</Read></Panel>;
}

const FIELDS = ['name', 'industry', 'employee_range', 'website', 'phone', 'address', 'timezone', 'currency', 'language'] as const;
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
    onSuccess: async () => { say(s.saved); await refresh(); },
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
        {data.logo_file_id ? <Image src={`/api/v1/files/${data.logo_file_id}/content`} h={48} w="auto" maw={200} fit="contain" alt={s.logo} /> : <Text size="sm" c="dimmed">{s.noLogo}</Text>}
        {may && <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => { if (file) logo.mutate(file); }}>{(props) => <Button {...props} variant="default" size="compact-sm" loading={logo.isPending}>{s.chooseLogo}</Button>}</FileButton>}
        {may && data.logo_file_id && <Button variant="subtle" size="compact-sm" onClick={() => logo.mutate(null)}>{s.removePicture}</Button>}
      </Group>
      <form onSubmit={onSubmit}>
        <Stack gap="sm" maw={420}>
          {general && <Trouble>{general}</Trouble>}
          {!may && <Text size="sm" c="dimmed">{s.workspaceReadOnly}</Text>}
          <TextInput label={s.workspaceName} required={may} withAsterisk={false} {...field('name')} />
          <TextInput label={s.industry} {...field('industry')} />
          <Select label={s.employees} clearable={may} data={RANGES} {...choice('employee_range')} />
          <TextInput label={s.website} type="url" {...field('website')} />
          <TextInput label={s.phone} type="tel" {...field('phone')} />
          <Textarea label={t.address} autosize minRows={2} {...field('address')} />
          <Select label={s.timezone} searchable allowDeselect={false} data={zonesWith(values.timezone)} {...choice('timezone')} />
          <Select label={s.currency} description={s.currencyHint} searchable allowDeselect={false} data={CURRENCIES} {...choice('currency')} />
          <Select label={s.language} description={s.workspaceLanguageHint} allowDeselect={false} data={Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }))} {...choice('language')} />
          {may && <Group><Button type="submit" loading={save.isPending}>{t.save}</Button></Group>}
        </Stack>
      </form>
    </>
  );
}
