import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { http } from '@/api/client';
import { t } from '@/app/texts';
import type { ObjectMeta } from '@/meta/objects';

/** Says that a record may be there twice, and leads to where that is decided. */
export function MayBeTwice({ object, id }: { object: ObjectMeta; id: string }) {
  const groups = useQuery({
    queryKey: ['duplicates', 'of', id],
    queryFn: async () => (await http.GET('/api/v1/duplicates', { params: { query: { record_id: id, limit: 1 } } })).data!.data,
    staleTime: 60_000,
  });
  const others = groups.data?.[0]?.members.filter((each) => each.id !== id) ?? [];
  if (!others.length) return null;
  return <Alert variant="light" color="yellow" mb="md" py={8}>{t.mayBeTwice(others.map((each) => each.title).join(', '))} <Link to="/duplicates" search={{ object: object.name }}>{t.compare}</Link></Alert>;
}
