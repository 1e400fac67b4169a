import { methodSpans } from '../catalog/redisMethods.ts';
import type { CallExpression } from './expression.ts';

/** Whether the arguments of `call` could be those of the client method of the same name, in any release of redis-rb. */
export function fitsMethod(call: CallExpression): boolean {
  const spans = methodSpans(call.method);
  if (variadic.has(call.method) && call.args.length === 0 && call.keywords.length > 0) {
    return false;
  }
  if (spans.length === 0 || call.args.some(({ kind }) => kind === 'splat')) {
    return true;
  }
  const given = call.args.filter(({ kind }) => kind !== 'blockArgument').length;
  // Keywords may stand for an options hash or for a hash argument.
  const most = given + (call.keywords.length > 0 ? 1 : 0);
  return spans.some(({ signature }) => {
    const parameters = signature.split(', ').filter((parameter) => parameter !== '' && !/[&:]|\*\*/.test(parameter));
    const required = parameters.filter((parameter) => !/[=*]/.test(parameter)).length;
    const open = parameters.some((parameter) => parameter.startsWith('*'));
    const needed = Math.max(required, variadic.has(call.method) ? 1 : ofMembers.has(call.method) ? 2 : 0);
    return most >= needed && (open || given <= parameters.length);
  });
}

/** Their signature takes any number of arguments, but none of them works without one. */
const variadic = new Set('del exists exists? unlink mget eval evalsha object debug sinter sunion sdiff'.split(' '));

/** Beside a key they need a member or field, however their signature is written: `sadd(value)` is a method of an object that is bound to a key. */
const ofMembers = new Set(
  `sadd sadd? srem srem? smismember hset hmset hdel hmget mapped_hmget zadd zmscore geoadd geohash geopos xdel
  sdiffstore sinterstore sunionstore`.split(/\s+/),
);
