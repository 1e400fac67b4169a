import { type Config, defaultConfig } from '../linter/config.ts';
import { parseConfigFile } from '../linter/configFile.ts';

/**
 * The configuration of one folder as it changes: its `.lintel.yml`, on the disk or as the editor shows it, below the editor's own settings.
 */
export class FolderConfig {
  readonly uri: string;
  #settings: object = {};
  #diskText: string | undefined;
  #openText: string | undefined;
  #config = defaultConfig;

  constructor(uri: string) {
    this.uri = uri;
  }

  /** What counts now. While somebody types what cannot be used, what counted before. */
  get config(): Config {
    return this.#config;
  }

  /** Undefined when there is none. */
  get text(): string | undefined {
    return this.#openText ?? this.#diskText;
  }

  /** The base that the file names, whatever the settings say. */
  get baseInFile(): string | undefined {
    return parseConfigFile(this.text ?? '').config.base;
  }

  /** Takes the editor's settings, and gives what is wrong with them. */
  setSettings(settings: object): readonly string[] {
    this.#settings = settings;
    return this.#read();
  }

  setDiskText(text: string | undefined): void {
    this.#diskText = text;
    this.#read();
  }

  /** Takes what the editor shows; undefined once it is closed. */
  setOpenText(text: string | undefined): void {
    this.#openText = text;
    this.#read();
  }

  #read(): readonly string[] {
    const { config, problems, overrideProblems } = parseConfigFile(this.text ?? '', this.#settings);
    if (problems.length === 0 || this.#openText === undefined) {
      this.#config = config;
    }
    return overrideProblems;
  }
}
