/**
 * Runs every fix on a real Redis with every client that a folder holds, and writes what came out to docs/fixes.md.
 *
 *     node --import tsx scripts/prove-fixes.ts CLIENT_SRC [--write]
 *
 * CLIENT_SRC holds the sources of client gems as NAME-vTAG. About a minute a client.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNodeRubyParser } from '../server/src/workspace/nodeGrammar.ts';
import { cases as speed } from '../test/real-redis/cases.ts';
import { correctness } from '../test/real-redis/correctnessCases.ts';
import { fromSources, installed } from '../test/real-redis/flavours.ts';
import { type Proof, prove } from '../test/real-redis/prove.ts';
import { startRedis } from '../test/support/redisServer.ts';

const cases = [...speed, ...correctness];
const [sources, flag] = process.argv.slice(2);
if (sources === undefined) {
  console.error('usage: prove-fixes.ts CLIENT_SRC [--write]');
  process.exit(2);
}
const parser = await loadNodeRubyParser();
const servers = [await startRedis(), await startRedis()];
const flavours = [...installed, ...fromSources(sources)];
const proofs: Proof[] = [];
for (const flavour of flavours) {
  const found = await prove(
    flavour,
    cases,
    servers.map(({ port }) => port),
    parser,
  );
  proofs.push(...found);
  console.error(`${flavour.name}: ${found.length} fixes on ${found.flatMap(({ runs }) => runs).length} sets of data`);
}
await Promise.all(servers.map((server) => server.close()));

const names = flavours.map(({ name }) => name);
const rows = cases.map((fixCase) => {
  const cells = flavours.map((flavour) =>
    cell(proofs.find((proof) => proof.fixCase === fixCase && proof.flavour === flavour)),
  );
  return `| ${fixCase.rule} | ${fixCase.name.replaceAll('|', '\\|')} | ${cells.join(' | ')} |`;
});
const runs = proofs.flatMap((proof) => proof.runs);
const figures = '## Figures\n\n';
const page = `${proofs.length} fixes, ${runs.length} runs of both texts.

| rule | case | ${names.join(' | ')} |
| --- | --- | ${names.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
if (flag === '--write') {
  // What people wrote above the figures stays.
  const target = join(fileURLToPath(new URL('..', import.meta.url)), 'docs/fixes.md');
  const [text = ''] = readFileSync(target, 'utf8').split(figures);
  writeFileSync(target, text + figures + page);
} else {
  console.log(page);
}

function cell(proof: Proof | undefined): string {
  if (proof === undefined) {
    return '';
  }
  const different = proof.runs.filter(({ relation }) => relation !== 'same').map(({ data }) => data);
  const sign = proof.applicability === 'safe' ? '=' : '~';
  return different.length === 0 ? sign : `${sign} (${different.join(', ')})`;
}
