import { Avatar, Button, FileButton, Group, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http, upload } from '@/api/client';
import { LANGUAGES } from '@/app/language';
import { meQuery, useMe } from '@/app/session';
import { t } from '@/app/texts';
import { say, sayProblem } from '@/app/undo';
import { complaintsOf, Trouble } from '../EntryPage';
import { EmailAddress } from './EmailAddress';
import { Panel } from './Panel';
import { s } from './texts';

const ZONES = Intl.supportedValuesOf('timeZone');
export const zonesWith = (zone: string) => (ZONES.includes(zone) ? ZONES : [zone, ...ZONES]);

export default function Profile() {
  const { user } = useMe();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: meQuery.queryKey });
  const [values, setValues] = useState({ name: user.name, phone: user.phone ?? '', timezone: user.timezone, language: user.language });
  const save = useMutation({
    mutationFn: () => http.PATCH('/api/v1/profile', { body: { ...values, phone: values.phone || null } }),
    onSuccess: async () => {
      // All of the page speaks another language, or shows another zone's times.
      if (values.language !== user.language || values.timezone !== user.timezone) return window.location.reload();
      say(s.saved);
      await refresh();
    },
  });
  const picture = useMutation({
    mutationFn: async (file: File | null) => {
      const avatar_file_id = file ? (await upload(file, 'avatar')).id : null;
      await http.PATCH('/api/v1/profile', { body: { avatar_file_id } });
    },
    onSuccess: refresh,
    onError: sayProblem,
  });
  const digest = useMutation({
    mutationFn: (task_digest: boolean) => http.PATCH('/api/v1/profile', { body: { preferences: { ...user.preferences, task_digest } } }),
    onSuccess: async () => { say(s.saved); await refresh(); },
    onError: sayProblem,
  });
  const { byField, general } = complaintsOf(save.error, ['name', 'phone', 'timezone', 'language']);
  const onSubmit = (event: FormEvent) => { event.preventDefault(); save.mutate(); };
  const set = (name: keyof typeof values) => (value: string) => setValues((now) => ({ ...now, [name]: value }));
  return (
    <Stack gap="md">
      <Panel title={s.profile} lead={s.profileLead}>
        <Group mb="md">
          <Avatar size={64} color="brand" name={user.name} src={user.avatar_file_id ? `/api/v1/files/${user.avatar_file_id}/content` : null} alt="" />
          <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => { if (file) picture.mutate(file); }}>
            {(props) => <Button {...props} variant="default" size="compact-sm" loading={picture.isPending}>{t.choosePicture}</Button>}
          </FileButton>
          {user.avatar_file_id && <Button variant="subtle" size="compact-sm" onClick={() => picture.mutate(null)}>{s.removePicture}</Button>}
        </Group>
        <form onSubmit={onSubmit}>
          <Stack gap="sm" maw={420}>
            {general && <Trouble>{general}</Trouble>}
            <TextInput label={t.name} autoComplete="name" required withAsterisk={false} value={values.name} error={byField.name} onChange={(event) => set('name')(event.currentTarget.value)} />
            <TextInput label={s.phone} type="tel" autoComplete="tel" value={values.phone} error={byField.phone} onChange={(event) => set('phone')(event.currentTarget.value)} />
            <Select label={s.timezone} searchable allowDeselect={false} data={zonesWith(values.timezone)} value={values.timezone} error={byField.timezone} onChange={(zone) => { if (zone) set('timezone')(zone); }} />
            <Select label={s.language} allowDeselect={false} data={Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }))} value={values.language in LANGUAGES ? values.language : 'en'} error={byField.language} onChange={(next) => { if (next) setValues((now) => ({ ...now, language: next })); }} />
            <Switch label={s.digest} description={s.digestHint} checked={user.preferences['task_digest'] !== false} onChange={(event) => digest.mutate(event.currentTarget.checked)} />
            <Group><Button type="submit" loading={save.isPending}>{t.save}</Button></Group>
          </Stack>
        </form>
      </Panel>
      <EmailAddress />
    </Stack>
  );
}
