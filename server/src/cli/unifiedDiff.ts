import { createTwoFilesPatch } from 'diff';

/** The patch that turns `before` into `after`, in the form that `git apply` and `patch -p1` take, without its last line break. */
export function unifiedDiff(path: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', { context: 3 })
    .replace(/^=+\n/, '')
    .replace(/\n$/, '');
}
