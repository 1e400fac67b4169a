import type { Scope } from './summary.ts';

/** A scope whose facts are still being gathered. */
export type OpenScope = { -readonly [K in keyof Scope]: Scope[K] };

const noLocals = new Set<string>();

/** The scopes of a file as the walk opens them, and the locals that each declares. */
export class ScopeStack {
  readonly scopes: OpenScope[] = [];
  readonly #locals: Set<string>[] = [];
  /** The scope that the walk is in. */
  current = -1;

  /** Opens a scope in the current one, which it becomes; gives its number. */
  open(facts: Partial<OpenScope> & Pick<OpenScope, 'kind' | 'range'>): number {
    this.scopes.push({ parent: this.current, name: '', singleton: false, parameters: [], ...facts });
    this.#locals.push(new Set());
    this.current = this.scopes.length - 1;
    return this.current;
  }

  /** Takes scopes that were put into `scopes` and are left already: nobody asks for their locals. */
  leaveOut(): void {
    while (this.#locals.length < this.scopes.length) {
      this.#locals.push(noLocals);
    }
  }

  /** Declares a local in a scope. */
  addLocal(scope: number, name: string): void {
    this.#locals[scope]?.add(name);
  }

  /** Declares a local where Ruby does: a loop has no locals of its own. Gives the scope that holds it. */
  declare(name: string): number {
    const known = this.homeOf(name);
    if (known !== undefined) {
      return known;
    }
    let home = this.current;
    while (this.scopes[home]?.kind === 'loop') {
      home = this.scopes[home]?.parent ?? 0;
    }
    this.addLocal(home, name);
    return home;
  }

  /** The scope that declares a local which is visible here. */
  homeOf(name: string): number | undefined {
    for (let scope = this.current; scope !== -1; scope = this.scopes[scope]?.parent ?? -1) {
      if (this.#locals[scope]?.has(name)) {
        return scope;
      }
      const kind = this.scopes[scope]?.kind;
      if (kind !== 'block' && kind !== 'lambda' && kind !== 'loop') {
        return undefined;
      }
    }
    return undefined;
  }
}
