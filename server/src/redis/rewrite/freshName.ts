import type { Site } from './site.ts';

/** `name`, with a number behind it when the enclosing method (or the text around the call) already uses that word. */
export function freshName(site: Site, name: string): string {
  const scope = site.call.enclosing.find(({ kind }) => kind === 'method') ?? site.call.enclosing.at(-1);
  const text = site.text(scope?.range ?? site.call.call.range);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}${n}`;
    if (!new RegExp(`\\b${candidate}\\b`).test(text)) {
      return candidate;
    }
  }
}
