import { catalogue } from './language';

/** Why something was refused, by the code of the server. It says so in English itself, and often more exactly: where a
 * language has nothing for a code, and in English, its own words stand. */
export const PROBLEMS = catalogue<Record<string, string>>('problems', {
  unreachable: 'Quintet cannot be reached. Check the connection; nothing was lost.',
});

/** What is wrong with one field. */
export const FIELD_PROBLEMS = catalogue<Record<string, string>>('fieldProblems', {});

/** What one was told, by its kind: `title` with `{}` for the number of a document, where the title is a sentence; `text` below it. */
export const NOTICES = catalogue<Record<string, { title?: string; text?: string }>>('notices', {});
