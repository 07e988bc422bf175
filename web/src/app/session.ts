import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { http, type Me } from '@/api/client';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => (await http.GET('/api/v1/auth/me')).data!,
  staleTime: 5 * 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: async () => (await http.GET('/api/v1/setup')).data!.open,
});

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** End the session and forget all that was read in it. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => { await http.POST('/api/v1/auth/logout'); },
    onSettled: () => {
      queries.clear();
      window.location.assign('/sign-in');
    },
  });
}

/** Put this session to work in another of one's workspaces, and start there. */
export function useSwitchWorkspace() {
  return useMutation({
    mutationFn: (workspace_id: string) => http.POST('/api/v1/auth/switch-workspace', { body: { workspace_id } }),
    onSuccess: () => window.location.assign('/'),
  });
}
