import { attributeWrites } from './attributeWrites.ts';
import type { ClassEntry } from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Flow } from './flow.ts';
import { constructorKey, type PlacedCall } from './fold.ts';
import { type Place, scopeAt } from './place.ts';
import type { Parameter, Scope } from './summary.ts';
import { byNameOnly, doubtful, notAClient, nothing, union, type Values } from './value.ts';

/** What the method or block at `place` is given as its parameter `name`: by its callers, or else its default. */
export function parameterValues(flow: Flow, place: Place, name: string): Values {
  const scope = scopeAt(place);
  const index =
    scope?.parameters.findIndex((parameter) => parameter.name === name || parameter.parts?.includes(name)) ?? -1;
  const parameter = scope?.parameters[index];
  if (scope === undefined || parameter === undefined) {
    return nothing;
  }
  if (parameter.kind === 'keywordRest') {
    return notAClient;
  }
  if (parameter.kind === 'rest' && scope.kind === 'method') {
    return union(
      [{ kind: 'collection', elements: nothing, keyed: false }],
      passed(flow, place, scope, parameter, index),
    );
  }
  const standard = parameter.default === undefined ? nothing : flow.values(parameter.default, place);
  if (scope.kind === 'lambda' || isProc(scope.call)) {
    return union(givenToProc(flow, place, parameter, index), standard);
  }
  if (scope.kind === 'block') {
    const outer: Place = { file: place.file, scope: scope.parent };
    const given = scope.call === undefined ? nothing : flow.yielded(scope.call, outer, index);
    return parameter.parts === undefined ? union(given, standard) : partOf(given, parameter.parts.indexOf(name));
  }
  return scope.kind === 'method' ? union(passed(flow, place, scope, parameter, index), standard) : standard;
}

/** `lambda { |pipe| … }` and `proc { |pipe| … }`; a method of the application may be called so, but has a receiver. */
function isProc(call: CallExpression | undefined): boolean {
  return call !== undefined && call.receiver === undefined && /^(?:lambda|proc)$/.test(call.method);
}

/** What the file that the lambda at `place` stands in calls it with: `store = ->(pipe) { … }` and `store.call(pipe)`. */
function givenToProc(flow: Flow, { file, scope }: Place, parameter: Parameter, index: number): Values {
  const calls = (flow.fold.passes.get('call') ?? []).filter((caller) => caller.file === file);
  return union(
    ...calls.slice(0, mostCallers).map((caller) => {
      const { receiver } = caller.call;
      const called = receiver === undefined ? nothing : flow.values(receiver, caller);
      const isThis = called.some(
        (value) => value.kind === 'proc' && value.place.file === file && value.block.scope === scope,
      );
      const argument = isThis ? argumentFor(caller.call, parameter, index) : undefined;
      return argument === undefined ? nothing : flow.values(argument, caller);
    }),
  );
}

/** What those who make an object of `owner` pass for a constructor's parameter. */
export function constructorArguments(flow: Flow, owner: ClassEntry, parameter: Parameter, index: number): Values {
  return union(
    ...possibleConstructorCalls(flow, owner).map((caller) => {
      const argument =
        fits(flow, caller, owner, true) === 'yes' ? argumentFor(caller.call, parameter, index) : undefined;
      return argument === undefined ? nothing : flow.values(argument, caller);
    }),
  );
}

/** `|(node, keys)|` takes a pair apart. */
function partOf(given: Values, index: number): Values {
  return union(
    ...given.map((value) =>
      value.kind !== 'pair' ? nothing : index === 0 ? value.keys : index === 1 ? value.values : nothing,
    ),
  );
}

