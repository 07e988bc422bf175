import { useEffect, useState, type FormEvent } from 'react';
import { ask, Refused, type CardConfirmed, type TestCard } from './client';
import { p } from './texts';

type Props = { secret: string; label: string; onDone: (status: string) => void };

/** The sandbox's card form: test cards only, and what each of them does. */
export function SandboxForm({ secret, label, onDone }: Props) {
  const [cards, setCards] = useState<TestCard[]>([]);
  const [number, setNumber] = useState('');
  const [expiry, setExpiry] = useState('12 / 40');
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    ask<{ data: TestCard[] }>('GET', '/sandbox/cards/numbers').then((found) => setCards(found.data), () => setCards([]));
  }, []);

  async function confirm(confirmed: boolean) {
    const when = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(expiry);
    if (!when) return setWrong(p.badExpiry);
    setBusy(true);
    setWrong('');
    try {
      const year = Number(when[2]) % 100 + 2000;
      const body = { client_secret: secret, number, exp_month: Number(when[1]), exp_year: year, confirmed };
      const done = await ask<CardConfirmed>('POST', '/sandbox/cards/confirm', body);
      setAsks(done.status === 'needs_action');
      if (done.status === 'open') setWrong(p.declined(done.error ?? ''));
      else if (done.status !== 'needs_action') onDone(done.status);
    } catch (error) {
      setWrong(error instanceof Refused && error.status ? error.message : p.offline);
    }
    setBusy(false);
  }

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void confirm(false);
  };
  if (asks) {
    return (
      <div role="group" aria-label={p.bankAsks}>
        <p>{p.bankAsks}</p>
        <div className="row">
          <button type="button" disabled={busy} onClick={() => void confirm(true)}>{p.confirm}</button>
          <button type="button" className="plain" onClick={() => setAsks(false)}>{p.cancel}</button>
        </div>
      </div>
    );
  }
  return (
    <form onSubmit={onSubmit}>
      <p className="dim">{p.sandbox}</p>
      <ul className="numbers">
        {cards.map((card) => (
          <li key={card.number}>
            <button type="button" className="number" onClick={() => setNumber(card.number)}>{card.number.replace(/(.{4})(?=.)/g, '$1 ')}</button>
            <span className="dim">{card.label}</span>
          </li>
        ))}
      </ul>
      <div className="two">
        <label>{p.cardNumber}<input inputMode="numeric" autoComplete="off" required value={number} onChange={(event) => setNumber(event.currentTarget.value)} /></label>
        <label>{p.expiry}<input inputMode="numeric" autoComplete="off" required value={expiry} onChange={(event) => setExpiry(event.currentTarget.value)} /></label>
      </div>
      {wrong && <p className="bad" role="alert">{wrong}</p>}
      <button type="submit" disabled={busy}>{label}</button>
    </form>
  );
}
