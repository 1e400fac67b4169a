/** Whether a walk that looks only for what is at one of `goals` or below it has to go to a path. */
export function leadsTo(goals: readonly string[], separator: string): (path: string) => boolean {
  const wanted = new Set(goals);
  const onTheWay = new Set(goals.flatMap((goal) => foldersAbove(goal, separator)));
  return (path) => wanted.has(path) || onTheWay.has(path) || isBelowAny(path, wanted, separator);
}

/** Whether a path lies below one of `folders`. */
export function isBelowAny(path: string, folders: ReadonlySet<string>, separator = '/'): boolean {
  return foldersAbove(path, separator).some((folder) => folders.has(folder));
}

function foldersAbove(path: string, separator: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf(separator); end > 0; end = path.lastIndexOf(separator, end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}
