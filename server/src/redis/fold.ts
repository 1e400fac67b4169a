import {
  append,
  type ClassEntry,
  type Member,
  newClassEntry,
  type PlacedAssignment,
  type PlacedExpression,
  type Self,
} from './classEntry.ts';
import type { CallExpression, Expression } from './expression.ts';
import type { Place } from './place.ts';
import { readMacro } from './readMacro.ts';
import type { RubySummary } from './summarize.ts';

/** All summaries side by side, with everything findable by name. Nothing is evaluated yet. */
export interface Fold {
  readonly files: ReadonlyMap<string, RubySummary>;
  readonly classes: ReadonlyMap<string, ClassEntry>;
  /** What every object has: methods defined at the top level of any file. */
  readonly object: ClassEntry;
  /** Constants by full path. */
  readonly constants: ReadonlyMap<string, readonly PlacedAssignment[]>;
  readonly globals: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** `x.name = value` by name. */
  readonly attributes: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** `x[:key] = value` by key. */
  readonly elements: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** Locals by file, then by home scope and name. */
  readonly locals: ReadonlyMap<RubySummary, ReadonlyMap<string, readonly PlacedAssignment[]>>;
  /** Calls that hand on something, by method; `Name.new` under `new Name`. */
  readonly passes: ReadonlyMap<string, readonly PlacedCall[]>;
  /** Calls of `super`, by the method that they stand in. */
  readonly superCalls: ReadonlyMap<string, readonly PlacedCall[]>;
  /** Members of any class or group, by name. */
  readonly members: ReadonlyMap<string, readonly Member[]>;
  /** Instance variables of test files, by name: shared examples use those of the files that include them. */
  readonly testVariables: ReadonlyMap<string, readonly PlacedAssignment[]>;
  /** Modules that a test framework mixes into every example. */
  readonly globalMixins: readonly PlacedExpression[];
  selfOf(file: RubySummary, scope: number): Self;
  /** Members that a block declares for the blocks within: `let` in a `describe`. */
  groupMembers(file: RubySummary, scope: number): ReadonlyMap<string, readonly Member[]> | undefined;
}

export interface PlacedCall {
  readonly call: CallExpression;
  readonly file: RubySummary;
  readonly scope: number;
}

function passKey({ method, receiver }: CallExpression): string {
  return method === 'new' && receiver?.kind === 'constant' ? constructorKey(receiver.path) : method;
}

/** The key of the calls that make an object of the class, or of one with the same last name. */
export function constructorKey(path: string): string {
  return `new ${path.slice(path.lastIndexOf(':') + 1)}`;
}

/** The key of a local in `Fold.locals`. */
export function localKey(home: number, name: string): string {
  return `${home}:${name}`;
}

/** Folds the summaries of a workspace. */
export function foldSummaries(files: ReadonlyMap<string, RubySummary>): Fold {
  const folder = new Folder();
  for (const file of files.values()) {
    folder.add(file);
  }
  return folder.fold(files);
}

class Folder {
  readonly #classes = new Map<string, ClassEntry>();
  readonly #object = newClassEntry('Object', false);
  readonly #constants = new Map<string, PlacedAssignment[]>();
  readonly #globals = new Map<string, PlacedAssignment[]>();
  readonly #attributes = new Map<string, PlacedAssignment[]>();
  readonly #elements = new Map<string, PlacedAssignment[]>();
  readonly #locals = new Map<RubySummary, Map<string, PlacedAssignment[]>>();
  readonly #passes = new Map<string, PlacedCall[]>();
  readonly #superCalls = new Map<string, PlacedCall[]>();
  readonly #members = new Map<string, Member[]>();
  readonly #testVariables = new Map<string, PlacedAssignment[]>();
  readonly #globalMixins: PlacedExpression[] = [];
  readonly #selves = new Map<RubySummary, Self[]>();
  readonly #groups = new Map<RubySummary, Map<number, Map<string, Member[]>>>();

