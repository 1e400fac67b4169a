import { parseRequirement, satisfies } from './requirement.ts';
import { parseVersion } from './version.ts';

/** What must hold before a pin may go. */
export type RemovalCondition =
  /** On the locked version of a gem; a gem that is not locked has nothing left to wait for. */
  | { readonly kind: 'gem'; readonly gem: string; readonly requirement: string }
  | { readonly kind: 'ruby'; readonly requirement: string }
  /** From this day on, `YYYY-MM-DD`. */
  | { readonly kind: 'date'; readonly date: string };

/** A comment that says why a gem is pinned: `# reason; remove-when: sidekiq >= 8.1.0, ruby >= 3.2`. */
export interface PinComment {
  readonly reason: string;
  /** All must hold; empty when the comment states none. */
  readonly conditions: readonly RemovalCondition[];
  /** Conditions that cannot be read, as written: such a pin is never stale. */
  readonly unreadable: readonly string[];
}

/** What conditions are judged by. */
export interface RemovalFacts {
  lockedVersion(gem: string): string | undefined;
  /** As the lock or `.ruby-version` has it: `ruby 3.3.0p0`, `3.3.0`. */
  readonly ruby: string | undefined;
  /** `YYYY-MM-DD`; undefined where no clock is asked, and then no date has come. */
  readonly today: string | undefined;
}

/**
 * A line that begins with the version that a pin keeps out, or with what it holds at: `3.0 stops …`, `v3: …`, `3.x breaks`. The wrapped
 * `8.1.0, ruby >= 3` is none.
 */
const reasonStart = /^held at |^(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+|\d+(?=\.x))(?:\.x)?[:,]?\s+[a-z]/i;

/**
 * Reads a comment as it stands in a Gemfile, over several lines too. Lines above the first that begins with a version speak of the gem, not of
 * the pin; a gem that was pinned twice has two reasons, and the conditions of both must hold.
 */
export function parsePinComment(comment: string): PinComment {
  const lines = comment.split(/\r?\n/).map((line) => line.replace(/^\s*#+\s?/, '').trim());
  const texts: string[] = [];
  for (const line of lines) {
    if (texts.length === 0 || reasonStart.test(line)) {
      texts.push(line);
    } else {
      texts.push(`${texts.pop()} ${line}`.trim());
    }
  }
  const parts = texts.map(parsePart);
  const reasons = texts.some((text) => reasonStart.test(text))
    ? parts.filter((_, index) => reasonStart.test(texts[index] ?? ''))
    : parts;
  return {
    reason: reasons.map(({ reason }) => reason).join('; '),
    conditions: parts.flatMap(({ conditions }) => conditions),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
  };
}

/** The first of a comment's lines that speaks of the pin. */
export function pinCommentStart(lines: readonly string[]): number {
  const first = lines.findIndex((line) => reasonStart.test(line.replace(/^\s*#+\s?/, '')));
  return lines.slice(0, first + 1).some((line, index) => index < first && /\bremove-when:/i.test(line))
    ? 0
    : Math.max(0, first);
}

function parsePart(text: string): PinComment {
  const [, reason = text, list = ''] = /^(.*?)[;\s]*\bremove-when:(.*)$/i.exec(text) ?? [];
  const conditions: RemovalCondition[] = [];
  const unreadable: string[] = [];
  for (const part of list.split(',').map((condition) => condition.trim())) {
    const condition = parseCondition(part);
    if (condition !== undefined) {
      conditions.push(condition);
    } else if (part !== '') {
      unreadable.push(part);
    }
  }
  return { reason: reason.trim(), conditions, unreadable };
}

/** Whether the pin may go: there are conditions, each can be read, and all hold. */
export function mayBeRemoved(comment: PinComment, facts: RemovalFacts): boolean {
  return (
    comment.conditions.length > 0 &&
    comment.unreadable.length === 0 &&
    comment.conditions.every((condition) => holds(condition, facts))
  );
}

/** A condition as the comment grammar has it. */
export function conditionText(condition: RemovalCondition): string {
  switch (condition.kind) {
    case 'gem':
      return `${condition.gem} ${condition.requirement}`;
    case 'ruby':
      return `ruby ${condition.requirement}`;
    case 'date':
      return `date >= ${condition.date}`;
  }
}

function parseCondition(text: string): RemovalCondition | undefined {
  const [, subject, operator, value] = /^([\w.-]+)\s*(!=|[<>]=?|=|~>)\s*(\S+)$/.exec(text) ?? [];
  if (subject === undefined || operator === undefined || value === undefined) {
    return undefined;
  }
  if (subject === 'date') {
    return operator === '>=' && isDate(value) ? { kind: 'date', date: value } : undefined;
  }
  const requirement = `${operator} ${value}`;
  if (parseRequirement([requirement]) === undefined) {
    return undefined;
  }
  return subject === 'ruby' ? { kind: 'ruby', requirement } : { kind: 'gem', gem: subject, requirement };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

function holds(condition: RemovalCondition, facts: RemovalFacts): boolean {
  switch (condition.kind) {
    case 'gem': {
      const locked = facts.lockedVersion(condition.gem);
      return locked === undefined || admits(condition.requirement, locked);
    }
    case 'ruby':
      return facts.ruby !== undefined && admits(condition.requirement, rubyVersion(facts.ruby));
    case 'date':
      return facts.today !== undefined && facts.today >= condition.date;
  }
}

function admits(requirement: string, text: string): boolean {
  const [clauses, version] = [parseRequirement([requirement]), parseVersion(text)];
  return clauses !== undefined && version !== undefined && satisfies(version, clauses);
}

/** `ruby 3.3.0p0` and `ruby-3.3.0` are 3.3.0. */
function rubyVersion(text: string): string {
  return (
    text
      .trim()
      .split(/\s+/)
      .find((word) => /\d/.test(word)) ?? ''
  )
    .replace(/^\D+/, '')
    .replace(/p\d+$/, '');
}
