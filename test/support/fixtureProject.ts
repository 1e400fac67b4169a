import type { Base } from '../../server/src/dependencies/bundle.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { analyze } from '../../server/src/linter/analyze.ts';
import { applyFixes, type Texts } from '../../server/src/linter/applyFixes.ts';
import { type Config, defaultConfig } from '../../server/src/linter/config.ts';
import { parseConfigFile } from '../../server/src/linter/configFile.ts';
import type { Diagnostic } from '../../server/src/linter/diagnostic.ts';
import type { Applicability } from '../../server/src/linter/fix.ts';
import type { RegisteredRule } from '../../server/src/linter/rule.ts';
import { fileKind, gemfileOf } from '../../server/src/syntax/fileKind.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import type { FixtureFile } from './fixture.ts';

const folder = 'file:///fixture';
const basePrefix = 'base/';
const configPath = '.lintel.yml';

/**
 * The project that a fixture's files make. `base/Gemfile.lock` and `base/Gemfile` are what `Gemfile.lock` and `Gemfile` are compared with,
 * and `.lintel.yml` configures.
 */
export class FixtureProject {
  readonly #rules: readonly RegisteredRule[];
  readonly #files: readonly FixtureFile[];
  readonly #config: Config;
  readonly #workspace: Workspace;

  constructor(files: readonly FixtureFile[], rules: readonly RegisteredRule[], parser: RubyParser) {
    this.#rules = rules;
    this.#files = files;
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    this.#config = configOf(texts.get(configPath));
    this.#workspace = new Workspace(folder, parser);
    this.#workspace.config = this.#config;
    for (const [path, text] of texts) {
      if (path.startsWith(basePrefix)) {
        const uri = uriOf(path.slice(basePrefix.length));
        if (fileKind(uri) === 'lockfile') {
          this.#workspace.setBase(uri, baseOf(uri, text, texts.get(`${basePrefix}Gemfile`), parser));
        }
      } else if (path !== configPath) {
        this.#workspace.setText(uriOf(path), text);
      }
    }
  }

  diagnostics(path: string): readonly Diagnostic[] {
    return analyze(this.#workspace.snapshot(), uriOf(path), this.#rules, this.#config);
  }

  /** The files after every allowed fix was applied, to the fixed point that the command line and the editor reach. */
  fixed(allowed: ReadonlySet<Applicability>): readonly FixtureFile[] {
    const all = () => this.#files.flatMap(({ path }) => this.diagnostics(path));
    const original = new Map(this.#files.map(({ path, text }) => [uriOf(path), text]));
    const { changed } = applyFixes(
      all(),
      allowed,
      (uri) => original.get(uri),
      (texts: Texts) => {
        for (const [uri, text] of texts) {
          this.#workspace.setText(uri, text);
        }
        return all();
      },
    );
    return this.#files.map((file) => ({ ...file, text: changed.get(uriOf(file.path)) ?? file.text }));
  }
}

function uriOf(path: string): string {
  return `${folder}/${path}`;
}

function baseOf(lockUri: string, lock: string, gemfile: string | undefined, parser: RubyParser): Base {
  return {
    state: 'found',
    label: 'base',
    commit: undefined,
    lock: parseLockfile(lock),
    gemfile: gemfile === undefined ? undefined : readGemfile(gemfileOf(lockUri), gemfile, parser),
  };
}

function configOf(text: string | undefined): Config {
  if (text === undefined) {
    return defaultConfig;
  }
  const { config, problems } = parseConfigFile(text);
  if (problems.length > 0) {
    throw new Error(`${configPath}: ${problems.map(({ message }) => message).join(', ')}`);
  }
  return config;
}
