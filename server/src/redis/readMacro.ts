import type { Member, Mixin, Self } from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Place } from './place.ts';
import type { Assignment } from './summary.ts';

/** What a declaring call says. */
export type MacroFact =
  | {
      readonly kind: 'member';
      readonly name: string;
      readonly member: Member;
      readonly instance: boolean;
      readonly singleton: boolean;
    }
  | { readonly kind: 'mixin'; readonly how: Mixin['how']; readonly expression: Expression }
  | { readonly kind: 'mixinOf'; readonly path: string; readonly how: Mixin['how']; readonly expression: Expression }
  | { readonly kind: 'globalMixin'; readonly expression: Expression }
  | { readonly kind: 'selfExtended' }
  | { readonly kind: 'variable'; readonly assignment: Assignment };

/** The facts that a call such as `attr_reader :a, :b` or `let(:redis) { … }` states in the body of `self`. */
export function readMacro(call: CallExpression, place: Place, self: Self): readonly MacroFact[] {
  const { method } = call;
  if (method === 'include' || method === 'extend' || method === 'prepend') {
    return mixins(call, method);
  }
  if (/^(?:[mc]attr|thread_[mc]attr)_|^class_attribute$|^config_accessor$/.test(method)) {
    return readers(call, place, { ...self, singleton: true }, { instance: true, singleton: true });
  }
  if (/^attr(?:_reader|_accessor|_writer)?$/.test(method)) {
    return readers(call, place, { ...self, singleton: self.meta === true }, { instance: true, singleton: false });
  }
  switch (method) {
    case 'delegate':
    case 'instance_delegate':
      return delegates(call, place);
    case 'def_delegators':
    case 'def_instance_delegators':
      return forwardableDelegates(call, place);
    case 'def_delegator':
    case 'def_instance_delegator':
      return forwardableDelegate(call, place);
    case 'delegate_missing_to':
      return call.args.slice(0, 1).map((to) => ({
        kind: 'member',
        name: method,
        member: { kind: 'delegate', to, method: 'itself', place },
        ...instanceOnly,
      }));
    case 'alias_method':
      return aliases(call, place, self);
    case 'module_function':
      return [{ kind: 'selfExtended' }];
    case 'let':
    case 'let!':
    case 'given':
    case 'given!':
    case 'subject':
    case 'subject!':
    case 'define_method':
    case 'define_singleton_method':
      return blocks(call, place);
    case 'instance_variable_set':
    case 'class_variable_set':
      return variables(call, place);
    case 'set':
    case 'option':
    case 'param':
    case 'setting':
    case 'attribute':
      return settings(call, place);
    default:
      return keyBoundMembers(call, place);
  }
}

function mixins(call: CallExpression, how: Mixin['how']): MacroFact[] {
  const facts: MacroFact[] = [];
  for (const expression of call.args) {
    const { receiver } = call;
    if (expression.kind === 'self' && how === 'extend') {
      facts.push({ kind: 'selfExtended' });
    } else if (receiver === undefined || receiver.kind === 'self') {
      facts.push({ kind: 'mixin', how, expression });
    } else if (receiver.kind === 'constant') {
      facts.push({ kind: 'mixinOf', path: receiver.path, how, expression });
    } else if (receiver.kind === 'local' && how === 'include') {
      // `RSpec.configure { |config| config.include Helper }`
      facts.push({ kind: 'globalMixin', expression });
    }
  }
  return facts;
}

interface Reach {
  readonly instance: boolean;
  readonly singleton: boolean;
}

const instanceOnly: Reach = { instance: true, singleton: false };

function names(expressions: readonly Expression[]): string[] {
  return expressions.flatMap((expression) => {
    if (expression.kind === 'symbol' || expression.kind === 'string') {
      return [expression.value];
    }
    if (expression.kind === 'splat' && expression.value?.kind === 'array') {
      return names(expression.value.elements);
    }
    return [];
  });
}

function readers(call: CallExpression, place: Place, self: Self, reach: Reach): MacroFact[] {
  const facts: MacroFact[] = [];
  const standard = keyword(call, 'default');
  for (const attribute of names(call.args)) {
    const variable = /^[mc]attr|^thread/.test(call.method) ? `@@${attribute}` : `@${attribute}`;
    facts.push({
      kind: 'member',
      name: attribute,
      member: { kind: 'reader', variable, attribute, self, place },
      ...reach,
    });
    const value = standard ?? (call.block?.result && /attr/.test(call.method) ? call.block.result : undefined);
    if (value !== undefined) {
      facts.push({ kind: 'member', name: attribute, member: { kind: 'value', expression: value, place }, ...reach });
    }
  }
  return facts;
}

