/** Run as a process with --expose-gc: `start-child.ts INDEX start LOG | bare | embed FACTS`. Prints what it took, as JSON. */
const [index = '', what, path = ''] = process.argv.slice(2);
const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const say = (said: object) => process.stdout.write(JSON.stringify({ wall: 0, cpu: 0, imports: 0, heap: 0, ...said }));

if (what === 'bare') say({ heap: heap() });
if (what === 'start') {
  const loading = performance.now();
  const { createAgent, openSqliteLog }: typeof import('../../index.ts') = await import(index);
  const imports = performance.now() - loading;
  const [begin, before] = [performance.now(), process.cpuUsage()];
  const opened = openSqliteLog(path);
  if (!opened.ok) throw new Error(opened.error.problem);
  const agent = await createAgent({ log: opened.log });
  if (agent.decisions.current === null) throw new Error('no decision');
  const { user, system } = process.cpuUsage(before);
  say({ wall: performance.now() - begin, cpu: (user + system) / 1000, imports });
  await agent.close();
}
if (what === 'embed') {
  const { createAgent }: typeof import('../../index.ts') = await import(index);
  const { readFileSync } = await import('node:fs');
  const { countIn } = await import('../../machines/model/shards.ts');
  let tell: ((facts: readonly never[]) => void) | null = null;
  const source = {
    name: 'story',
    open: async (emit: (facts: readonly never[]) => void) => {
      tell = emit;
    },
    close: async () => undefined,
  };
  const agent = await createAgent({ sources: [source] });
  const listen = tell as ((facts: readonly never[]) => void) | null;
  for (const batch of JSON.parse(readFileSync(path, 'utf8'))) listen?.(batch);
  const sessions = countIn(agent.fold.decision.sessions);
  say({ heap: heap(), pvds: agent.fold.host.pvds.length, sessions });
  await agent.close();
}
