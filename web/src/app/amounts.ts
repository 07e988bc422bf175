import { dateFormat, number, numberFormat } from './locale';

/** Money and days as people read them, without anything of the app around: public pages have them too. */
const moneyFormat = (currency: string) => numberFormat({ style: 'currency', currency });
export const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;
/** How many minor units make one: 100 for USD, 1 for JPY. */
export const minorUnits = (currency: string) => 10 ** (moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2);
export const money = (minor: number, currency: string) => moneyFormat(currency).format(minor / minorUnits(currency));
/** A date without a time is the same day everywhere. */
export const date = (value: string) => dateFormat(DAY, false).format(new Date(`${value.slice(0, 10)}T12:00:00Z`));
/** What a tax is called beside its amount: "VAT 19 %". Some names say the percentage themselves. */
export const taxName = (name: string | null, percent: number, plain: (percent: string) => string) => (name ? (/\d/.test(name) ? name : `${name} ${number(percent)} %`) : plain(number(percent)));
