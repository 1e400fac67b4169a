import type { FlatTree } from '../syntax/flatTree.ts';
import type { CallExpression } from './expression.ts';
import type { Usage } from './redisCall.ts';

/** Methods that read nothing of what their block gives, whoever has a method of that name. */
const valuelessBlocks = new Set(
  `at_exit cycle downto each each_char each_cons each_key each_line each_pair each_slice each_value each_with_index each_with_object
  find_each find_in_batches in_batches in_groups_of loop pipelined reverse_each scan_each sscan_each hscan_each zscan_each tap times
  upto`.split(/\s+/),
);

/** Names that frameworks have for such methods, and others for methods of their own: then for one whose value somebody reads. */
const valuelessStatements = new Set(
  `after after_all around before before_all context describe each_batch each_entry it namespace setup specify step subscribe task
  teardown test`.split(/\s+/),
);

/** Longer chains exist only in generated code. */
const longestChain = 40;

/** How the value of the call at `node` is used; `call` gives the expression of an enclosing call. */
export function readUsage(tree: FlatTree, node: number, call: (node: number) => CallExpression, links = 0): Usage {
  let child = node;
  for (let parent = tree.parent(node); parent !== -1; child = parent, parent = tree.parent(parent)) {
    const type = tree.type(parent);
    const field = tree.field(child);
    switch (type) {
      case 'program':
      case 'do':
      case 'ensure':
      case 'class':
      case 'module':
      case 'singleton_class':
        return { kind: 'statement' };
      case 'call':
      case 'element_reference':
        // `(cached || redis.smembers(key)).size` is called on more than the reply, and `redis.hgetall(key)["n"] = 1` is no read.
        if (child === node && (field === 'receiver' || field === 'object') && !isAssigned(tree, parent)) {
          const usage: Usage = links > longestChain ? { kind: 'value' } : readUsage(tree, parent, call, links + 1);
          return { kind: 'chain', outer: call(parent), usage };
        }
        return { kind: 'value' };
      case 'unary':
        return { kind: /^(?:!|not)$/.test(tree.source(tree.child(parent, 'operator'))) ? 'condition' : 'value' };
      case 'binary':
        if (!/^(?:&&|\|\||and|or)$/.test(tree.source(tree.child(parent, 'operator')))) {
          return { kind: 'value' };
        }
        if (field === 'left') {
          return { kind: 'condition' };
        }
        break;
      case 'if':
      case 'unless':
      case 'elsif':
      case 'conditional':
      case 'if_modifier':
      case 'unless_modifier':
      case 'while':
      case 'until':
      case 'while_modifier':
      case 'until_modifier':
        if (field === 'condition') {
          return { kind: 'condition' };
        }
        if (/while|until/.test(type)) {
          return { kind: 'statement' };
        }
        break;
      case 'method':
      case 'singleton_method':
        return { kind: /^initialize$|=$/.test(tree.source(tree.child(parent, 'name'))) ? 'statement' : 'value' };
      case 'block':
      case 'do_block': {
        const owner = tree.parent(parent);
        const method = owner === -1 ? -1 : tree.child(owner, 'method');
        const name = method === -1 ? '' : tree.source(method);
        const isUnread =
          valuelessBlocks.has(name) ||
          (valuelessStatements.has(name) && readUsage(tree, owner, call, links).kind === 'statement');
        return { kind: isUnread ? 'statement' : 'value' };
      }
      case 'then':
      case 'else':
      case 'begin':
      case 'parenthesized_statements':
      case 'body_statement':
      case 'block_body':
        if (!isLast(tree, parent, child)) {
          return { kind: 'statement' };
        }
        break;
      case 'rescue':
      case 'rescue_modifier':
      case 'when':
      case 'in_clause':
        if (field !== 'body' && field !== 'handler') {
          return { kind: 'value' };
        }
        break;
      case 'case':
      case 'case_match':
        if (field === 'value') {
          return { kind: 'value' };
        }
        break;
      default:
        return { kind: 'value' };
    }
  }
  return { kind: 'statement' };
}

/** Whether a value is written to what stands at `node`: `a = 1`, `a += 1`, `a, b = c`. */
function isAssigned(tree: FlatTree, node: number): boolean {
  const parent = tree.parent(node);
  const type = parent === -1 ? '' : tree.type(parent);
  return /^(?:operator_)?assignment$/.test(type)
    ? tree.field(node) === 'left'
    : /^(?:left_assignment_list|destructured_left_assignment|rest_assignment)$/.test(type);
}

function isLast(tree: FlatTree, body: number, child: number): boolean {
  const type = tree.type(child);
  if (type === 'rescue' || type === 'else') {
    return true;
  }
  const rest = tree.children(body).filter((node) => node > child && tree.type(node) !== 'heredoc_body');
  // An `else` after a `rescue` takes the body's place as the value.
  return rest.every((node) => tree.type(node) === 'rescue' || tree.type(node) === 'ensure');
}
