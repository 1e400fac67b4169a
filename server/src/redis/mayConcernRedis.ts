import { nameWeight } from '../catalog/commandNames.ts';
import { commandMethods } from '../catalog/redisMethods.ts';
import { WordFinder } from './wordFinder.ts';

/**
 * Whether a file is worth parsing: it names Redis or a library around it, or its code has a word that only Redis commands have, or
 * calls a command of a more common name on something named like a connection (or `keys` with a pattern), defines such a thing (which may come from
 * elsewhere), or a comment speaks to Lintel. A file that fails this has nothing for the index. What a spec names must be named like a client.
 *
 * What it looks for is ASCII alone, so that it also holds for the bytes of a UTF-8 text, each taken for a character.
 */
export function mayConcernRedis(text: string, uri: string): boolean {
  return concerns(text, uri);
}

/** As `mayConcernRedis`, or else whether one of `names`, of four characters or more, stands anywhere in the text: in one pass for all. */
export function concernsRedisOr(names: readonly string[]): (text: string, uri: string) => boolean {
  return filterFor(
    names.map((word) => ({ word, speaks: (text: string, start: number) => text.startsWith(word, start) })),
  );
}

function filterFor(others: readonly Word[]): (text: string, uri: string) => boolean {
  const anywhere = filterOf([...libraryWords, ...words, ...others]);
  const inSpecs = filterOf([...clientWords, ...words, ...others]);
  return (text, uri) => (/_(?:spec|test)\.rb$/.test(uri) ? inSpecs : anywhere)(text);
}

function filterOf(wanted: readonly Word[]): (text: string) => boolean {
  const finder = new WordFinder(wanted.map(({ word }) => word));
  return (text) => {
    const lines = new LineReader(text);
    return finder.some(text, (index, start) => {
      const { word, speaks } = wanted[index] as Word;
      return speaks(text, start, start + word.length, lines);
    });
  };
}

/** Whether Redis or a library that wraps it is named. */
export function mentionsRedis(text: string): boolean {
  return library.test(text);
}

/** Licences speak of those who redistribute. */
const library = /redis(?!tribut)|resque|valkey|keydb/i;
const libraryHere = new RegExp(library, 'iy');

interface Word {
  readonly word: string;
  /** Whether the word makes the file worth parsing where it stands, in whatever case. */
  readonly speaks: (text: string, start: number, end: number, lines: LineReader) => boolean;
}

const libraries = ['redis', 'resque', 'valkey', 'keydb'];
const onlyRedis = [...commandMethods].filter((name) => /^\w+$/.test(name) && nameWeight(name) === 'unique');
/** Few other objects have a method of this name. */
const rarelyOthers = ['mget'];
/** A Rails cache may be a Redis. */
const cacheCalls = ['delete_matched', 'expire_fragment', 'write_multi', 'fetch_multi', 'cache_store'];
const proxies = ['SimpleDelegator', 'DelegateClass', 'method_missing'];
const commonCalls = 'keys del unlink scan sort eval exists multi script call scan_each dbsize'.split(' ');
const connections = ['storage', 'backend', 'client', 'connection', 'conn', 'store', 'pool'];

const libraryWords: readonly Word[] = libraries.map((word) => ({
  word,
  speaks: (text, start, end, lines) => isHere(libraryHere, text, start) && !isSaidOnly(text, start, end, lines),
}));

/** Many specs name a counter or a throttle of the application that is called after Redis. What that is stands where it is defined. */
const clientWords: readonly Word[] = libraryWords.map(({ speaks, ...word }) => ({
  ...word,
  speaks: (text, start, end, lines) => clientName.test(nameAround(text, start, end)) && speaks(text, start, end, lines),
}));

const words: readonly Word[] = [
  { word: 'lintel:', speaks: (text, start) => text.startsWith('lintel:', start) },
  ...[...onlyRedis, ...rarelyOthers, ...cacheCalls, ...proxies].map((word) => ({
    word,
    speaks: (text: string, start: number, end: number, lines: LineReader) =>
      isWord(text, start, end) && text.startsWith(word, start) && !lines.isComment(start),
  })),
  {
    word: 'expire',
    // Texts for people have the word too, but call nothing and send nothing by it, and seldom have it first on a line.
    speaks: (text, start, end, lines) =>
      isWord(text, start, end) &&
      text.startsWith('expire', start) &&
      !lines.isComment(start) &&
      (/[.:]/.test(text[start - 1] ?? '') || lines.beginsAt(start)),
  },
  ...commonCalls.map((name) => ({
    word: `.${name}`,
    speaks: (text: string, start: number, _end: number, lines: LineReader) =>
      isHere(callOnConnection, text, start) && !lines.isComment(start),
  })),
  ...connections.map((word) => ({
    word,
    speaks: (text: string, start: number, end: number, lines: LineReader) =>
      text.startsWith(word, start) &&
      !/[\w!?]/.test(text[end] ?? '') &&
      definesName(text, start, lines) &&
      !lines.isComment(start),
  })),
];

const concerns = filterFor([]);

/**
 * Whether a library's name stands where it names nothing that code could call: within the name of a tag (`it 'works', :clean_redis_cache do`) or in a
 * string's sentence. Many specs of a large application have one, and nothing else of Redis. A comment is written where keys are
 * made, too.
 */
