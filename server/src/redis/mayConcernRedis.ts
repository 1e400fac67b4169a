/**
 * Whether a file is worth parsing: it names Redis or a library around it, or its code has a word that only Redis commands have, or
 * calls a command of a more common name on something named like a connection (or `keys` with a pattern), defines such a thing (which may come from
 * elsewhere), or a comment speaks to Lintel. A file that fails this has nothing for the index.
 *
 * The patterns name ASCII alone, so that they also hold for the bytes of a UTF-8 text, each taken for a character: what they then find in
 * excess (white space beyond ASCII after `keys(`) costs a parse, and they miss nothing.
 */
export function mayConcernRedis(text: string): boolean {
  return mentionsRedis(text) || (hasWord(text) && hasWord(text.replace(commentLine, ''))) || text.includes('lintel:');
}

function hasWord(text: string): boolean {
  return (
    redisWord.test(text) || commonWordOnConnection.test(text) || connectionDefined.test(text) || cacheCall.test(text)
  );
}

/** Prose has "expire" and "store" too. An interpolation may begin a line of a heredoc. */
const commentLine = /^[ \t]*#(?!\{).*/gm;

/** Whether Redis or a library that wraps it is named. */
export function mentionsRedis(text: string): boolean {
  return library.test(text);
}

/** A Rails cache may be a Redis. */
const cacheCall = /\b(?:delete_matched|expire_fragment|write_multi|fetch_multi)\b/;

/** Licences speak of those who redistribute. */
const library = /redis(?!tribut)|resque|valkey|keydb/i;

const redisWord =
  /\b(?:z(?:add|card|count|diff|incrby|inter|range|r?em|revran|scan|score|union)|s(?:add|members|ismember|rem\b|card\b|diff|inter|union|scan)|h(?:getall|m?set|m?get|del|incrby|scan|exists|keys|vals)|lrange|[lr]pushx?|[lr]trim|rpoplpush|brpop|blpop|set(?:ex|nx)|psetex|flush(?:db|all)|p?expire(?:at)?|pipelined|evalsha|mget|getset|(?<=\.)del|georadius|geo(?:add|pos|search))\b/;

// Looks behind the rarer method names: looking ahead from every word would take longer than all other patterns together.
const commonWordOnConnection =
  /\.(?:keys|del|unlink|scan|sort|eval|exists\??|multi|script|call|scan_each|dbsize)\b(?<=(?:^|[^\w.])@{0,2}(?:(?:\w*_)?(?:conn|connection|client|cli|backend|store|storage|db|pool|c|r)\d?|(?:\w+::)*[A-Z][A-Z0-9_]+|\$\w+)&?\.\w+\??)|\.keys(?:\(\s*[^)\s]| ["'])/;

const connectionDefined =
  /\b(?:def (?:self\.)?|(?:attr_\w+|delegate)\b[^\n]*:)(?:\w*_)?(?:storage|backend|client|connection|conn|store|pool)\b|\b(?:SimpleDelegator|DelegateClass|method_missing)\b/;
