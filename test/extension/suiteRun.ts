/** One run of the suite: what is tested, on what, and where its pictures go. */
export interface SuiteRun {
  readonly vsix: string;
  /** The copy of the example app that the editor opens, and changes. */
  readonly workspace: string;
  readonly scratch: string;
  readonly pictures: string;
  /** The folder of the extension that holds the bundled suite, `suite.js`. */
  readonly testExtension: string;
  /** Milliseconds after which the run is given up. */
  readonly patience: number;
}
