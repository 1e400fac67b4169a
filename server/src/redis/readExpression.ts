import type { FlatTree } from '../syntax/flatTree.ts';
import type { TextRange } from '../syntax/textRange.ts';
import { insideParentheses } from './argumentList.ts';
import { valueNodes } from './bodyValue.ts';
import { type BlockFacts, bareCall, type CallExpression, type Expression, type KeywordPair } from './expression.ts';
import { heredocBodies, literalText, numberValue } from './readLiteral.ts';
import { blockParameterNames } from './readParameters.ts';

/** A block's facts while its body is still being read. */
export type OpenBlock = { -readonly [K in keyof BlockFacts]: BlockFacts[K] };

/** Turns nodes into expressions; one node always gives the same object, so that identity stands for place. */
export interface ExpressionReader {
  expression(node: number): Expression;
  /** The expression of a `call`, `element_reference`, `yield` or `super` node. */
  call(node: number): CallExpression;
  block(node: number): OpenBlock;
  /** The value of a body: its last statement, and those of its `rescue` clauses. */
  bodyValue(body: number): Expression | undefined;
}

/** Most calls have no arguments: one list serves them all. */
const none: readonly never[] = [];

/** Nested deeper than this, an expression is `unknown`: nobody writes it, and a recursion must end. */
const deepest = 80;

