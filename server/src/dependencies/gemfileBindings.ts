import type { SyntaxNode } from '../syntax/syntaxNode.ts';
import { foldValue, type Lookup, unknownValue, type Value } from './gemfileValue.ts';

/**
 * What the variables and constants of a Gemfile hold. Only a name that is assigned once, at the top level, and never changed in place
 * has a value; `before` is the place that asks: an assignment below it does not count.
 */
export interface Bindings {
  lookup(name: string, before: SyntaxNode): Value;
}

/** Methods that change the string, array or hash they are called on. */
const mutators = new Set(
  '<< []= push append concat prepend unshift insert replace clear delete delete_if delete_at keep_if fill store update pop shift'.split(
    ' ',
  ),
);

const variableTypes = new Set(['identifier', 'constant', 'global_variable', 'instance_variable']);

/** Reads the assignments of a whole file. */
export function collectBindings(root: SyntaxNode): Bindings {
  const assigned = new Map<string, SyntaxNode>();
  const spoilt = new Set<string>();
  const spoil = (node: SyntaxNode | undefined) => {
    if (node !== undefined && variableTypes.has(node.type)) {
      spoilt.add(node.text);
    }
  };
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'assignment': {
        const left = node.child('left');
        if (left?.type === 'left_assignment_list') {
          left.namedChildren.forEach(spoil);
        } else if (left?.type === 'element_reference') {
          spoil(left.child('object'));
        } else if (left !== undefined) {
          if (node.parent?.type !== 'program' || assigned.has(left.text)) {
            spoil(left);
          }
          assigned.set(left.text, node);
        }
        break;
      }
      case 'operator_assignment':
        spoil(node.child('left'));
        break;
      case 'for':
        spoil(node.child('pattern'));
        break;
      case 'block_parameters':
      case 'lambda_parameters':
      case 'method_parameters':
        node.namedChildren.forEach(spoil);
        break;
      case 'call': {
        const method = node.child('method')?.text ?? '';
        if (mutators.has(method) || method.endsWith('!')) {
          spoil(node.child('receiver'));
        }
        break;
      }
      case 'binary':
        if (node.child('operator')?.type === '<<') {
          spoil(node.child('left'));
        }
        break;
    }
    node.namedChildren.forEach(visit);
  };
  visit(root);

  const lookup = (name: string, before: SyntaxNode): Value => {
    const assignment = assigned.get(name);
    const right = assignment?.child('right');
    if (assignment === undefined || !right || spoilt.has(name) || assignment.start >= before.start) {
      return unknownValue;
    }
    return foldValue(right, (inner) => lookup(inner, assignment));
  };
  return { lookup };
}

/** `lookup` with a block's parameters in front. */
export function withParameters(lookup: Lookup, parameters: ReadonlyMap<string, Value>): Lookup {
  return (name) => parameters.get(name) ?? lookup(name);
}
