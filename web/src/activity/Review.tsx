import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '@/api/client';
import { records, type Row } from '@/api/records';
import { t } from '@/app/texts';
import { offerUndo, sayProblem } from '@/app/undo';

/** Asks for a look at an activity of which whoever recorded it was not certain. */
export function Review({ row, editable }: { row: Row; editable: boolean }) {
  const queries = useQueryClient();
  const reason = typeof row.review_reason === 'string' && row.review_reason ? row.review_reason : null;
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['records', 'activities'] }), queries.invalidateQueries({ queryKey: ['timeline'] })]);
  const resolve = useMutation({
    mutationFn: () => http.POST('/api/v1/activities/{id}/resolve-review', { params: { path: { id: row.id } }, body: {} }),
    onSuccess: async () => {
      await refresh();
      offerUndo(t.reviewedNow, async () => { await records.update('activities', row.id, { needs_review: true, review_reason: reason }); await refresh(); });
    },
    onError: sayProblem,
  });
  return (
    <Alert variant="light" color="yellow" mb="md" py={8}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text size="sm" fw={550}>{reason ? t.reviewBecause(reason) : t.needsReview}</Text>
          {editable && <Text size="sm">{t.reviewHint}</Text>}
        </div>
        {editable && <Button size="compact-md" variant="default" loading={resolve.isPending} onClick={() => resolve.mutate()}>{t.reviewed}</Button>}
      </Group>
    </Alert>
  );
}
