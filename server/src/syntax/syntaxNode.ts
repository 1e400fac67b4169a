import type { FlatTree } from './flatTree.ts';
import type { TextRange } from './textRange.ts';

/** A node of a flat tree as an object, for readers that pass nodes around. Comments are children too. */
export class SyntaxNode {
  readonly #tree: FlatTree;
  readonly #node: number;

  constructor(tree: FlatTree, node = 0) {
    this.#tree = tree;
    this.#node = node;
  }

  get type(): string {
    return this.#tree.type(this.#node);
  }

  get text(): string {
    return this.#tree.source(this.#node);
  }

  /** Where the text begins, in UTF-16 units. */
  get start(): number {
    return this.#tree.start(this.#node);
  }

  get range(): TextRange {
    return this.#tree.range(this.#node);
  }

  get parent(): SyntaxNode | undefined {
    const parent = this.#tree.parent(this.#node);
    return parent < 0 ? undefined : new SyntaxNode(this.#tree, parent);
  }

  /** The child in a field. */
  child(field: string): SyntaxNode | undefined {
    const child = this.#tree.child(this.#node, field);
    return child < 0 ? undefined : new SyntaxNode(this.#tree, child);
  }

  get namedChildren(): readonly SyntaxNode[] {
    const tree = this.#tree;
    const found: SyntaxNode[] = [];
    for (let child = this.#node + 1; child < tree.after(this.#node); child = tree.after(child)) {
      if (tree.named(child)) {
        found.push(new SyntaxNode(tree, child));
      }
    }
    return found;
  }

  /** The nodes of a type in here, itself included, in source order. */
  ofType(type: string): readonly SyntaxNode[] {
    const tree = this.#tree;
    const found: SyntaxNode[] = [];
    for (let node = this.#node; node < tree.after(this.#node); node++) {
      if (tree.type(node) === type) {
        found.push(new SyntaxNode(tree, node));
      }
    }
    return found;
  }
}
