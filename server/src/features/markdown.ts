/**
 * Text from the user's files as Markdown that shows exactly these characters: none of them can mark up, link, hide or reorder anything.
 * White space becomes single spaces.
 */
export function escapeMarkdown(text: string): string {
  return escapeInline(text)
    .trim()
    .replace(/^[-+=]|(?<=^\d+)[.)](?=\s|$)/, '\\$&');
}

/** Text as inline code, which nothing in it can end. Empty for blank text. */
export function code(text: string): string {
  const line = visible(text).replaceAll(/\s+/g, ' ').trim();
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return line === '' ? '' : fence + pad + line + pad + fence;
}

/** A sentence in which code stands between backticks, as messages and titles are written. */
export function prose(text: string): string {
  return text
    .split(/((?<!`)`[^`]+`(?!`))/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : escapeInline(part)))
    .join('');
}

/** Lines as a code block, which none of them can end. */
export function codeBlock(lines: readonly string[], language = 'text'): string {
  const body = lines.map(visible);
  const fence = '`'.repeat(Math.max(3, longestRun(body.join('\n')) + 1));
  return [fence + language, ...body, fence].join('\n');
}

/** A link to a URL or file URI; `label` is Markdown already. */
export function link(label: string, target: string): string {
  const safe = target
    .replaceAll(/[\s\p{Cc}<>\\]/gu, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `[${label}](${safe})`;
}

function escapeInline(text: string): string {
  return visible(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*{}[\]<>&~|#!@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}

/** Control characters break lines or reorder what is read: each becomes a space or a replacement mark. */
function visible(text: string): string {
  return text
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '\ufffd');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
