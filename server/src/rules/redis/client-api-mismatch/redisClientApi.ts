import { changeCall } from '../../../redis/rewrite/callEdits.ts';
import type { TextEdit } from '../../../redis/rewrite/rewrite.ts';
import { isRawCall, type Site } from '../../../redis/rewrite/site.ts';

/** What is wrong with a call for its client, and what to write. */
export interface Mismatch {
  readonly reason: string;
  /** How the right text begins, for the title. */
  readonly instead?: string;
  readonly edits?: readonly TextEdit[];
}

const ownMethods = new Set(
  'call call_v call_once call_once_v blocking_call blocking_call_v scan sscan hscan zscan pipelined multi pubsub close'.split(
    ' ',
  ),
);

/** redis-client has no method per command. */
export function redisClientMismatch(site: Site): Mismatch | undefined {
  const { method, command, call, commandWord } = site.call;
  if (isRawCall(site) || commandWord !== undefined || ownMethods.has(method)) {
    return undefined;
  }
  const reason = 'it has no method for each command, only `call`, and raises NoMethodError';
  const isPlain = method === command.toLowerCase() && call.block === undefined && call.keywords.length === 0;
  if (!isPlain) {
    return { reason };
  }
  return { reason, instead: `call("${command}", …)`, edits: asCall(site) };
}

function asCall(site: Site): readonly TextEdit[] {
  const { call, command, args } = site.call;
  const [first] = args;
  const word = `"${command}"`;
  if (first === undefined) {
    return changeCall(site, { method: 'call', argument: word });
  }
  const between = site.text({ start: call.methodRange.end, end: first.range.start });
  const opened = between.includes('(') ? between : '(';
  const edits: TextEdit[] = [
    { range: { start: call.methodRange.start, end: first.range.start }, newText: `call${opened}${word}, ` },
  ];
  return between.includes('(')
    ? edits
    : [...edits, { range: { start: call.range.end, end: call.range.end }, newText: ')' }];
}
