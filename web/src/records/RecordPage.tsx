import { ActionIcon, Button, Group, Menu, Skeleton, Tabs, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconArrowMerge, IconChevronDown, IconChevronUp, IconDots, IconLink, IconPhotoOff, IconPhotoSearch, IconSparkles, IconTrash } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Activities } from '@/activity/Activities';
import { Files } from '@/activity/Files';
import { Notes } from '@/activity/Notes';
import { Review } from '@/activity/Review';
import { Tags } from '@/activity/Tags';
import { Tasks } from '@/activity/Tasks';
import { Timeline } from '@/activity/Timeline';
import { call, Problem } from '@/api/client';
import { records, type Row } from '@/api/records';
import { LinkAnchor } from '@/app/links';
import { useMe } from '@/app/session';
import { Missing, NotFound, RouteError } from '@/app/Shell';
import { t } from '@/app/texts';
import { offerUndo, say, sayProblem } from '@/app/undo';
import { Chip } from '@/fields/Chip';
import { ago, isEmpty, plain } from '@/fields/format';
import { canMerge, expansions, MERGEABLE, objectNamed, patchOf, shownFields, titleOf, useObjects, valueOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import { Addresses } from './Addresses';
import { InlineField } from './InlineField';
import { MayBeTwice } from './MayBeTwice';
import { useNeighbours } from './neighbours';
import { Picture } from './Picture';
import { RelatedRecords } from './RelatedRecords';
import classes from './RecordPage.module.css';
import { Relationship } from './Relationship';
import { Standing } from './Standing';

export default function RecordPage() {
  const { object: name, id } = useParams({ strict: false });
  const { data: objects } = useObjects();
  const object = objectNamed(objects, name ?? '');
  if (!object || !id) return objects ? <NotFound /> : null;
  return <Record key={id} object={object} id={id} />;
}

const recordQuery = (object: ObjectMeta, id: string) =>
  queryOptions({ queryKey: ['records', object.plural, 'one', id], queryFn: () => records.read(object.plural, id, expansions(object)) });

function Record({ object, id }: { object: ObjectMeta; id: string }) {
  const found = useQuery(recordQuery(object, id));
  const title = found.data ? titleOf(object, found.data) : '';
  useEffect(() => { if (title) document.title = `${title} · ${t.product}`; }, [title]);
  if (found.error && !found.data) {
    const gone = found.error instanceof Problem && [403, 404].includes(found.error.status);
    return gone ? <Missing text={t.recordMissing} /> : <RouteError error={found.error} reset={() => void found.refetch()} />;
  }
  if (!found.data) return <div className={classes.page}><Skeleton h={44} w={320} mb="lg" /><Skeleton h={360} /></div>;
  return <Loaded object={object} row={found.data} />;
}

/** Changes fields: shown at once, refused when somebody else was quicker, and taken back by undo. */
function useSave(object: ObjectMeta, id: string) {
  const queries = useQueryClient();
  const key = recordQuery(object, id).queryKey;
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['records', object.plural] });
    void queries.invalidateQueries({ queryKey: ['timeline'] });
  };
  return useMutation({
    // One after another: each needs the version the one before it made.
    scope: { id: `save-${id}` },
    mutationFn: async ({ field, value }: { field: FieldMeta; value: unknown }) => {
      const version = queries.getQueryData<Row>(key)?.version;
      const row = await records.update(object.plural, id, patchOf(field, value), version);
      queries.setQueryData<Row>(key, (now) => (now ? { ...now, ...row } : now));
    },
    onMutate: async ({ field, value }) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Row>(key);
      const custom = { ...(before?.custom as object | undefined), ...(patchOf(field, value).custom as object | undefined) };
      queries.setQueryData<Row>(key, (now) => now && { ...now, ...patchOf(field, value), ...(field.custom ? { custom } : {}) });
      return { before };
    },
    onSuccess: (_data, { field }, context) => {
      const before = context?.before;
      if (!before) return;
      const undo = patchOf(field, valueOf(before, field) ?? null);
      offerUndo(t.changed(field.label), async () => { await records.update(object.plural, id, undo); refresh(); });
    },
    onError: (error, _change, context) => {
      queries.setQueryData(key, context?.before);
      if (error instanceof Problem && error.status === 412) say(t.stale);
      else sayProblem(error);
    },
    onSettled: refresh,
  });
}

