import { call } from '@/api/client';
import { listPath, records as api, type ListParameters, type Ref, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { optionColor } from '@/fields/Chip';
import { isSecondary, patchOf, wordsOf, type FieldMeta, type ObjectMeta } from '@/meta/objects';

export type Total = { currency: string | null; count: number; value_minor: number; weighted_minor?: number };
export type Column = {
  id: string; name: string; kind?: 'open' | 'won' | 'lost'; probability?: number; color: string; count: number; totals: Total[]; cards: Row[];
  /** Whether cards may be put here, and made here. */
  takes: boolean; adds: boolean;
};
/** Columns are the stages of a pipeline, or what may be chosen in a field. */
export type Board = { pipeline: { id: string; name: string } | null; field?: FieldMeta; columns: Column[]; leftOut?: number };
/** A place on a board: the column, and how many cards are above. */
export type Place = { column: string; index: number };

export const STAGE = 'stage_id';
/** The fields whose choices can be the columns of a board; the stage comes first. */
export const boardFields = (object: ObjectMeta) =>
  object.fields
    .filter((field) => (field.name === STAGE && field.relation === 'stage') || (field.type === 'select' && field.filterable && !isSecondary(object)))
    .sort((a, b) => Number(b.name === STAGE) - Number(a.name === STAGE) || Number(a.readonly) - Number(b.readonly));

type Group = { value: string | null; count: number; totals: { currency: string | null; count: number; sum: number }[]; records: Row[] };

/** The board of a pipeline, by its stages. */
export async function readStages(object: ObjectMeta, asked: ListParameters, pipeline: string | undefined, signal: AbortSignal): Promise<Board> {
  const found = await call<{ pipeline: Board['pipeline']; columns: Omit<Column, 'takes' | 'adds'>[] }>('GET', listPath(`${object.plural}/board`, asked, pipeline ? { pipeline_id: pipeline } : {}), undefined, {}, signal);
  return { pipeline: found.pipeline, columns: found.columns.map((column) => ({ ...column, takes: true, adds: column.kind === 'open' })) };
}

export async function readBoard(object: ObjectMeta, asked: ListParameters, by: FieldMeta, pipeline: string | undefined, signal: AbortSignal): Promise<Board> {
  if (by.name === STAGE) return readStages(object, asked, pipeline, signal);
  const sum = sumField(object);
  const found = await call<{ groups: Group[]; left_out: number }>('GET', listPath(`${object.plural}/groups`, asked, { by: by.name, ...(sum ? { sum: sum.name } : {}) }), undefined, {}, signal);
  const columns = found.groups.map(({ value, count, totals, records }) => {
    const takes = !by.readonly && (value === null ? by.nullable : by.options.includes(value));
    const color = value === null ? 'var(--mantine-color-gray-5)' : `var(--mantine-color-${optionColor(by, value)}-5)`;
    return { id: value ?? '', name: value === null ? t.nothingChosen : wordsOf(value), color, count, takes, adds: takes, totals: totals.map((total) => ({ ...total, value_minor: total.sum })), cards: records };
  });
  return { pipeline: null, field: by, columns, leftOut: found.left_out };
}

/** What the columns of a board add up. */
const sumField = (object: ObjectMeta) => object.fields.find((field) => field.type === 'money' && field.default && !field.custom);

export const readPipelines = async (kind: string) =>
  (await call<{ data: (Row & { name: string; is_default: boolean })[] }>('GET', `/pipelines?kind=${kind}&limit=200`)).data;

export const valueOfCard = (card: Row) => Number(card['value_minor'] ?? card['estimated_revenue_minor'] ?? 0);
export const currencyOfCard = (card: Row) => String(card['currency'] ?? 'USD');
export const refOf = (card: Row, name: string) => card[name] as Ref | null | undefined;

export function placeOf(board: Board, id: string): Place | undefined {
  for (const column of board.columns) {
    const index = column.cards.findIndex((card) => card.id === id);
    if (index >= 0) return { column: column.id, index };
  }
  return undefined;
}

/** The board with a card in another place, its sums as they will be. `index` counts without the card itself. */
export function moved(board: Board, id: string, to: Place): Board {
  const from = placeOf(board, id);
  const card = board.columns.flatMap((column) => column.cards).find((each) => each.id === id);
  if (!from || !card) return board;
  const columns = board.columns.map((column) => {
    let { count, totals } = column;
    const cards = column.cards.filter((each) => each.id !== id);
    if (column.id === from.column && from.column !== to.column) {
      count -= 1;
      totals = added(totals, card, -1, column.probability);
    }
    if (column.id === to.column) {
      cards.splice(to.index, 0, board.field ? { ...card, ...patchOf(board.field, column.id || null), ...customOf(board.field, card, column.id) } : card);
      if (from.column !== to.column) {
        count += 1;
        totals = added(totals, card, 1, column.probability);
      }
    }
    return { ...column, cards, count, totals };
  });
  return { ...board, columns };
}

function added(totals: Total[], card: Row, sign: 1 | -1, probability = 0): Total[] {
  const currency = currencyOfCard(card);
  const value = valueOfCard(card) * sign;
  const weighted = Math.round((value * probability) / 100);
  const known = totals.find((total) => total.currency === currency);
  if (!known) return sign > 0 ? [...totals, { currency, count: 1, value_minor: value, weighted_minor: weighted }] : totals;
  return totals
    .map((total) => (total === known ? { ...total, count: total.count + sign, value_minor: total.value_minor + value, weighted_minor: (total.weighted_minor ?? 0) + weighted } : total))
    .filter((total) => total.count > 0);
}

const customOf = (field: FieldMeta, card: Row, value: string) =>
  (field.custom ? { custom: { ...(card['custom'] as object), ...(patchOf(field, value || null)['custom'] as object) } } : {});

/** Tells the server where a card is: below the one above it, above the one below it, else on top of its column. */
export function sendMove(object: ObjectMeta, board: Board, id: string): Promise<Row> {
  const place = placeOf(board, id);
  if (board.field) return api.update(object.plural, id, patchOf(board.field, place?.column || null));
  const cards = board.columns.find((column) => column.id === place?.column)?.cards ?? [];
  const above = place && cards[place.index - 1];
  const below = place && cards[place.index + 1];
  const beside = above ? { after_id: above.id } : below ? { before_id: below.id } : {};
  return call<Row>('POST', `/${object.plural}/${id}/move`, { stage_id: place?.column, ...beside });
}
