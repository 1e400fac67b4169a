import type { TestContext } from 'node:test';

/** What is tested, on what, and where pictures go. */
export interface SuitePlace {
  readonly vsix: string;
  /** The copy of the example app that the editor opens, and changes. */
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
  /** Where the stand-in for Bundler keeps `.calls` and looks for `.refuses`: a path without that ending. */
  readonly bundler: string;
  /** Whether VS Code trusts the workspace, or opens it in restricted mode. */
  readonly trusted: boolean;
}
