import { isOpsPath } from '../../../linter/paths.ts';
import { defineRule } from '../../../linter/rule.ts';
import { redisName } from '../../../redis/clientName.ts';
import type { CallExpression, Expression } from '../../../redis/expression.ts';
import type { Enclosing, RedisCall } from '../../../redis/redisCall.ts';
import { callsOnSameClient, onlyCalls } from '../../../redis/rewrite/blockBody.ts';
import { iterationAround } from '../../../redis/rewrite/iteration.ts';
import { localsAssignedIn, namesOneOf } from '../../../redis/rewrite/namesOneOf.ts';
import { numberAt } from '../../../redis/rewrite/range.ts';
import { isRewritable, type Site, siteOf } from '../../../redis/rewrite/site.ts';
import { encloses, type TextRange } from '../../../syntax/textRange.ts';
import { batched } from './batched.ts';

const fewElements = 4;
const someElements = 10;
const blocking = /^(?:B[LRZ]|XREAD|WAIT|SUBSCRIBE|PSUBSCRIBE|MULTI|EXEC|WATCH|PING|AUTH|SELECT)/;

/** Reports loops that send one command after the other and wait for each reply. */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      roundTrips:
        '{command} for each element of `{source}` waits for the network each time; send them together with `pipelined`{hint}.',
    },
  },
  create(context) {
    // Only who runs a task by hand waits for its round trips.
    const quiet = isOpsPath(context.snapshot.path(context.uri), context.config);
    return {
      redisCall(call) {
        const site = siteOf(context, call);
        const iteration = call.context === 'plain' && !blocking.test(call.command) ? iterationAround(site) : undefined;
        const owner = iteration?.around.call;
        if (iteration === undefined || owner === undefined || !canPipeline(site)) {
          return;
        }
        const count = typeof iteration.size === 'number' ? iteration.size : Number.POSITIVE_INFINITY;
        if (
          count <= fewElements ||
          !isFirstInLoop(site, iteration.around) ||
          !dependsOnElement(site, iteration.around) ||
          marksProgress(site, iteration.around) ||
          isOverBatches(site, owner) ||
          waits(site, iteration.around) ||
          stopsEarly(owner) ||
          isPerElement(site, owner) ||
          mayBePipeline(call) ||
          isCached(site, iteration.around)
        ) {
          return;
        }
        const fix = isRewritable(site) ? batched(site, owner, iteration) : undefined;
        const { block } = owner;
        // Where the loop does other work too, the round trip may be the least of it.
        const isAll = block !== undefined && onlyCalls(site, block.bodyRange) !== undefined;
        const single = callsOnSameClient(site, iteration.around.range).length === 1;
        context.report({
          range: call.range,
          messageId: 'roundTrips',
          data: {
            command: call.command,
            source: sourceOf(owner, (range) => context.text(range)),
            hint: call.command === 'GET' ? ', or read them with MGET' : '',
          },
          severity:
            !quiet && isAll && count > someElements && !(iteration.size === 'unknown' && single) ? 'warning' : 'info',
          fixes: fix === undefined ? [] : [fix],
        });
      },
    };
  },
});

/** What the loop goes over, as written. A client is no collection and `5_000` has no elements: there the method tells what is gone over. */
function sourceOf({ receiver, method }: CallExpression, text: (range: TextRange) => string): string {
  if (receiver === undefined) {
    return method;
  }
  const over = text(receiver.range).replace(/\s+/g, ' ').slice(0, 40);
  return /scan|^(?:times|upto|downto|step|cycle)$/.test(method) ? `${over}.${method}` : over;
}

/** One finding says it for the whole loop. */
function isFirstInLoop(site: Site, { range }: Enclosing): boolean {
  const first = site.index
    .calls(site.call.uri)
    .find((other) => other.context === 'plain' && encloses(range, other.range) && !blocking.test(other.command));
  return first === site.call;
}

/** Whether the command's arguments name a parameter of the loop's block, and its client does not. */
function dependsOnElement(site: Site, { parameters }: Enclosing): boolean {
  const args = [...site.call.args, ...site.call.call.keywords].map(({ range }) => site.text(range)).join(' ');
  return namesOneOf(args, parameters) && !namesOneOf(site.receiver ?? '', parameters);
}

/** `set(LAST_ID, record.id)` after each record says how far the work has come; sent together it would say nothing. */
function marksProgress(site: Site, { parameters }: Enclosing): boolean {
  const [key] = site.call.args;
  const overwrites = /^(?:SET|SETEX|PSETEX|GETSET)$/.test(site.call.command);
  return overwrites && key !== undefined && !namesOneOf(site.text(key.range), parameters);
}

const batching = /^(?:each_slice|each_cons|in_groups|in_groups_of|in_batches|find_in_batches|each_batch)$/;

/** A loop over slices or pages has few round trips already, and sends no more at a time than the server should be given. */
function isOverBatches(site: Site, owner: CallExpression): boolean {
  for (let link: Expression | undefined = owner; link?.kind === 'call'; link = link.receiver) {
    const isPaged = link.method === 'step' && link.args.some((arg) => (numberAt(site, arg) ?? 1) > 1);
    if (isPaged || batching.test(link.method)) {
      return true;
    }
  }
  return false;
}

/** `Redis::Distributed` refuses to pipeline, as the keys are on many servers. */
function canPipeline({ flavour }: Site): boolean {
  return flavour !== 'unknown' && flavour !== 'distributed';
}

/** A loop that sleeps, or stops when it has found something, is meant to go step by step. */
function waits({ call, text }: Site, { range }: Enclosing): boolean {
  const loop = text(range);
  return /\b(?:sleep|break|return)\b/.test(loop) || (call.usage.kind === 'condition' && /\braise\b/.test(loop));
}

/** `.lazy` asks for as much as is wanted. */
function stopsEarly(owner: CallExpression): boolean {
  for (let link: Expression | undefined = owner.receiver; link?.kind === 'call'; link = link.receiver) {
    if (link.method === 'lazy') {
      return true;
    }
  }
  return false;
}

/** A client that the block makes, and an argument that the element before has led to, are another for each element. */
function isPerElement({ call, text }: Site, { method, block }: CallExpression): boolean {
  const { receiver } = call.call;
  const body = block === undefined ? '' : text(block.bodyRange);
  const isMade = receiver?.kind === 'local' && localsAssignedIn(body).includes(receiver.name);
  const [first] = block?.parameters ?? [];
  const carried = /^(?:inject|reduce)$/.test(method) && first !== undefined ? [first] : [];
  return isMade || call.args.some(({ range }) => namesOneOf(text(range), carried));
}

/** What is handed in and tells neither by its name nor by its callers what it is, may be the pipeline that is asked for. */
function mayBePipeline({ call: { receiver }, origin, enclosing }: RedisCall): boolean {
  return (
    receiver?.kind === 'local' &&
    origin === undefined &&
    redisName(receiver) === undefined &&
    enclosing.some(({ parameters }) => parameters.includes(receiver.name))
  );
}

/** `@names[id] ||= redis.get(id)` and `Rails.cache.fetch(id) { redis.get(id) }` ask only for what is not known yet. */
function isCached({ call, text }: Site, loop: Enclosing): boolean {
  const { start } = call.call.range;
  const before = text({ start: { line: start.line, character: 0 }, end: start });
  const inner = call.enclosing.slice(0, call.enclosing.indexOf(loop));
  return (
    /\|\|=\s*$/.test(before) || inner.some((around) => /^(?:fetch|compute_if_absent)$/.test(around.call?.method ?? ''))
  );
}
