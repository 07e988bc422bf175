import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { records } from '@/api/records';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import { titleField, valueOf, type ObjectMeta } from '@/meta/objects';

/** The field that is enough for a new record besides what is given; none: it takes the whole form. */
export function quickTitle(object: ObjectMeta, given: Record<string, unknown>): string | undefined {
  const title = titleField(object);
  const named = title && !title.readonly ? title.name : object.fields.find((field) => field.name === 'business_name')?.name;
  const lacking = object.fields.filter((field) => field.required && field.name !== named && valueOf(given, field) === undefined);
  return lacking.length ? undefined : named;
}

type Props = { object: ObjectMeta; title: string; given: Record<string, unknown>; label: string; className?: string; onDone: () => void };

/** A new record with nothing but its title and what is given; the rest can wait. */
export function QuickAdd({ object, title, given, label, className, onDone }: Props) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => records.create(object.plural, { [title]: text.trim(), ...given }),
    onSuccess: () => {
      setText('');
      void queries.invalidateQueries({ queryKey: ['records', object.plural] });
    },
    onError: sayProblem,
  });
  return (
    <form className={className} onSubmit={(event) => { event.preventDefault(); if (text.trim()) add.mutate(); }}>
      <TextInput size="xs" autoFocus aria-label={label} placeholder={t.quickAddHint} value={text} disabled={add.isPending}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); onDone(); } }} onBlur={() => { if (!text.trim()) onDone(); }} />
    </form>
  );
}
