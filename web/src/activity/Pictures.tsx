import { ActionIcon, Group, Modal, Text } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { t } from '@/app/texts';
import type { StoredFile } from './Files';
import classes from './Files.module.css';

/** One of the pictures of a record, as large as there is room; the arrow keys lead to the others. */
export function Pictures({ pictures, shown, onShow }: { pictures: StoredFile[]; shown: string | null; onShow: (id: string | null) => void }) {
  const narrow = useMediaQuery('(max-width: 48em)');
  const at = pictures.findIndex((each) => each.id === shown);
  const picture = pictures[at];
  const go = (step: number) => { const next = pictures[at + step]; if (picture && next) onShow(next.id); };
  useHotkeys([['ArrowLeft', () => go(-1)], ['ArrowRight', () => go(1)]]);
  return (
    <Modal opened={picture !== undefined} onClose={() => onShow(null)} size="auto" fullScreen={narrow} centered title={picture?.name} closeButtonProps={{ 'aria-label': t.dismiss }} styles={{ title: { overflowWrap: 'anywhere' } }}>
      {picture && <img className={classes.large} src={picture.content_url} alt={picture.name} />}
      {pictures.length > 1 && (
        <Group justify="center" mt="sm">
          <ActionIcon variant="default" aria-label={t.previous} disabled={at <= 0} onClick={() => go(-1)}><IconChevronLeft size={18} /></ActionIcon>
          <Text size="sm" c="dimmed" className="num">{at + 1} / {pictures.length}</Text>
          <ActionIcon variant="default" aria-label={t.next} disabled={at >= pictures.length - 1} onClick={() => go(1)}><IconChevronRight size={18} /></ActionIcon>
        </Group>
      )}
    </Modal>
  );
}
