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
import { type FileFact, insertByFile, uriOf, withdrawFile } from './fileOrder.ts';
import { constructorKey, type Fold, localKey, type PlacedCall, variableKey } from './fold.ts';
import { constantsOfBlocks, enclosingBlock } from './foldedBlocks.ts';
import type { Place } from './place.ts';
import { readMacro } from './readMacro.ts';
import { exampleGroups } from './silentCalls.ts';
import type { RubySummary } from './summarize.ts';

/** How many of the files' statements speak of a class. */
interface Standing {
  uses: number;
  asModule: number;
  selfExtended: number;
}

/**
 * A fold that follows its files one by one. After any changes it holds what a new one of the same files would: a file is taken out by
 * reading it once more and withdrawing what it contributed.
 */
export class LiveFold {
  readonly #classes = new Map<string, ClassEntry>();
  readonly #object = newClassEntry('Object', false);
  readonly #main: Self = { entry: this.#object, singleton: false };
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

  readonly #standings = new Map<ClassEntry, Standing>();
  /** Classes of which the file spoke that is being taken out. */
  readonly #doubted = new Set<ClassEntry>();
  #withdraws = false;

  /** A view of it as it is at any time. */
  readonly fold: Fold = {
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
    selfOf: (file, scope) => this.#selves.get(file)?.[scope] ?? this.#main,
    groupMembers: (file, scope) => this.#groups.get(file)?.get(scope),
  };

  add(file: RubySummary): void {
    this.#withdraws = false;
    this.#read(file);
  }

  /** Takes out a file that was added; the same object. */
  remove(file: RubySummary): void {
    this.#withdraws = true;
    this.#read(file);
    for (const entry of this.#doubted) {
      if (this.#standings.get(entry)?.uses === 0) {
        this.#classes.delete(entry.name);
        this.#standings.delete(entry);
      }
    }
    this.#doubted.clear();
    this.#selves.delete(file);
    this.#groups.delete(file);
    this.#locals.delete(file);
  }

  #read(file: RubySummary): void {
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
        this.#state(this.#superCalls, file.scopes[scope]?.name ?? '', { call, file, scope });
      } else {
        this.#state(this.#passes, passKey(call), { call, file, scope });
      }
    }
  }

  #state<V extends FileFact>(table: Map<string, V[]>, key: string, fact: V): void {
    const known = table.get(key);
    if (!this.#withdraws) {
      const list = known ?? [];
      table.set(key, list);
      insertByFile(list, fact);
    } else if (known !== undefined) {
      withdrawFile(known, uriOf(fact));
      if (known.length === 0) {
        table.delete(key);
      }
    }
  }

  #list<V extends { readonly place: Place }>(list: V[], fact: V): void {
    if (this.#withdraws) {
      withdrawFile(list, fact.place.file.uri);
    } else {
      insertByFile(list, fact);
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
          this.#list(entry.superclasses, { expression: scope.superclass, place: { file, scope: scope.parent } });
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
        this.#state(entry.instance, field.value, member);
        this.#state(this.#members, field.value, member);
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
        this.#list(entry.superclasses, { expression: superclass, place });
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
    const entry = this.#classes.get(name) ?? newClassEntry(name, isModule);
    const standing = this.#standingOf(entry);
    const by = this.#withdraws ? -1 : 1;
    standing.uses += by;
    standing.asModule += isModule ? by : 0;
    entry.isModule = standing.asModule > 0;
    this.#classes.set(name, entry);
    return entry;
  }

  #extendSelf(entry: ClassEntry): void {
    const standing = this.#standingOf(entry);
    standing.selfExtended += this.#withdraws ? -1 : 1;
    entry.selfExtended = standing.selfExtended > 0;
  }

  #standingOf(entry: ClassEntry): Standing {
    const standing = this.#standings.get(entry) ?? { uses: 0, asModule: 0, selfExtended: 0 };
    this.#standings.set(entry, standing);
    if (this.#withdraws) {
      this.#doubted.add(entry);
    }
    return standing;
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
    this.#state(this.#members, name, member);
    const self = owner ?? this.#selves.get(file)?.[scope];
    if (self === undefined) {
      return;
    }
    if (owner !== undefined || self.meta === true) {
      this.#state(self.entry.singleton, name, member);
      return;
    }
    this.#state(self.entry.instance, name, member);
    if (!self.entry.name.startsWith('main ')) {
      return;
    }
    const group = enclosingBlock(file, scope);
    if (group === undefined) {
      this.#state(this.#object.instance, name, member);
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
    // Most are locals, which are withdrawn all at once.
    const assignments = this.#withdraws
      ? file.assignments.filter(({ target }) => target !== 'local')
      : file.assignments;
    for (const assignment of assignments) {
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
            this.#state(self.entry.variables, variableKey(name, self.singleton), placed);
            if (self.entry.name.startsWith('main ')) {
              this.#state(this.#testVariables, name, placed);
            }
          }
          break;
        }
        case 'gvar':
          this.#state(this.#globals, name, placed);
          break;
        case 'constant': {
          const self = this.#selves.get(file)?.[assignment.scope];
          const path = self === undefined ? name : nested(self, name);
          this.#state(this.#constants, path, placed);
          if (isStruct(assignment.value)) {
            this.#addFields(this.#entry(path, false), assignment.value, placed.place);
          }
          break;
        }
        case 'attribute':
          this.#state(this.#attributes, name, placed);
          break;
        case 'element':
          this.#state(this.#elements, name, placed);
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
            // `Redis.define_singleton_method(:current) { … }` gives that class the method.
            const owner = call.receiver?.kind === 'constant' ? this.#entry(call.receiver.path, false) : self.entry;
            this.#addMember(file, scope, fact.name, fact.member, { ...self, entry: owner, singleton: true });
          }
          if (fact.instance) {
            this.#addMember(file, scope, fact.name, fact.member);
          }
          break;
        case 'mixin':
          this.#list(self.entry.mixins, { how: fact.how, expression: fact.expression, place });
          break;
        case 'mixinOf':
          this.#list(this.#entry(fact.path, false).mixins, { how: fact.how, expression: fact.expression, place });
          break;
        case 'globalMixin':
          this.#list(this.#globalMixins, { expression: fact.expression, place });
          break;
        case 'selfExtended':
          this.#extendSelf(self.entry);
          break;
        case 'variable':
          this.#state(self.entry.variables, variableKey(fact.assignment.name, self.singleton), {
            assignment: fact.assignment,
            place,
          });
          break;
      }
    }
  }
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

function passKey({ method, receiver }: CallExpression): string {
  return method === 'new' && receiver?.kind === 'constant' ? constructorKey(receiver.path) : method;
}
