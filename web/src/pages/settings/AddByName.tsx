import { Button, Group, TextInput, type MantineSpacing } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { sayProblem } from '@/app/undo';
import { s } from './texts';

type Props = { label: string; placeholder?: string; maxLength?: number; mt?: MantineSpacing; mb?: MantineSpacing; add: (name: string) => Promise<unknown>; onAdded: () => unknown };

/** One more of a list, for which a name is enough. */
export function AddByName({ label, placeholder = label, maxLength = 100, mt, mb, add, onAdded }: Props) {
  const [name, setName] = useState('');
  const make = useMutation({ mutationFn: add, onSuccess: () => { setName(''); void onAdded(); }, onError: sayProblem });
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (name.trim()) make.mutate(name.trim()); }}>
      <Group gap="xs" mt={mt} mb={mb} wrap="nowrap">
        <TextInput size="xs" maw={240} style={{ flex: 1 }} maxLength={maxLength} aria-label={label} placeholder={placeholder} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" size="xs" variant="default" leftSection={<IconPlus size={14} />} disabled={!name.trim()} loading={make.isPending}>{s.add}</Button>
      </Group>
    </form>
  );
}