/** `isLocal` says whether a bare name is a local where the walk stands. */
export function createExpressionReader(tree: FlatTree, isLocal: (name: string) => boolean): ExpressionReader {
  const known = new Map<number, Expression>();
  const blocks = new Map<number, OpenBlock>();
  const heredocs = heredocBodies(tree);
  // Inner expressions are often read first: how deep each is nested tells whether an outer one may still hold it.
  const heights = new Uint8Array(tree.size);
  let depth = 0;
  let height = 0;

  function expression(node: number): Expression {
    const before = known.get(node);
    const least = before === undefined ? 1 : (heights[node] ?? 1);
    if (depth + least > deepest) {
      return { kind: 'unknown', range: tree.range(node) };
    }
    if (before !== undefined) {
      height = Math.max(height, least);
      return before;
    }
    const beside = height;
    height = 0;
    depth++;
    const read = readNode(node, tree.range(node));
    depth--;
    known.set(node, read);
    heights[node] = height + 1;
    height = Math.max(beside, height + 1);
    return read;
  }

  function readNode(node: number, range: TextRange): Expression {
    const type = tree.type(node);
    switch (type) {
      case 'identifier':
        return nameExpression(tree.source(node), range);
      case 'constant':
        return { kind: 'constant', range, path: tree.source(node), absolute: false };
      case 'scope_resolution':
        return scopedConstant(node, range);
      case 'instance_variable':
        return { kind: 'ivar', range, name: tree.source(node) };
      case 'class_variable':
        return { kind: 'cvar', range, name: tree.source(node) };
      case 'global_variable':
        return { kind: 'gvar', range, name: tree.source(node) };
      case 'self':
      case 'nil':
      case 'true':
      case 'false':
      case 'regex':
        return { kind: type, range };
      case 'string':
      case 'bare_string':
      case 'chained_string':
      case 'heredoc_beginning':
      case 'character': {
        const parts = textParts(type === 'heredoc_beginning' ? (heredocs.get(node) ?? node) : node);
        return parts.every((part) => typeof part === 'string')
          ? { kind: 'string', range, value: type === 'character' ? tree.source(node).slice(1) : parts.join('') }
          : { kind: 'template', range, parts };
      }
      case 'simple_symbol':
        return { kind: 'symbol', range, value: tree.source(node).slice(1) };
      case 'hash_key_symbol':
        return { kind: 'symbol', range, value: tree.source(node) };
      case 'bare_symbol':
      case 'delimited_symbol': {
        const parts = textParts(node);
        return parts.every((part) => typeof part === 'string')
          ? { kind: 'symbol', range, value: parts.join('') }
          : { kind: 'template', range, parts };
      }
      case 'integer':
      case 'float':
        return { kind: type, range, value: numberValue(tree.source(node)) };
      case 'array':
      case 'right_assignment_list':
        return { kind: 'array', range, ...arrayElements(node) };
      case 'string_array':
      case 'symbol_array':
        return { kind: 'array', range, elements: tree.children(node).map(expression) };
      case 'hash':
        return { kind: 'hash', range, pairs: tree.children(node).map(pair) };
      case 'range':
        return rangeLiteral(node, range);
      case 'splat_argument':
      case 'rest_assignment':
        return wrapped('splat', node, range);
      case 'hash_splat_argument':
        return wrapped('doubleSplat', node, range);
      case 'block_argument':
        return wrapped('blockArgument', node, range);
      case 'forward_argument':
        return { kind: 'splat', range };
      case 'call':
      case 'element_reference':
      case 'yield':
      case 'super':
        return callExpression(node, range);
      case 'unary':
        return unary(node, range);
      case 'binary':
        return binary(node, range, tree.source(tree.child(node, 'operator')));
      case 'assignment':
        return expressionOrUnknown(tree.child(node, 'right'), range);
      case 'operator_assignment':
        return operatorAssignment(node, range);
      case 'conditional':
      case 'if':
      case 'unless':
      case 'elsif':
        return choice(range, [tree.child(node, 'consequence'), tree.child(node, 'alternative')]);
      case 'if_modifier':
      case 'unless_modifier':
        return choice(range, [tree.child(node, 'body')]);
      case 'rescue_modifier':
        return choice(range, [tree.child(node, 'body'), tree.child(node, 'handler')]);
      case 'case':
      case 'case_match':
        return choice(
          range,
          tree.children(node).filter((child) => /^(?:when|else|in_clause)$/.test(tree.type(child))),
        );
      case 'when':
      case 'in_clause':
      case 'rescue':
        return expressionOrUnknown(tree.child(node, 'body'), range);
      case 'begin':
      case 'then':
      case 'else':
      case 'do':
      case 'parenthesized_statements':
      case 'body_statement':
      case 'block_body':
      case 'interpolation':
        return bodyValue(node) ?? { kind: 'nil', range };
      case 'return': {
        const list = tree.children(node)[0];
        const values = list === undefined ? [] : tree.children(list).map(expression);
        return values.length === 1 && values[0] ? values[0] : { kind: 'array', range, elements: values };
      }
      case 'lambda':
        return lambda(node, range);
      case 'method':
      case 'singleton_method':
        return { kind: 'symbol', range, value: tree.source(tree.child(node, 'name')) };
      default:
        return { kind: 'unknown', range };
    }
  }

  function nameExpression(name: string, range: TextRange): Expression {
    return isLocal(name) ? { kind: 'local', range, name } : bareCall(name, range);
  }

  function scopedConstant(node: number, range: TextRange): Expression {
    const scope = tree.child(node, 'scope');
    const name = tree.source(tree.child(node, 'name'));
    if (scope === -1) {
      return { kind: 'constant', range, path: name, absolute: true };
    }
    const outer = expression(scope);
    if (outer.kind === 'constant') {
      return { kind: 'constant', range, path: `${outer.path}::${name}`, absolute: outer.absolute };
    }
    // `self.class::NAME` reads the constant of the object's own class, as a bare NAME nearly always does.
    return /^self(?:\.class)?$/.test(tree.source(scope))
      ? { kind: 'constant', range, path: name, absolute: false }
      : { kind: 'unknown', range };
  }

  function textParts(node: number): (string | Expression)[] {
    const parts: (string | Expression)[] = [];
    for (const child of tree.children(node)) {
      const type = tree.type(child);
      if (type === 'string') {
        parts.push(...textParts(child));
      } else if (type === 'interpolation') {
        parts.push(expression(child));
      } else if (type !== 'heredoc_end') {
        const text = literalText(type, tree.source(child));
        const last = parts.at(-1);
        if (typeof last === 'string') {
          parts[parts.length - 1] = last + text;
        } else {
          parts.push(text);
        }
      }
    }
    return parts;
  }

  /** `[a, b: 1]` ends with a hash. */
  function arrayElements(node: number): { elements: Expression[] } {
    const elements: Expression[] = [];
    const pairs: KeywordPair[] = [];
    for (const child of tree.children(node)) {
      if (tree.type(child) === 'pair') {
        pairs.push(pair(child));
      } else {
        elements.push(expression(child));
      }
    }
    if (pairs[0] !== undefined) {
      elements.push({ kind: 'hash', range: pairs[0].range, pairs });
    }
    return { elements };
  }

  function pair(node: number): KeywordPair {
    const range = tree.range(node);
    if (tree.type(node) === 'hash_splat_argument') {
      const [value] = tree.children(node);
      return { range, value: value === undefined ? { kind: 'unknown', range } : expression(value) };
    }
    const key = tree.child(node, 'key');
    if (key === -1) {
      return { range, value: expression(node) };
    }
    const value = tree.child(node, 'value');
    // The shorthand `key:` reads the local or method of that name.
    return {
      range,
      key: expression(key),
      value: value === -1 ? nameExpression(tree.source(key), tree.range(key)) : part(value),
    };
  }

  function rangeLiteral(node: number, range: TextRange): Expression {
    const from = tree.child(node, 'begin');
    const to = tree.child(node, 'end');
    return {
      kind: 'rangeLiteral',
      range,
      ...(from === -1 ? {} : { from: expression(from) }),
      ...(to === -1 ? {} : { to: expression(to) }),
      exclusive: tree.source(tree.child(node, 'operator')) === '...',
    };
  }

  function wrapped(kind: 'splat' | 'doubleSplat' | 'blockArgument', node: number, range: TextRange): Expression {
    const [value] = tree.children(node);
    return { kind, range, ...(value === undefined ? {} : { value: part(value) }) };
  }

  function call(node: number): CallExpression {
    const read = expression(node);
    return read.kind === 'call' ? read : callExpression(node, tree.range(node));
  }

  function callExpression(node: number, range: TextRange): CallExpression {
    const type = tree.type(node);
    const isReference = type === 'element_reference';
    const receiver = tree.child(node, isReference ? 'object' : 'receiver');
    const name = tree.child(node, 'method');
    const block = tree.child(node, 'block');
    const list = type === 'yield' ? tree.children(node)[0] : tree.child(node, 'arguments');
    const read = isReference
      ? readArguments(tree.children(node).filter((child) => child !== receiver && child !== block))
      : readArguments(list === undefined || list === -1 ? [] : tree.children(list));
    // All calls have one shape: what reads them stays fast, and is compiled once.
    return {
      kind: 'call',
      range,
      receiver: receiver === -1 ? undefined : part(receiver),
      // `client.()` is `client.call()`.
      method: isReference ? '[]' : name !== -1 ? tree.source(name) : type === 'call' ? 'call' : type,
      methodRange: isReference
        ? { start: tree.position(tree.end(receiver)), end: range.end }
        : name === -1
          ? range
          : tree.range(name),
      safeNavigation: tree.source(tree.child(node, 'operator')) === '&.',
      args: read.args,
      keywords: read.keywords,
      argsRange: list === undefined || list === -1 ? undefined : insideParentheses(tree, list),
      block: block === -1 ? undefined : openBlock(block),
    };
  }

  /** A receiver or an argument: also where an expression stands for what it is around, `(key)` or `key = name`, its text is that of the whole. */
  function part(node: number): Expression {
    const read = expression(node);
    const type = tree.type(node);
    return type === 'parenthesized_statements' || type === 'assignment' || type === 'begin'
      ? { ...read, range: tree.range(node) }
      : read;
  }

  function readArguments(nodes: readonly number[]): Pick<CallExpression, 'args' | 'keywords'> {
    const args: Expression[] = [];
    const keywords: KeywordPair[] = [];
    for (const node of nodes) {
      const type = tree.type(node);
      if (type === 'pair' || type === 'hash_splat_argument') {
        keywords.push(pair(node));
      } else {
        // The grammar cannot read `each( & )`.
        args.push(type === 'ERROR' ? { kind: 'blockArgument', range: tree.range(node) } : part(node));
      }
    }
    return { args: args.length === 0 ? none : args, keywords: keywords.length === 0 ? none : keywords };
  }

  function openBlock(node: number): OpenBlock {
    const before = blocks.get(node);
    if (before !== undefined) {
      return before;
    }
    const body = tree.child(node, 'body');
    const range = tree.range(node);
    const opened: OpenBlock = {
      range,
      bodyRange: body === -1 ? { start: range.end, end: range.end } : tree.range(body),
      parameters: blockParameterNames(tree, node),
      scope: -1,
    };
    blocks.set(node, opened);
    return opened;
  }

  function lambda(node: number, range: TextRange): Expression {
    const body = tree.child(node, 'body');
    return { kind: 'lambda', range, ...(body === -1 ? {} : { block: openBlock(body) }) };
  }

  function unary(node: number, range: TextRange): Expression {
    const operator = tree.source(tree.child(node, 'operator'));
    const operand = expressionOrUnknown(tree.child(node, 'operand'), range);
    if (operator === '-' && (operand.kind === 'integer' || operand.kind === 'float')) {
      return { ...operand, range, value: -operand.value };
    }
    return { kind: 'operator', range, operator, operands: [operand] };
  }

  /** `a || b` and `a ||= b` are one of two; of the other operators, an assignment is named by what stands before its `=`. */
  function binary(node: number, range: TextRange, operator: string): Expression {
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    if (operator === '||' || operator === 'or') {
      return choice(range, [left, right]);
    }
    return {
      kind: 'operator',
      range,
      operator,
      operands: [expressionOrUnknown(left, range), expressionOrUnknown(right, range)],
    };
  }

  function operatorAssignment(node: number, range: TextRange): Expression {
    const operator = tree.source(tree.child(node, 'operator')).slice(0, -1);
    // The value of `a &&= b` may be either, as with `||=`.
    return binary(node, range, operator === '&&' ? '||' : operator);
  }

  function choice(range: TextRange, nodes: readonly number[]): Expression {
    return { kind: 'choice', range, alternatives: nodes.filter((node) => node !== -1).map(expression) };
  }

  function expressionOrUnknown(node: number, range: TextRange): Expression {
    return node === -1 ? { kind: 'unknown', range } : expression(node);
  }

  function bodyValue(body: number): Expression | undefined {
    const nodes = valueNodes(tree, body);
    const [last] = nodes;
    return nodes.length > 1 ? choice(tree.range(body), nodes) : last === undefined ? undefined : expression(last);
  }

  return { expression, call, block: openBlock, bodyValue };
}
