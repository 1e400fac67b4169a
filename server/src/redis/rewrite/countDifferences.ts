import { isWrite } from '../../catalog/redisCommands.ts';
import { encloses, type TextRange } from '../../syntax/textRange.ts';
import type { BlockFacts, Expression } from '../expression.ts';
import type { RedisCall, Usage } from '../redisCall.ts';
import { namesOneOf } from './namesOneOf.ts';
import type { ScanCall } from './scanCall.ts';
import type { Site } from './site.ts';

/** How another COUNT can show in what the code around a scan does; nothing where every element is used alike, in whatever step it comes. */
export function countDifferences(site: Site, scan: ScanCall): readonly string[] {
  const ranges = scan.kind === 'loop' ? [loopRange(site)] : blocks(site).map(({ range }) => range);
  const writes = ranges.some((range) => range !== undefined && writesWithin(site, range, scan));
  return [
    ...(writes ? ['what is written between the steps is seen at other times'] : []),
    ...(scan.kind === 'loop' ? loopDifferences(site, scan) : []),
  ];
}

function loopDifferences(site: Site, { keyspace }: ScanCall): readonly string[] {
  const cursor = site.call.args[keyspace ? 0 : 1];
  const range = loopRange(site);
  if (range === undefined || (cursor?.kind !== 'local' && cursor?.kind !== 'ivar')) {
    return ['the loop may look at the steps'];
  }
  const text = site.text(range).replace(/\s#(?!\{).*$/gm, '');
  return [
    ...(endsOnlyWith(text, cursor.name) ? [] : ['the loop may end before the scan does, and then at another element']),
    ...(usesSteps(text, cursor.name) ? ['the elements come in other groups'] : []),
  ];
}

/** The loop around the call with its condition. `begin … end until cursor == "0"` is looked for up to the end of the method. */
function loopRange(site: Site): TextRange | undefined {
  const { enclosing, call } = site.call;
  const loop = enclosing.find(({ kind, call: owner }) => kind === 'loop' || owner?.method === 'loop');
  const method = enclosing.find(({ kind }) => kind === 'method');
  return loop?.range ?? (method && { start: call.range.start, end: method.range.end });
}

/** Whether nothing but the cursor ends the loop. */
function endsOnlyWith(text: string, cursor: string): boolean {
  const name = `${cursor}(?:\\.to_[is])?`;
  const zero = `["']?0["']?`;
  const condition = `\\(?(?:${name}\\s*[=!]=\\s*${zero}|${zero}\\s*[=!]=\\s*${name}|${name}\\.zero\\?)\\)?`;
  const rest = text
    .replace(new RegExp(`\\bbreak\\s+(?:if|unless)\\s+${condition}\\s*(?=$|[;}])`, 'gm'), '')
    .replace(new RegExp(`\\b(?:if|unless)\\s+${condition}\\s+(?:then\\s+)?break\\s*(?=$|[;}])`, 'gm'), '')
    .replace(new RegExp(`\\b(?:while|until)\\s+(?:${condition}|true)(?:\\s+do)?\\s*(?=$|[;}])`, 'gm'), '');
  return !/\b(?:break|return|throw|raise|while|until)\b/.test(rest);
}

/** What takes the elements of a step one by one, or puts them with those of the others. */
const elementwise = {
  before: /(?:\*|\b(?:concat|puts|del|unlink|mget|zip)[( ]|[+|]=\s*)$/,
  behind: /^\.(?:each|map|flat_map|filter_map|each_with_object|select|filter|reject|any\?|none\?|empty\?)(?![\w?!])/,
};

/** Whether a step is used as such: handed to a block or a method, kept, measured, or counted. */
function usesSteps(text: string, cursor: string): boolean {
  const step = new RegExp(`(?:^|[\\s(])${cursor}\\s*,\\s*(\\w+)\\s*=`).exec(text)?.[1];
  if (/\byield\b|\.call\(/.test(text.replace(/\.call\(["':[]/g, '')) || step === undefined) {
    return true;
  }
  const uses = [...text.matchAll(new RegExp(`(?<![\\w.:@$])${step}\\b(?!\\s*=[^=~>])`, 'g'))];
  const isAlike = uses.every(({ index }) => {
    const before = text.slice(0, index);
    const behind = text.slice(index + step.length);
    const isTotal = /\+=\s*$/.test(before) && /^\.(?:size|length|count)\b(?!\()/.test(behind);
    const isTaken = elementwise.before.test(before) && !behind.startsWith('.');
    return isTotal || isTaken || elementwise.behind.test(behind);
  });
  const countsSteps =
    /\+=\s*\d/.test(text) && !uses.some(({ index }) => /^\w+\.\w+\s*(?:\{|do\b)/.test(text.slice(index)));
  return !isAlike || countsSteps;
}

/** The blocks that are given the elements, of the scan itself or of what is called on it. */
function blocks(site: Site): readonly BlockFacts[] {
  const found = site.call.call.block === undefined ? [] : [site.call.call.block];
  for (let usage: Usage = site.call.usage; usage.kind === 'chain'; usage = usage.usage) {
    if (usage.outer.block !== undefined) {
      found.push(usage.outer.block);
    }
  }
  return found;
}

/** Whether something within `range` may change what is scanned. An element that is deleted, or is to expire, was seen already. */
function writesWithin(site: Site, range: TextRange, { keyspace }: ScanCall): boolean {
  const { keyTemplate, uri } = site.call;
  return site.index.calls(uri).some((other) => {
    const mayBeSame =
      keyspace ||
      keyTemplate === undefined ||
      other.keyTemplate === undefined ||
      other.keyTemplate === '*' ||
      other.keyTemplate === keyTemplate;
    const isWithin = encloses(range, other.range) || isCalledWithin(site, range, other);
    return mayBeSame && isWrite(other.command) && isWithin && !(keyspace && endsElement(other));
  });
}

/** Whether the call stands in another method of the file, whose name the range has. */
function isCalledWithin(site: Site, range: TextRange, { enclosing }: RedisCall): boolean {
  const method = enclosing.find(({ kind }) => kind === 'method');
  const isOther = method?.name !== undefined && !encloses(method.range, range);
  return isOther && namesOneOf(site.text(range), [method.name ?? '']);
}

function endsElement({ command, args }: RedisCall): boolean {
  const isLocal = (arg: Expression | undefined): boolean =>
    arg?.kind === 'local' || (arg?.kind === 'splat' && isLocal(arg.value));
  return /^(?:DEL|UNLINK|P?EXPIRE(?:AT)?|PERSIST)$/.test(command) && args.length > 0 && isLocal(args[0]);
}
