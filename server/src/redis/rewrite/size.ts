import type { Expression } from '../expression.ts';
import type { RedisCall } from '../redisCall.ts';
import { capsSize } from './cap.ts';
import { matchesKeyGlob } from './keyGlob.ts';
import { isLiteral } from './literal.ts';
import type { Site } from './site.ts';

/** What the workspace shows about how large the value of a key becomes. */
export type SizeEvidence =
  /** One global key that members of unknown number are written to, or the settings say so. */
  | 'grows'
  /** The settings say so, every write is of literal members, or something trims it. */
  | 'bounded'
  | 'unknown';

/** The evidence for the key of the site. */
export function sizeEvidence(site: Site): SizeEvidence {
  const { keyTemplate } = site.call;
  return keyTemplate === undefined ? 'unknown' : keySize(site, keyTemplate);
}

/** The evidence for any key template. */
export function keySize(site: Site, template: string): SizeEvidence {
  const { largeKeys, smallKeys } = site.settings;
  if (matchesKeyGlob(template, largeKeys)) {
    return 'grows';
  }
  if (matchesKeyGlob(template, smallKeys) || knownSmall.has(template)) {
    return 'bounded';
  }
  const calls = template === '*' ? [] : site.index.callsOnKey(template);
  const writes = calls.filter(({ command }) => memberWrites.has(command));
  if (
    calls.some((call) => capsSize(site.index, call)) ||
    (writes.length > 0 && writes.every((write) => writesLiteralsOnly(site, write)))
  ) {
    return 'bounded';
  }
  return !template.includes('*') && writes.length > 0 ? 'grows' : 'unknown';
}

/** Whether the workspace writes to the key, and only ever uses it as a string. */
export function isStringOnly(site: Site): boolean {
  const calls = callsOnSameKey(site);
  const writes = calls.filter(({ command }) => stringWrites.has(command));
  return (
    writes.length > 0 &&
    calls.every(({ command }) => stringCommands.has(command) || stringWrites.has(command) || keyCommands.has(command))
  );
}

/** Whether the line above has asked the server: `if redis.type(key) == "string"`. */
export function isCheckedString({ call, text }: Site): boolean {
  const { line } = call.call.range.start;
  const [key] = call.args;
  if (key === undefined || line === 0) {
    return false;
  }
  const above = text({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } });
  const [, asked, kind] = /^\s*(?:els)?if \S+\.type[( ]\s*(.+?),?\s*\)? == ["':](\w+)["']?\s*$/.exec(above) ?? [];
  return asked === text(key.range) && kind === 'string';
}

/** Every call in the workspace on this site's key, the call itself included; none when the key's text is not known at all. */
export function callsOnSameKey(site: Site): readonly RedisCall[] {
  const { keyTemplate } = site.call;
  return keyTemplate === undefined ? [] : site.index.callsOnKey(keyTemplate);
}

/** Commands that add members, elements, fields or entries. */
export const memberWrites: ReadonlySet<string> = new Set(
  'SADD ZADD HSET HMSET HSETNX HINCRBY HINCRBYFLOAT ZINCRBY LPUSH RPUSH LPUSHX RPUSHX XADD GEOADD'.split(' '),
);

/** Sets that hold one entry per queue or process. */
const knownSmall = new Set(['queues', 'processes', 'workers', 'resque:queues', 'resque:workers']);

const stringWrites = new Set(
  'SET SETEX PSETEX SETNX GETSET MSET MSETNX INCR INCRBY INCRBYFLOAT DECR DECRBY APPEND SETRANGE SETBIT BITFIELD'.split(
    ' ',
  ),
);
const stringCommands = new Set(
  'GET MGET GETDEL GETEX STRLEN GETRANGE SUBSTR GETBIT BITCOUNT BITPOS BITFIELD_RO'.split(' '),
);
const keyCommands = new Set(
  'DEL UNLINK EXISTS EXPIRE PEXPIRE EXPIREAT PEXPIREAT EXPIRETIME PEXPIRETIME TTL PTTL PERSIST TYPE TOUCH WATCH DUMP'.split(
    ' ',
  ),
);

function writesLiteralsOnly(site: Site, write: RedisCall): boolean {
  const named = [...membersWritten(write), ...keywordFields(write)];
  return named.length > 0 && named.every((member) => isLiteral(site.index, write, member));
}

/** `hset(key, name: x)` writes the field `name`; elsewhere keywords are options. */
function keywordFields({ command, call }: RedisCall): readonly Expression[] {
  return command.startsWith('H') ? call.keywords.map(({ key, value }) => key ?? value) : [];
}

/** What decides how many entries a write can make: the fields of a hash, the member behind a score; every push makes one. */
function membersWritten({ command, args }: RedisCall): readonly Expression[] {
  const values = args.slice(1);
  if (command.startsWith('H')) {
    return values.filter((_, i) => i % 2 === 0);
  }
  if (command === 'SADD') {
    return values;
  }
  return command.startsWith('Z') || command === 'GEOADD' ? values.slice(-1) : [];
}
