/** `v`: is it a version, and what follows from it. `c`: compare two. `s`: does a version satisfy all requirements. */
export type VersionCase =
  | readonly ['v', string]
  | readonly ['c', string, string]
  | readonly ['s', string, readonly string[]];

/** Random and adversarial cases, the same for the same seed. */
export function* versionCases(count: number, seed: number): Generator<VersionCase> {
  const random = mulberry32(seed);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const chance = (probability: number) => random() < probability;
  const repeat = (most: number, make: () => string) => Array.from({ length: 1 + Math.floor(random() * most) }, make);

  const number = () =>
    chance(0.06) ? pick(hugeNumbers) : chance(0.1) ? pick(oddNumbers) : String(Math.floor(random() ** 3 * 40));
  const letters = () => pick(letterRuns);
  const tailSegment = () => (chance(0.4) ? letters() + (chance(0.5) ? number() : '') : number());
  const realistic = () =>
    repeat(4, number).join('.') + (chance(0.2) ? `.${letters()}${chance(0.5) ? `.${number()}` : ''}` : '');
  const adversarial = () => {
    const head = [number(), ...repeat(4, () => (chance(0.7) ? number() : tailSegment()))].join('.');
    return head + (chance(0.25) ? `-${repeat(2, tailSegment).join(pick(['.', '-']))}` : '');
  };
  const broken = () => {
    const text = adversarial();
    const at = Math.floor(random() * (text.length + 1));
    return text.slice(0, at) + pick(oddPieces) + text.slice(at);
  };
  const version = () => {
    const text = chance(0.5) ? realistic() : chance(0.85) ? adversarial() : broken();
    return chance(0.03) ? pick(spaces) + text + pick(spaces) : text;
  };
  /** A version near another: the comparisons that are easy to get wrong. */
  const neighbour = (text: string) =>
    pick([
      () => `${text}.0`,
      () => `${text}.${letters()}`,
      () => text.replace(/\.0$/, ''),
      () => text.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n)),
      () =>
        text.replace(/[a-z]/gi, (letter) =>
          letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
        ),
      () => text.replace('.', '.0'),
      () => text.split('.').slice(0, -1).join('.') || '0',
      () => text.replace('-', '.pre.'),
      () => text,
    ])();
  const clause = (near: string) => {
    const target = chance(0.6) ? neighbour(near) : version();
    return (chance(0.03) ? pick(malformedOperators) : pick(operators)) + pick(gaps) + target;
  };
  for (let i = 0; i < count; i++) {
    const text = version();
    const kind = random();
    if (kind < 0.15) {
      yield ['v', text];
    } else if (kind < 0.55) {
      yield ['c', text, chance(0.6) ? neighbour(text) : version()];
    } else {
      yield ['s', text, chance(0.03) ? [] : repeat(3, () => clause(text))];
    }
  }
}

const hugeNumbers = [
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '99999999999999999999',
  '18446744073709551616',
  '20240101123456789',
] as const;
const oddNumbers = ['0', '00', '01', '007', '000000000000000000001', '10', '999'] as const;
const letterRuns = ['a', 'b', 'A', 'B', 'rc', 'RC', 'Rc', 'pre', 'beta', 'alpha', 'z', 'Z', 'x', 'java'] as const;
const oddPieces = [
  '..',
  '.',
  '-',
  '--',
  ' ',
  '_',
  '+',
  '\n',
  '\u00a0',
  'é',
  '~',
  '=',
  '',
  'ı',
  '٣',
  '\u2028',
  '!',
] as const;
const spaces = ['', ' ', '\t', '\n', ' \r\n', '\v', '\f', '\u00a0'] as const;
const operators = ['', '=', '!=', '>', '<', '>=', '<=', '~>', '~>', '~>'] as const;
const malformedOperators = ['==', '=>', '~', '><', '>= >=', '!'] as const;
const gaps = [' ', ' ', ' ', '', '  ', '\t', '\n'] as const;

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
