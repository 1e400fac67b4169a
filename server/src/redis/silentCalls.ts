import { commandFor } from '../catalog/redisMethods.ts';
import type { FlatTree } from '../syntax/flatTree.ts';
import { isLibraryMethod } from './libraryCall.ts';
import { isMacroName } from './macros.ts';
import { isDeaf } from './mayHoldClient.ts';
import { callsBlock } from './methodReader.ts';
import { mayCarryCommand } from './rawForm.ts';

/** Whether the `call` at `node` is no fact, by its name and the kinds of its arguments alone: most calls are read as a part of something else, or not at all. */
export function isSilent(tree: FlatTree, node: number): boolean {
  const name = tree.child(node, 'method');
  if (name === -1 || tree.child(node, 'block') !== -1) {
    return false;
  }
  const method = tree.source(name);
  const list = tree.child(node, 'arguments');
  const isHeard =
    list !== -1 &&
    (!isDeaf(method) || tree.children(list).some((argument) => tree.type(argument) === 'block_argument'));
  return !isHeard && !maySpeak(method);
}

function maySpeak(method: string): boolean {
  return (
    commandFor(method) !== undefined ||
    mayCarryCommand(method) ||
    isLibraryMethod(method) ||
    isMacroName(method) ||
    callsBlock.has(method)
  );
}

/** Whether the call at `node` has a block for its effect alone: nobody asks for the value of an example. */
export function isExample(tree: FlatTree, node: number): boolean {
  const receiver = tree.child(node, 'receiver');
  return (
    (receiver === -1 || tree.source(receiver) === 'RSpec') && exampleWords.has(tree.source(tree.child(node, 'method')))
  );
}

/** Tells examples, and groups of them, in which nothing is known to stand. */
export class ExampleBlocks {
  /** By the block's node: how many facts were known when the walk entered it. */
  readonly #knownBefore = new Map<number, number>();

  enter(block: number, known: number): void {
    this.#knownBefore.set(block, known);
  }

  /** Whether the walk, which leaves the call at `node` and knows so many facts by now, found none in its block, and the call itself is none. */
  isIdle(tree: FlatTree, node: number, known: () => number): boolean {
    const block = tree.child(node, 'block');
    return (
      block !== -1 && isExample(tree, node) && handsOnNothing(tree, node) && this.#knownBefore.get(block) === known()
    );
  }
}

/** Whether the arguments say what they are: a description, what is described, tags. */
function handsOnNothing(tree: FlatTree, node: number): boolean {
  const list = tree.child(node, 'arguments');
  const isPlain = (argument: number) => plain.has(tree.type(argument));
  return (
    list === -1 ||
    tree
      .children(list)
      .every((node) => isPlain(node) || (tree.type(node) === 'pair' && tree.children(node).every(isPlain)))
  );
}

const plain = new Set([
  'string',
  'simple_symbol',
  'hash_key_symbol',
  'constant',
  'scope_resolution',
  'true',
  'false',
  'integer',
]);

/** What groups of examples begin with. */
export const exampleGroups: ReadonlySet<string> = new Set(
  'describe context feature shared_examples shared_examples_for shared_context'.split(' '),
);

const exampleWords = new Set([
  ...exampleGroups,
  ...'it specify example scenario test should before after around expect change'.split(' '),
  ...'it_behaves_like include_examples include_context setup teardown'.split(' '),
]);
