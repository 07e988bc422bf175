import { createContext, lazy, Suspense, useCallback, useContext, useState, type ReactNode } from 'react';
import type { ObjectMeta } from '@/meta/objects';

// The inputs of all field types are no part of the shell.
const CreateDialog = lazy(() => import('./CreateDialog'));

/** `values`: what is filled in already. */
type Open = (object: ObjectMeta, values?: Record<string, unknown>) => void;
const Context = createContext<Open>(() => undefined);
/** Opens the form for a new record of an object. */
export const useCreate = (): Open => useContext(Context);

export function CreateProvider({ children }: { children: ReactNode }) {
  const [object, setObject] = useState<ObjectMeta | null>(null);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [shown, setShown] = useState(false);
  const open = useCallback((next: ObjectMeta, given: Record<string, unknown> = {}) => { setObject(next); setValues(given); setShown(true); }, []);
  return (
    <Context value={open}>
      {children}
      {object && <Suspense><CreateDialog object={object} values={values} shown={shown} onClose={() => setShown(false)} /></Suspense>}
    </Context>
  );
}
