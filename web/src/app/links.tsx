import { ActionIcon, Anchor, Button, type ActionIconProps, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

// Mantine's looks with the router's typed addresses.
type Plain<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>;
export const LinkAnchor = createLink((props: Plain<AnchorProps>) => <Anchor {...props} />);
export const LinkButton = createLink((props: Plain<ButtonProps>) => <Button component="a" {...props} />);
export const LinkIcon = createLink((props: Plain<ActionIconProps>) => <ActionIcon component="a" {...props} />);
