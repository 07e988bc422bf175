import { closestCenter, DndContext, MouseSensor, TouchSensor, useDraggable, useDroppable, useSensor, useSensors } from '@dnd-kit/core';
import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { s } from './texts';
import classes from './Settings.module.css';

type Item = { id: string; name: string };
type Props<T extends Item> = { items: T[]; label: string; onOrder: (ids: string[]) => void; locked?: boolean; children: (item: T) => ReactNode };

const without = (ids: string[], id: string, at: number) => {
  const rest = ids.filter((each) => each !== id);
  return [...rest.slice(0, at), id, ...rest.slice(at)];
};

/** A list whose rows are dragged by their handle into another order, or carried by the arrow keys on it. */
export function Reorder<T extends Item>({ items, label, onOrder, locked = false, children }: Props<T>) {
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 4 } }), useSensor(TouchSensor, { activationConstraint: { delay: 120, tolerance: 8 } }));
  const [said, setSaid] = useState('');
  const focus = useRef<{ id: string; at: number }>(undefined);
  const list = useRef<HTMLUListElement>(null);
  // A row carried by keyboard keeps the focus in its new place, once it is drawn there.
  useEffect(() => {
    const wanted = focus.current;
    if (!wanted || items[wanted.at]?.id !== wanted.id) return;
    list.current?.querySelector<HTMLElement>(`[data-handle="${wanted.id}"]`)?.focus();
    focus.current = undefined;
  });
  const ids = items.map((item) => item.id);
  const put = (item: T, at: number) => {
    if (at < 0 || at >= ids.length || ids[at] === item.id) return;
    setSaid(s.placed(item.name, at + 1, ids.length));
    onOrder(without(ids, item.id, at));
  };
  const keys = (event: KeyboardEvent, item: T) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = ids.indexOf(item.id) + step;
    focus.current = { id: item.id, at };
    put(item, at);
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} accessibility={{ restoreFocus: false }}
      onDragEnd={({ active, over }) => { const item = items.find((each) => each.id === active.id); if (item && over) put(item, ids.indexOf(String(over.id))); }}>
      <ul className={classes.list} aria-label={label} ref={list}>
        {items.map((item) => <Line key={item.id} item={item} locked={locked} onKeyDown={(event) => keys(event, item)}>{children(item)}</Line>)}
      </ul>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </DndContext>
  );
}

function Line({ item, locked, onKeyDown, children }: { item: Item; locked: boolean; onKeyDown: (event: KeyboardEvent) => void; children: ReactNode }) {
  const drag = useDraggable({ id: item.id, disabled: locked });
  const drop = useDroppable({ id: item.id, disabled: locked });
  const { transform } = drag;
  const style = transform ? { transform: `translateY(${transform.y}px)`, zIndex: 2, position: 'relative' as const } : undefined;
  return (
    <li className={classes.line} data-over={drop.isOver || undefined} data-carried={drag.isDragging || undefined} style={style} ref={(node) => { drag.setNodeRef(node); drop.setNodeRef(node); }}>
      {!locked && (
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={s.carry(item.name)} title={s.carryHint} data-handle={item.id} style={{ cursor: 'grab', touchAction: 'none' }} {...drag.listeners} onKeyDown={onKeyDown}>
          <IconGripVertical size={16} />
        </ActionIcon>
      )}
      {children}
    </li>
  );
}
