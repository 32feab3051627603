import { afterEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine, wantedText } from '../../../adapters/dns/engine.ts';
import { createHeld } from '../../../adapters/dns/held.ts';
import { scripted } from '../../../adapters/dns/memory.ts';
import { createQuery, readQuery } from '../../../adapters/dns/query.ts';
import { questionBytes } from '../../../adapters/dns/question.ts';
import { TYPE } from '../../../machines/model/dns/index.ts';
import { manualTime } from './manualTime.ts';
import { a } from './records.ts';
import { domain, rules, view } from './views.ts';

const [HOME, OTHER] = ['127.0.0.21', '127.0.0.23'];
const domains = [domain('pvd:home', HOME), domain('pvd:other', OTHER, { slot: 1 })];
/** Who is asked for what; all else, and every address, is home's. */
const named = view(1, domains, { rules: [...rules('one.example', ['pvd:other']), ...rules('.', ['pvd:home'])] });
const ADDRESS: Record<string, string> = { 'www.example': '192.0.2.1', 'mail.example': '192.0.2.2' };

describe('dns-4: one address in the answers of two networks', () => {
  const open: Engine[] = [];
  afterEach(() => open.splice(0).forEach((engine) => void engine.close()));

  const start = () => {
    const time = manualTime();
    const pinned: string[] = [];
    const reach = scripted(({ name }) => ({ answers: [a(name, ADDRESS[name] ?? '10.0.0.5')] }));
    const pin = async ({ pvd, addresses }: { readonly pvd: string; readonly addresses: readonly string[] }) => {
      pinned.push(`${pvd} ${addresses}`);
      return true;
    };
    const engine = createEngine({ reach, time, pin });
    open.push(engine);
    engine.show(named);
    const find = (name: string) => {
      const wanted = wantedText(name, TYPE.A);
      if (!wanted) throw new Error(`no name: ${name}`);
      return engine.find(wanted, null);
    };
    /** Whether it is handed out to the next who asks without a look at who has the address. */
    const isReady = (name: string): boolean => {
      const wanted = wantedText(name, TYPE.A);
      const bytes = wanted ? questionBytes(wanted, 1, { isMixed: false, hasEdns: false, isPadded: false }) : new Uint8Array();
      const query = createQuery();
      readQuery(bytes, query);
      return engine.ready.find(bytes, query, time.now()) !== null;
    };
    return { pinned, find, isReady };
  };

  test('the network to which the address goes by itself is tied to it as well, once another had it, and each again with each answer', async () => {
    const { pinned, find } = start();
    for (const name of ['nas.two.example', 'nas.one.example', 'nas.two.example', 'nas.one.example', 'nas.one.example']) await find(name);
    expect(pinned).toEqual(['pvd:other 10.0.0.5', 'pvd:home 10.0.0.5', 'pvd:other 10.0.0.5', 'pvd:other 10.0.0.5']);
  });

  test('what another has answered with it is no longer handed out at once', async () => {
    const { find, isReady } = start();
    const ready: unknown[] = [];
    for (const name of ['nas.two.example', 'nas.one.example', 'nas.two.example']) {
      await find(name);
      ready.push([isReady('nas.one.example'), isReady('nas.two.example')]);
    }
    expect(ready).toEqual([
      [false, true],
      [true, false],
      [false, true],
    ]);
  });

  test('addresses of the same network that nobody else has are not tied', async () => {
    const { pinned, find } = start();
    for (const name of ['nas.one.example', 'www.example', 'mail.example']) await find(name);
    expect(pinned).toEqual(['pvd:other 10.0.0.5']);
  });
});

describe('who holds an address', () => {
  test('one is not its own other; of several each is', () => {
    const held = createHeld();
    held.add('10.0.0.5', 'a');
    expect([held.isOthers('10.0.0.5', 'a'), held.isOthers('10.0.0.5', 'b'), held.isOthers('10.0.0.6', 'a')]).toEqual([false, true, false]);
    held.add('10.0.0.5', 'b');
    held.add('10.0.0.5', 'b');
    expect([held.isOthers('10.0.0.5', 'a'), held.isOthers('10.0.0.5', 'b')]).toEqual([true, true]);
  });

  test('is forgotten when there are too many, the oldest first', () => {
    const held = createHeld(2);
    for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) held.add(address, 'a');
    expect(['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => held.isOthers(address, 'b'))).toEqual([false, true, true]);
  });
});