function passed(flow: Flow, place: Place, scope: Scope, parameter: Parameter, index: number): Values {
  const self = flow.fold.selfOf(place.file, place.scope);
  if (/\w=$/.test(scope.name)) {
    // Many a writer makes a client of what it is given, or refuses it.
    const written = index === 0 ? attributeWrites(flow, scope.name.slice(0, -1), self) : nothing;
    return doubtful(written.filter(({ kind }) => kind === 'client' || kind === 'pool'));
  }
  const isConstructor = scope.name === 'initialize';
  const calls = isConstructor
    ? possibleConstructorCalls(flow, self.entry)
    : (flow.fold.passes.get(scope.name) ?? []).slice(0, mostCallers);
  const found: Values[] = [];
  for (const caller of calls) {
    const fit = fits(flow, caller, self.entry, isConstructor);
    const argument = fit === 'no' ? undefined : argumentFor(caller.call, parameter, index);
    if (argument !== undefined) {
      const values = flow.values(argument, caller);
      found.push(fit === 'yes' ? values : byNameOnly(values));
    }
  }
  for (const caller of superCalls(flow, self.entry, scope.name)) {
    const argument = argumentFor(caller.call, parameter, index);
    if (argument !== undefined) {
      found.push(flow.values(argument, caller));
    }
  }
  return union(...found);
}

const mostCallers = 200;

/** The calls of `new` on the name of `owner` or of a class that inherits from it. */
export function constructorCalls(flow: Flow, owner: ClassEntry): readonly PlacedCall[] {
  const keys = new Set([owner, ...flow.hierarchy.descendants(owner)].map(({ name }) => constructorKey(name)));
  return [...keys].flatMap((key) => flow.fold.passes.get(key) ?? []);
}

/** The calls of `new` that may make an object of `owner`, those on no name last: a workspace has thousands of these. */
function possibleConstructorCalls(flow: Flow, owner: ClassEntry): readonly PlacedCall[] {
  const named = constructorCalls(flow, owner).slice(0, mostCallers);
  return [...named, ...(flow.fold.passes.get('new') ?? []).slice(0, mostCallers - named.length)];
}

/** Whether a call by that name calls the method of `owner`. */
function fits(flow: Flow, caller: PlacedCall, owner: ClassEntry, isConstructor: boolean): 'yes' | 'maybe' | 'no' {
  const { receiver } = caller.call;
  if (receiver === undefined) {
    const { entry } = flow.fold.selfOf(caller.file, caller.scope);
    if (flow.hierarchy.related(entry, owner)) {
      // `new(input)` in a base class makes an object of each class that inherits from it, of whichever is asked.
      return isConstructor && entry !== owner && flow.hierarchy.ancestors(owner).includes(entry) ? 'maybe' : 'yes';
    }
    return owner.name.startsWith('main ') || entry.name.startsWith('main ') || owner.isModule ? 'maybe' : 'no';
  }
  const values = flow.values(receiver, caller);
  const entries = values.flatMap((value) => (value.kind === 'class' || value.kind === 'instance' ? [value.entry] : []));
  if (entries.length > 0) {
    return entries.some((entry) => flow.hierarchy.related(entry, owner)) ? 'yes' : 'no';
  }
  // `new` on something unknown could be any class's.
  return values.length > 0 || isConstructor ? 'no' : 'maybe';
}

/** `super(redis)` in the same method of a subclass. */
function superCalls(flow: Flow, owner: ClassEntry, method: string): readonly PlacedCall[] {
  const calls = flow.fold.superCalls.get(method) ?? [];
  return calls.filter(({ file, scope }) => {
    return flow.hierarchy.ancestors(flow.fold.selfOf(file, scope).entry).indexOf(owner) > 0;
  });
}

function argumentFor(call: CallExpression, parameter: Parameter, index: number): Expression | undefined {
  if (parameter.kind === 'keyword') {
    const pairs = [
      ...call.keywords,
      ...call.args.flatMap((argument) => (argument.kind === 'hash' ? argument.pairs : [])),
    ];
    return pairs.find(({ key }) => key?.kind === 'symbol' && key.value === parameter.name)?.value;
  }
  if (parameter.kind === 'rest') {
    const elements = call.args.slice(index);
    return elements.length === 0 ? undefined : { kind: 'array', range: call.range, elements };
  }
  if (parameter.kind !== 'required' && parameter.kind !== 'optional') {
    return undefined;
  }
  const before = call.args.slice(0, index + 1);
  const argument = before.some(({ kind }) => kind === 'splat') ? undefined : before[index];
  if (argument !== undefined && argument.kind !== 'blockArgument') {
    return argument;
  }
  // Keywords that meet a method without keywords are its last, positional hash.
  return index === call.args.length && call.keywords.length > 0
    ? { kind: 'hash', range: call.range, pairs: call.keywords }
    : undefined;
}
