import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState, type KeyboardEvent } from 'react';

type Props = Omit<TextInputProps, 'value' | 'onChange' | 'label'> & { label: string; value: string; empty?: boolean; onSave: (value: string) => void; onClose?: () => void };

/** A text that is kept by Enter or on leaving it, and is as it was after Escape. Emptied it stays, unless `empty` may be. */
export function NameInput({ label, value, empty = false, onSave, onClose, ...rest }: Props) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const keep = () => {
    onClose?.();
    const next = draft.trim();
    if (next === value || (!next && !empty)) return setDraft(value);
    onSave(next);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key === 'Escape') { setDraft(value); onClose?.(); event.stopPropagation(); }
  };
  return <TextInput size="xs" maxLength={100} aria-label={label} {...rest} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} onBlur={keep} onKeyDown={keys} />;
}