function isSaidOnly(text: string, start: number, end: number, lines: LineReader): boolean {
  const before = lines.textBefore(start);
  if (before === undefined || lines.isComment(start)) {
    return false;
  }
  if (tagBefore.test(before)) {
    return text[end] === '_' && isWordCharacter(text, end + 1) && !declaresNames.test(before);
  }
  const [, , quoted = '#{'] = quotedBefore.exec(before) ?? [];
  return !quoted.includes('#{') && !loads.test(before) && !isHere(urlOrName, text, start - quoted.length - 1);
}

const tagBefore = /(?:^|[^:]):\w*_$/;
const declaresNames =
  /\b(?:\w*attr\w*|\w*accessor|delegate|let\w*|subject|alias\w*|method|\w*send|(?:def|define|instance)_\w+)\b/;
/** What a quote on the line opened last, and no other closed. */
const quotedBefore = /^(?:[^'"\\]|\\.|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*(['"])((?:(?!\1)[^\\]|\\.)*)$/;
const loads = /\b(?:require|load|autoload)/;
/** `'redis'` can be the name of a method or an option. */
const urlOrName = /['"](?:@{0,2}\w+['"]|[^'"]*:\/\/)/y;

/** Of constants those alone that are named like a connection: in any application most of those that are asked for `keys` are tables. */
const callOnConnection =
  /\.(?:del\b|(?:keys|unlink|scan|sort|eval|exists\??|multi|script|call|scan_each|dbsize)\b(?<=(?:^|[^\w.])@{0,2}(?:(?:\w*_)?(?:conn|connection|client|cli|backend|store|storage|db|pool|c|r)\d?|(?:\w+::)*[A-Z0-9_]*(?:CONN|CLIENT|BACKEND|STOR|SERVER|POOL|CACHE|DB|KV)[A-Z0-9_]*|\$\w+)&?\.\w+\??)|keys(?:\(\s*[^)\s]| ["']))/y;

function isHere(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

/** Redis itself, a library, or what ends like a connection, its setting or a constant. */
const clientName =
  /^(?:(?:\w*_|hi)?(?:redis|resque|valkey|keydb)(?:_(?:client|pool|conn|connections?|store|storage|server|cache|db|instance|cluster|class|options|url|config|namespace|backend|adapter|proxy|wrapper|pipeline|multi|transaction))?\d*|(?:Redis|Valkey)(?:Client|Cluster)?|\w*Redis|Resque|KeyDB|[A-Z\d_]+)$/;

/** The name that a word is a part of, or so much of it as stands near. */
function nameAround(text: string, start: number, end: number): string {
  let [from, to] = [start, end];
  while (from > start - longestName && isWordCharacter(text, from - 1)) {
    from--;
  }
  while (to < end + longestName && isWordCharacter(text, to)) {
    to++;
  }
  return text.slice(from, to);
}

/** Whether the word for a connection at `at` ends a name that is defined there, by `def`, an accessor or a delegation. */
function definesName(text: string, at: number, lines: LineReader): boolean {
  let start = at;
  while (isWordCharacter(text, start - 1)) {
    start--;
  }
  if (start < at && text[at - 1] !== '_') {
    return false;
  }
  const definition = ['def ', 'def self.'].find((keyword) => text.endsWith(keyword, start));
  return definition === undefined
    ? text[start - 1] === ':' && lines.declaresBefore(start - 1)
    : !isWordCharacter(text, start - definition.length - 1);
}

function isWord(text: string, start: number, end: number): boolean {
  return !isWordCharacter(text, start - 1) && !isWordCharacter(text, end);
}

function isWordCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 97 && code <= 122) || code === 95 || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Answers about a text and the line of an offset in it. Offsets must be asked in ascending order: a text of one long line is then read once, not once a word. */
class LineReader {
  readonly #text: string;
  #start = 0;
  #end = -1;
  #begin = 0;
  #isComment = false;
  #declared: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether the line is a comment as a whole: prose has "expire" and "store" too. An interpolation may begin a line of a heredoc. */
  isComment(at: number): boolean {
    this.#moveTo(at);
    return this.#isComment;
  }

  /** What stands before it on its line, unless that is long. */
  textBefore(at: number): string | undefined {
    this.#moveTo(at);
    return at - this.#start > longestBefore ? undefined : this.#text.slice(this.#start, at);
  }

  /** Whether nothing but white space stands before it. */
  beginsAt(at: number): boolean {
    this.#moveTo(at);
    return this.#begin === at;
  }

  /** Whether an accessor is declared or something delegated on the line, to the left of `at`. */
  declaresBefore(at: number): boolean {
    this.#moveTo(at);
    if (this.#declared === undefined) {
      declaration.lastIndex = this.#start;
      this.#declared = declaration.test(this.#text) ? declaration.lastIndex : Number.POSITIVE_INFINITY;
    }
    return this.#declared <= at;
  }

  #moveTo(at: number): void {
    if (at <= this.#end) {
      return;
    }
    this.#start = this.#text.lastIndexOf('\n', at - 1) + 1;
    const end = this.#text.indexOf('\n', at);
    this.#end = end < 0 ? this.#text.length : end;
    indentation.lastIndex = this.#start;
    indentation.test(this.#text);
    this.#begin = indentation.lastIndex;
    this.#isComment = isHere(comment, this.#text, this.#begin);
    this.#declared = undefined;
  }
}

const longestBefore = 300;
const longestName = 80;
const indentation = /[ \t]*/y;
const comment = /#(?!\{)/y;
const declaration = /[^\n]*?\b(?:attr_\w+|delegate)\b/y;
