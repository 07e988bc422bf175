import { useEffect, useRef, useState } from 'react';
import type { components } from '@/api/schema';
import { date, money, taxName } from '@/app/amounts';
import { number } from '@/app/locale';
import { Agreement } from './Agreement';
import { CardForm } from './CardForm';
import { ask, Refused } from './client';
import { q } from './pay.texts';
import { p } from './texts';

type Page = components['schemas']['PayPage'];
type Form = components['schemas']['CardFormRead'];
const LOOKS = 20;

/** An invoice for whoever has its secret, which is behind the #, where no server and no log sees it. */
export default function PayPage() {
  const [secret] = useState(() => window.location.hash.slice(1));
  const [page, setPage] = useState<Page>();
  const [wrong, setWrong] = useState('');
  const [form, setForm] = useState<Form>();
  const [waiting, setWaiting] = useState(false);
  const [keep, setKeep] = useState(false);
  const asked = useRef(false);
  const path = `/public/invoices/${encodeURIComponent(secret)}`;

  const refused = (error: unknown) => setWrong(error instanceof Refused && error.status === 404 ? 'unknown' : (error instanceof Refused && error.message) || p.offline);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true; // twice would count as two views
    if (!secret) return setWrong('unknown');
    ask<Page>('GET', path).then((found) => {
      setPage(found);
      document.title = q.title(found.number);
      // Back from the bank, to which Stripe may have led.
      if (new URLSearchParams(window.location.search).has('payment_intent')) void confirmed(found);
    }, refused);
  });

  async function begin() {
    setWrong('');
    try {
      setForm(await ask<Form>('POST', `${path}/checkout`, { save_card: keep }));
    } catch (error) {
      refused(error);
      if (error instanceof Refused && error.status === 409) await look();
    }
  }

  /** How it stands now; this is no view. */
  const look = () => ask<Page>('POST', `${path}/check`).then(setPage, refused);

  /** The card was taken: look until the invoice knows of it. */
  async function confirmed(before: Page) {
    setForm(undefined);
    setWaiting(true);
    for (let look = 0; look < LOOKS; look += 1) {
      const now = await ask<Page>('POST', `${path}/check`).catch(() => undefined);
      if (now) setPage(now);
      if (now && (now.paid_minor > before.paid_minor || !now.payable)) break;
      await new Promise((done) => setTimeout(done, 2000));
    }
    setWaiting(false);
  }

  if (wrong === 'unknown') return <main className="page"><div className="card"><h1>{q.unknown}</h1><p className="dim">{q.unknownLead}</p></div></main>;
  if (!page) return <main className="page" aria-busy={!wrong}>{wrong ? <p className="bad" role="alert">{wrong}</p> : <p>{p.loading}</p>}</main>;
  const payer = [page.company, page.contact].filter(Boolean).join(', ');
  return (
    <main className="page">
      {page.status === 'paid' && <div className="card" role="status"><h1 className="good">{q.paidTitle}</h1><p className="dim">{q.paidLead}</p><button type="button" className="plain noprint" onClick={() => window.print()}>{q.print}</button></div>}
      {page.status === 'void' && <div className="card" role="status"><h1>{q.voidTitle}</h1><p className="dim">{q.voidLead}</p></div>}
      <div className="card">
        <h1>{q.title(page.number)}</h1>
        <p className="dim">{q.from(page.seller)}{payer && <> · {q.to(payer)}</>}<br />{q.issued(date(page.issued_on))} · {q.due(date(page.due_on))}{page.reference && <><br />{q.reference(page.reference)}</>}</p>
        <Bill page={page} />
        {page.notes && <p className="said">{page.notes}</p>}
        {page.terms && <p className="said dim">{page.terms}</p>}
        <a className="button plain noprint" href={`/api/v1${path}/pdf?download=true`} download>{q.pdf}</a>
      </div>
      {page.payments.length > 0 && <Receipt page={page} />}
      {page.agreement && <Agreement agreement={page.agreement} path={`${path}/agreement`} open={page.status !== 'void'} onSigned={(agreement) => setPage({ ...page, agreement })} reload={look} />}
      {page.payable && page.agreement && !page.agreement.signed && <p className="dim noprint">{q.signFirst}</p>}
      {page.payable && (!page.agreement || page.agreement.signed) && (
        <div className="card noprint">
          <h2>{q.payBy}</h2>
          {wrong && <p className="bad" role="alert">{wrong}</p>}
          {waiting && <p role="status">{q.processing}</p>}
          {!waiting && !form && page.may_save_card && <label className="check"><input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} /> {q.keepCard(page.seller)}</label>}
          {!waiting && !form && <button type="button" onClick={() => void begin()}>{wrong ? q.tryAgain : q.pay(money(page.balance_minor, page.currency))}</button>}
          {!waiting && form && <CardForm secret={form.client_secret} publishableKey={form.publishable_key} kind="payment" label={q.pay(money(form.amount_minor, form.currency))} onDone={() => void confirmed(page)} />}
        </div>
      )}
    </main>
  );
}

function Bill({ page }: { page: Page }) {
  const sums: [string, number, boolean][] = [
    [q.subtotal, page.subtotal_minor, false],
    ...(page.discount_minor ? [[q.discount, -page.discount_minor, false] as [string, number, boolean]] : []),
    ...(page.tax_percent ? [[taxName(page.tax_name, page.tax_percent, q.tax), page.tax_minor, false] as [string, number, boolean]] : []),
    ...(page.shipping_minor ? [[q.shipping, page.shipping_minor, false] as [string, number, boolean]] : []),
    [q.total, page.total_minor, true],
    ...(page.paid_minor ? [[q.paid, -page.paid_minor, false], [q.open, page.balance_minor, true]] as [string, number, boolean][] : []),
  ];
  return (
    <table className="bill">
      <tbody>
        {page.lines.map((line, place) => (
          <tr key={place}>
            <td>{line.description}<span className="dim"> {number(line.quantity)}{line.unit ? ` ${line.unit}` : ''} × {money(line.unit_price_minor, page.currency)}</span></td>
            <td className="amount">{money(line.total_minor, page.currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>{sums.map(([label, minor, strong]) => <tr key={label} className={strong ? 'strong' : undefined}><th scope="row" className="amount">{label}</th><td className="amount">{money(minor, page.currency)}</td></tr>)}</tfoot>
    </table>
  );
}

function Receipt({ page }: { page: Page }) {
  return (
    <section className="card" aria-label={q.payments}>
      <h2>{q.payments}</h2>
      <table className="bill">
        <tbody>
          {page.payments.map((payment, place) => (
            <tr key={place}>
              <td>{date(payment.paid_on)} <span className="dim">{payment.kind !== 'payment' ? q.refund : payment.card_brand && payment.card_last4 ? q.card(payment.card_brand.charAt(0).toUpperCase() + payment.card_brand.slice(1), payment.card_last4) : q.received}</span></td>
              <td className="amount">{money(payment.amount_minor, payment.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