/** Rails: `delegate :redis, to: :pool`, with `prefix: true` or `prefix: :my`. */
function delegates(call: CallExpression, place: Place): MacroFact[] {
  const to = keyword(call, 'to');
  if (to === undefined) {
    return [];
  }
  const prefix = keyword(call, 'prefix');
  const target = to.kind === 'symbol' || to.kind === 'string' ? to.value : undefined;
  const before =
    prefix?.kind === 'true'
      ? `${target ?? ''}_`
      : prefix?.kind === 'symbol' || prefix?.kind === 'string'
        ? `${prefix.value}_`
        : '';
  return names(call.args).map((method) => ({
    kind: 'member',
    name: before + method,
    member: { kind: 'delegate', to, method, place },
    ...instanceOnly,
  }));
}

function forwardableDelegates(call: CallExpression, place: Place): MacroFact[] {
  const [to, ...rest] = call.args;
  if (to === undefined) {
    return [];
  }
  return names(rest).map((method) => ({
    kind: 'member',
    name: method,
    member: { kind: 'delegate', to, method, place },
    ...instanceOnly,
  }));
}

function forwardableDelegate(call: CallExpression, place: Place): MacroFact[] {
  const [to, ...rest] = call.args;
  const [method, name = method] = names(rest);
  if (to === undefined || method === undefined || name === undefined) {
    return [];
  }
  return [{ kind: 'member', name, member: { kind: 'delegate', to, method, place }, ...instanceOnly }];
}

function aliases(call: CallExpression, place: Place, self: Self): MacroFact[] {
  const [name, target] = names(call.args);
  if (name === undefined || target === undefined) {
    return [];
  }
  const owner: Self = { entry: self.entry, singleton: self.meta === true };
  return [{ kind: 'member', name, member: { kind: 'alias', target, self: owner, place }, ...instanceOnly }];
}

function blocks(call: CallExpression, place: Place): MacroFact[] {
  const { block } = call;
  if (block === undefined) {
    return [];
  }
  const declared = names(call.args.slice(0, 1));
  const isSubject = call.method.startsWith('subject');
  const singleton = call.method === 'define_singleton_method';
  return (isSubject ? [...declared, 'subject'] : declared).map((name) => ({
    kind: 'member',
    name,
    member: { kind: 'block', block, place },
    instance: !singleton,
    singleton,
  }));
}

function variables(call: CallExpression, place: Place): MacroFact[] {
  const [name, value] = call.args;
  if (
    value === undefined ||
    (name?.kind !== 'symbol' && name?.kind !== 'string') ||
    call.receiver?.kind === 'constant'
  ) {
    return [];
  }
  const target = name.value.startsWith('@@') ? 'cvar' : 'ivar';
  const { scope } = place;
  return [{ kind: 'variable', assignment: { target, name: name.value, scope, home: scope, value, range: name.range } }];
}

/** `set :redis, Redis.new` and `option :redis, default: -> { Redis.new }` give the object a reader. */
function settings(call: CallExpression, place: Place): MacroFact[] {
  const [first, second] = call.args;
  const value = keyword(call, 'default') ?? second;
  const [name] = first === undefined ? [] : names([first]);
  if (call.method === 'set' && second === undefined) {
    return keyBoundMembers(call, place);
  }
  if (name === undefined || value === undefined || call.receiver !== undefined) {
    return [];
  }
  const expression = value.kind === 'lambda' ? (value.block?.result ?? value) : value;
  return [{ kind: 'member', name, member: { kind: 'value', expression, place }, instance: true, singleton: true }];
}

/** `kredis_set :members`; redis-objects' `sorted_set :ranking`. */
function keyBoundMembers(call: CallExpression, place: Place): MacroFact[] {
  if (
    call.receiver !== undefined ||
    !/^(?:kredis_\w+|value|set|list|hash_key|sorted_set|counter|lock)$/.test(call.method)
  ) {
    return [];
  }
  return names(call.args.slice(0, 1)).map((name) => ({
    kind: 'member',
    name,
    member: { kind: 'keyBound', place },
    instance: true,
    singleton: keyword(call, 'global') !== undefined,
  }));
}

function keyword(call: CallExpression, name: string): Expression | undefined {
  return call.keywords.find(({ key }) => key?.kind === 'symbol' && key.value === name)?.value;
}
