import { type Event, EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import { type Node, toTreeItem } from './node.ts';

/** A view whose rows are asked for when they are shown. */
export class Tree implements TreeDataProvider<Node> {
  readonly #roots: () => Promise<readonly Node[]>;
  readonly #change = new EventEmitter<undefined>();

  constructor(roots: () => Promise<readonly Node[]>) {
    this.#roots = roots;
  }

  get onDidChangeTreeData(): Event<undefined> {
    return this.#change.event;
  }

  refresh(): void {
    this.#change.fire(undefined);
  }

  getTreeItem(node: Node): TreeItem {
    return toTreeItem(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return [...(node === undefined ? await this.#roots() : ((await node.children?.()) ?? []))];
  }
}
