import type { Expression } from './expression.ts';

/**
 * The name by which a receiver says that it is a Redis client: its last word is `redis`, or a word for a connection behind
 * `redis`. A key, a pool, a URL or a store that merely has to do with Redis does not say so.
 */
export function redisName(expression: Expression | undefined): string | undefined {
  return isSetting(expression) || isVariableOfEnvironment(expression) ? undefined : redisWordOf(expression);
}

/** The name of a setting that is called after Redis: a gem may keep a client there, an application what it says about the server. */
export function redisSetting(expression: Expression | undefined): string | undefined {
  return isSetting(expression) ? redisWordOf(expression) : undefined;
}

function redisWordOf(expression: Expression | undefined): string | undefined {
  const name = expression === undefined ? undefined : lastName(expression);
  return name !== undefined && redisWord.test(name) ? name : undefined;
}

/** `Settings.redis`, `config.redis`: what is said about Redis, not a client. An entry of a hash may be anything. */
function isSetting(expression: Expression | undefined): boolean {
  const { receiver, method } = expression?.kind === 'call' ? expression : {};
  const holder = receiver?.kind === 'constant' ? receiver.path : receiver && lastName(receiver);
  return (
    holder !== undefined && !isEntry(method) && /(?:settings?|config(?:uration)?|credentials|secrets)$/i.test(holder)
  );
}

/** `ENV["REDIS_DB"]`: the environment has texts alone. */
function isVariableOfEnvironment(expression: Expression | undefined): boolean {
  const { receiver, method } = expression?.kind === 'call' ? expression : {};
  return isEntry(method) && receiver?.kind === 'constant' && receiver.path === 'ENV';
}

function isEntry(method: string | undefined): boolean {
  return method === '[]' || method === 'fetch';
}

/** The variable, constant or method that an expression ends with. */
export function lastName(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'local':
    case 'ivar':
    case 'cvar':
    case 'gvar':
      return expression.name;
    case 'constant':
      return /^[A-Z0-9_]+$/.test(expression.path.replace(/^.*::/, ''))
        ? expression.path.replace(/^.*::/, '')
        : undefined;
    case 'call': {
      const [key] = expression.args;
      if (naming.test(expression.method)) {
        return key?.kind === 'symbol' || key?.kind === 'string' ? key.value : undefined;
      }
      return expression.method;
    }
    case 'choice': {
      const names = expression.alternatives.map(lastName);
      return names[0];
    }
    default:
      return undefined;
  }
}

/** Methods whose first argument is the name of what they give. */
const naming = /^(?:\[\]|fetch|send|public_send|__send__|instance_variable_get)$/;

const redisWord =
  /^[@$]*(?!(?:no|not|non|without)_?redis)(?:\w+_)?k?redis(?:\d+|_?(?:client|conn|connection|cli|db|cache|instance|master|slave|replica|primary|secondary|server|ns|namespace|namespaced|pipeline|pipe|proxy|handle|session|r|w|c|rw|ro|wo|read|write|reader|writer|store|storage)\d*|(?:_(?!(?:https?|api|rest|web|grpc|admin|cloud|enterprise|exporter|insight|mock|fake)_)[a-z]+){1,3}_(?:client|conn|connection)\d*)?$/i;

/** Whether a constant is called after Redis and not after something that is said about it: `REDIS_GENERAL`, but not `REDIS_URL`. */
export function isRedisConstant(expression: Expression): boolean {
  const name = expression.kind === 'constant' ? lastName(expression) : undefined;
  return name !== undefined && /(?:^|_)REDIS_/.test(name) && !aboutRedis.test(name);
}

const aboutRedis =
  /_(?:KEY|PREFIX|SUFFIX|NAME|URL|URI|HOST|PORT|PASSWORD|PATH|DB|DATABASE|CONFIG|CONFIGURATION|CONF|OPTION|OPTS|PARAM|ARG|SETTING|DEFAULT|ENV|TTL|TIMEOUT|EXPIRY|LIMIT|SIZE|COUNT|VERSION|SCRIPT|SHA|CHANNEL|COMMAND|ERROR|EXCEPTION|LOG|LOGGER|METRIC|STATSD|LOCK|MUTEX|LIMITER|POOL|NODE|SERVER|SENTINEL|SHARD|MAP|MAPPING|TYPE|FIELD|PATTERN|REGEXP?|ATTRIBUTE|HASH|INFO|STATUS|STUB|MOCK|SPEC|GEM|AVAILABLE|ENABLED|DIR|FILE|PID|MEMORY|LUA|REGISTRY|FLAG|CONTAINER|IMAGE|FACTORY|PROCESS|METHOD|SCHEMA|WORD|TAG|LABEL|GROUP|CLASS|LIST|CLIENTS|CONNECTIONS|QUEUES|JOBS|INSTANCES|STORES|CACHES)(?:E?S)?\d*$/;

/** Whether an expression is called a pool of Redis clients: `redis_pool`, `REDIS_CACHE_POOL`, `RedisPool`. */
export function isRedisPool(expression: Expression): boolean {
  const name = expression.kind === 'constant' ? expression.path : lastName(expression);
  return name !== undefined && /redis\w*pool\d*$/i.test(name);
}

/** What a block calls the connection that it is given. */
export const connectionName =
  /^@?(?:conn|connection|client|cli|r|c|p|m|t|tx|txn|pipe|pipeline|pipelined|multi|transaction|_1|it|db|store|storage|backend)\d?$/;
