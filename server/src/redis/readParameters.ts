import type { FlatTree } from '../syntax/flatTree.ts';
import type { Expression } from './expression.ts';
import type { Parameter } from './summary.ts';

/** The parameters below a `method_parameters`, `block_parameters` or `lambda_parameters` node, in order. */
export function readParameters(tree: FlatTree, list: number, expression: (node: number) => Expression): Parameter[] {
  if (list === -1) {
    return [];
  }
  const parameters: Parameter[] = [];
  for (const node of tree.children(list)) {
    // Block-local variables (`|a; b|`) are not passed anything.
    if (tree.field(node) === 'locals') {
      continue;
    }
    const kind = kinds.get(tree.type(node));
    if (kind === undefined) {
      continue;
    }
    const name = tree.type(node) === 'identifier' ? node : tree.child(node, 'name');
    const value = tree.child(node, 'value');
    parameters.push({
      name: name === -1 ? '' : tree.source(name),
      kind,
      ...(value === -1 ? {} : { default: expression(value) }),
      ...(kind === 'destructured' ? { parts: destructuredNames(tree, node) } : {}),
    });
  }
  return parameters;
}

const kinds: ReadonlyMap<string, Parameter['kind']> = new Map([
  ['identifier', 'required'],
  ['optional_parameter', 'optional'],
  ['splat_parameter', 'rest'],
  ['forward_parameter', 'rest'],
  ['keyword_parameter', 'keyword'],
  ['hash_splat_parameter', 'keywordRest'],
  ['block_parameter', 'block'],
  ['destructured_parameter', 'destructured'],
]);

/** The names of a `(a, (b, c))` parameter, however deep. */
function destructuredNames(tree: FlatTree, parameter: number): string[] {
  const names: string[] = [];
  for (let node = parameter + 1; node < tree.after(parameter); node++) {
    if (tree.type(node) === 'identifier') {
      names.push(tree.source(node));
    }
  }
  return names;
}

/** A block's parameter names; without declared ones, the numbered parameters up to the highest used, or `it`. */
export function blockParameterNames(tree: FlatTree, block: number): string[] {
  const list = parameterList(tree, block);
  if (list !== -1) {
    return readParameters(tree, list, () => ({ kind: 'unknown', range: tree.range(list) })).map(({ name }) => name);
  }
  const body = tree.child(block, 'body');
  if (body === -1) {
    return [];
  }
  let highest = 0;
  let usesIt = false;
  for (let node = body; node < tree.after(body); node++) {
    // Each block is asked, within all those around it: most names are told by their length.
    if (tree.end(node) - tree.start(node) === 2 && tree.type(node) === 'identifier') {
      const source = tree.source(node);
      if (/^_[1-9]$/.test(source)) {
        highest = Math.max(highest, Number(source[1]));
      }
      usesIt ||= source === 'it' && tree.field(node) !== 'method';
    }
  }
  if (highest > 0) {
    return Array.from({ length: highest }, (_, index) => `_${index + 1}`);
  }
  return usesIt ? ['it'] : [];
}

/** A block's parameter list; a lambda's stands before its block. */
export function parameterList(tree: FlatTree, block: number): number {
  const own = tree.child(block, 'parameters');
  const parent = tree.parent(block);
  return own === -1 && parent !== -1 && tree.type(parent) === 'lambda' ? tree.child(parent, 'parameters') : own;
}