function Loaded({ object, row }: { object: ObjectMeta; row: Row }) {
  const me = useMe();
  const save = useSave(object, row.id);
  const { data: objects } = useObjects();
  const currency = (row.currency as string | null) ?? me.workspace?.currency ?? 'USD';
  const title = titleOf(object, row);
  const subtitle = object.fields.find((field) => field.name === object.subtitle_field);
  const taggable = object.fields.some((field) => field.name === 'tag_ids');
  // What hangs on records takes nothing on itself.
  const bears = !object.fields.some((field) => field.name === 'related_id') && object.name !== 'tag';
  const holdsFiles = object.name !== 'tag';
  const status = object.fields.find((field) => field.name === 'status' && field.type === 'select');
  const may = (name: string) => bears && objectNamed(objects, name)?.rights.read;
  return (
    <div className={classes.page}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <LinkAnchor to="/o/$object" params={{ object: object.plural }} size="sm" c="dimmed" display="inline-flex" style={{ alignItems: 'center', gap: 4 }}><IconArrowLeft size={14} aria-hidden />{t.back(object.label_plural)}</LinkAnchor>
        <Neighbours object={object} id={row.id} />
      </Group>
      <div className={classes.head}>
        <Picture object={object} row={row} title={title} />
        <div className={classes.titles}>
          <div className={classes.titleLine}>
            <Title order={1} style={{ overflowWrap: 'anywhere' }} lineClamp={2} title={title}>{title}</Title>
            {status && typeof row.status === 'string' && <Chip field={status} option={row.status} />}
          </div>
          <Text c="dimmed" size="sm" truncate>{subtitle && !isEmpty(row[subtitle.name]) ? plain(subtitle, row[subtitle.name]) : object.label}</Text>
        </div>
        <Actions object={object} row={row} title={title} />
      </div>
      {object.name === 'activity' && row.needs_review === true && <Review row={row} editable={object.rights.update} />}
      {me.rights.includes('duplicates.read') && ['contact', 'company'].includes(object.name) && <MayBeTwice object={object} id={row.id} />}
      {['deal', 'lead'].includes(object.name) && typeof row.pipeline_id === 'string' && <Suspense fallback={<Skeleton h={40} radius={12} mb="md" />}><StagePath object={object} row={row} editable={object.rights.update} /></Suspense>}
      {object.name === 'deal' && row.status === 'open' && <Suspense fallback={<Skeleton h={220} radius={12} mb="md" />}><Health id={row.id} title={title} plan={Boolean(objectNamed(objects, 'task')?.rights.create)} /></Suspense>}
      {object.name === 'company' && <Standing company={row.id} />}
      {object.name === 'lead' && <Suspense fallback={<Skeleton h={110} radius={12} mb="md" />}><ScoreCard row={row} editable={object.rights.update} /></Suspense>}
      {object.name === 'segment' && <Suspense><SegmentCard row={row} /></Suspense>}
      {object.name === 'fulfilment_order' && <Suspense><Order row={row} editable={object.rights.update} /></Suspense>}
      {object.name === 'invoice' && <Suspense><Invoice row={row} editable={object.rights.update} /></Suspense>}
      {object.name === 'proposal' && <Suspense><Proposal row={row} editable={object.rights.update} /></Suspense>}
      {object.name === 'invoice' && row.status !== 'draft' && <Suspense><Payments row={row} /></Suspense>}
      {object.name === 'invoice' && row.status !== 'draft' && <Suspense><InvoiceBooks id={row.id} status={String(row.status)} /></Suspense>}
      <div className={classes.grid}>
        <section className={classes.card} aria-label={t.details}>
          <Title order={2} mb={8}>{t.details}</Title>
          {taggable && <Tags object={object} row={row} />}
          <Fields object={object} row={row} currency={currency} onSave={(field, value) => save.mutate({ field, value })} />
          <Text size="xs" c="dimmed" mt="md">{t.added(ago(row.created_at))} · {t.changedAt(ago(row.updated_at))}</Text>
        </section>
        <section className={`${classes.card} ${classes.beside}`} aria-label={t.activity}>
          <Tabs defaultValue="timeline" keepMounted={false}>
            <Tabs.List mb="sm" className={classes.tabs}>
              <Tabs.Tab value="timeline">{t.activity}</Tabs.Tab>
              {may('note') && <Tabs.Tab value="notes">{t.notes}</Tabs.Tab>}
              {may('task') && <Tabs.Tab value="tasks">{t.tasks}</Tabs.Tab>}
              {may('activity') && <Tabs.Tab value="activities">{t.activities}</Tabs.Tab>}
              {holdsFiles && <Tabs.Tab value="files">{t.files}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="timeline"><Timeline object={object} id={row.id} /></Tabs.Panel>
            <Tabs.Panel value="notes"><Notes object={object} id={row.id} /></Tabs.Panel>
            <Tabs.Panel value="tasks"><Tasks object={object} id={row.id} /></Tabs.Panel>
            <Tabs.Panel value="activities"><Activities object={object} id={row.id} /></Tabs.Panel>
            <Tabs.Panel value="files"><Files object={object} id={row.id} /></Tabs.Panel>
          </Tabs>
        </section>
        <div className={classes.around}>
          {(object.name === 'contact' || object.name === 'company') && may('activity') && <Relationship object={object.name} id={row.id} />}
          {object.name === 'company' && <Addresses company={row.id} editable={object.rights.update} />}
          {object.name === 'company' && objectNamed(objects, 'invoice')?.rights.read && <Suspense><Billing company={row.id} /></Suspense>}
          {object.name === 'company' && <Suspense><Cards company={row.id} editable={object.rights.update} /></Suspense>}
          {/* The devices of an order are above. */}
          {object.name !== 'fulfilment_order' && <RelatedRecords object={object} row={row} currency={currency} />}
        </div>
      </div>
    </div>
  );
}

/** To the records before and after in the list one came from; also by the keys [ and ]. */
function Neighbours({ object, id }: { object: ObjectMeta; id: string }) {
  const navigate = useNavigate();
  const { before, after } = useNeighbours(object.plural, id);
  const go = (to?: string) => { if (to) void navigate({ to: '/o/$object/$id', params: { object: object.plural, id: to } }); };
  useHotkeys([['[', () => go(before)], [']', () => go(after)]]);
  if (!before && !after) return null;
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="subtle" color="gray" disabled={!before} aria-label={t.previous} title={`${t.previous} [`} onClick={() => go(before)}><IconChevronUp size={18} /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" disabled={!after} aria-label={t.next} title={`${t.next} ]`} onClick={() => go(after)}><IconChevronDown size={18} /></ActionIcon>
    </Group>
  );
}

