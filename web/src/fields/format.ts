import { DAY, date, minorUnits, money } from '@/app/amounts';
import { dateFormat, localeNow, number, numberFormat } from '@/app/locale';
import type { FieldMeta } from '@/meta/objects';
import { wordsOf } from '@/meta/objects';

export { date, minorUnits, money };
export type Amounts = { currency: string; amount_minor: number }[];
/** Money of several currencies, side by side. */
export const sums = (amounts: Amounts) => amounts.map((each) => money(each.amount_minor, each.currency)).join(' + ');
export const dateTime = (value: string) => dateFormat({ ...DAY, hour: '2-digit', minute: '2-digit' }).format(new Date(value));
/** A file's size, in the largest unit that gives a number of one or more. */
export function bytes(size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(size, 1)) / 3));
  return numberFormat({ style: 'unit', unit: units[at], unitDisplay: 'short', maximumFractionDigits: at ? 1 : 0 }).format(size / 1000 ** at);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60]];
/** "2 hours ago" within a week, else the day. */
export function ago(value: string): string {
  const seconds = (new Date(value).getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return dateFormat(DAY).format(new Date(value));
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  const relative = new Intl.RelativeTimeFormat(localeNow(), { numeric: 'auto' });
  return unit === 'second' ? relative.format(0, 'second') : relative.format(Math.round(seconds / size), unit);
}

export const isEmpty = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A value as plain text; relations have to be named by the caller. */
export function plain(field: Pick<FieldMeta, 'type'>, value: unknown, currency = 'USD'): string {
  if (isEmpty(value)) return '';
  switch (field.type) {
    case 'money': return money(Number(value), currency);
    case 'integer': case 'number': return number(Number(value));
    case 'date': return date(String(value));
    case 'datetime': return dateTime(String(value));
    case 'amounts': return sums(value as Amounts);
    case 'boolean': return value ? '✓' : '';
    case 'select': return wordsOf(String(value));
    case 'multi_select': return (value as string[]).map(wordsOf).join(', ');
    default: return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}
