import type { ReactNode } from 'react';
import classes from './charts.module.css';

export type Meter = { id: string; label: ReactNode; value: number; color?: string; told: ReactNode; beside?: ReactNode };

/** Bars beside each other, one a line: a list with numbers, which reads without its bars. */
export function Meters({ meters, label }: { meters: Meter[]; label: string }) {
  const most = Math.max(1, ...meters.map((each) => each.value));
  return (
    <ul className={classes.meters} aria-label={label}>
      {meters.map((each) => (
        <li key={each.id}>
          <span className={classes.meterLabel}>{each.label}</span>
          <span className={classes.meterBar} aria-hidden><i style={{ width: `${(100 * each.value) / most}%`, background: each.color ?? 'var(--mantine-color-brand-5)' }} /></span>
          <span className={classes.meterTold}><b>{each.told}</b>{each.beside && <small>{each.beside}</small>}</span>
        </li>
      ))}
    </ul>
  );
}