const Billing = lazy(() => import('./Billing'));
const Cards = lazy(() => import('./Cards'));
const Health = lazy(() => import('./Health'));
const ScoreCard = lazy(() => import('./ScoreCard'));
const StagePath = lazy(() => import('./StagePath'));
const SegmentCard = lazy(() => import('./SegmentCard'));
const Invoice = lazy(() => import('./Invoice'));
const Proposal = lazy(() => import('./Proposal'));
const Payments = lazy(() => import('./Payments'));
const Order = lazy(() => import('./Order'));
const InvoiceBooks = lazy(() => import('./InvoiceBooks'));
const MergeDialog = lazy(() => import('./MergeDialog'));
const SAID_BY_CARD = new Set(['object', 'kind', 'timezone']);
const FOOTER = new Set(['created_at', 'updated_at', 'created_by', 'deleted_at', 'tag_ids', 'system', 'avatar_file_id', 'photo_file_id']);

function Fields({ object, row, currency, onSave }: { object: ObjectMeta; row: Row; currency: string; onSave: (field: FieldMeta, value: unknown) => void }) {
  const [all, setAll] = useState(false);
  const fields = shownFields(object).filter((field) => !FOOTER.has(field.name) && !(object.name === 'segment' && SAID_BY_CARD.has(field.name)));
  // What was empty when the page was opened stays folded; what is emptied now stays in sight.
  const [folded] = useState(() => new Set(fields.filter((field) => !field.default && !field.required && isEmpty(valueOf(row, field))).map((field) => field.name)));
  const hidden = fields.filter((field) => folded.has(field.name) && isEmpty(valueOf(row, field)));
  const shown = all ? fields : fields.filter((field) => !hidden.includes(field));
  return (
    <>
      <div className={classes.fields}>{shown.map((field) => <InlineField key={field.name} object={object} field={field} row={row} currency={currency} onSave={onSave} />)}</div>
      {hidden.length > 0 && <Button variant="subtle" color="gray" size="compact-sm" mt={6} onClick={() => setAll(!all)}>{all ? t.hideEmpty : t.showEmpty(hidden.length)}</Button>}
    </>
  );
}

