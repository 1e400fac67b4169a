import { libraryEntry } from '../catalog/clientLibraries.ts';
import type { ClassEntry, Member, PlacedAssignment, PlacedExpression, Self } from './classEntry.ts';
import { append } from './classEntry.ts';
import type { Expression } from './expression.ts';
import type { Fold } from './fold.ts';
import { type Place, scopesAround } from './place.ts';

/** What a constant means. */
export type ConstantMeaning =
  | { readonly kind: 'class'; readonly entry: ClassEntry }
  | { readonly kind: 'assigned'; readonly path: string; readonly assignments: readonly PlacedAssignment[] }
  /** Not of the workspace: the path as Ruby would know it, in the catalog or not. */
  | { readonly kind: 'foreign'; readonly path: string };

type ConstantExpression = Expression & { readonly kind: 'constant' };

/** What a class is made of besides its own body. */
export interface Parents {
  readonly entries: readonly ClassEntry[];
  /** Modules that classes get their own methods from. */
  readonly extended: readonly ClassEntry[];
  /** Paths of superclasses and modules that are not of the workspace. */
  readonly foreign: readonly string[];
  /** `DelegateClass(Redis)` and computed superclasses. */
  readonly computed: readonly PlacedExpression[];
}

/** Ruby's constant and method lookup over a fold. */
export class Hierarchy {
  readonly #fold: Fold;
  readonly #parents = new Map<ClassEntry, Parents>();
  readonly #ancestors = new Map<ClassEntry, readonly ClassEntry[]>();
  readonly #testMixins: readonly ClassEntry[];
  #children: Map<ClassEntry, ClassEntry[]> | undefined;

