import { useLocalStorage } from '@mantine/hooks';
import { columnFields, titleField, type FieldMeta, type ObjectMeta } from '@/meta/objects';

const WIDTHS: Partial<Record<FieldMeta['type'], number>> = { email: 230, long_text: 280, boolean: 100, integer: 100, number: 100, money: 130, amounts: 170, select: 130, date: 130, datetime: 180, relation: 180, relations: 200, phone: 150 };
// Titles are sentences, names or numbers.
const TITLES: Record<string, number> = { title: 330, subject: 300, preview: 420, fact: 420, number: 170, invoice_number: 170, serial: 170, iccid: 220 };
// A heading is never cut: about 7.5 px a letter, and the arrow.
const usualWidth = (field: FieldMeta, title: boolean) => (title ? (TITLES[field.name] ?? 260) : Math.max(WIDTHS[field.type] ?? 160, Math.round(field.label.length * 7.5) + 50));

export type Layout = {
  columns: FieldMeta[];
  /** Which columns, in which order; none: those the object comes with. */
  choose: (names: string[]) => void;
  /** A column to the place of another, or by so many places. */
  move: (name: string, to: string | number) => void;
  widthOf: (field: FieldMeta) => number;
  resize: (name: string, width: number | undefined) => void;
};

/** The columns of an object's table as one likes them, kept on this device. The title stays first. */
export function useLayout(object: ObjectMeta): Layout {
  const fields = columnFields(object);
  const title = titleField(object);
  const [names, setNames] = useLocalStorage<string[]>({ key: `quintet.columns.${object.name}`, defaultValue: [], getInitialValueInEffect: false });
  const [widths, setWidths] = useLocalStorage<Record<string, number>>({ key: `quintet.widths.${object.name}`, defaultValue: {}, getInitialValueInEffect: false });
  const chosen = names.length ? names.flatMap((name) => fields.filter((field) => field.name === name)) : fields.filter((field) => field.default);
  const rest = chosen.filter((field) => field !== title);
  return {
    columns: title ? [title, ...rest] : rest,
    choose: setNames,
    move: (name, to) => {
      const order = rest.map((field) => field.name);
      const from = order.indexOf(name);
      const goal = typeof to === 'number' ? from + to : to === title?.name ? 0 : order.indexOf(to);
      if (from < 0 || goal < 0 || goal >= order.length) return;
      order.splice(from, 1);
      order.splice(goal, 0, name);
      setNames(title ? [title.name, ...order] : order);
    },
    widthOf: (field) => widths[field.name] ?? usualWidth(field, field === title),
    resize: (name, width) => setWidths(({ [name]: _before, ...others }) => (width === undefined ? others : { ...others, [name]: width })),
  };
}
