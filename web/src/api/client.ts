import createClient from 'openapi-fetch';
import { FIELD_PROBLEMS, PROBLEMS } from '@/app/problems';
import type { components, paths } from './schema';

export type Me = components['schemas']['MeRead'];
export type FieldProblem = { field: string; code: string; message: string };

/** What the server refused (its problem document), or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldProblem[] = [],
  ) {
    super(PROBLEMS[code] ?? message);
  }

  /** The messages by field; what concerns no single field is under `''`. */
  byField(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { field, code, message } of this.errors) found[field === 'body' ? '' : field] = FIELD_PROBLEMS[code] ?? sentence(message);
    return found;
  }
}

/** A message of the server as people read it. */
export function sentence(message: string): string {
  const text = message.replace(/^Value error, /, '');
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

function problemOf(status: number, text: string, statusText: string): Problem {
  try {
    const body = JSON.parse(text);
    return new Problem(status, body.code, body.detail ?? statusText, body.errors ?? []);
  } catch {
    return new Problem(status, 'http_error', statusText);
  }
}

async function reach(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'unreachable', '');
  }
  if (!response.ok && response.status !== 304) throw problemOf(response.status, await response.text(), response.statusText);
  return response;
}

/** The typed client of `/api/v1`; every refusal is thrown as a `Problem`. */
export const http = createClient<paths>({ baseUrl: window.location.origin, fetch: reach });

/** For the routes that all objects share, whose paths are known only while running. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<T> {
  const request = new Request(`${window.location.origin}/api/v1${path}`, {
    method,
    signal,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const response = await reach(request);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

type Way = { onProgress?: (sent: number) => void; signal?: AbortSignal };

/** Put a file into the workspace; who may read it follows from its purpose. Tells how much of it is sent, from 0 to 1. */
export function upload(file: File, purpose: 'avatar' | 'photo' | 'logo' | 'attachment' | 'import', related?: { type: string; id: string }, { onProgress, signal }: Way = {}): Promise<{ id: string }> {
  const form = new FormData();
  form.append('purpose', purpose);
  if (related) {
    form.append('related_type', related.type);
    form.append('related_id', related.id);
  }
  form.append('file', file);
  return new Promise((resolve, reject) => {
    // Not by fetch, which does not tell how far it is.
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/files');
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as { id: string });
      else reject(problemOf(request.status, request.responseText, request.statusText));
    };
    request.onerror = () => reject(new Problem(0, 'unreachable', ''));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
