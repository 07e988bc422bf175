import { call } from '@/api/client';
import { listPath, type ListParameters, type Ref, type Row } from '@/api/records';
import type { ObjectMeta } from '@/meta/objects';

export type Total = { currency: string | null; count: number; value_minor: number; weighted_minor: number };
export type Column = {
  id: string; name: string; kind: 'open' | 'won' | 'lost'; probability: number; color: string; system: string | null;
  count: number; totals: Total[]; cards: Row[];
};
export type Board = { pipeline: { id: string; name: string } | null; columns: Column[] };
/** A place on a board: the column, and how many cards are above. */
export type Place = { column: string; index: number };

/** Whether an object's records stand in stages. */
export const hasBoard = (object: ObjectMeta) => object.fields.some((field) => field.name === 'stage_id' && field.relation === 'stage');

export const readBoard = (object: ObjectMeta, asked: ListParameters, pipeline: string | undefined, signal: AbortSignal) =>
  call<Board>('GET', listPath(`${object.plural}/board`, asked, pipeline ? { pipeline_id: pipeline } : {}), undefined, {}, signal);

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
      cards.splice(to.index, 0, card);
      if (from.column !== to.column) {
        count += 1;
        totals = added(totals, card, 1, column.probability);
      }
    }
    return { ...column, cards, count, totals };
  });
  return { ...board, columns };
}

function added(totals: Total[], card: Row, sign: 1 | -1, probability: number): Total[] {
  const currency = currencyOfCard(card);
  const value = valueOfCard(card) * sign;
  const weighted = Math.round((value * probability) / 100);
  const known = totals.find((total) => total.currency === currency);
  if (!known) return sign > 0 ? [...totals, { currency, count: 1, value_minor: value, weighted_minor: weighted }] : totals;
  return totals
    .map((total) => (total === known ? { ...total, count: total.count + sign, value_minor: total.value_minor + value, weighted_minor: total.weighted_minor + weighted } : total))
    .filter((total) => total.count > 0);
}

/** Tells the server where a card is: below the one above it, above the one below it, else on top of its column. */
export function sendMove(object: ObjectMeta, board: Board, id: string): Promise<Row> {
  const place = placeOf(board, id);
  const cards = board.columns.find((column) => column.id === place?.column)?.cards ?? [];
  const above = place && cards[place.index - 1];
  const below = place && cards[place.index + 1];
  const beside = above ? { after_id: above.id } : below ? { before_id: below.id } : {};
  return call<Row>('POST', `/${object.plural}/${id}/move`, { stage_id: place?.column, ...beside });
}
