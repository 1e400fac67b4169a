import { attributeWrites } from './attributeWrites.ts';
import type { Member } from './classEntry.ts';
import { bareCall, type CallExpression, type Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { methodValues } from './methodValues.ts';
import { constructorArguments } from './parameters.ts';
import { type Place, scopesAround } from './place.ts';
import { nothing, union, type Values } from './value.ts';

/** What calling a member returns. */
export function memberValues(flow: Flow, member: Member): Values {
  const { place } = member;
  switch (member.kind) {
    case 'method': {
      const inside: Place = { file: place.file, scope: member.method.scope };
      return union(...member.method.results.map((result) => flow.values(result, inside)));
    }
    case 'reader':
      return union(flow.variable(member.variable, member.self), attributeWrites(flow, member.attribute, member.self));
    case 'delegate': {
      const call = delegatedCall(member.method, member.to);
      return union(...delegationTargets(flow, member.to, place).map((value) => methodValues(flow, value, call, place)));
    }
    case 'alias':
      return union(...aliased(flow, member).map((target) => flow.memberValues(target)));
    case 'block':
      return member.block.result === undefined
        ? nothing
        : flow.values(member.block.result, { file: place.file, scope: member.block.scope });
    case 'value':
      return flow.values(member.expression, place);
    case 'field':
      return union(
        constructorArguments(flow, member.entry, { name: member.name, kind: 'required' }, member.index),
        constructorArguments(flow, member.entry, { name: member.name, kind: 'keyword' }, member.index),
        attributeWrites(flow, member.name, { entry: member.entry, singleton: false }),
      );
    case 'keyBound':
      return [{ kind: 'keyBound' }];
  }
}

/** The members that an alias stands for. */
export function aliased(flow: Flow, member: Member & { readonly kind: 'alias' }): readonly Member[] {
  return flow.hierarchy.members(member.self, member.target).filter((target) => target !== member);
}

/** What a delegation's `to:` names: a method, `@variable`, `Constant`, `self.class`, or an expression. */
export function delegationTargets(flow: Flow, to: Expression, place: Place): Values {
  if (to.kind !== 'symbol' && to.kind !== 'string') {
    return flow.values(to, place);
  }
  const { range, value: text } = to;
  const self = flow.fold.selfOf(place.file, place.scope);
  if (/^@/.test(text)) {
    return flow.variable(text, { entry: self.entry, singleton: self.meta === true });
  }
  if (/^(?:self\.)?class$/.test(text)) {
    return [{ kind: 'class', entry: self.entry }];
  }
  const [, path, method] = /^((?:::)?[A-Z][\w:]*)(?:\.(\w+))?$/.exec(text) ?? [];
  if (path !== undefined) {
    const constant: Expression = {
      kind: 'constant',
      range,
      path: path.replace(/^::/, ''),
      absolute: path.startsWith('::'),
    };
    const values = flow.values(constant, place);
    return method === undefined
      ? values
      : union(...values.map((value) => methodValues(flow, value, delegatedCall(method, to), place)));
  }
  const members = flow.hierarchy.members({ entry: self.entry, singleton: self.meta === true }, text);
  return union(...members.map((member) => flow.memberValues(member)));
}

/** The call that a delegating method makes. */
export function delegatedCall(method: string, to: Expression): CallExpression {
  return bareCall(method, to.range);
}

/** What a name without a receiver means where it stands: what the groups around it or its object define. */
export function ownMembers(flow: Flow, name: string, place: Place): readonly Member[] {
  for (const { index, scope } of scopesAround(place)) {
    const found = flow.fold.groupMembers(place.file, index)?.get(name);
    if (found !== undefined) {
      return found;
    }
    if (scope.kind === 'class' || scope.kind === 'module') {
      break;
    }
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  const own = flow.hierarchy.members(self, name);
  return own.length === 0 && self.inBlock === true
    ? flow.hierarchy.members({ entry: self.entry, singleton: false }, name)
    : own;
}

/** The same, or failing that what those who inherit from its object define. */
export function bareMembers(flow: Flow, name: string, place: Place): readonly Member[] {
  const own = ownMembers(flow, name, place);
  if (own.length > 0) {
    return own;
  }
  const self = flow.fold.selfOf(place.file, place.scope);
  // A module or base class calls what those who inherit from it define.
  return flow.hierarchy
    .descendants(self.entry)
    .slice(0, 40)
    .flatMap((descendant) => flow.hierarchy.members({ entry: descendant, singleton: self.singleton }, name))
    .slice(0, 40);
}
