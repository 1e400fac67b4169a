import type { Expression } from '../../../redis/expression.ts';
import type { Site } from '../../../redis/rewrite/site.ts';

/**
 * What decides the slot of a key, or of all keys of a splat, as text: the part in braces, or else the whole key. Keys with the same text
 * lie in the same slot; undefined where a splat may hold keys of several.
 */
export function slotText(site: Site, key: Expression): string | undefined {
  if (key.kind === 'splat') {
    return key.value && commonSlot(site, site.resolve(key.value));
  }
  const written = writtenText(site, key);
  return /\{([^{}]+)\}/.exec(written)?.[1] ?? written;
}

/** Whether what a key begins with is made elsewhere, out of sight, where it may be given a tag. */
export function isMadeElsewhere(site: Site, key: Expression): boolean {
  const meant = site.resolve(key);
  const [first] = meant.kind === 'template' ? meant.parts : [meant];
  const start = first === undefined || typeof first === 'string' ? meant : site.resolve(first);
  return start.kind === 'constant' || start.kind === 'call';
}

/** The key as it is sent, with the source of what is not known between NUL characters. */
function writtenText(site: Site, key: Expression): string {
  const meant = site.resolve(key);
  switch (meant.kind) {
    case 'string':
    case 'symbol':
      return meant.value;
    case 'template':
      return meant.parts
        .map((part) => (typeof part === 'string' ? part : writtenPart(site, part, meant, key)))
        .join('');
    default:
      return opaque(site.text(key.range));
  }
}

/** An inserted part may stand in another file, of which there is no text. */
function writtenPart(site: Site, part: Expression, template: Expression, key: Expression): string {
  const meant = site.resolve(part);
  if (meant.kind === 'string' || meant.kind === 'symbol') {
    return meant.value;
  }
  return opaque(template === key ? site.text(part.range) : `${site.text(key.range)} ${part.range.start.character}`);
}

function opaque(source: string): string {
  return `\0${source.replace(/[{}]/g, '')}\0`;
}

/** `ids.map { |id| "{cart}:#{id}" }` makes keys of one slot where what stands in braces is the same for each. */
function commonSlot(site: Site, list: Expression): string | undefined {
  const block =
    list.kind === 'call' && /^(?:map|collect|flat_map|filter_map)$/.test(list.method) ? list.block : undefined;
  const written = block?.result?.kind === 'template' ? writtenText(site, block.result) : '';
  const tag = /\{([^{}]+)\}/.exec(written)?.[1];
  const varies = tag !== undefined && block?.parameters.some((name) => new RegExp(`\\b${name}\\b`).test(tag));
  return varies ? undefined : tag;
}
