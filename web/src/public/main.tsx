import './public.css';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { askedFor, speak } from '@/app/language';
import { p } from './texts';

/** Pages for people who have an address and no account. One chunk each; nothing of the app's shell. */
const PAGES = {
  'add-card': lazy(() => import('./AddCardPage')),
  proposal: lazy(() => import('./ProposalPage')),
  pay: lazy(() => import('./PayPage')),
};

const Page = PAGES[window.location.pathname.split('/')[1] as keyof typeof PAGES];
const show = () => createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Suspense fallback={<main className="page" aria-busy="true"><p>{p.loading}</p></main>}><Page /></Suspense>
  </StrictMode>,
);
// Not awaited at the top: the bundler would cut everything around it into dozens of pieces.
speak(askedFor()).then(show, show);
