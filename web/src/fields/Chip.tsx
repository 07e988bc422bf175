import type { CSSProperties } from 'react';
import type { FieldMeta } from '@/meta/objects';
import { wordsOf } from '@/meta/objects';
import classes from './Cell.module.css';

const COLORS = ['gray', 'blue', 'violet', 'cyan', 'orange', 'teal', 'green', 'pink', 'indigo'];
/** What says how something stands has the same colour everywhere; the rest has one by its place among the choices. */
const MEANING: Record<string, string> = {
  won: 'green', paid: 'green', accepted: 'green', done: 'green', delivered: 'green', customer: 'green', active: 'green', valid: 'green', converted: 'green',
  open: 'blue', sent: 'blue', shipped: 'blue', lead: 'blue', assigned: 'blue',
  viewed: 'violet', picking: 'violet', partial: 'orange', on_hold: 'orange', risky: 'orange', high: 'orange', refund: 'orange', dispute: 'red',
  overdue: 'red', lost: 'red', declined: 'red', bounced: 'red', invalid: 'red', urgent: 'red',
  draft: 'gray', void: 'gray', cancelled: 'gray', expired: 'gray', inactive: 'gray', dead: 'gray', retired: 'gray', bogus: 'gray', unknown: 'gray', pending: 'gray', low: 'gray', normal: 'gray',
};
export const optionColor = (field: FieldMeta, option: string) => MEANING[option] ?? COLORS[Math.max(0, field.options.indexOf(option)) % COLORS.length]!;

// A table draws hundreds of them: plain elements are many times as quick as the library's.
const looks = new Map<string, CSSProperties>();
function look(color: string): CSSProperties {
  const shade = (n: number) => `var(--mantine-color-${color}-${n})`;
  const found = looks.get(color) ?? { '--pale': shade(color === 'gray' ? 1 : 0), '--deep': shade(8), '--ink': shade(9), '--soft': shade(2) } as CSSProperties;
  looks.set(color, found);
  return found;
}

/** A choice, in its colour. */
export const Chip = ({ field, option }: { field: FieldMeta; option: string }) => <Tinted color={optionColor(field, option)}>{wordsOf(option)}</Tinted>;

export const Tinted = ({ color, children }: { color: string; children: string }) => <span className={classes.chip} style={look(color)}>{children}</span>;
