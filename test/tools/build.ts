/** Makes `dist`: the bundles that `exports` and `bin` point to, the page, and their types. The sources themselves need no build. */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { buildPage } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

rmSync(join(root, 'dist'), { recursive: true, force: true });
await bundle(join(root, 'dist'));
chmodSync(join(root, 'dist/cli.js'), 0o755);
await buildPage();

const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'test/tools/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
process.exit(types.status ?? 1);
