import { VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import classes from './charts.module.css';

export type Series = { name: string; color: string; values: number[] };
type Props = { title: string; spans: string[]; series: Series[]; show: (value: number) => string; unit: string };

const HEIGHT = 150;

/** Columns over time, stacked; what they say is a table for those who do not see them. */
export function Columns({ title, spans, series, show, unit }: Props) {
  const [at, setAt] = useState<number>();
  const totals = spans.map((_, index) => series.reduce((sum, each) => sum + (each.values[index] ?? 0), 0));
  const most = Math.max(1, ...totals);
  const top = nice(most);
  const step = 100 / spans.length;
  const label = (index: number) => `${spans[index]}: ${series.map((each) => `${each.name} ${show(each.values[index] ?? 0)}`).join(', ')}`;
  return (
    <figure className={classes.figure}>
      <div className={classes.frame} aria-hidden onMouseLeave={() => setAt(undefined)}>
        <div className={classes.scale}><span>{show(top)}</span><span>{show(top / 2)}</span><span>{show(0)}</span></div>
        <div className={classes.plot} style={{ height: HEIGHT }}>
          <div className={classes.lines} />
          <svg className={classes.svg} viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none">
            {spans.map((span, index) => {
              let below = 0;
              return (
                <g key={span} onMouseEnter={() => setAt(index)} opacity={at === undefined || at === index ? 1 : 0.45}>
                  <rect x={index * step} y={0} width={step} height={HEIGHT} fill="transparent" />
                  {series.map((each) => {
                    const height = (HEIGHT * (each.values[index] ?? 0)) / top;
                    below += height;
                    return <rect key={each.name} x={index * step + step * 0.14} y={HEIGHT - below} width={step * 0.72} height={height} fill={each.color} />;
                  })}
                </g>
              );
            })}
          </svg>
        </div>
        <div className={classes.axis}><span>{spans[0]}</span>{spans.length > 4 && <span>{spans[Math.floor(spans.length / 2)]}</span>}<span>{spans.at(-1)}</span></div>
        <div className={classes.said}>{at !== undefined ? label(at) : series.length > 1 && series.map((each) => <span key={each.name} className={classes.key}><i style={{ background: each.color }} />{each.name}</span>)}</div>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{title}</caption>
          <thead><tr><th scope="col">{unit}</th>{series.map((each) => <th key={each.name} scope="col">{each.name}</th>)}</tr></thead>
          <tbody>{spans.map((span, index) => <tr key={span}><th scope="row">{span}</th>{series.map((each) => <td key={each.name}>{show(each.values[index] ?? 0)}</td>)}</tr>)}</tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}

/** The next round number. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 4, 6, 8, 10].find((each) => each * power >= value) ?? 10) * power;
}
