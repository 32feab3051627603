/** Makes `dist`: the bundles that `exports` and `bin` point to, and their types. The sources themselves need no build. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildPage } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isOurs = (id: string) =>
  !id.startsWith('node:') && !Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

rmSync(join(root, 'dist'), { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: { index: 'index.ts', core: 'core.ts', cli: 'adapters/cli/main.ts', 'dns-worker': 'adapters/dns/worker.ts' },
  external: (id) => !isOurs(id),
  platform: 'node',
});
await bundle.write({ dir: join(root, 'dist'), format: 'esm', chunkFileNames: 'shared-[hash].js' });
chmodSync(join(root, 'dist/cli.js'), 0o755);
await buildPage();

const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'test/tools/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
process.exit(types.status ?? 1);
