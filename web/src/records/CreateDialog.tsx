import { Modal } from '@mantine/core';
import { t } from '@/app/texts';
import type { ObjectMeta } from '@/meta/objects';
import CreateForm from './CreateForm';

type Props = { object: ObjectMeta; values: Record<string, unknown>; shown: boolean; onClose: () => void };

/** The form for a new record. */
export default function CreateDialog({ object, values, shown, onClose }: Props) {
  return (
    <Modal opened={shown} onClose={onClose} title={t.createA(object.label)} size={['invoice', 'proposal'].includes(object.name) ? 'xl' : 'md'} closeButtonProps={{ 'aria-label': t.cancel }} styles={{ title: { fontWeight: 600 } }}>
      <CreateForm key={object.name + JSON.stringify(values)} object={object} given={values} onDone={onClose} />
    </Modal>
  );
}
