import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What ships, as scripts/test.ts built it: running the sources instead takes more than twice as long to start. */
export const program = fileURLToPath(new URL('../../dist/lintel.cjs', import.meta.url));

/** What a run of the program printed, and how it ended. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `lintel` in `cwd`, without colours. */
export function lintel(
  cwd: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; uid?: number } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    input: options.input ?? '',
    ...(options.uid !== undefined && { uid: options.uid }),
    env: { ...process.env, NO_COLOR: '1', CI: '', ...options.env },
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}
