import type { FlatTree } from '../syntax/flatTree.ts';
import type { ScopeStack } from './scopeStack.ts';

/** The lists of a file's facts that a walk appends to, in one order. */
type Facts = readonly unknown[][];

/** Where a walk stands: what it finds in a method depends on nothing else outside of it. */
interface Standpoint {
  /** How deep in the tree. */
  readonly depth: number;
  /** The scope around, and the number that the next scope gets: facts name scopes by number. */
  readonly around: number;
  readonly next: number;
}

interface MethodReading extends Standpoint {
  /** What the method added to each list. */
  readonly added: readonly (readonly unknown[])[];
}

interface OpenReading extends Standpoint {
  readonly node: number;
  /** How long each list was. */
  readonly lengths: readonly number[];
}

/**
 * The methods of a text that is being typed, as they were read: one that was neither edited nor moved is not read again. Its facts are the same
 * objects then. A method sees no local from outside, so that nothing else can change what it says.
 */
export class ReadMethods {
  #before: ReadonlyMap<number, MethodReading> = new Map();
  #now = new Map<number, MethodReading>();
  readonly #open: OpenReading[] = [];

  /** Begins to read the text after an edit. */
  begin(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** Adds the facts of the method at `node` where they are what they were at `before`, its number in the text before the edit. */
  recall(node: number, before: number, depth: number, stack: ScopeStack, facts: Facts): boolean {
    const reading = this.#before.get(before);
    if (
      reading === undefined ||
      reading.depth !== depth ||
      reading.around !== stack.current ||
      reading.next !== stack.scopes.length
    ) {
      return false;
    }
    for (const [index, added] of reading.added.entries()) {
      facts[index]?.push(...added);
    }
    stack.leaveOut();
    this.#now.set(node, reading);
    return true;
  }

  /** The walk enters the method at `node`. */
  enter(node: number, depth: number, stack: ScopeStack, facts: Facts): void {
    const lengths = facts.map(({ length }) => length);
    this.#open.push({ node, depth, around: stack.current, next: stack.scopes.length, lengths });
  }

  /** The walk has left the method that it entered last. */
  leave(tree: FlatTree, facts: Facts): void {
    const open = this.#open.pop();
    if (open !== undefined && standsAlone(tree, open.node)) {
      const { node, lengths, ...standpoint } = open;
      this.#now.set(node, { ...standpoint, added: facts.map((list, index) => list.slice(lengths[index])) });
    }
  }
}

/** A heredoc's text may stand behind the method, and `def local.name` names what is assigned before it. */
function standsAlone(tree: FlatTree, method: number): boolean {
  const object = tree.child(method, 'object');
  if (object !== -1 && tree.type(object) !== 'self' && tree.type(object) !== 'constant') {
    return false;
  }
  for (let node = method; node < tree.after(method); node++) {
    if (tree.type(node) === 'heredoc_beginning') {
      return false;
    }
  }
  return true;
}
