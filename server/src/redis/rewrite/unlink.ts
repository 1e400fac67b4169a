import type { Expression } from '../expression.ts';
import { renameCommand, replaceCall } from './callEdits.ts';
import { freshName } from './freshName.ts';
import { standsAlone, surroundings } from './layout.ts';
import { primaryText } from './parentheses.ts';
import { isRepeatable, isRepeatableReceiver } from './repeatable.ts';
import { type Rewrite, rewrite } from './rewrite.ts';
import { mayNest, type Shape, shapeOf } from './shapes.ts';
import { isKeyKept, isNamespaced, isRawCall, type Site } from './site.ts';
import { isAtLeast, isBefore } from './versionGate.ts';

const title = 'Use UNLINK, which frees in the background';
const emptyRaises = (source: string) =>
  `if ${source} is an empty Array or holds Arrays, del takes them apart and unlink raises`;

/** The rewrite of a DEL to UNLINK; undefined where UNLINK would do something else, or where nothing can be promised. */
export function unlinkRewrite(site: Site): Rewrite | undefined {
  const rename = (differences: readonly string[]) =>
    rewrite(site.call.uri, title, [renameCommand(site, 'UNLINK')], differences);
  switch (site.flavour) {
    case 'redis-client':
    case 'sidekiq':
      return rename([]);
    case 'distributed':
      return isAtLeast(site.redisRb, '4.8.0') ? rename([]) : undefined;
    case 'cluster':
      return isOneKey(site) ? redisRbRewrite(site, rename) : undefined;
    case 'unknown':
      return undefined;
    default:
      return isKeyKept(site, 'unlink') || isRawCall(site) ? redisRbRewrite(site, rename) : undefined;
  }
}

/** A cluster client splits DEL by slot, but not UNLINK. */
function isOneKey(site: Site): boolean {
  const [key, ...others] = site.call.args;
  return key !== undefined && others.length === 0 && shapeOf(site, key).kind === 'scalar';
}

/** From 4.4.0 to 5.x redis-rb's `del` takes an empty list and its `unlink` does not. */
function redisRbRewrite(site: Site, rename: (differences: readonly string[]) => Rewrite): Rewrite | undefined {
  const version = site.redisRb;
  const { args } = site.call;
  if (isRawCall(site) || isAtLeast(version, '6.0.0') || isBefore(version, '4.4.0') || isNeverEmpty(site, args)) {
    return rename([]);
  }
  const [only, ...others] = args;
  const list = only && others.length === 0 ? listOf(only, shapeOf(site, only)) : undefined;
  if (list !== undefined) {
    return guarded(site, list.of, list.isArray, rename);
  }
  const uncertain = args.find((arg) => shapeOf(site, arg).kind !== 'scalar' || !isProven(shapeOf(site, arg)));
  return uncertain && uncertain.kind !== 'splat' ? rename([emptyRaises(site.text(uncertain.range))]) : undefined;
}

function isProven(shape: Shape): boolean {
  return shape.kind === 'scalar' && shape.proven;
}

/** At least one key is there for certain, and the others are keys or flat lists of keys. */
function isNeverEmpty(site: Site, args: readonly Expression[]): boolean {
  const shapes = args.map((arg) => shapeOf(site, arg));
  return shapes.some(isProven) && shapes.every((shape) => isProven(shape) || shape.kind === 'splat');
}

function listOf(arg: Expression, shape: Shape): { of: Expression; isArray: boolean } | undefined {
  if (shape.kind === 'splat') {
    return { of: shape.of, isArray: shape.shape.kind === 'array' || shape.shape.kind === 'list' };
  }
  return shape.kind === 'array' || (shape.kind === 'list' && arg.kind !== 'array')
    ? { of: arg, isArray: true }
    : undefined;
}

/** `del(*keys)` as `unlink(*keys)` that does not happen for an empty list. */
function guarded(
  site: Site,
  list: Expression,
  isArray: boolean,
  rename: (differences: readonly string[]) => Rewrite,
): Rewrite | undefined {
  const { call, usage } = site.call;
  const source = site.text(list.range);
  const nested = mayNest(site, list) ? ['an empty or nested list within the list was taken apart, and now raises'] : [];
  const differences = [...(isArray ? [] : [`if ${source} is nil or an Enumerator, this raises`]), ...nested];
  if (isGuardedAlready(site, source)) {
    const isOnce = isRepeatable(site, list);
    return rename([...(isOnce ? [] : [`if ${source} is empty when it is asked again, unlink raises`]), ...nested]);
  }
  if (site.call.commandWord !== undefined || call.range.start.line !== call.range.end.line || call.safeNavigation) {
    return undefined;
  }
  const statement = usage.kind === 'statement' && standsAlone(site, call.range);
  if (isRepeatable(site, list)) {
    const unlink = `${site.receiver}.unlink(*${source})`;
    const isEmpty = `${primaryText(site, list)}.empty?`;
    const newText = statement ? `${unlink} unless ${isEmpty}` : `(${isEmpty} ? 0 : ${unlink})`;
    return rewrite(site.call.uri, title, [replaceCall(call, newText)], differences);
  }
  if (!statement || !isRepeatableReceiver(call.receiver) || isNamespaced(site)) {
    return undefined;
  }
  const name = freshName(site, 'keys');
  const { indent } = surroundings(site, call.range);
  const newText = `${name} = ${source}\n${indent}${site.receiver}.unlink(*${name}) unless ${name}.empty?`;
  const added = `adds a local variable ${name}`;
  return rewrite(site.call.uri, title, [replaceCall(call, newText)], [added, ...differences]);
}

/** `redis.del(*keys) if keys.any?` never runs for an empty list. */
function isGuardedAlready(site: Site, source: string): boolean {
  const { behind } = surroundings(site, site.call.call.range);
  const guard = /^\s*(?:if (.+)\.(?:any|present)\?|unless (.+)\.(?:empty|blank)\?)\s*(?:#.*)?$/.exec(behind);
  return (guard?.[1] ?? guard?.[2]) === source;
}