  constructor(fold: Fold) {
    this.#fold = fold;
    this.#testMixins = fold.globalMixins.flatMap(({ expression, place }) => {
      const meaning = expression.kind === 'constant' ? this.constant(expression, place) : undefined;
      return meaning?.kind === 'class' ? [meaning.entry] : [];
    });
  }

  /** Ruby's lexical lookup, then the superclasses of the innermost class, then the top level. */
  constant(constant: ConstantExpression, place: Place): ConstantMeaning {
    return this.#lexical(constant, place) ?? this.#inherited(constant, place) ?? this.#elsewhere(constant, place);
  }

  #lexical({ path, absolute }: ConstantExpression, place: Place): ConstantMeaning | undefined {
    return absolute ? undefined : this.#firstNamed(path, this.#namesAround(place));
  }

  /** The top level. Only where that has none either does `class A::B` look into `A`, as autoloading may. */
  #elsewhere({ path, absolute }: ConstantExpression, place: Place): ConstantMeaning {
    const top = this.#topLevel(path);
    if (absolute || top.kind !== 'foreign' || libraryEntry(path) !== undefined) {
      return top;
    }
    const holders = [...this.#namesAround(place)].flatMap(namespaces);
    return this.#firstNamed(path, holders) ?? top;
  }

  #firstNamed(path: string, holders: Iterable<string>): ConstantMeaning | undefined {
    for (const holder of holders) {
      const found = this.#named(`${holder}::${path}`);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  #inherited({ path, absolute }: ConstantExpression, place: Place): ConstantMeaning | undefined {
    const entry = absolute || path.includes('::') ? undefined : this.#fold.classes.get(this.#innermost(place));
    const ancestors = entry === undefined ? [] : this.ancestors(entry).slice(1);
    for (const ancestor of ancestors) {
      const found = this.#named(`${ancestor.name}::${path}`);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  /** What the catalog knows is no less known where the workspace is that library itself. */
  #topLevel(path: string): ConstantMeaning {
    const foreign = { kind: 'foreign', path } as const;
    return libraryEntry(path) === undefined ? (this.#named(path) ?? foreign) : foreign;
  }

  #named(name: string): ConstantMeaning | undefined {
    const assignments = this.#fold.constants.get(name);
    const entry = this.#fold.classes.get(name);
    if (entry !== undefined) {
      return { kind: 'class', entry };
    }
    return assignments === undefined ? undefined : { kind: 'assigned', path: name, assignments };
  }

  #innermost(place: Place): string {
    const [name = ''] = this.#namesAround(place);
    return name;
  }

  /** The classes and modules whose bodies stand around a place, innermost first. */
  *#namesAround(place: Place): Generator<string> {
    for (const { index, scope } of scopesAround(place)) {
      if (scope.kind === 'class' || scope.kind === 'module') {
        yield this.#fold.selfOf(place.file, index).entry.name;
      }
    }
  }

  /** Superclass and modules, resolved. */
  parents(entry: ClassEntry): Parents {
    const known = this.#parents.get(entry);
    if (known !== undefined) {
      return known;
    }
    const entries: ClassEntry[] = [];
    const extended: ClassEntry[] = [];
    const foreign: string[] = [];
    const computed: PlacedExpression[] = [];
    const parents: Parents = { entries, extended, foreign, computed };
    this.#parents.set(entry, parents);
    for (const { how, expression, place } of entry.mixins.toReversed()) {
      const list = how === 'extend' ? extended : entries;
      this.#resolveParent(expression, place, list, foreign, computed);
    }
    for (const { expression, place } of entry.superclasses) {
      this.#resolveParent(expression, place, entries, foreign, computed);
    }
    return parents;
  }

  #resolveParent(
    expression: Expression,
    place: Place,
    entries: ClassEntry[],
    foreign: string[],
    computed: PlacedExpression[],
  ) {
    if (expression.kind !== 'constant') {
      computed.push({ expression, place });
      return;
    }
    // Without what the class inherits: that is just being found out.
    const meaning = this.#lexical(expression, place) ?? this.#elsewhere(expression, place);
    if (meaning.kind === 'class') {
      entries.push(meaning.entry);
    } else if (meaning.kind === 'foreign') {
      foreign.push(meaning.path);
      const reopened = this.#fold.classes.get(meaning.path);
      if (reopened !== undefined) {
        entries.push(reopened);
      }
    } else {
      const [first] = meaning.assignments;
      if (first !== undefined) {
        computed.push({ expression: first.assignment.value, place: first.place });
      }
    }
  }

  /** The class itself, its modules and superclasses, nearest first; `Object` is not among them. */
  ancestors(entry: ClassEntry): readonly ClassEntry[] {
    const known = this.#ancestors.get(entry);
    if (known !== undefined) {
      return known;
    }
    const found = new Set<ClassEntry>([entry]);
    const queue = [entry];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const parent of this.parents(next).entries) {
        if (!found.has(parent)) {
          found.add(parent);
          queue.push(parent);
        }
      }
    }
    const list = [...found];
    this.#ancestors.set(entry, list);
    return list;
  }

  /** Every class that has `entry` among its ancestors, itself not included. */
  descendants(entry: ClassEntry): readonly ClassEntry[] {
    const children = this.#childTable();
    const found = new Set<ClassEntry>();
    const queue = [...(children.get(entry) ?? [])];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (!found.has(next)) {
        found.add(next);
        queue.push(...(children.get(next) ?? []));
      }
    }
    found.delete(entry);
    return [...found];
  }

  #childTable(): Map<ClassEntry, ClassEntry[]> {
    if (this.#children === undefined) {
      this.#children = new Map();
      for (const [, entry] of [...this.#fold.classes].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const { entries, extended } = this.parents(entry);
        for (const parent of [...entries, ...extended]) {
          append(this.#children, parent, entry);
        }
      }
    }
    return this.#children;
  }

  /** Whether one of the two is the other, an ancestor or a descendant of it. */
  related(a: ClassEntry, b: ClassEntry): boolean {
    return this.ancestors(a).includes(b) || this.ancestors(b).includes(a);
  }

  /** Whether everything that the class inherits from is of the workspace or Ruby's own. */
  isClosed(entry: ClassEntry): boolean {
    return this.ancestors(entry).every((ancestor) => {
      const { foreign, computed } = this.parents(ancestor);
      return computed.length === 0 && foreign.every((path) => ownModules.has(path));
    });
  }

  /** Whether its objects are rows of a database. */
  isRecord(entry: ClassEntry): boolean {
    return this.ancestors(entry).some((ancestor) =>
      this.parents(ancestor).foreign.some((path) =>
        /^(?:ApplicationRecord|ActiveRecord::Base|Sequel::Model)$/.test(path),
      ),
    );
  }

  /** What `name` means on an object: the nearest definition along its ancestors, with what a test framework mixes in last. */
  members(self: Self, name: string): readonly Member[] {
    for (const found of this.#candidates(self, name)) {
      if (found !== undefined && found.length > 0) {
        return found;
      }
    }
    return [];
  }

  *#candidates(self: Self, name: string): Generator<readonly Member[] | undefined> {
    for (const ancestor of this.ancestors(self.entry)) {
      if (!self.singleton) {
        yield ancestor.instance.get(name);
        continue;
      }
      yield ancestor.singleton.get(name);
      if (ancestor.selfExtended) {
        yield ancestor.instance.get(name);
      }
      // ActiveSupport::Concern: what a module keeps in ClassMethods, its includers have as class methods.
      yield this.#fold.classes.get(`${ancestor.name}::ClassMethods`)?.instance.get(name);
      for (const module of this.parents(ancestor).extended) {
        for (const inherited of this.ancestors(module)) {
          yield inherited.instance.get(name);
        }
      }
    }
    if (self.entry.name.startsWith('main ')) {
      for (const module of this.#testMixins) {
        for (const inherited of this.ancestors(module)) {
          yield inherited.instance.get(name);
        }
      }
    }
    // What a class has from elsewhere hides what a script defines for all objects.
    if (this.isClosed(self.entry)) {
      yield this.#fold.object.instance.get(name);
    }
  }
}

/** `A::B` and `A` of `A::B::C`. */
function namespaces(name: string): readonly string[] {
  const words = name.split('::');
  return words.slice(1).map((_, index) => words.slice(0, words.length - 1 - index).join('::'));
}

/** Ancestors that define nothing which could be mistaken for a client. */
const ownModules = new Set(
  'Object BasicObject Comparable Enumerable Kernel Singleton Forwardable StandardError RuntimeError MonitorMixin'.split(
    ' ',
  ),
);
