import * as z from 'zod';
import { ownBreakageSchema } from '../catalog/knownBreakageSchema.ts';
import { severities } from './diagnostic.ts';
import { isCheapGlob } from './globCost.ts';

const glob = z
  .string()
  .min(1)
  .max(1_000)
  .refine(isCheapGlob, 'too many wildcards: three `*` in a name and three `**` are the most');

const severity = z.enum([...severities, 'off']);

/** What is said of Redis. */
export const redisSchema = z.strictObject({
  clients: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Receivers that are Redis clients though Lintel cannot see it, as written in the code: `Store.kv`, `@backend`, `cache_client`.',
    ),
  notClients: z
    .array(z.string().min(1))
    .default([])
    .describe('Receivers that are not Redis clients though they look like it, as written in the code.'),
  serverVersion: z
    .string()
    .regex(/^(?:unknown|\d+(?:\.\d+){0,2})$/)
    .default('unknown')
    .describe(
      'The oldest Redis server that runs this code, such as `6.2`. Unknown: 4.0 is assumed and newer commands are offered as unsafe.',
    ),
  batchSize: z
    .int()
    .min(1)
    .default(1000)
    .describe('Members per command in the slices, pages and scans that fixes write.'),
  largeKeys: z
    .array(z.string())
    .default([])
    .describe('Globs of keys that are known to grow large: size findings on them are louder, most of them warnings.'),
  smallKeys: z
    .array(z.string())
    .default([])
    .describe('Globs of keys that are known to stay small: size findings on them are off.'),
  lazyfreeUserDel: z
    .boolean()
    .default(false)
    .describe('The server has `lazyfree-lazy-user-del yes` (Redis 6.0): DEL frees in the background already.'),
  unlinkEverywhere: z.boolean().default(false).describe('Report DEL of keys that only ever hold strings too.'),
  testPaths: z
    .array(glob)
    .default(['**/{spec,test,tests,features}/**', '**/*_{spec,test}.rb'])
    .describe('Globs of test code: only rules about correctness report there.'),
  opsPaths: z
    .array(glob)
    .default([
      '**/lib/tasks/**',
      '**/db/{migrate,data}/**',
      '**/{script,bin,bench,benchmark,benchmarks}/**',
      '**/{Rakefile,*.rake}',
      '**/config/initializers/**',
    ])
    .describe('Globs of code that people run by hand: size findings are quieter there.'),
});

/** The whole of `.lintel.yml`, and of the editor's `lintel.*` settings, which have the same names. */
export const configSchema = z.strictObject({
  base: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What Gemfile.lock is compared with: a ref, another lockfile, or `none`. Default: the merge base with the default branch.',
    ),
  rules: z.record(z.string(), severity).default({}).describe('Severity of single rules by id, or `off`.'),
  ignore: z
    .array(glob)
    .default([])
    .describe('Globs of files, relative to the root of the project, that Lintel leaves alone.'),
  redis: redisSchema.prefault({}),
  knownBreakages: z
    .array(ownBreakageSchema)
    .default([])
    .describe(
      'Majors that are known to break a gem, beside those that Lintel knows itself. The same shape as its own data.',
    ),
});

/** Settings with every default filled in. */
export type Config = z.infer<typeof configSchema>;

export const defaultConfig: Config = configSchema.parse({});
