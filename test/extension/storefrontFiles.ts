import {
  Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FileChangeType,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  workspace,
} from 'vscode';

/** The example app, text by path; the test writes it into the bundle. */
declare const STOREFRONT: Readonly<Record<string, string>>;

/** Serves the example app as `storefront:/…`, in the memory of a browser: a virtual workspace, as a repository on vscode.dev is one. */
export function activate({ subscriptions }: ExtensionContext): void {
  const files = new Map(Object.entries(STOREFRONT).map(([path, text]) => [`/${path}`, new TextEncoder().encode(text)]));
  subscriptions.push(
    workspace.registerFileSystemProvider('storefront', memoryProvider(files), { isCaseSensitive: true }),
  );
}

function memoryProvider(files: Map<string, Uint8Array>): FileSystemProvider {
  const change = new EventEmitter<FileChangeEvent[]>();
  return {
    onDidChangeFile: change.event,
    watch: () => new Disposable(() => undefined),
    stat: ({ path }) => statOf(files, path),
    readDirectory: ({ path }) => entriesOf(files, path),
    readFile: (uri) => files.get(uri.path) ?? notFound(uri),
    writeFile(uri, content) {
      const type = files.has(uri.path) ? FileChangeType.Changed : FileChangeType.Created;
      files.set(uri.path, content);
      change.fire([{ type, uri }]);
    },
    createDirectory: () => undefined,
    delete(uri) {
      files.delete(uri.path);
      change.fire([{ type: FileChangeType.Deleted, uri }]);
    },
    rename: notFound,
  };
}

function statOf(files: ReadonlyMap<string, Uint8Array>, path: string): FileStat {
  const file = files.get(path);
  if (file !== undefined) return { type: FileType.File, ctime: 0, mtime: 0, size: file.byteLength };
  if (entriesOf(files, path).length > 0) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  throw FileSystemError.FileNotFound(path);
}

function entriesOf(files: ReadonlyMap<string, Uint8Array>, path: string): [string, FileType][] {
  const folder = path.endsWith('/') ? path : `${path}/`;
  const below = [...files.keys()].filter((key) => key.startsWith(folder)).map((key) => key.slice(folder.length));
  return [
    ...new Map(
      below.map((rest): [string, FileType] => {
        const [name = '', ...deeper] = rest.split('/');
        return [name, deeper.length > 0 ? FileType.Directory : FileType.File];
      }),
    ),
  ];
}

function notFound(uri: Uri): never {
  throw FileSystemError.FileNotFound(uri);
}
