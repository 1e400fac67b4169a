import { type Site, wholeFile } from './site.ts';

/** `name`, with a number behind it when the enclosing method, or else the file, already uses that word: blocks see the locals around them. */
export function freshName(site: Site, name: string): string {
  const method = site.call.enclosing.find(({ kind }) => kind === 'method');
  const text = site.text(method?.range ?? wholeFile);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}${n}`;
    if (!new RegExp(`\\b${candidate}\\b`).test(text)) {
      return candidate;
    }
  }
}
