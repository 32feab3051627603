/** `multihome/core` in a JavaScript engine that has nothing of Node and nothing of a browser: the proof that it embeds in mobile runtimes. */
import { newQuickJSWASMModule } from 'quickjs-emscripten';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../machines/model/facts/index.ts';
import { replay } from '../streams/replay.ts';
import { story } from './streams/story.ts';

const FACTS = 3_000;

/** The core and all that it imports as one script without imports. */
async function bundled(): Promise<string> {
  const bundle = await rolldown({ input: 'core.ts', platform: 'neutral', logLevel: 'silent', resolve: { mainFields: ['module', 'main'] } });
  const { output } = await bundle.generate({ format: 'iife', name: 'multihome' });
  return output[0].code;
}

describe('multihome/core in QuickJS', () => {
  let facts: readonly Fact[];
  let here = '';
  let code = '';
  beforeAll(async () => {
    const told = [...story(11, FACTS)];
    facts = told.map((t) => t.fact);
    here = told.at(-1)?.fold.digest ?? '';
    code = await bundled();
  });

  test('the bundle names nothing of Node', () => {
    expect(code).not.toMatch(/\brequire\(|from ['"]node:|process\.binding/);
  });

  test('replays a log to the digest that Node came to, and tells a changed fact', async () => {
    const quickjs = await newQuickJSWASMModule();
    const context = quickjs.newContext();
    const run = (script: string): unknown => {
      const result = context.evalCode(script);
      if (result.error) {
        const error = context.dump(result.error);
        result.error.dispose();
        throw new Error(`QuickJS: ${JSON.stringify(error)}`);
      }
      const value = context.dump(result.value);
      result.value.dispose();
      return value;
    };
    // XState binds console.log when it is loaded; every runtime that embeds an engine gives one.
    run(`globalThis.console = { log() {} }; ${code}; globalThis.multihome = multihome;`);
    const digestOf = (list: readonly Fact[]) => {
      const json = context.newString(JSON.stringify(list));
      context.setProp(context.global, 'json', json);
      json.dispose();
      return run(
        `(() => { const { fold, verdict } = multihome.replay([{ facts: JSON.parse(json), digest: null }]); return fold.digest; })()`,
      );
    };
    expect(run('typeof process + typeof require + typeof setTimeout + typeof TextEncoder')).toBe('undefined'.repeat(4));
    expect(replay([{ facts, digest: here }]).verdict).toEqual({ kind: 'equal' });
    expect(digestOf(facts)).toBe(here);
    const changed = facts.map((fact) => (fact.type === 'lease4.bound' ? { ...fact, dns: ['192.0.2.53'] } : fact));
    expect(digestOf(changed)).not.toBe(here);
    context.dispose();
  }, 120_000);
});
