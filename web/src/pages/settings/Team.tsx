import { Avatar, Badge, Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDots, IconMailPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { http } from '@/api/client';
import type { components } from '@/api/schema';
import { useMe } from '@/app/session';
import { t } from '@/app/texts';
import { ROLES } from '@/app/words';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { ago } from '@/fields/format';
import { complaintsOf, Trouble } from '../EntryPage';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

type Member = components['schemas']['MemberRead'];
type Role = Member['role'];
type Invitation = components['schemas']['InvitationRead'];
const ORDER: Role[] = ['owner', 'admin', 'manager', 'member'];

/** The roles one may give: admins all below owner, managers members only. */
function givenBy(role: string | undefined): Role[] {
  if (role === 'owner') return ORDER;
  if (role === 'admin') return ORDER.slice(1);
  return role === 'manager' ? ['member'] : [];
}
const choices = (roles: Role[]) => roles.map((role) => ({ value: role, label: ROLES[role] ?? role }));

export default function Team() {
  const me = useMe();
  const [inviting, setInviting] = useState(false);
  const invites = me.rights.includes('members.invite');
  return (
    <Stack gap="md">
      <Members action={invites && <Button size="compact-md" leftSection={<IconMailPlus size={16} />} onClick={() => setInviting(true)}>{s.invite}</Button>} />
      {me.rights.includes('invitations.read') && <Invitations />}
      <Modal opened={inviting} onClose={() => setInviting(false)} title={s.inviteTitle} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
        <InviteForm onDone={() => setInviting(false)} />
      </Modal>
    </Stack>
  );
}

function Members({ action }: { action: React.ReactNode }) {
  const me = useMe();
  const queries = useQueryClient();
  const members = useQuery({ queryKey: ['members'], queryFn: async () => (await http.GET('/api/v1/members', { params: { query: { limit: 200 } } })).data!.data, refetchOnMount: 'always' });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: { role?: Role; active?: boolean } }) => http.PATCH('/api/v1/members/{member_id}', { params: { path: { member_id: id } }, body }),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['members'] }),
  });
  const setActive = async (member: Member, active: boolean) => {
    await change.mutateAsync({ id: member.id, body: { active } });
    if (!active) offerUndo(s.deactivated(member.name), () => change.mutateAsync({ id: member.id, body: { active: true } }));
  };
  const may = me.rights.includes('members.update');
  const own = me.workspace?.role;
  return (
    <Panel title={s.team} lead={s.teamLead} action={action}>
      <Read query={members}>
        {(list) => (
          <ul className={classes.list}>
            {list.map((member) => {
              const changeable = may && member.user_id !== me.user.id && (own === 'owner' || member.role !== 'owner');
              return (
                <li key={member.id} className={classes.person}>
                  <Avatar size={36} color="brand" name={member.name} src={member.avatar_file_id ? `/api/v1/files/${member.avatar_file_id}/content` : null} alt="" />
                  <div className={classes.who}>
                    <Text size="sm" fw={550}>{member.name} {member.user_id === me.user.id && <Text span size="xs" c="dimmed">({s.you})</Text>} {!member.active && <Badge size="xs" color="gray" variant="light">{s.inactive}</Badge>}</Text>
                    <Text size="xs" c="dimmed" truncate>{member.email}</Text>
                  </div>
                  {changeable && member.active
                    ? <Select size="xs" w={120} aria-label={s.roleOf(member.name)} allowDeselect={false} data={choices(givenBy(own))} value={member.role} onChange={(role) => { if (role) change.mutate({ id: member.id, body: { role: role as Role } }); }} />
                    : <Text size="sm" c="dimmed">{ROLES[member.role]}</Text>}
                  {changeable && (
                    <Menu position="bottom-end">
                      <Menu.Target><Button variant="subtle" color="gray" size="compact-sm" px={6} aria-label={t.moreFor(member.name)}><IconDots size={16} /></Button></Menu.Target>
                      <Menu.Dropdown>
                        {member.active
                          ? <Menu.Item color="red" onClick={() => void setActive(member, false)}>{s.deactivate}</Menu.Item>
                          : <Menu.Item onClick={() => void setActive(member, true)}>{s.reactivate}</Menu.Item>}
                      </Menu.Dropdown>
                    </Menu>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
    </Panel>
  );
}

function Invitations() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['invitations'] });
  const invitations = useQuery({ queryKey: ['invitations'], queryFn: async () => (await http.GET('/api/v1/invitations', { params: { query: { status: 'pending' } } })).data!.data, refetchOnMount: 'always' });
  const path = (invitation_id: string) => ({ params: { path: { invitation_id } } });
  const resend = useMutation({ mutationFn: (found: Invitation) => http.POST('/api/v1/invitations/{invitation_id}/resend', path(found.id)), onSuccess: (_, found) => { say(s.resent(found.email)); void refresh(); }, onError: sayProblem });
  const revoke = useMutation({ mutationFn: (found: Invitation) => http.DELETE('/api/v1/invitations/{invitation_id}', path(found.id)), onSuccess: (_, found) => { say(s.revoked(found.email)); void refresh(); }, onError: sayProblem });
  if (invitations.data?.length === 0) return null;
  return (
    <Panel title={s.invitations} lead={s.invitationsLead}>
      <Read query={invitations}>
        {(list) => (
          <ul className={classes.list}>
            {list.map((found) => (
              <li key={found.id} className={classes.person}>
                <div className={classes.who}>
                  <Text size="sm" fw={550} truncate>{found.email}</Text>
                  <Text size="xs" c="dimmed">{s.invitedAs(ROLES[found.role] ?? found.role, found.inviter_name, ago(found.sent_at))}</Text>
                </div>
                <Button variant="default" size="compact-sm" aria-label={s.resendTo(found.email)} loading={resend.isPending && resend.variables.id === found.id} onClick={() => resend.mutate(found)}>{s.resend}</Button>
                <Button variant="subtle" color="red" size="compact-sm" aria-label={s.revokeOf(found.email)} onClick={() => revoke.mutate(found)}>{s.revoke}</Button>
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const me = useMe();
  const queries = useQueryClient();
  const roles = givenBy(me.workspace?.role).filter((role) => role !== 'owner');
  const [values, setValues] = useState<{ email: string; role: Role }>({ email: '', role: 'member' });
  const send = useMutation({
    mutationFn: () => http.POST('/api/v1/invitations', { body: values }),
    onSuccess: () => {
      say(s.invited(values.email));
      void queries.invalidateQueries({ queryKey: ['invitations'] });
      onDone();
    },
  });
  const { byField, general } = complaintsOf(send.error, ['email', 'role']);
  const onSubmit = (event: FormEvent) => { event.preventDefault(); send.mutate(); };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {general && <Trouble>{general}</Trouble>}
        <TextInput label={t.email} type="email" data-autofocus required withAsterisk={false} value={values.email} error={byField.email} onChange={(event) => { const { value } = event.currentTarget; setValues((now) => ({ ...now, email: value })); }} />
        <Select label={s.role} description={s.roleHint} allowDeselect={false} data={choices(roles)} value={values.role} error={byField.role} onChange={(role) => { if (role) setValues((now) => ({ ...now, role: role as Role })); }} />
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t.cancel}</Button><Button type="submit" loading={send.isPending}>{s.sendInvitation}</Button></Group>
      </Stack>
    </form>
  );
}
