import { lazy, Suspense } from 'react';
import { p } from './texts';

const SandboxForm = lazy(async () => ({ default: (await import('./SandboxForm')).SandboxForm }));
const StripeForm = lazy(async () => ({ default: (await import('./StripeForm')).StripeForm }));

type Props = { secret: string; publishableKey: string | null; kind: 'payment' | 'setup'; label: string; onDone: (status: string) => void };

/** The form of whoever takes the card: the provider's own where it needs a key, the sandbox's otherwise. */
export function CardForm({ secret, publishableKey, kind, label, onDone }: Props) {
  return (
    <Suspense fallback={<p className="dim">{p.loading}</p>}>
      {publishableKey ? <StripeForm {...{ secret, publishableKey, kind, label, onDone }} /> : <SandboxForm {...{ secret, label, onDone }} />}
    </Suspense>
  );
}
