import { ActionIcon, Anchor, Button, type ActionIconProps, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink, useRouter } from '@tanstack/react-router';
import type { ComponentPropsWithRef, MouseEvent } from 'react';

// Mantine's looks with the router's typed addresses.
type Plain<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>;
export const LinkAnchor = createLink((props: Plain<AnchorProps>) => <Anchor {...props} />);
export const LinkButton = createLink((props: Plain<ButtonProps>) => <Button component="a" {...props} />);
export const LinkIcon = createLink((props: Plain<ActionIconProps>) => <ActionIcon component="a" {...props} />);

/** To a record, where many are drawn at once: the router's own links watch where one is, which costs in a table. */
export function RecordLink({ plural, id, onClick, ...rest }: { plural: string; id: string } & ComponentPropsWithRef<'a'>) {
  const router = useRouter();
  const to = { to: '/o/$object/$id', params: { object: plural, id } } as const;
  const ready = () => void router.preloadRoute(to);
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    event.stopPropagation();
    onClick?.(event);
    // Another window, or a copy of the address, is the browser's.
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(to);
  };
  return <a {...rest} href={`/o/${plural}/${encodeURIComponent(id)}`} onClick={go} onMouseEnter={ready} onFocus={ready} />;
}
