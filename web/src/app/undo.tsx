import { Button, Group, Text } from '@mantine/core';
import { type NotificationData, notifications, notificationsStore } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Problem } from '@/api/client';
import { t } from './texts';

/** As many notices as are seen at once. */
export const NOTICES = 4;

/** Show a notice at once: the library lets the newest wait behind the older, whose turn is over. Long work keeps its place. */
function show(notice: NotificationData): void {
  notifications.updateState(notificationsStore, (shown) => {
    const passing = shown.filter(({ autoClose }) => autoClose !== false);
    const over = new Set(passing.slice(0, Math.max(0, shown.length + 1 - NOTICES)));
    return shown.filter((one) => !over.has(one));
  });
  notifications.show(notice);
}

/** Say what was done, with a way back for ten seconds. */
export function offerUndo(message: string, undo: () => Promise<unknown>): void {
  const id = `undo-${Date.now()}-${Math.round(performance.now())}`;
  const back = () => {
    notifications.hide(id);
    undo().then(() => say(t.undone), sayProblem);
  };
  show({
    id,
    autoClose: 10_000,
    withCloseButton: false,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={back}>{t.undo}</Button>
      </Group>
    ),
  });
}

const close = () => ({ 'aria-label': t.dismiss });
export const say = (message: string) => show({ message, autoClose: 3000, closeButtonProps: close() });

/** Say why something did not work. */
export function sayProblem(error: unknown): void {
  const details = error instanceof Problem ? Object.values(error.byField()).join(' ') || error.message : String(error);
  show({ title: t.failed, message: details, color: 'red', icon: <IconAlertTriangle size={16} />, autoClose: 8000, closeButtonProps: close() });
}
