import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useObjects } from '@/meta/objects';

/** What is read by queries of its own. Another role may be one's own: with it goes what one may do. */
const BESIDE: Record<string, string[][]> = { member: [['members'], ['me'], ['objects']], user: [['members']], invitation: [['invitations']], workspace: [['workspace']], api_key: [['api-keys']], file: [['files']] };

/** Keeps what is shown fresh: reads again what the event stream says has changed. */
export function useLive(): void {
  const queries = useQueryClient();
  const { data: objects } = useObjects();
  useEffect(() => {
    if (!objects) return;
    const stream = new EventSource('/api/v1/events/stream');
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      for (const name of changed) {
        const object = objects.find((each) => each.name === name);
        const keys = object ? [['records', object.plural]] : BESIDE[name] ?? [];
        for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
        // Records side by side, about to become one.
        if (object) void queries.invalidateQueries({ queryKey: ['beside', object.plural] });
      }
      changed.clear();
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      void queries.invalidateQueries({ queryKey: ['notifications'] });
    };
    const heard = (message: MessageEvent<string>) => {
      try {
        const event = JSON.parse(message.data) as { subject?: { type: string } };
        if (event.subject) changed.add(event.subject.type);
        // Many events at once (an import) make one reading.
        timer ??= setTimeout(flush, 700);
      } catch {
        // Not an event: the stream's own messages.
      }
    };
    stream.onmessage = heard;
    stream.addEventListener('event', heard);
    stream.addEventListener('reset', () => void queries.invalidateQueries());
    stream.addEventListener('end', () => stream.close());
    const close = () => stream.close();
    window.addEventListener('pagehide', close);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', close);
      stream.close();
    };
  }, [objects, queries]);
}
