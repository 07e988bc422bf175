import { useEffect, useState } from 'react';
import { CardForm } from './CardForm';
import { p } from './texts';

/** Saves a card for a company. The secret is behind the #, which no server and no log ever sees. */
export default function AddCardPage() {
  const [done, setDone] = useState(false);
  const [asked] = useState(() => new URLSearchParams(window.location.hash.slice(1)));
  useEffect(() => {
    document.title = p.addCardTitle;
  }, []);
  const secret = asked.get('secret');
  if (!secret) return <main className="page"><div className="card"><h1>{p.unknown}</h1><p className="dim">{p.noSetup}</p></div></main>;
  if (done) return <main className="page"><div className="card" role="status"><h1>{p.cardSaved}</h1><p className="dim">{p.cardSavedLead}</p></div></main>;
  return (
    <main className="page">
      <div className="card">
        <h1>{p.addCardTitle}</h1>
        <p className="dim">{p.addCardLead}</p>
        <CardForm secret={secret} publishableKey={asked.get('key')} kind="setup" label={p.saveCard} onDone={() => setDone(true)} />
      </div>
    </main>
  );
}
