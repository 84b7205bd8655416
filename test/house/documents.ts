/** Links in the documents that lead nowhere: to a file that is not there, or to a heading that its file lacks. */
import { posix } from 'node:path';
import type { TreeFile } from './tree.ts';

/** The links of `document` that lead nowhere, a sentence each. `find` reads a file or answers undefined. */
export const brokenLinks = (
  document: TreeFile,
  find: (path: string) => { readonly text: string } | undefined,
): string[] =>
  linksOf(document.text).flatMap((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
    const [file = '', heading] = decodeURI(link).split('#');
    const path = file === '' ? document.path : posix.join(posix.dirname(document.path), file);
    const target = file === '' ? document : find(path);
    if (path.startsWith('..') || target === undefined) return [`${document.path}: no file ${link}`];
    if (heading === undefined || !path.endsWith('.md')) return [];
    return headingsOf(target.text).includes(heading)
      ? []
      : [`${document.path}: no heading ${link}`];
  });

/** Targets of `[text](target)`, `![image](target "title")`, `[name]: target`, `src="target"` and `href="target"`. */
const linksOf = (text: string): string[] => {
  const prose = withoutCode(text);
  return [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...prose.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm),
    ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g),
  ].map((match) => match[1] ?? '');
};

/** Anchors as GitHub and GitLab make them of headings; a heading that repeats gets -1, -2. */
const headingsOf = (text: string): string[] => {
  const seen = new Map<string, number>();
  return [...withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => {
    const slug = (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
};

const withoutFences = (text: string): string =>
  text.replace(/^(\s*)(```+|~~~+)[^\n]*\n[\s\S]*?^\s*\2\s*$/gm, '');

const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '');
