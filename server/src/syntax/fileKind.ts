/** What a file is to Lintel, by its name alone. */
export type FileKind = 'ruby' | 'gemfile' | 'gemspec' | 'lockfile' | 'other';

/** What the name of a Ruby file ends in, behind a dot. */
export const rubyExtensions = ['rb', 'rake', 'ru', 'jbuilder', 'thor', 'builder'];
/** Ruby files that have names of their own. */
export const rubyNames = ['Rakefile', 'Guardfile', 'Capfile', 'Thorfile', 'Berksfile', 'Dangerfile', 'Fastfile'];
const rubyFile = new RegExp(`\\.(?:${rubyExtensions.join('|')})$|^(?:${rubyNames.join('|')})$`);

/**
 * Gemfiles and locks as Bundler names them: `Gemfile`, `gems.rb`, `X.gemfile`, and the variants that `BUNDLE_GEMFILE` users keep beside
 * them (`Gemfile.next`, `Gemfile_next`), each with its lock.
 */
export function fileKind(path: string): FileKind {
  if (isUntitled(path)) {
    return 'ruby';
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'gems.locked' || /^Gemfile.*\.lock$/.test(name) || name.endsWith('.gemfile.lock')) {
    return 'lockfile';
  }
  if (name === 'gems.rb' || /^Gemfile(?:[._-][\w.-]+)?$/.test(name) || name.endsWith('.gemfile')) {
    return 'gemfile';
  }
  if (name.endsWith('.gemspec')) {
    return 'gemspec';
  }
  return rubyFile.test(name) ? 'ruby' : 'other';
}

/** Whether a URI is that of a text which was never saved. It has no name that tells anything, and the server takes only those that are Ruby. */
export function isUntitled(uri: string): boolean {
  return uri.startsWith('untitled:');
}

/** The Gemfile that a lock belongs to: `gems.rb` for `gems.locked`, else the lock's name without `.lock`. */
export function gemfileOf(lockPath: string): string {
  return lockPath.endsWith('gems.locked')
    ? lockPath.replace(/gems\.locked$/, 'gems.rb')
    : lockPath.replace(/\.lock$/, '');
}

/** The lock that Bundler writes beside a Gemfile. */
export function lockOf(gemfilePath: string): string {
  return gemfilePath.endsWith('gems.rb') ? gemfilePath.replace(/gems\.rb$/, 'gems.locked') : `${gemfilePath}.lock`;
}
