import { useEffect, useRef, useState, type FormEvent } from 'react';
import { date, DAY, money, taxName } from '@/app/amounts';
import { dateFormat, number } from '@/app/locale';
import { ask, Refused, type PublicProposal } from './client';
import { f } from './proposal.texts';
import { p } from './texts';

const when = (moment: string) => dateFormat({ ...DAY, hour: '2-digit', minute: '2-digit' }).format(new Date(moment));

/** A proposal as the customer reads it, and answers it. */
export default function ProposalPage() {
  const [path] = useState(() => `/public/proposals/${encodeURIComponent(window.location.pathname.split('/')[2] ?? '')}`);
  const [offer, setOffer] = useState<PublicProposal>();
  const [wrong, setWrong] = useState<Error>();
  const [told, setTold] = useState('');
  const outcome = useRef<HTMLDivElement>(null);
  const load = () => ask<PublicProposal>('GET', path).then(setOffer, setWrong);
  useEffect(() => { void load(); }, [path]);
  useEffect(() => { document.title = offer ? `${offer.title} · ${offer.seller.name}` : f.gone; }, [offer]);

  const [answered, setAnswered] = useState(false);
  // What came of the answer stands where one reads first.
  useEffect(() => { if (answered) outcome.current?.focus(); }, [answered]);

  /** Say yes or no; what went wrong is told, and what changed meanwhile is shown. */
  async function answer(verb: 'accept' | 'decline', body: object): Promise<void> {
    setTold('');
    try {
      setOffer(await ask<PublicProposal>('POST', `${path}/${verb}`, { ...body, revision: offer?.revision }));
      setAnswered(true);
    } catch (error) {
      const refused = error instanceof Refused ? error : undefined;
      setTold(refused?.status === 409 ? f.anew : refused?.status ? refused.message : p.offline);
      if (refused?.status === 409 || refused?.status === 404) await load();
    }
  }

  if (wrong) {
    const missing = wrong instanceof Refused && wrong.status !== 0;
    return <main className="page"><div className="card" role="alert"><h1>{missing ? f.gone : p.offline}</h1>{missing && <p className="dim">{f.goneLead}</p>}</div></main>;
  }
  if (!offer) return <main className="page" aria-busy="true"><p>{p.loading}</p></main>;
  const { seller, currency } = offer;
  return (
    <main className="page">
      <header className="card">
        <p className="dim">{f.heading(offer.number)}</p>
        <h1>{offer.title}</h1>
        <dl className="facts">
          <div><dt>{f.from}</dt><dd>{seller.name}{seller.address && <><br />{seller.address}</>}{seller.phone && <><br />{seller.phone}</>}{seller.website && <><br />{seller.website}</>}</dd></div>
          {offer.customer && <div><dt>{f.forWhom}</dt><dd>{offer.customer}</dd></div>}
          {offer.valid_until && <div><dt>{f.until}</dt><dd>{date(offer.valid_until)}</dd></div>}
        </dl>
      </header>
      {offer.status !== 'open' && <div className="card" role="status" tabIndex={-1} ref={outcome}><Outcome offer={offer} /></div>}
      {offer.introduction && <section className="card words">{offer.introduction}</section>}
      <section className="card" aria-label={f.what}>
        <h2>{f.what}</h2>
        <ul className="lines">
          {offer.lines.map((line, place) => (
            <li key={place}>
              <span>{line.description}<small className="dim">{f.each(`${number(line.quantity)}${line.unit ? ` ${line.unit}` : ''}`, money(line.unit_price_minor, currency))}</small></span>
              <span className="sum">{money(line.total_minor, currency)}</span>
            </li>
          ))}
        </ul>
        <dl className="sums">
          <div><dt>{f.subtotal}</dt><dd>{money(offer.subtotal_minor, currency)}</dd></div>
          {offer.discount_minor > 0 && <div><dt>{f.discount}</dt><dd>{money(-offer.discount_minor, currency)}</dd></div>}
          {offer.tax_percent > 0 && <div><dt>{taxName(offer.tax_name, offer.tax_percent, f.tax)}</dt><dd>{money(offer.tax_minor, currency)}</dd></div>}
          <div className="strong"><dt>{f.total}</dt><dd>{money(offer.total_minor, currency)}</dd></div>
        </dl>
      </section>
      {offer.terms && <section className="card words"><h2>{f.terms}</h2>{offer.terms}</section>}
      {told && <p className="bad" role="alert">{told}</p>}
      {offer.status === 'open' && <Answer key={offer.revision} onAnswer={answer} />}
      {seller.contact_email && <p className="dim">{f.questions} {seller.contact_name} · <a href={`mailto:${seller.contact_email}`}>{seller.contact_email}</a></p>}
    </main>
  );
}

/** How it was answered, once it was. */
function Outcome({ offer }: { offer: PublicProposal }) {
  if (offer.status === 'accepted') {
    const at = offer.accepted_at ? when(offer.accepted_at) : '';
    return <><h2 className="good">{f.accepted}</h2><p className="dim">{offer.signed_name ? f.signed(offer.signed_name, at) : f.agreed(at)}</p></>;
  }
  if (offer.status === 'declined') return <><h2>{f.declined}</h2><p className="dim">{f.declinedLead}</p></>;
  return <><h2 className="bad">{f.expired}</h2><p className="dim">{f.expiredLead}</p></>;
}

/** Signs by a typed name, or says no and perhaps why. */
function Answer({ onAnswer }: { onAnswer: (verb: 'accept' | 'decline', body: object) => Promise<void> }) {
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [declining, setDeclining] = useState(false);
  const [short, setShort] = useState(false);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const tooShort = !declining && name.trim().length < 3;
    setShort(tooShort);
    if (tooShort) return;
    setBusy(true);
    await (declining ? onAnswer('decline', { reason: reason.trim() || null }) : onAnswer('accept', { name: name.trim() }));
    setBusy(false);
  };
  return (
    <form className="card" onSubmit={(event) => void send(event)} noValidate>
      <h2>{declining ? f.declineTitle : f.answer}</h2>
      {declining
        ? <label>{f.reason}<textarea rows={3} maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /></label>
        : (
          <>
            <label>{f.name}<input className="signature" autoComplete="name" maxLength={200} required value={name} aria-invalid={short} aria-describedby={short ? 'short signing' : 'signing'} onChange={(event) => setName(event.currentTarget.value)} /></label>
            {short && <p id="short" className="bad" role="alert">{f.nameShort}</p>}
            <p id="signing" className="dim small">{f.signing}</p>
          </>
        )}
      <div className="row">
        <button type="submit" disabled={busy}>{declining ? f.declineNow : f.accept}</button>
        <button type="button" className="plain" disabled={busy} onClick={() => setDeclining(!declining)}>{declining ? f.back : f.decline}</button>
      </div>
    </form>
  );
}
