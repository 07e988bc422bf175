import { DndContext, DragOverlay, MouseSensor, TouchSensor, pointerWithin, rectIntersection, useSensor, useSensors, type CollisionDetection, type DragMoveEvent } from '@dnd-kit/core';
import { Alert, Button, Group, Select, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { IconLayoutKanban } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ListParameters } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';
import { expansions, patchOf, titleOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';
import classes from './Board.module.css';
import { BoardCard, Face } from './BoardCard';
import { BoardColumn } from './BoardColumn';
import { boardFields, moved, placeOf, readBoard, readPipelines, sendMove, STAGE, type Board as BoardData, type Place } from './boardData';

const FIRST = 30;
const MOST = 100;
const EXPAND = ['company', 'contact', 'related', 'owner', 'assignee'];

type Props = { object: ObjectMeta; q?: string; filters?: ListParameters['filters']; by: FieldMeta; onBy: (field: string) => void; pipeline?: string; onPipeline: (id: string | undefined) => void };

/** Records as cards: in the columns of a pipeline's stages, or of what may be chosen in a field. */
export default function Board({ object, q, filters, by, onBy, pipeline, onPipeline }: Props) {
  const queries = useQueryClient();
  const [limit, setLimit] = useState(FIRST);
  const key = ['records', object.plural, 'board', { q, filters, by: by.name, pipeline, limit }];
  const board = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readBoard(object, { q, filters, expand: EXPAND.filter((name) => expansions(object).includes(name)), limit }, by, pipeline, signal),
    placeholderData: keepPreviousData,
  });
  const pipelines = useQuery({ queryKey: ['records', 'pipelines', 'of', object.name], queryFn: () => readPipelines(object.name), staleTime: 60_000, enabled: by.name === STAGE });
  const moving = ['move', object.plural];
  const move = useMutation({
    mutationKey: moving,
    mutationFn: ({ next, id }: { next: BoardData; id: string; before: BoardData; undo?: boolean }) => sendMove(object, next, id),
    onMutate: ({ next }) => {
      // What was asked before this move would put the card back for a moment.
      void queries.cancelQueries({ queryKey: key });
      queries.setQueryData(key, next);
    },
    onSuccess: (_, { id, before, next, undo }) => {
      const from = placeOf(before, id);
      const to = placeOf(next, id);
      const name = (column: string | undefined) => next.columns.find((each) => each.id === column)?.name ?? '';
      const card = next.columns.flatMap((column) => column.cards).find((each) => each.id === id);
      if (!undo && card && from && to && from.column !== to.column) {
        offerUndo(t.movedTo(titleOf(object, card), name(to.column)), async () => {
          await move.mutateAsync({ next: moved(queries.getQueryData<BoardData>(key) ?? next, id, from), id, before: next, undo: true });
        });
      }
    },
    onError: (error, { before }) => {
      queries.setQueryData(key, before);
      sayProblem(error);
    },
    onSettled: () => { if (queries.isMutating({ mutationKey: moving }) === 1) void queries.invalidateQueries({ queryKey: ['records', object.plural] }); },
  });
  const put = (id: string, to: Place) => {
    const before = queries.getQueryData<BoardData>(key);
    const from = before && placeOf(before, id);
    // In the columns of a field the order is that of the list.
    if (!before || !from || (from.column === to.column && (before.field || from.index === to.index))) return;
    if (!before.columns.find((each) => each.id === to.column)?.takes) return;
    const next = moved(before, id, to);
    const column = next.columns.find((each) => each.id === to.column);
    setSaid(t.placed(column?.name ?? '', to.index + 1, column?.cards.length ?? 0));
    move.mutate({ next, id, before });
  };

  // What is carried, and where it would fall.
  const [carried, setCarried] = useState<string>();
  const [target, setTarget] = useState<Place & { card?: string; side?: 'before' | 'after' }>();
  const [said, setSaid] = useState('');
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }));

  // A card moved by keyboard keeps the focus in its new place, once it is drawn there.
  const focus = useRef<Place & { id: string }>(undefined);
  const data = board.data;
  useEffect(() => {
    const wanted = focus.current;
    const place = wanted && data ? placeOf(data, wanted.id) : undefined;
    if (!wanted || place?.column !== wanted.column || (!data?.field && place.index !== wanted.index)) return;
    document.querySelector<HTMLElement>(`[data-card="${wanted.id}"]`)?.focus();
    focus.current = undefined;
  });

  if (board.isPending) return <div className={classes.board}>{[0, 1, 2, 3].map((each) => <Skeleton key={each} className={classes.column} h="100%" />)}</div>;
  if (board.isError || !data) return <Alert color="red" variant="light" role="alert" title={t.failed}>{board.error?.message} <Button size="compact-xs" variant="subtle" onClick={() => void board.refetch()}>{t.tryAgain}</Button></Alert>;

  const editable = object.rights.update && !(data.field?.readonly);
  const onKey = (event: KeyboardEvent, id: string) => {
    const place = placeOf(data, id);
    const at = data.columns.findIndex((column) => column.id === place?.column);
    if (!place || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] as [number, number];
    let column = data.columns[at + across];
    if (event.shiftKey && editable) {
      for (let other = at + across; across && column && !column.takes; other += across) column = data.columns[other + across];
      if (!column) return;
      const index = across ? Math.min(place.index, column.cards.length) : Math.max(0, Math.min(column.cards.length - 1, place.index + down));
      focus.current = { id, column: column.id, index };
      put(id, { column: column.id, index });
      return;
    }
    // Without Shift the arrows walk from card to card, past columns without any.
    let next = down ? column?.cards[place.index + down] : undefined;
    for (let other = at + across; across && !next && data.columns[other]; other += across) {
      const cards = data.columns[other]!.cards;
      next = cards[Math.min(place.index, cards.length - 1)];
    }
    if (next) document.querySelector<HTMLElement>(`[data-card="${next.id}"]`)?.focus();
  };

  const onDragMove = ({ active, over }: DragMoveEvent) => {
    const column = over?.data.current?.['column'] as string | undefined;
    if (!over || column === undefined || !data.columns.find((each) => each.id === column)?.takes) return setTarget(undefined);
    const cards = data.columns.find((each) => each.id === column)?.cards.filter((card) => card.id !== active.id) ?? [];
    if (data.field) return setTarget({ column, index: 0 });
    const card = over.data.current?.['card'] as string | undefined;
    if (!card || card === active.id) return setTarget({ column, index: card ? (placeOf(data, card)?.index ?? 0) : cards.length });
    const rect = active.rect.current.translated;
    const side = rect && rect.top + rect.height / 2 > over.rect.top + over.rect.height / 2 ? 'after' : 'before';
    const index = cards.findIndex((each) => each.id === card) + (side === 'after' ? 1 : 0);
    setTarget({ column, index, card, side });
  };
  const drop = () => {
    if (carried && target) put(carried, target);
    setCarried(undefined);
    setTarget(undefined);
  };
  const carriedCard = data.columns.flatMap((column) => column.cards).find((card) => card.id === carried);
  const choices = by.name === STAGE ? (pipelines.data ?? []) : [];
  const fields = boardFields(object);
  return (
    <>
      {(fields.length > 1 || choices.length > 1) && (
        <Group gap="xs">
          {fields.length > 1 && <Select size="xs" w={{ base: '100%', xs: 200 }} aria-label={t.groupBy} leftSection={<IconLayoutKanban size={15} aria-hidden />} allowDeselect={false} data={fields.map((field) => ({ value: field.name, label: t.byField(field.label) }))} value={by.name} onChange={(name) => { if (name) onBy(name); }} />}
          {choices.length > 1 && (
            <Select size="xs" w={{ base: '100%', xs: 220 }} aria-label={t.pipeline} allowDeselect={false} data={choices.map((each) => ({ value: each.id, label: each.name }))} value={pipeline ?? data.pipeline?.id ?? null}
              onChange={(id) => onPipeline(choices.find((each) => each.id === id)?.is_default ? undefined : (id ?? undefined))} />
          )}
        </Group>
      )}
      <VisuallyHidden id="board-keys">{data.field ? t.boardFieldKeys : t.boardKeys}</VisuallyHidden>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <DndContext sensors={sensors} collisionDetection={cardsFirst} autoScroll={{ threshold: { x: 0.12, y: 0.12 } }} accessibility={{ container: undefined, screenReaderInstructions: { draggable: '' }, announcements: SILENT }}
        onDragStart={({ active }) => setCarried(String(active.id))} onDragMove={onDragMove} onDragOver={onDragMove} onDragEnd={drop} onDragCancel={() => { setCarried(undefined); setTarget(undefined); }}>
        <div className={classes.board} role="region" aria-label={t.boardOf(data.field?.label ?? data.pipeline?.name ?? object.label_plural)} aria-describedby="board-keys">
          {data.columns.map((column) => (
            <BoardColumn key={column.id} object={object} column={column} given={data.field ? patchOf(data.field, column.id || null) : { stage_id: column.id, pipeline_id: data.pipeline?.id }} over={target?.column === column.id} onMore={column.count > column.cards.length && limit < MOST ? () => setLimit(MOST) : undefined}>
              {column.cards.map((card) => (
                <BoardCard key={card.id} object={object} card={card} column={column} columns={data.columns} editable={editable} marked={target?.card === card.id ? target.side : undefined} onKey={onKey} onMove={(id, to) => put(id, { column: to, index: 0 })} />
              ))}
            </BoardColumn>
          ))}
          {Boolean(data.leftOut) && <Text size="xs" c="dimmed" miw={160} p="xs">{t.leftOutColumns(data.leftOut ?? 0)}</Text>}
        </div>
        <DragOverlay dropAnimation={null}>{carriedCard && <div className={classes.card} data-overlay><span className={classes.title}>{titleOf(object, carriedCard)}</span><Face object={object} card={carriedCard} /></div>}</DragOverlay>
      </DndContext>
    </>
  );
}

// What is said is said in our words, by the status above.
const SILENT = { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined };

/** The card below the pointer, else its column. */
const cardsFirst: CollisionDetection = (asked) => {
  const below = pointerWithin(asked);
  const found = below.length ? below : rectIntersection(asked);
  const card = found.find(({ id }) => String(id).startsWith('card '));
  return card ? [card] : found;
};
