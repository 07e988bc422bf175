import type { components } from '@/api/schema';

export type TestCard = components['schemas']['TestCardRead'];
export type PublicProposal = components['schemas']['PublicProposal'];
export type CardConfirmed = components['schemas']['CardConfirmed'];

/** What the server refused; status 0 when it was not reached. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** Ask the API without an account. Small, for these pages are opened over thin lines. */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    answer = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, 'unreachable', '');
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said.code ?? '', said.errors?.[0]?.message ?? said.detail ?? '');
  return said as T;
}
