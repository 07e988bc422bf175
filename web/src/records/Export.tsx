import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconFileSpreadsheet, IconFileText } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call } from '@/api/client';
import { listPath, records, type ListParameters } from '@/api/records';
import { t } from '@/app/texts';
import { sayProblem } from '@/app/undo';
import type { ObjectMeta } from '@/meta/objects';

type Made = { id: string; state: string; rows: number; content_url: string | null; error: string | null };
const ENDS = ['done', 'failed', 'cancelled'];
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** All that pass the filters, as a file: CSV streams at once, Excel is made in the background. */
export function Export({ object, asked, columns }: { object: ObjectMeta; asked: ListParameters; columns: string[] }) {
  const excel = useMutation({
    mutationFn: async () => {
      const id = notifications.show({ loading: true, message: t.exporting, autoClose: false, withCloseButton: false });
      try {
        const filters = listPath('', { q: asked.q, sort: asked.sort, filters: asked.filters }).split('?')[1] ?? '';
        let made = await call<Made>('POST', '/exports', { object: object.name, format: 'xlsx', filters, columns });
        while (!ENDS.includes(made.state)) {
          await wait(500);
          made = await call<Made>('GET', `/exports/${made.id}`);
          notifications.update({ id, loading: true, message: made.rows ? t.exportedSoFar(made.rows) : t.exporting, autoClose: false, withCloseButton: false });
        }
        if (!made.content_url) throw new Error(made.error ?? t.failed);
        const link = document.createElement('a');
        link.href = made.content_url;
        link.download = '';
        link.click();
      } finally {
        notifications.hide(id);
      }
    },
    onError: sayProblem,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="default" size={32} loading={excel.isPending} aria-label={t.export} title={t.export}><IconDownload size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={records.csv(object.plural, asked)} download leftSection={<IconFileText size={16} />}>{t.exportCsv}</Menu.Item>
        <Menu.Item leftSection={<IconFileSpreadsheet size={16} />} onClick={() => excel.mutate()}>{t.exportExcel}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
