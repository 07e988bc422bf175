import { Modal, Skeleton } from '@mantine/core';
import { createContext, lazy, Suspense, useCallback, useContext, useState, type ReactNode } from 'react';
import { t } from '@/app/texts';
import type { ObjectMeta } from '@/meta/objects';

// The inputs of all field types are no part of the shell.
const CreateForm = lazy(() => import('./CreateForm'));

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
  const close = () => setShown(false);
  return (
    <Context value={open}>
      {children}
      <Modal opened={shown} onClose={close} title={object && t.createA(object.label)} size="md" closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
        {object && <Suspense fallback={<Skeleton h={320} />}><CreateForm key={object.name + JSON.stringify(values)} object={object} given={values} onDone={close} /></Suspense>}
      </Modal>
    </Context>
  );
}
