import { isUntitled } from '../syntax/fileKind.ts';
import { type Folder, type FolderOptions, withoutSlash } from './folder.ts';

type MakeFolder = (uri: string, options: Pick<FolderOptions, 'isElsewhere'>) => Folder;

/** Stands for the folder of what was never saved, where none is open. */
export const untitledFolder = 'untitled:';

/** The folders of a session, and which of them a document belongs to. */
export class Folders {
  readonly #make: MakeFolder;
  readonly #known = new Map<string, Folder>();
  /** Those that nobody opened, made for documents outside of all others. */
  readonly #makeshift = new Set<Folder>();

  constructor(make: MakeFolder) {
    this.#make = make;
  }

  get all(): readonly Folder[] {
    return [...this.#known.values()];
  }

  get(uri: string): Folder | undefined {
    return this.#known.get(withoutSlash(uri));
  }

  /** Whether nobody opened it. */
  isMakeshift(folder: Folder): boolean {
    return this.#makeshift.has(folder) || this.#known.get(folder.uri) !== folder;
  }

  /** Adds one that was opened. */
  add(uri: string): Folder {
    return this.#keep(this.#madeFor(withoutSlash(uri)));
  }

  /** The innermost one that holds a file. What was never saved belongs where it would be saved, or else to the first one. */
  innermost(uri: string): Folder | undefined {
    if (!isUntitled(uri)) {
      return this.#innermost(uri);
    }
    return (
      this.#innermost(uri.replace(/^untitled:(?=\/)/, 'file://')) ??
      this.all.find((folder) => !this.isMakeshift(folder)) ??
      this.#known.get(untitledFolder)
    );
  }

  #innermost(uri: string): Folder | undefined {
    const containing = this.all.filter((folder) => folder.contains(uri));
    return containing.sort((a, b) => b.uri.length - a.uri.length)[0];
  }

  /** The one that a document belongs to. A document outside of all has its own folder as one, which is gone after the answer unless `hold` is asked. */
  of(uri: string): Folder {
    return this.innermost(uri) ?? this.#madeFor(isUntitled(uri) ? untitledFolder : uri.slice(0, uri.lastIndexOf('/')));
  }

  /** As `of`, for a document that is open now. */
  hold(uri: string): Folder {
    const folder = this.of(uri);
    if (this.#known.get(folder.uri) !== folder) {
      this.#makeshift.add(this.#keep(folder));
    }
    return folder;
  }

  /** Forgets a folder that was made for documents of which none is open any more. */
  release(folder: Folder): void {
    if (this.#makeshift.has(folder) && !folder.hasOpen) {
      this.drop(folder.uri);
    }
  }

  dropMakeshift(): void {
    for (const { uri } of this.#makeshift) {
      this.drop(uri);
    }
  }

  drop(uri: string): void {
    const folder = this.get(uri);
    if (folder !== undefined) {
      folder.over.abort();
      this.#known.delete(folder.uri);
      this.#makeshift.delete(folder);
    }
  }

  #madeFor(uri: string): Folder {
    const isElsewhere = (file: string, self: Folder) => {
      const home = this.innermost(file);
      return home !== undefined && home !== self;
    };
    return this.#make(uri, { isElsewhere });
  }

  #keep(folder: Folder): Folder {
    this.drop(folder.uri);
    this.#known.set(folder.uri, folder);
    return folder;
  }
}
