import type { FlatTree } from '../syntax/flatTree.ts';

/** Whether the code around the call at `node` has asked its receiver to be what no client is: `redis.is_a?(Hash) ? redis.keys : …`. */
export function isAskedToBeOther(tree: FlatTree, node: number): boolean {
  const receiver = tree.child(node, 'receiver');
  const name = receiver === -1 ? '' : tree.source(receiver);
  if (!/^[@$]{0,2}\w+$/.test(name)) {
    return false;
  }
  for (let inner = node, outer = tree.parent(node); outer !== -1; inner = outer, outer = tree.parent(outer)) {
    if (/^(?:method|singleton_method|class|module)$/.test(tree.type(outer))) {
      return false;
    }
    if (holdsWithin(tree, outer, inner, name)) {
      return !isAssigned(tree, inner, node, name);
    }
  }
  return false;
}

/** Whether what stands in `inner`, a part of `outer`, runs only if `name` is something else than a client. */
function holdsWithin(tree: FlatTree, outer: number, inner: number, name: string): boolean {
  const part = tree.field(inner);
  switch (tree.type(outer)) {
    case 'if':
    case 'elsif':
    case 'conditional':
      return part === 'consequence' && asksForOther(tree, tree.child(outer, 'condition'), name);
    case 'unless':
      return part === 'alternative' && asksForOther(tree, tree.child(outer, 'condition'), name);
    case 'if_modifier':
      return part === 'body' && asksForOther(tree, tree.child(outer, 'condition'), name);
    case 'binary':
      return part === 'right' && isAnd(tree, outer) && asksForOther(tree, tree.child(outer, 'left'), name);
    case 'when': {
      const value = tree.child(tree.parent(outer), 'value');
      const patterns = tree.children(outer).filter((child) => tree.field(child) === 'pattern');
      return (
        part === 'body' &&
        value !== -1 &&
        tree.source(value) === name &&
        patterns.every((pattern) => otherClasses.test(tree.source(pattern)))
      );
    }
    default:
      return false;
  }
}

/** `name.is_a?(Hash)`, `Hash === name`, or one of these and something else. */
function asksForOther(tree: FlatTree, condition: number, name: string): boolean {
  switch (condition === -1 ? '' : tree.type(condition)) {
    case 'parenthesized_statements':
      return tree.children(condition).length === 1 && asksForOther(tree, condition + 1, name);
    case 'binary': {
      const left = tree.child(condition, 'left');
      const right = tree.child(condition, 'right');
      return isAnd(tree, condition)
        ? asksForOther(tree, left, name) || asksForOther(tree, right, name)
        : tree.source(tree.child(condition, 'operator')) === '===' &&
            otherClasses.test(tree.source(left)) &&
            tree.source(right) === name;
    }
    case 'call': {
      const [, receiver, asked = ''] =
        /^([@$]{0,2}\w+)\.(?:is_a|kind_of|instance_of)\?[( ] *([\w:]+) *\)?$/.exec(tree.source(condition)) ?? [];
      return receiver === name && otherClasses.test(asked);
    }
    default:
      return false;
  }
}

function isAnd(tree: FlatTree, binary: number): boolean {
  return /^(?:&&|and)$/.test(tree.source(tree.child(binary, 'operator')));
}

/** Whether `name` is given another value between the beginning of `branch` and `node`. */
function isAssigned(tree: FlatTree, branch: number, node: number, name: string): boolean {
  for (let before = branch; before < node; before++) {
    const left = /^(?:operator_)?assignment$/.test(tree.type(before)) ? tree.child(before, 'left') : -1;
    if (left !== -1 && tree.after(before) <= node && tree.source(left) === name) {
      return true;
    }
  }
  return false;
}

const otherClasses =
  /^(?:::)?(?:Hash|HashWithIndifferentAccess|Array|Set|String|Symbol|Integer|Float|Numeric|Proc|Range|Regexp|Struct|OpenStruct|Pathname|URI(?:::\w+)?)$/;
