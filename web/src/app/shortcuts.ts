import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';

/** Where G and a letter lead: a list by its object, or a page. Letters are the same in all languages, so that hands know them. */
export const GO = { h: 'home', b: 'dashboard', c: 'contacts', o: 'companies', l: 'leads', d: 'deals', t: 'tasks', a: 'activities', i: 'invoices', p: 'proposals', s: 'settings' } as const;
const PAGES: Record<string, '/' | '/dashboard' | '/settings/profile'> = { home: '/', dashboard: '/dashboard', settings: '/settings/profile' };
const WAITS = 2000;

/** G, then a letter, goes somewhere, unless one types; ? shows all keys. */
export function useGoing(showKeys: () => void): void {
  const navigate = useNavigate();
  const begun = useRef(0);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.closest('input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]')) return;
    // By when it was pressed, not by when the page came to it.
    const going = begun.current > 0 && event.timeStamp - begun.current < WAITS;
    begun.current = 0;
    if (event.key === '?') {
      event.preventDefault();
      showKeys();
    } else if (going) {
      const place = GO[event.key.toLowerCase() as keyof typeof GO];
      // What the page has on this key is not meant.
      event.stopPropagation();
      event.preventDefault();
      if (!place) return;
      const page = PAGES[place];
      void (page ? navigate({ to: page }) : navigate({ to: '/o/$object', params: { object: place } }));
    } else if (event.key === 'g' && !event.shiftKey) begun.current = event.timeStamp;
  });
  useEffect(() => {
    const heard = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', heard, true);
    return () => window.removeEventListener('keydown', heard, true);
  }, []);
}
