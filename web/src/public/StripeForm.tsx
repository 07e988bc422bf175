import { useEffect, useRef, useState, type FormEvent } from 'react';
import { p } from './texts';

type Outcome = { error?: { message?: string } };
type Elements = { create(kind: 'payment'): { mount(place: HTMLElement): void; unmount(): void } };
type Confirm = (asked: { elements: Elements; redirect: 'if_required'; confirmParams: { return_url: string } }) => Promise<Outcome>;
type Stripe = { elements(asked: { clientSecret: string; appearance: { theme: string } }): Elements; confirmPayment: Confirm; confirmSetup: Confirm };
declare global {
  interface Window {
    Stripe?: (key: string) => Stripe;
  }
}

let script: Promise<void> | undefined;
/** Stripe's own script, which it allows to be loaded from its own host only. */
function loaded(): Promise<void> {
  script ??= new Promise((done, failed) => {
    const made = document.createElement('script');
    made.src = 'https://js.stripe.com/v3/';
    made.onload = () => done();
    made.onerror = () => {
      script = undefined;
      failed(new Error(p.offline));
    };
    document.head.append(made);
  });
  return script;
}

type Props = { secret: string; publishableKey: string; kind: 'payment' | 'setup'; label: string; onDone: (status: string) => void };

/** Stripe's card form, inside Stripe's own frame. */
export function StripeForm({ secret, publishableKey, kind, label, onDone }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const stripe = useRef<{ api: Stripe; elements: Elements }>(undefined);
  const [ready, setReady] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    let gone = false;
    let unmount = () => {};
    loaded().then(() => {
      if (gone || !place.current) return;
      const api = window.Stripe!(publishableKey);
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      const elements = api.elements({ clientSecret: secret, appearance: { theme: dark ? 'night' : 'stripe' } });
      const form = elements.create('payment');
      form.mount(place.current);
      unmount = () => form.unmount();
      stripe.current = { api, elements };
      setReady(true);
    }, (error: Error) => setWrong(error.message));
    return () => {
      gone = true;
      unmount();
    };
  }, [secret, publishableKey]);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!stripe.current) return;
    const { api, elements } = stripe.current;
    setBusy(true);
    setWrong('');
    const asked = { elements, redirect: 'if_required' as const, confirmParams: { return_url: window.location.href } };
    const done = await (kind === 'payment' ? api.confirmPayment(asked) : api.confirmSetup(asked)).catch(() => ({ error: { message: p.offline } }) as Outcome);
    setBusy(false);
    if (done.error) setWrong(done.error.message ?? p.offline);
    else onDone('succeeded');
  }

  return (
    <form onSubmit={(event) => void onSubmit(event)}>
      <div ref={place} style={{ minHeight: '12rem', marginBottom: '1rem' }} />
      {wrong && <p className="bad" role="alert">{wrong}</p>}
      <button type="submit" disabled={!ready || busy}>{label}</button>
    </form>
  );
}
