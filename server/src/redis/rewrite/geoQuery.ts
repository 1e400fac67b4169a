import type { Expression, KeywordPair } from '../expression.ts';
import { literalName, literalWord } from './options.ts';
import type { Site } from './site.ts';

/** A search by distance, whichever way it is written. */
export interface GeoQuery {
  readonly key: Expression;
  readonly centre:
    | { readonly kind: 'position'; readonly longitude: Expression; readonly latitude: Expression }
    | { readonly kind: 'member'; readonly member: Expression };
  readonly radius: Expression;
  readonly unit: Expression;
  readonly withs: readonly GeoWith[];
  readonly count?: Expression;
  readonly any: boolean;
  /** `ASC` or `DESC`; `computed` where it is not a literal. */
  readonly sort?: 'ASC' | 'DESC' | 'computed';
  readonly store?: { readonly destination: Expression; readonly distances: boolean };
}

export type GeoWith = 'COORD' | 'DIST' | 'HASH';

/** The query of a GEORADIUS, GEORADIUSBYMEMBER or GEOSEARCH; undefined when an option of it cannot be read. */
export function geoQuery(site: Site): GeoQuery | undefined {
  const { command, args } = site.call;
  const [key, ...rest] = args;
  if (key === undefined || args.some(({ kind }) => kind === 'splat')) {
    return undefined;
  }
  switch (command.replace(/_RO$/, '')) {
    case 'GEORADIUS': {
      const [longitude, latitude, radius, unit, ...words] = rest;
      return longitude && latitude && radius && unit
        ? withOptions(site, { key, centre: { kind: 'position', longitude, latitude }, radius, unit }, words)
        : undefined;
    }
    case 'GEORADIUSBYMEMBER': {
      const [member, radius, unit, ...words] = rest;
      return member && radius && unit
        ? withOptions(site, { key, centre: { kind: 'member', member }, radius, unit }, words)
        : undefined;
    }
    case 'GEOSEARCH':
      return searchQuery(site, key, rest);
    default:
      return undefined;
  }
}

type Area = Pick<GeoQuery, 'key' | 'centre' | 'radius' | 'unit'>;
type Options = { -readonly [K in keyof Omit<GeoQuery, keyof Area | 'withs'>]: GeoQuery[K] } & { withs: GeoWith[] };

function searchQuery(site: Site, key: Expression, words: readonly Expression[]): GeoQuery | undefined {
  const position = listAfter(site, words, 'fromlonlat', 'FROMLONLAT', 2);
  const [member] = listAfter(site, words, 'frommember', 'FROMMEMBER', 1);
  const [radius, unit] = listAfter(site, words, 'byradius', 'BYRADIUS', 2);
  const [longitude, latitude] = position;
  const centre: GeoQuery['centre'] | undefined =
    longitude && latitude ? { kind: 'position', longitude, latitude } : member && { kind: 'member', member };
  if (centre === undefined || radius === undefined || unit === undefined) {
    return undefined;
  }
  const known = /^(?:FROMLONLAT|FROMMEMBER|BYRADIUS)$/;
  const used = new Set([...position, member, radius, unit]);
  const others = words.filter((word) => !used.has(word) && !known.test(literalWord(word) ?? ''));
  return withOptions(site, { key, centre, radius, unit }, others);
}

/** The values of a keyword (`byradius: [5, "km"]`) or behind a word (`"BYRADIUS", 5, "km"`). */
function listAfter(
  site: Site,
  words: readonly Expression[],
  keyword: string,
  word: string,
  count: number,
): readonly Expression[] {
  const pair = site.call.call.keywords.find(({ key }) => literalName(key) === keyword);
  if (pair !== undefined) {
    return pair.value.kind === 'array' ? pair.value.elements : [pair.value];
  }
  const at = words.findIndex((expression) => literalWord(expression) === word);
  return at < 0 ? [] : words.slice(at + 1, at + 1 + count);
}

function withOptions(site: Site, area: Area, words: readonly Expression[]): GeoQuery | undefined {
  const options: Options = { withs: [], any: false };
  const understood = readWords(words, options) && site.call.call.keywords.every((pair) => readKeyword(pair, options));
  return understood ? { ...area, ...options } : undefined;
}

function readWords(words: readonly Expression[], options: Options): boolean {
  for (let i = 0; i < words.length; i++) {
    const word = literalWord(words[i]);
    const next = words[i + 1];
    const detail = /^WITH(COORD|DIST|HASH)$/.exec(word ?? '')?.[1];
    if (isWith(detail)) {
      options.withs.push(detail);
    } else if (word === 'ASC' || word === 'DESC') {
      options.sort = word;
    } else if (word === 'ANY') {
      options.any = true;
    } else if (word === 'COUNT' && next !== undefined) {
      options.count = next;
      i++;
    } else if ((word === 'STORE' || word === 'STOREDIST') && next !== undefined) {
      options.store = { destination: next, distances: word === 'STOREDIST' };
      i++;
    } else {
      return false;
    }
  }
  return true;
}

function readKeyword({ key, value }: KeywordPair, options: Options): boolean {
  const name = literalName(key);
  const detail = /^with(coord|dist|hash)$/.exec(name ?? '')?.[1]?.toUpperCase();
  if (isWith(detail)) {
    options.withs.push(detail);
    return value.kind === 'true';
  }
  switch (name) {
    case 'fromlonlat':
    case 'frommember':
    case 'byradius':
      return true;
    case 'count':
      options.count = value;
      return true;
    case 'sort': {
      const word = literalWord(value);
      options.sort = word === 'ASC' || word === 'DESC' ? word : 'computed';
      return true;
    }
    case 'options':
      return readWords(value.kind === 'array' ? value.elements : [value], options);
    default:
      return false;
  }
}

function isWith(text: string | undefined): text is GeoWith {
  return text === 'COORD' || text === 'DIST' || text === 'HASH';
}

/** Half the circumference of the earth by Redis's own radius of 6,372,797.56 m: no point is further away. */
const furthest = 20_020_734;
const metres: Readonly<Record<string, number>> = { M: 1, KM: 1_000, FT: 0.3048, MI: 1_609.34 };

/** Whether the radius reaches every point, so that the query reads the whole set. */
export function isWholeEarth(site: Site, { radius, unit, count }: GeoQuery): boolean {
  const length = numberOf(site.resolve(radius));
  const scale = metres[literalWord(site.resolve(unit)) ?? ''];
  return count === undefined && length !== undefined && scale !== undefined && length * scale >= furthest;
}

function numberOf(expression: Expression): number | undefined {
  if (expression.kind === 'integer' || expression.kind === 'float') {
    return expression.value;
  }
  const value = expression.kind === 'string' ? Number(expression.value) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}
