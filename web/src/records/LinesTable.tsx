import { Text } from '@mantine/core';
import { number } from '@/app/locale';
import { money } from '@/fields/format';
import type { InvoiceLine } from './InvoiceLines';
import classes from './Invoice.module.css';

/** What a sum is called, what it comes to in minor units, and whether it stands out. */
export type Sum = [label: string, minor: number, strong: boolean];

/** Lines, and below them what they come to. */
export function LinesTable({ lines, sums, currency }: { lines: InvoiceLine[]; sums: Sum[]; currency: string }) {
  return (
    <table className={classes.table}>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td>{line.description}{line.code && <Text span size="xs" c="dimmed"> · {line.code}</Text>}</td>
            <td className={classes.amount}>{number(line.quantity)}{line.unit ? ` ${line.unit}` : ''} × {money(line.unit_price_minor, currency)}</td>
            <td className={classes.amount}>{money(line.total_minor, currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sums.map(([label, minor, strong]) => <tr key={label} className={strong ? classes.strong : undefined}><th scope="row" colSpan={2} className={classes.amount}>{label}</th><td className={classes.amount}>{money(minor, currency)}</td></tr>)}
      </tfoot>
    </table>
  );
}
