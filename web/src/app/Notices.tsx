import { Notifications } from '@mantine/notifications';
import { NOTICES } from './undo';

/** Where what is said appears. Loaded after the first paint. */
export default function Notices() {
  return <Notifications position="bottom-right" limit={NOTICES} />;
}
