import { LANGUAGES, speak } from './language';

/** How dates, numbers and money are written, and whose days they are: those of the profile, once somebody is signed in. */
let language: string | undefined;
let locale = navigator.languages.find(isLocale) ?? 'en';
let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Some browsers name what no format knows: en-US@posix. */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

export const localeNow = () => locale;
export const zoneNow = () => zone;

/** The browser's own form of the language (en-GB) where it has one. */
export async function settle(user: { language: string; timezone: string }): Promise<void> {
  // A language that cannot be had now is no reason to show nothing.
  if (user.language !== language) await speak(user.language).catch(() => undefined);
  language = user.language;
  const told = user.language in LANGUAGES ? user.language : 'en';
  locale = navigator.languages.find((each) => isLocale(each) && each.split('-')[0] === told) ?? told;
  try {
    new Intl.DateTimeFormat(locale, { timeZone: user.timezone });
    zone = user.timezone;
  } catch {
    // A zone this browser does not know: its own.
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** A format for dates, made once for each locale and zone. `zoned` is false for days, which are the same everywhere. */
export function dateFormat(options: Intl.DateTimeFormatOptions, zoned = true): Intl.DateTimeFormat {
  const timeZone = zoned ? zone : 'UTC';
  const key = JSON.stringify([locale, timeZone, options]);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone })));
  return format;
}

const numberFormats = new Map<string, Intl.NumberFormat>();
export function numberFormat(options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  let format = numberFormats.get(key);
  if (!format) numberFormats.set(key, (format = new Intl.NumberFormat(locale, options)));
  return format;
}
/** What stands between thousands, and before the decimals. */
export function separators(): { thousandSeparator: string; decimalSeparator: string } {
  const parts = numberFormat().formatToParts(1234567.5);
  const part = (type: string) => parts.find((each) => each.type === type)?.value;
  return { thousandSeparator: part('group') ?? ',', decimalSeparator: part('decimal') ?? '.' };
}
export const number = (value: number) => numberFormat().format(value);

/** How far the clocks of the zone are ahead of UTC then, in milliseconds. */
function ahead(instant: number): number {
  const parts = dateFormat({ calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(instant / 1000) * 1000;
}

/** What the clocks say then, to the minute: `2026-11-27T09:30`, as `<input type="datetime-local">` has it. */
export function toLocal(moment: string | number): string {
  const instant = new Date(moment).getTime();
  return new Date(instant + ahead(instant)).toISOString().slice(0, 16);
}

/** The instant at which the clocks say that. What they skip in spring is an hour later. */
export function fromLocal(text: string): string {
  const told = Date.parse(`${text.length > 10 ? text : `${text}T00:00`}Z`);
  const guess = told - ahead(told);
  return new Date(told - ahead(guess)).toISOString();
}

export const today = () => toLocal(Date.now()).slice(0, 10);

/** A day (`2026-11-27`) so many days later. */
export const addDays = (day: string, days: number) => new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** 1 for Monday to 7 for Sunday. */
export const weekday = (day: string) => new Date(`${day}T00:00Z`).getUTCDay() || 7;

/** On which of them a week begins here. */
export function firstWeekday(): number {
  const here = new Intl.Locale(locale) as Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?: () => { firstDay: number } };
  return here.getWeekInfo?.().firstDay ?? here.weekInfo?.firstDay ?? 1;
}
