import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { http } from '@/api/client';
import { ago } from '@/fields/format';
import { Panel, Read } from './Panel';
import classes from './Settings.module.css';
import { s } from './texts';

/** What the sandbox kept instead of sending. */
export default function Mailbox() {
  const messages = useQuery({ queryKey: ['sandbox'], queryFn: async () => (await http.GET('/api/v1/sandbox/messages')).data!.data, refetchInterval: 3_000 });
  return (
    <Panel title={s.mailbox} lead={s.mailboxLead}>
      <Read query={messages}>
        {(list) => list.length === 0 ? <Text size="sm" c="dimmed">{s.mailboxEmpty}</Text> : (
          <ul className={classes.list}>
            {list.map((message) => (
              <li key={message.id} className={classes.person}>
                <details className={classes.who}>
                  <summary><Text span size="sm" fw={550}>{message.subject}</Text> <Text span size="xs" c="dimmed">{s.mailTo(message.recipient, ago(message.created_at))}</Text></summary>
                  <div className={classes.mail}>{message.text}</div>
                </details>
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Panel>
  );
}
