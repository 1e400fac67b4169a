import { repositoryOf, busyRubyFile } from './inputs.ts';
import { TimedClient } from './client.ts';
import { typing } from './typing.ts';
import { percentile } from './process.ts';
import { URI } from 'vscode-uri';
import { join } from 'node:path';
const folder = repositoryOf(process.argv[2]!, '/tmp/prof/benchcache');
const uri = URI.file(join(folder, 'bench_member_lists.rb')).toString(); const text = busyRubyFile();
let client = new TimedClient(folder, process.argv.slice(3)); const t0=performance.now(); await client.start(folder); await client.open(uri, 'ruby', text); const first=performance.now()-t0; await client.idle(); const idle=performance.now()-t0; const m=client.memory;
const s:number[]=[]; for (const c of typing(text, 500)) s.push(await client.change(uri,[c]));
const h:number[]=[], a:number[]=[];
for (let n=0;n<200;n++){const position={line:11+n*15,character:22}; h.push(await client.request('textDocument/hover',{textDocument:{uri},position})); a.push(await client.request('textDocument/codeAction',{textDocument:{uri},range:{start:position,end:position},context:{diagnostics:[]}}));}
const f=(x:number[])=>`p95 ${percentile(x,.95).toFixed(1)} p50 ${percentile(x,.5).toFixed(1)} worst ${Math.max(...x).toFixed(0)}`;
console.log('first',first.toFixed(0),'idle',idle.toFixed(0),'mem',m.toFixed(0),client.memory.toFixed(0),'| key',f(s),'| hover',f(h),'| actions',f(a)); client.stop();
