import {
  IconBriefcase, IconBuilding, IconBulb, IconBusinessplan, IconCalendarEvent, IconCalendarTime, IconCheckbox, IconColumns3, IconCurrencyDollar, IconFilter, IconLayoutKanban, IconList, IconFileDescription, IconFileInvoice, IconNote, IconPackage, IconPercentage, IconStack2,
  IconTag, IconTargetArrow, IconTimeline, IconUser, IconUsersGroup, type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

// A fixed list: looking icons up by name would put all five thousand into the bundle.
const ICONS: Record<string, ComponentType<IconProps>> = {
  user: IconUser, users: IconUsersGroup, building: IconBuilding, 'calendar-event': IconCalendarEvent, checkbox: IconCheckbox, tag: IconTag,
  note: IconNote, bulb: IconBulb, filter: IconFilter, 'layout-columns': IconColumns3, columns: IconColumns3, 'layout-kanban': IconLayoutKanban, 'target-arrow': IconTargetArrow, target: IconTargetArrow, 'currency-dollar': IconCurrencyDollar, businessplan: IconBusinessplan,
  briefcase: IconBriefcase, list: IconList, timeline: IconTimeline, package: IconPackage, invoice: IconFileInvoice, proposal: IconFileDescription, percentage: IconPercentage, calendar: IconCalendarTime,
};

export function ObjectIcon({ name, ...rest }: { name: string } & IconProps) {
  const Icon = ICONS[name] ?? IconStack2;
  return <Icon size={18} stroke={1.7} aria-hidden {...rest} />;
}
