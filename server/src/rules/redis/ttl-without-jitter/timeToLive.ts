import type { Expression } from '../../../redis/expression.ts';
import { numberText } from '../../../redis/rewrite/commandText.ts';
import { integerOf } from '../../../redis/rewrite/literal.ts';
import { optionValue } from '../../../redis/rewrite/options.ts';
import { primaryText } from '../../../redis/rewrite/parentheses.ts';
import type { Site } from '../../../redis/rewrite/site.ts';

/** A time to live that is the same each time. */
export interface TimeToLive {
  readonly expression: Expression;
  /** In the unit that the command takes. */
  readonly amount: number;
  /** A Duration of ActiveSupport, which must become a number before one is added. */
  readonly isDuration: boolean;
}

const shortest = 60;

/** The constant time to live that the call sets, when it is a minute or longer. */
export function timeToLive(site: Site): TimeToLive | undefined {
  const found = argumentOf(site);
  const value = found && constantAmount(site, found.expression, found.milliseconds ? 1_000 : 1);
  const least = found?.milliseconds ? shortest * 1_000 : shortest;
  return found && value && value.amount >= least ? { expression: found.expression, ...value } : undefined;
}

/** The source with a random tenth added; `rand` of an Integer is one, and a Float would be refused. */
export function jitteredText(site: Site, { expression, amount, isDuration }: TimeToLive): string {
  const source = site.text(expression.range);
  const number = isDuration && !source.endsWith('.to_i') ? `${primaryText(site, expression)}.to_i` : source;
  const isNamed = expression.kind === 'constant';
  const tenth = isNamed ? `${number} / 10` : numberText(Math.max(1, Math.floor(amount / 10)));
  return `${number} + rand(${tenth})`;
}

function argumentOf(site: Site): { expression: Expression; milliseconds: boolean } | undefined {
  const { command, args } = site.call;
  switch (command) {
    case 'EXPIRE':
    case 'SETEX':
      return args[1] && { expression: args[1], milliseconds: false };
    case 'PEXPIRE':
    case 'PSETEX':
      return args[1] && { expression: args[1], milliseconds: true };
    case 'SET':
    case 'GETEX': {
      const seconds = optionValue(site, 'ex', 'EX');
      const milliseconds = optionValue(site, 'px', 'PX');
      return seconds
        ? { expression: seconds, milliseconds: false }
        : milliseconds && { expression: milliseconds, milliseconds: true };
    }
    default:
      return undefined;
  }
}

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
  month: 2_629_746,
  year: 31_556_952,
};

function constantAmount(site: Site, expression: Expression, scale: number): Omit<TimeToLive, 'expression'> | undefined {
  const isName = expression.kind === 'constant';
  const value = isName ? site.resolve(expression) : expression;
  const plain = integerOf(value) ?? product(value);
  if (plain !== undefined && value.kind !== 'string') {
    return { amount: plain, isDuration: false };
  }
  if (value.kind !== 'call') {
    return undefined;
  }
  const isNumber = value.method === 'to_i' || value.method === 'in_milliseconds';
  const duration = isNumber ? value.receiver : value;
  if (duration?.kind !== 'call' || duration.args.length > 0) {
    return undefined;
  }
  const count = integerOf(duration.receiver);
  const unit = seconds[duration.method.replace(/s$/, '')];
  if (count === undefined || unit === undefined) {
    return undefined;
  }
  const amount = count * unit * (value.method === 'in_milliseconds' ? 1_000 : scale === 1_000 ? 0 : 1);
  return { amount, isDuration: !isNumber };
}

/** `60 * 60 * 24`. */
function product(expression: Expression): number | undefined {
  if (expression.kind !== 'operator' || expression.operator !== '*') {
    return integerOf(expression);
  }
  const factors = expression.operands.map(product);
  return factors.every((factor) => factor !== undefined) ? factors.reduce((a, b) => a * b, 1) : undefined;
}