  fold(files: ReadonlyMap<string, RubySummary>): Fold {
    const main: Self = { entry: this.#object, singleton: false };
    return {
      files,
      classes: this.#classes,
      object: this.#object,
      constants: this.#constants,
      globals: this.#globals,
      attributes: this.#attributes,
      elements: this.#elements,
      locals: this.#locals,
      passes: this.#passes,
      superCalls: this.#superCalls,
      members: this.#members,
      testVariables: this.#testVariables,
      globalMixins: this.#globalMixins,
      selfOf: (file, scope) => this.#selves.get(file)?.[scope] ?? main,
      groupMembers: (file, scope) => this.#groups.get(file)?.get(scope),
    };
  }

  add(file: RubySummary): void {
    if (file.scopes.length === 0) {
      return;
    }
    this.#addScopes(file);
    this.#addMethods(file);
    this.#addAssignments(file);
    for (const macro of file.macros) {
      this.#addMacro(file, macro.call, macro.scope);
    }
    for (const { call, scope } of file.passes) {
      if (call.method === 'super') {
        append(this.#superCalls, file.scopes[scope]?.name ?? '', { call, file, scope });
      } else {
        append(this.#passes, passKey(call), { call, file, scope });
      }
    }
  }

  #addScopes(file: RubySummary): void {
    const selves: Self[] = [];
    const names = constantsOfBlocks(file);
    for (const [index, scope] of file.scopes.entries()) {
      const outer = selves[scope.parent];
      const place = { file, scope: index };
      if (outer === undefined) {
        selves.push({ entry: newClassEntry(`main ${file.uri}`, false), singleton: false });
      } else if (scope.kind === 'class' || scope.kind === 'module') {
        const entry = this.#entry(nested(outer, scope.name), scope.kind === 'module');
        if (scope.superclass !== undefined) {
          this.#addFields(entry, scope.superclass, { file, scope: scope.parent });
          entry.superclasses.push({ expression: scope.superclass, place: { file, scope: scope.parent } });
        }
        selves.push({ entry, singleton: true });
      } else if (scope.kind === 'singletonClass') {
        const named = scope.object?.kind === 'constant' ? this.#entry(scope.object.path, false) : outer.entry;
        selves.push({ entry: named, singleton: true, meta: true });
      } else if (scope.kind === 'method') {
        selves.push(
          this.#methodSelf(outer, scope.singleton, scope.object?.kind === 'constant' ? scope.object.path : undefined),
        );
      } else {
        const name = names.get(index);
        const self = this.#blockSelf(outer, scope.call, place, name, selves[0] ?? outer);
        const around = file.scopes[scope.parent]?.kind;
        const inBody = self === outer && (around === 'class' || around === 'module');
        selves.push(inBody ? { ...self, inBlock: true } : self);
      }
    }
    this.#selves.set(file, selves);
  }

  /** `Struct.new(:redis, :size)` and `Data.define(:redis)` give readers. */
  #addFields(entry: ClassEntry, value: Expression, place: Place): void {
    const fields = isStruct(value) ? value.args.filter(({ kind }) => kind === 'symbol') : [];
    for (const [index, field] of fields.entries()) {
      if (field.kind === 'symbol') {
        const member: Member = { kind: 'field', entry, name: field.value, index, place };
        append(entry.instance, field.value, member);
        append(this.#members, field.value, member);
      }
    }
  }

  #methodSelf(outer: Self, singleton: boolean, object: string | undefined): Self {
    if (!singleton) {
      return { entry: outer.entry, singleton: outer.meta === true };
    }
    // `def Name.method` inside Name itself is `def self.method`.
    const own = object === undefined || outer.entry.name === object || outer.entry.name.endsWith(`::${object}`);
    return { entry: own ? outer.entry : this.#entry(object, false), singleton: true };
  }

  #blockSelf(
    outer: Self,
    call: CallExpression | undefined,
    place: { readonly file: RubySummary; readonly scope: number },
    name: string | undefined,
    main: Self,
  ): Self {
    if (call === undefined) {
      return outer;
    }
    const receiver = call.receiver?.kind === 'constant' ? call.receiver.path : undefined;
    if (call.method === 'new' && /^(?:Class|Struct|Module|Data)$/.test(receiver ?? '') && name !== undefined) {
      const entry = this.#entry(nested(outer, name), receiver === 'Module');
      const [superclass] = call.args;
      if (receiver === 'Class' && superclass !== undefined) {
        entry.superclasses.push({ expression: superclass, place });
      }
      return { entry, singleton: true };
    }
    if (/^(?:class_eval|class_exec|module_eval|instance_eval|reopen)$/.test(call.method) && receiver !== undefined) {
      return { entry: this.#entry(receiver, false), singleton: true };
    }
    // Examples run on objects of their own, wherever their group is written.
    if (exampleGroups.has(call.method) && outer.singleton) {
      return main;
    }
    return call.method === 'class_methods' && call.receiver === undefined ? { ...outer, meta: true } : outer;
  }

  #entry(name: string, isModule: boolean): ClassEntry {
    const known = this.#classes.get(name);
    if (known !== undefined) {
      known.isModule ||= isModule;
      return known;
    }
    const entry = newClassEntry(name, isModule);
    this.#classes.set(name, entry);
    return entry;
  }

  #addMethods(file: RubySummary): void {
    for (const method of file.methods) {
      const place = { file, scope: method.scope };
      this.#addMember(
        file,
        file.scopes[method.scope]?.parent ?? 0,
        method.name,
        { kind: 'method', method, place },
        file.scopes[method.scope]?.singleton === true ? this.#selves.get(file)?.[method.scope] : undefined,
      );
    }
  }

  /** Adds what is declared in `scope`: to a class, to the group of a block, or to every object. */
  #addMember(file: RubySummary, scope: number, name: string, member: Member, owner?: Self): void {
    append(this.#members, name, member);
    const self = owner ?? this.#selves.get(file)?.[scope];
    if (self === undefined) {
      return;
    }
    if (owner !== undefined || self.meta === true) {
      append(self.entry.singleton, name, member);
      return;
    }
    append(self.entry.instance, name, member);
    if (!self.entry.name.startsWith('main ')) {
      return;
    }
    const group = enclosingBlock(file, scope);
    if (group === undefined) {
      append(this.#object.instance, name, member);
      return;
    }
    self.entry.instance.delete(name);
    const groups = this.#groups.get(file) ?? new Map<number, Map<string, Member[]>>();
    this.#groups.set(file, groups);
    const members = groups.get(group) ?? new Map<string, Member[]>();
    groups.set(group, members);
    append(members, name, member);
  }

  #addAssignments(file: RubySummary): void {
    const locals = new Map<string, PlacedAssignment[]>();
    for (const assignment of file.assignments) {
      const placed: PlacedAssignment = { assignment, place: { file, scope: assignment.scope } };
      const { name } = assignment;
      switch (assignment.target) {
        case 'local':
          append(locals, localKey(assignment.home, name), placed);
          break;
        case 'ivar':
        case 'cvar': {
          const self = this.#selves.get(file)?.[assignment.scope];
          if (self !== undefined) {
            append(self.entry.variables, variableKey(name, self.singleton), placed);
            if (self.entry.name.startsWith('main ')) {
              append(this.#testVariables, name, placed);
            }
          }
          break;
        }
        case 'gvar':
          append(this.#globals, name, placed);
          break;
        case 'constant': {
          const self = this.#selves.get(file)?.[assignment.scope];
          const path = self === undefined ? name : nested(self, name);
          append(this.#constants, path, placed);
          if (isStruct(assignment.value)) {
            this.#addFields(this.#entry(path, false), assignment.value, placed.place);
          }
          break;
        }
        case 'attribute':
          append(this.#attributes, name, placed);
          break;
        case 'element':
          append(this.#elements, name, placed);
          break;
      }
    }
    this.#locals.set(file, locals);
  }

  #addMacro(file: RubySummary, call: CallExpression, scope: number): void {
    const self = this.#selves.get(file)?.[scope];
    if (self === undefined) {
      return;
    }
    const place = { file, scope };
    for (const fact of readMacro(call, place, self)) {
      switch (fact.kind) {
        case 'member':
          if (fact.singleton) {
            this.#addMember(file, scope, fact.name, fact.member, { ...self, singleton: true });
          }
          if (fact.instance) {
            this.#addMember(file, scope, fact.name, fact.member);
          }
          break;
        case 'mixin':
          self.entry.mixins.push({ how: fact.how, expression: fact.expression, place });
          break;
        case 'mixinOf':
          this.#entry(fact.path, false).mixins.push({ how: fact.how, expression: fact.expression, place });
          break;
        case 'globalMixin':
          this.#globalMixins.push({ expression: fact.expression, place });
          break;
        case 'selfExtended':
          self.entry.selfExtended = true;
          break;
        case 'variable':
          append(self.entry.variables, variableKey(fact.assignment.name, self.singleton), {
            assignment: fact.assignment,
            place,
          });
          break;
      }
    }
  }
}

const exampleGroups = new Set('describe context feature shared_examples shared_examples_for shared_context'.split(' '));

/** The key of an instance or class variable among a class's variables. */
export function variableKey(name: string, singleton: boolean): string {
  return singleton && !name.startsWith('@@') ? `class ${name}` : name;
}

function isStruct(value: Expression): value is CallExpression {
  return (
    value.kind === 'call' &&
    value.receiver?.kind === 'constant' &&
    /^(?:Struct\.new|Data\.define)$/.test(`${value.receiver.path}.${value.method}`)
  );
}

/** The full path of a constant that is written in the body of `outer`. */
function nested(outer: Self, name: string): string {
  if (name.startsWith('::')) {
    return name.slice(2);
  }
  const prefix = outer.entry.name;
  return prefix.startsWith('main ') || prefix === 'Object' ? name : `${prefix}::${name}`;
}

/** The names of blocks that are the bodies of classes: `Name = Class.new(Parent) do … end`. */
function constantsOfBlocks(file: RubySummary): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { target, name, value } of file.assignments) {
    if (target === 'constant' && value.kind === 'call' && value.block !== undefined) {
      names.set(value.block.scope, name);
    }
  }
  return names;
}

/** The innermost block around `scope` that is not a class's body. */
function enclosingBlock(file: RubySummary, scope: number): number | undefined {
  for (let index = scope; index > 0; index = file.scopes[index]?.parent ?? 0) {
    if (file.scopes[index]?.kind === 'block') {
      return index;
    }
  }
  return undefined;
}
