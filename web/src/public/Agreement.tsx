import { useState, type FormEvent } from 'react';
import type { components } from '@/api/schema';
import { DAY } from '@/app/amounts';
import { dateFormat } from '@/app/locale';
import { ask, Refused } from './client';
import { Markdown } from './Markdown';
import { q } from './pay.texts';
import { p } from './texts';

export type OpenAgreement = components['schemas']['OpenAgreement'];
const when = (moment: string) => dateFormat({ ...DAY, hour: '2-digit', minute: '2-digit' }).format(new Date(moment));

/** What is agreed on before an invoice is paid: read here, and signed by typing one's name. `reload` looks anew. */
export function Agreement({ agreement, path, open, onSigned, reload }: { agreement: OpenAgreement; path: string; open: boolean; onSigned: (signed: OpenAgreement) => void; reload: () => Promise<void> }) {
  const [name, setName] = useState('');
  const [short, setShort] = useState(false);
  const [told, setTold] = useState('');
  const [busy, setBusy] = useState(false);
  async function sign(event: FormEvent) {
    event.preventDefault();
    const tooShort = name.trim().length < 3;
    setShort(tooShort);
    if (tooShort) return;
    setBusy(true);
    setTold('');
    try {
      onSigned(await ask<OpenAgreement>('POST', path, { name: name.trim(), fingerprint: agreement.fingerprint }));
    } catch (error) {
      const refused = error instanceof Refused ? error : undefined;
      setTold(refused?.status === 409 || refused?.status === 404 ? q.anew : refused?.status ? refused.message : p.offline);
      if (refused?.status === 409 || refused?.status === 404) await reload();
    }
    setBusy(false);
  }
  return (
    <section className="card" aria-label={q.agreement}>
      <h2>{q.agreement}</h2>
      <div className="markdown"><Markdown text={agreement.text} /></div>
      {told && <p className="bad" role="alert">{told}</p>}
      {agreement.signed
        ? <p className="good" role="status">{q.signed(agreement.signed_name ?? '', agreement.signed_at ? when(agreement.signed_at) : '')}</p>
        : open && (
          <form className="noprint" onSubmit={(event) => void sign(event)} noValidate>
            <label>{q.name}<input className="signature" autoComplete="name" maxLength={200} required value={name} aria-invalid={short} aria-describedby={short ? 'short signing' : 'signing'} onChange={(event) => setName(event.currentTarget.value)} /></label>
            {short && <p id="short" className="bad" role="alert">{q.nameShort}</p>}
            <p id="signing" className="dim small">{q.signing}</p>
            <button type="submit" disabled={busy}>{q.sign}</button>
          </form>
        )}
    </section>
  );
}