function Actions({ object, row, title }: { object: ObjectMeta; row: Row; title: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => queries.invalidateQueries({ queryKey: ['records', object.plural, 'list'] });
  const remove = useMutation({
    mutationFn: () => records.remove(object.plural, row.id),
    onSuccess: async () => {
      offerUndo(t.deleted(title), async () => {
        await records.restore(object.plural, row.id);
        await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ['records', object.plural] })]);
      });
      await navigate({ to: '/o/$object', params: { object: object.plural } });
      queries.removeQueries({ queryKey: recordQuery(object, row.id).queryKey });
      void queries.invalidateQueries({ queryKey: ['records', object.plural] });
    },
    onError: sayProblem,
  });
  const copy = () => void navigator.clipboard.writeText(window.location.href).then(() => say(t.linkCopied), sayProblem);
  const enrich = useMutation({
    mutationFn: () => call<{ found: boolean; fields: string[] }>('POST', `/${object.plural}/${row.id}/enrich`),
    onMutate: () => say(t.enriching),
    onSuccess: async ({ found, fields }) => {
      await queries.invalidateQueries({ queryKey: ['records', object.plural] });
      say(fields.length ? t.enriched(fields.map((name) => object.fields.find((field) => field.name === name)?.label ?? name).join(', ')) : found ? t.enrichedNothing : t.enrichedNobody);
    },
    onError: sayProblem,
  });
  const mayHavePhoto = object.rights.update && object.fields.some((field) => field.name === 'photo_file_id');
  const reread = () => queries.invalidateQueries({ queryKey: ['records', object.plural] });
  const findPhoto = useMutation({
    mutationFn: () => call<{ photo_file_id: string | null }>('POST', `/${object.plural}/${row.id}/find-photo`),
    onMutate: () => say(t.enriching),
    onSuccess: async ({ photo_file_id }) => { await reread(); say(photo_file_id ? t.photoFound : t.noPhotoFound); },
    onError: sayProblem,
  });
  const setPhoto = async (photo_file_id: unknown) => { await records.update(object.plural, row.id, { photo_file_id }); await reread(); };
  const removePhoto = useMutation({
    mutationFn: () => setPhoto(null),
    onSuccess: () => { const { photo_file_id } = row; offerUndo(t.photoRemoved, () => setPhoto(photo_file_id)); },
    onError: sayProblem,
  });
  const [merging, setMerging] = useState(false);
  return (
    <>
    {merging && <Suspense><MergeDialog object={object} rows={[row]} onDone={(winner) => { setMerging(false); if (winner && winner !== row.id) void navigate({ to: '/o/$object/$id', params: { object: object.plural, id: winner } }); }} /></Suspense>}
    <Menu position="bottom-end" width={200}>
      <Menu.Target><ActionIcon variant="default" size={34} aria-label={t.moreActions}><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={copy}>{t.copyLink}</Menu.Item>
        {MERGEABLE.has(object.name) && object.rights.update && <Menu.Item leftSection={<IconSparkles size={16} />} disabled={enrich.isPending} onClick={() => enrich.mutate()}>{t.enrich}</Menu.Item>}
        {mayHavePhoto && !row.photo_file_id && <Menu.Item leftSection={<IconPhotoSearch size={16} />} disabled={findPhoto.isPending} onClick={() => findPhoto.mutate()}>{t.findPhoto}</Menu.Item>}
        {mayHavePhoto && !!row.photo_file_id && <Menu.Item leftSection={<IconPhotoOff size={16} />} onClick={() => removePhoto.mutate()}>{t.removePhoto}</Menu.Item>}
        {canMerge(object) && <Menu.Item leftSection={<IconArrowMerge size={16} />} onClick={() => setMerging(true)}>{t.mergeWith}</Menu.Item>}
        {object.rights.delete && <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove.mutate()}>{t.delete}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
    </>
  );
}
