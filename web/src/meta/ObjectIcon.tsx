import {
  IconBriefcase,
  IconBuilding,
  IconBulb,
  IconBusinessplan,
  IconCalendarEvent,
  IconCalendarTime,
  IconCash,
  IconCheckbox,
  IconColumns3,
  IconCurrencyDollar,
  IconFileDescription,
  IconFileInvoice,
  IconFilter,
  IconLayoutKanban,
  IconList,
  IconNote,
  IconPackage,
  IconPercentage,
  IconStack2,
  IconTag,
  IconTargetArrow,
  IconTimeline,
  IconUser,
  IconUsersGroup,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

// A fixed list: looking icons up by name would put all five thousand into the bundle.
const ICONS: Record<string, ComponentType<IconProps>> = {
  briefcase: IconBriefcase,
  building: IconBuilding,
  bulb: IconBulb,
  businessplan: IconBusinessplan,
  calendar: IconCalendarTime,
  'calendar-event': IconCalendarEvent,
  cash: IconCash,
  checkbox: IconCheckbox,
  columns: IconColumns3,
  'currency-dollar': IconCurrencyDollar,
  filter: IconFilter,
  invoice: IconFileInvoice,
  'layout-columns': IconColumns3,
  'layout-kanban': IconLayoutKanban,
  list: IconList,
  note: IconNote,
  package: IconPackage,
  percentage: IconPercentage,
  proposal: IconFileDescription,
  tag: IconTag,
  target: IconTargetArrow,
  'target-arrow': IconTargetArrow,
  timeline: IconTimeline,
  user: IconUser,
  users: IconUsersGroup,
};

export function ObjectIcon({ name, ...rest }: { name: string } & IconProps) {
  const Icon = ICONS[name] ?? IconStack2;
  return <Icon size={18} stroke={1.7} aria-hidden {...rest} />;
}
