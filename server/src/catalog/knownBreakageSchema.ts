import * as z from 'zod';
import type { KnownBreakage } from './knownBreakages.ts';

const requirements = z.array(z.string().regex(/^(?:=|!=|>|<|>=|<=|~>)?\s*\d[\w.-]*$/)).min(1);

const affectedGem = z.strictObject({
  gem: z.string().min(1).describe('The gem that breaks.'),
  versions: requirements.describe('Which of its versions break; all requirements must hold.'),
  loudness: z.enum(['loud', 'silent', 'semantic']).default('loud'),
  confidence: z.enum(['verified', 'cited', 'watch']).default('cited'),
  condition: z
    .union([
      z.strictObject({ names: z.array(z.string().regex(/^\w+[?!]?$/)).min(1) }),
      z.strictObject({ missing: z.string().min(1) }),
    ])
    .exactOptional()
    .describe('It breaks only in an application whose Ruby files name one of these, or one that lacks this.'),
  effect: z.string().min(1).describe('What stops working, as a clause.'),
  reason: z
    .string()
    .min(1)
    .exactOptional()
    .describe("What a pin's comment says: the clause between the version and `of GEM VERSION`."),
  clear: z.string().min(1).exactOptional().describe('What must be locked before a pin may go: `sidekiq >= 8.1.0`.'),
});

/** A known breakage as the catalog has it. */
export const knownBreakageSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]+$/),
  gem: z.string().min(1).describe('The gem that crosses the boundary.'),
  from: requirements.describe('The versions before it.'),
  to: requirements.describe('The versions behind it.'),
  pin: z.string().min(1).exactOptional().describe('The requirement that keeps the boundary out.'),
  standing: z
    .literal(true)
    .exactOptional()
    .describe('It breaks whenever both are locked, not only when the boundary was just crossed.'),
  affects: z.array(affectedGem).min(1),
  advice: z.string().min(1).exactOptional(),
  upgrades: z
    .array(z.strictObject({ gem: z.string().min(1), affected: requirements, to: z.string().min(1) }))
    .exactOptional()
    .describe('Versions of affected gems that live with the boundary, or keep it out themselves.'),
  sources: z.array(z.url()).min(1).describe('Where this can be read.'),
}) satisfies z.ZodType<KnownBreakage>;

/** The same as a project's `.lintel.yml` states it: without conditions, since a project knows what it uses. */
export const ownBreakageSchema = knownBreakageSchema.extend({
  affects: z.array(affectedGem.omit({ condition: true })).min(1),
}) satisfies z.ZodType<KnownBreakage>;
