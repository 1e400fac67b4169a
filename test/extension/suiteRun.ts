import type { TestContext } from 'node:test';

/** What is tested, on what, and where pictures go. */
export interface SuitePlace {
  readonly vsix: string;
  /** What the editor opens, and changes: a folder, or the file that lists several. */
  readonly workspace: string;
  readonly scratch: string;
  readonly pictures: string;
}

/** One run of the suite. */
export interface SuiteRun extends SuitePlace {
  /** Gets a subtest for each step of the suite. */
  readonly test: TestContext;
  /** The folder of the extension that holds the bundled suite, `suite.js`. */
  readonly testExtension: string;
  /** The PATH of VS Code and all that it starts. */
  readonly path: string;
  /** Where calls of Bundler are kept, in `.calls`, and where its stand-in looks for `.refuses`: a path without that ending. */
  readonly bundler: string;
  /** Whether VS Code trusts the workspace, or opens it in restricted mode. */
  readonly trusted: boolean;
}
