/** The texts of the app in the language of who reads them. English stands in the code, in its catalogues (`*texts.ts`,
 * `words.ts`); other languages are one file each, loaded when somebody speaks them. */

/** The same keys and the same parameters, with any texts. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends (...given: infer A) => string ? (...given: A) => string : T[K] extends string ? string : Translation<T[K]>;
};
type Catalogue = object;
export type Language = {
  /** By the name of the catalogue. What is missing stays English. */
  catalogues: Record<string, Catalogue>;
  /** Names of objects, fields and choices, which the server tells in English. */
  words: Record<string, string>;
};

export const LANGUAGES: Record<string, { name: string; load?: () => Promise<{ default: Language }> }> = {
  en: { name: 'English' },
  de: { name: 'Deutsch', load: () => import('@/languages/de') },
  es: { name: 'Español', load: () => import('@/languages/es') },
  fr: { name: 'Français', load: () => import('@/languages/fr') },
  pt: { name: 'Português', load: () => import('@/languages/pt') },
};

const known = new Map<string, { english: Catalogue; live: Catalogue }>();
let spoken: Language | undefined;

/** A catalogue of texts, which follows the language. */
export function catalogue<T extends Catalogue>(name: string, english: T): T {
  const live = { ...english, ...spoken?.catalogues[name] };
  known.set(name, { english, live });
  return live;
}

/** A name that the server tells in English, in the language spoken; what people named themselves stays. */
export const word = (english: string): string => spoken?.words[english] ?? english;

/** Speak a language from now on; what is on the screen already stays as it is. */
export async function speak(language: string): Promise<void> {
  spoken = (await LANGUAGES[language]?.load?.())?.default;
  for (const [name, { english, live }] of known) Object.assign(live, english, spoken?.catalogues[name]);
  document.documentElement.lang = language in LANGUAGES ? language : 'en';
}

/** Of the languages there are, the one that the browser asks for first. */
export const askedFor = (): string => navigator.languages.map((each) => each.split('-')[0]!).find((each) => each in LANGUAGES) ?? 'en';

/** A name amid a sentence: small, but for what is written in capitals (SIM cards). */
export const lower = (name: string): string => name.replace(/\S+/g, (part) => (/^\p{Lu}{2}/u.test(part) ? part : part.toLowerCase()));

/** The name of a button that shows less than it does: who speaks to it says what is shown, so that has to be in it. */
export const named = (shown: string, full: string): string => (full.toLowerCase().includes(shown.toLowerCase()) ? full : `${shown}: ${full}`);
