import { Command, CommanderError, Option } from 'commander';
import { severities } from '../linter/diagnostic.ts';
import { expectShortRun } from '../workspace/nodeEngine.ts';
import { calls } from './calls.ts';
import { check } from './check.ts';
import { explain } from './explain.ts';
import { lock } from './lock.ts';
import { majors } from './majors.ts';
import { endOnOutputError, note } from './output.ts';
import { pin } from './pin.ts';
import { type ReportFormat, reporters } from './reporters/reporters.ts';
import { parseShard } from './shard.ts';
import { UsageError } from './usageError.ts';
import { version } from './version.ts';
import { why } from './why.ts';

/**
 * Runs the command line with the arguments of this process and sets its exit status. `startServer` is the language server, which is
 * handed in because the command line and the server know nothing of each other.
 */
export async function runCommandLine(startServer: () => Promise<void>): Promise<void> {
  endOnOutputError();
  try {
    await commands(startServer).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      process.exitCode = 2;
      note(error instanceof UsageError ? error.message : `internal error: ${stackOf(error)}`);
    }
  }
}

/** What commander says of wrong usage, without its prefix and its full stop. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function lockOption(): Option {
  return new Option(
    '--lock <file>',
    'the lock or its Gemfile (default: that of BUNDLE_GEMFILE, or of the working folder)',
  );
}

function commands(startServer: () => Promise<void>): Command {
  const program = new Command('lintel')
    .description('Silent major upgrades in Gemfile.lock and blocking Redis calls in Ruby, seen before they ship.')
    .version(version)
    .option('--no-color', 'print without colours (so do NO_COLOR and FORCE_COLOR=0)')
    .configureOutput({ outputError: (text, write) => write(`lintel: ${oneLine(text)} (see --help)\n`) })
    .exitOverride()
    .hook('preAction', (_, command) => {
      if (command.name() !== 'lsp') {
        expectShortRun();
      }
    });

  program
    .command('check')
    .description('run all rules over Ruby files, Gemfile and Gemfile.lock below the paths')
    .argument('[paths...]', 'files and folders (default: the working folder)')
    .addOption(
      new Option('--format <format>', 'how to print the findings').choices(Object.keys(reporters)).default('pretty'),
    )
    .option(
      '--base <ref|file|none>',
      'what Gemfile.lock is compared with (default: merge base with the default branch)',
    )
    .option('--fix', 'apply safe fixes')
    .option('--unsafe-fixes', 'apply unsafe fixes too: read what each says')
    .option('--diff', 'print the fixes as a patch and write nothing')
    .option('--rule <id>', 'run this rule only (repeatable)', (id: string, ids: string[] = []) => [...ids, id])
    .addOption(
      new Option('--fail-level <severity>', 'exit with 1 for findings of this severity or louder')
        .choices(severities)
        .default('warning'),
    )
    .option('--shard <I/N>', 'judge the I-th of N parts of the files (all are read), for jobs side by side', parseShard)
    .option('--no-cache', 'judge everything anew, and keep nothing for the next run')
    .option('--stdin', 'check the text on standard input')
    .option('--stdin-filename <file>', 'the name that the text on standard input stands for')
    .addHelpText('after', '\nExample:\n  $ lintel check app lib Gemfile.lock --base origin/main --format github')
    .addHelpText('after', exitStatus('nothing as loud as --fail-level was found', 'something was'))
    .action(async (paths: string[], options: { format: ReportFormat } & Parameters<typeof check>[1]) => {
      process.exitCode = await check(paths, options);
    });

  program
    .command('majors')
    .description('every gem that crossed a major since BASE: who let it in, how far it reaches, the pin that holds')
    .argument('[base]', 'a git ref or a lockfile (default: merge base with the default branch)')
    .addOption(
      new Option('--format <format>', 'how to print the report')
        .choices(['pretty', 'json', 'markdown'])
        .default('pretty'),
    )
    .addOption(lockOption())
    .addHelpText('after', '\nExample:\n  $ lintel majors origin/main --format markdown > comment.md')
    .addHelpText('after', exitStatus('none of them is a warning or an error for `check`', 'one is'))
    .action(async (base: string | undefined, options: Parameters<typeof majors>[1]) => {
      process.exitCode = await majors(base, options);
    });

  program
    .command('why')
    .description('who pulls a gem, with which constraint, and what the constraints allow and block')
    .argument('<gem>', 'the name of a locked gem')
    .addOption(lockOption())
    .addHelpText('after', '\nExample:\n  $ lintel why connection_pool')
    .action(async (gem: string, options: Parameters<typeof why>[1]) => {
      process.exitCode = await why(gem, options);
    });

  program
    .command('pin')
    .description('pin a gem in the Gemfile, with the reason, and take that gem alone back in the lock')
    .argument('<gem>', 'the name of a locked gem')
    .argument('[requirement]', 'what to require (default: what the base had)')
    .option(
      '--base <ref|file>',
      'where the version to go back to is locked (default: merge base with the default branch)',
    )
    .addOption(lockOption())
    .option('--dry-run', 'print the patch and write nothing')
    .addHelpText('after', '\nExample:\n  $ lintel pin connection_pool "~> 2.5" --dry-run')
    .addHelpText('after', exitStatus('the gem is pinned', 'no such pin holds, and nothing was changed'))
    .action(async (gem: string, requirement: string | undefined, options: Parameters<typeof pin>[2]) => {
      process.exitCode = await pin(gem, requirement, options);
    });

  program
    .command('calls')
    .description('every Redis call that Lintel sees, flagged or not')
    .argument('[paths...]', 'files and folders (default: the working folder)')
    .addOption(
      new Option('--format <format>', 'how to print the calls').choices(['pretty', 'ndjson']).default('pretty'),
    )
    .addHelpText('after', '\nExample:\n  $ lintel calls app --format ndjson | jq -r .command | sort | uniq -c')
    .action(async (paths: string[], options: Parameters<typeof calls>[1]) => {
      process.exitCode = await calls(paths, options);
    });

  program
    .command('lock')
    .description('a lockfile as Lintel reads it')
    .argument('[file]', 'the lockfile (default: that of BUNDLE_GEMFILE, or of the working folder)')
    .addOption(new Option('--format <format>', 'how to print the lock').choices(['pretty', 'json']).default('pretty'))
    .addHelpText('after', '\nExample:\n  $ lintel lock Gemfile.lock --format json | jq .platforms')
    .addHelpText('after', exitStatus('Bundler reads it like this', 'it has lines that Bundler refuses or passes over'))
    .action(async (file: string | undefined, options: Parameters<typeof lock>[1]) => {
      process.exitCode = await lock(file, options);
    });

  program
    .command('explain')
    .description("a rule's documentation; without an argument, the table of rules")
    .argument('[rule]', 'the id of a rule')
    .addHelpText('after', '\nExample:\n  $ lintel explain redis/prefer-unlink')
    .action((rule: string | undefined) => {
      process.exitCode = explain(rule);
    });

  program
    .command('lsp')
    .description('the language server, for any editor')
    .option('--stdio', 'speak over standard input and output (the only way, and the default)')
    .addHelpText(
      'after',
      "\nExample (Neovim):\n  vim.lsp.start({ name = 'lintel', cmd = { 'lintel', 'lsp', '--stdio' } })",
    )
    .action(async () => {
      await startServer();
    });

  return program;
}

/** The other commands end with 0, or with 2 for the same reasons. */
function exitStatus(zero: string, one: string): string {
  return `\nExit status:\n  0  ${zero}\n  1  ${one}\n  2  wrong usage, or something that is needed is missing`;
}
