import type { RedisCall } from '../../server/src/redis/redisCall.ts';

/** One line of the labels. */
export interface Label {
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  readonly col: number;
  readonly method: string;
  readonly command?: string;
  readonly receiver: string;
  readonly label: 'redis' | 'not-redis' | 'unknowable';
  readonly how: string | null;
  readonly note?: string;
  readonly context: string;
}

/** A label and what Lintel made of it. */
export interface Scored {
  readonly label: Label;
  readonly held: boolean;
  readonly outcome: 'found' | 'missed' | 'false' | 'silent' | 'leftOut';
  readonly confidence: RedisCall['confidence'] | undefined;
  readonly evidence: string;
}

/** Compares the labels of one repository with the calls that were reported there: same path, line and command or method. */
export function matchLabels(
  repo: string,
  held: boolean,
  labels: readonly Label[],
  calls: readonly { readonly path: string; readonly call: RedisCall }[],
): readonly Scored[] {
  const reported = new Map<string, RedisCall>();
  for (const { path, call } of calls) {
    reported.set(`${path}:${call.range.start.line + 1}:${call.command}`.toLowerCase(), call);
  }
  return labels
    .filter((label) => label.repo === repo)
    .map((label) => {
      const key = keys(label).find((candidate) => reported.has(candidate));
      const call = key === undefined ? undefined : reported.get(key);
      return {
        label,
        held,
        outcome: outcomeOf(label, call),
        confidence: call?.confidence,
        evidence: call?.evidence ?? '',
      };
    });
}

function outcomeOf(label: Label, call: RedisCall | undefined): Scored['outcome'] {
  switch (label.label) {
    case 'redis':
      return call === undefined ? 'missed' : 'found';
    case 'not-redis':
      return call === undefined ? 'silent' : 'false';
    case 'unknowable':
      return 'leftOut';
  }
}

/** The commands that a label may stand for: `scan_each` issues SCAN, `sadd?` SADD. */
function keys(label: Label): readonly string[] {
  const names = [label.command, label.method].filter((name) => name !== undefined);
  const spelled = names.flatMap((name) => [
    name,
    name.replace(/_each$/, ''),
    name.replace(/^mapped_/, ''),
    name.replace(/[?!]$/, ''),
  ]);
  return [...new Set(spelled)].map((name) => `${label.path}:${label.line}:${name}`.toLowerCase());
}
