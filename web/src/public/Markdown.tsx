import type { ReactNode } from 'react';

// None of these takes much longer than the text is long, whatever stands in it.
const INLINE = /\*\*(?<strong>[^\s*](?:[^*]*[^\s*])?)\*\*|\*(?<em>[^\s*](?:[^*]*[^\s*])?)\*|(?<![\p{L}\p{N}])_(?<under>[^\s_](?:[^_]*[^\s_])?)_(?![\p{L}\p{N}])|\[(?<label>[^[\]]+)\]\((?<href>(?:https?:\/\/|mailto:)[^\s)]{1,2000})\)/gu;
const HEADING = /^(#{1,6})[ \t]+(\S.*)$/;
const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*(\d{1,9})[.)]\s+/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;

/** The Markdown that agreements are written in: headings, paragraphs, lists, rules, emphasis and links. All else, HTML
 * too, stands as it was typed: what is signed must be what was read, and nothing of it is lost. */
export function Markdown({ text }: { text: string }) {
  return <>{blocks(text.replace(/\r\n?/g, '\n').split('\n'))}</>;
}

function blocks(rows: string[]): ReactNode[] {
  const found: ReactNode[] = [];
  let at = 0;
  /** The items from here on for as long as they are of a kind. */
  const taken = (mark: RegExp): string[] => {
    const items: string[] = [];
    for (; at < rows.length && rows[at]!.trim() && !RULE.test(rows[at]!); at += 1) {
      if (mark.test(rows[at]!)) items.push(rows[at]!);
      else if (/^\s/.test(rows[at]!)) items.push(`${items.pop()}\n${rows[at]!.trim()}`);
      else break;
    }
    return items;
  };
  while (at < rows.length) {
    const row = rows[at]!;
    const key = at;
    const heading = HEADING.exec(row);
    if (!row.trim()) at += 1;
    else if (heading) {
      // Below the page's own headings.
      const Level = heading[1]!.length === 1 ? 'h3' : 'h4';
      found.push(<Level key={key}>{inline(heading[2]!.trimEnd().replace(/ #+$/, ''))}</Level>);
      at += 1;
    } else if (RULE.test(row)) {
      found.push(<hr key={key} />);
      at += 1;
    } else if (BULLET.test(row)) found.push(<ul key={key}>{taken(BULLET).map((item, place) => <li key={place}>{inline(item.replace(BULLET, ''))}</li>)}</ul>);
    else if (NUMBER.test(row)) found.push(<ol key={key}>{taken(NUMBER).map((item, place) => <li key={place} value={Number(NUMBER.exec(item)![1])}>{inline(item.replace(NUMBER, ''))}</li>)}</ol>);
    else {
      const words: string[] = [];
      for (; at < rows.length && rows[at]!.trim() && !(at > key && [HEADING, RULE, BULLET, NUMBER].some((mark) => mark.test(rows[at]!))); at += 1) words.push(rows[at]!);
      found.push(<p key={key}>{inline(words.join('\n'))}</p>);
    }
  }
  return found;
}

function inline(words: string): ReactNode[] {
  const found: ReactNode[] = [];
  let done = 0;
  for (const match of words.matchAll(INLINE)) {
    const { strong, em, under, label, href } = match.groups!;
    found.push(words.slice(done, match.index));
    done = match.index + match[0].length;
    if (strong) found.push(<strong key={done}>{strong}</strong>);
    else if (label) found.push(<a key={done} href={href} target="_blank" rel="noopener noreferrer nofollow">{label}</a>);
    else found.push(<em key={done}>{em ?? under}</em>);
  }
  return [...found, words.slice(done)];
}
