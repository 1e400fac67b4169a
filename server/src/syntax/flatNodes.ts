/** The columns of a flat tree, which grow as nodes are added. Nodes stand in source order, so that `starts` never falls. */
export class FlatNodes {
  size = 0;
  types: Uint16Array;
  fields: Uint16Array;
  starts: Int32Array;
  ends: Int32Array;
  parents: Int32Array;
  afters: Int32Array;
  /** Stretches that were copied from the nodes of the text before, in source order: for each from where, to where, how many. */
  readonly copies: number[] = [];

  constructor(capacity: number) {
    this.types = new Uint16Array(capacity);
    this.fields = new Uint16Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.parents = new Int32Array(capacity);
    this.afters = new Int32Array(capacity);
  }

  /** Adds a node without children, and gives its number. */
  add(type: number, field: number, start: number, end: number, parent: number): number {
    const node = this.size;
    this.#reserve(1);
    this.types[node] = type;
    this.fields[node] = field;
    this.starts[node] = start;
    this.ends[node] = end;
    this.parents[node] = parent;
    this.afters[node] = node + 1;
    this.size++;
    return node;
  }

  /** Adds a node of another tree with all below it, which begins at `start` here. */
  addCopy(other: FlatNodes, from: number, start: number, parent: number, field: number): void {
    const to = other.afters[from] ?? other.size;
    const node = this.size;
    this.#reserve(to - from);
    this.types.set(other.types.subarray(from, to), node);
    this.fields.set(other.fields.subarray(from, to), node);
    const shift = start - (other.starts[from] ?? 0);
    copyShifted(this.starts, node, other.starts, from, to, shift);
    copyShifted(this.ends, node, other.ends, from, to, shift);
    copyShifted(this.parents, node, other.parents, from, to, node - from);
    copyShifted(this.afters, node, other.afters, from, to, node - from);
    this.fields[node] = field;
    this.parents[node] = parent;
    this.copies.push(from, node, to - from);
    this.size += to - from;
  }

  /** The number that the node had in the text before the edit; -1 for one that was read anew. */
  copiedFrom(node: number): number {
    const { copies } = this;
    let low = 0;
    let high = copies.length / 3;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((copies[3 * middle + 1] ?? 0) <= node) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    const [from = 0, to = 0, count = 0] = low === 0 ? [] : copies.slice(3 * low - 3, 3 * low);
    return node < to + count ? from + node - to : -1;
  }

  /** The outermost node with that type and place, or -1. */
  find(type: number, start: number, end: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (let node = low; node < this.size && this.starts[node] === start; node++) {
      if (this.types[node] === type && this.ends[node] === end) {
        return node;
      }
    }
    return -1;
  }

  #reserve(count: number): void {
    if (this.size + count <= this.types.length) {
      return;
    }
    const wider = new FlatNodes(2 * (this.size + count));
    for (const column of columns) {
      wider[column].set(this[column]);
    }
    const { types, fields, starts, ends, parents, afters } = wider;
    Object.assign(this, { types, fields, starts, ends, parents, afters });
  }
}

const columns = ['types', 'fields', 'starts', 'ends', 'parents', 'afters'] as const;

function copyShifted(
  target: Int32Array,
  at: number,
  source: Int32Array,
  from: number,
  to: number,
  shift: number,
): void {
  if (shift === 0) {
    target.set(source.subarray(from, to), at);
    return;
  }
  for (let index = from; index < to; index++) {
    target[at + index - from] = (source[index] ?? 0) + shift;
  }
}

/** Whether two trees have the same nodes at the same places. */
export function isSameNodes(a: FlatNodes, b: FlatNodes): boolean {
  return (
    a.size === b.size &&
    columns.every((column) => a[column].subarray(0, a.size).every((value, node) => value === b[column][node]))
  );
}
