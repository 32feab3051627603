/** Links of an earlier run. Where it is of this boot systemd-resolved is spoken to: that is the lab's (test/lab/beside). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepLinks, linksFile, takeBackLinks } from '../../../adapters/publish/links.ts';
import { folder } from '../control/served.ts';

test('they are kept with the boot that their numbers are of', () => {
  const place = folder();
  const file = linksFile(join(place.path, 'lib/resolv.conf.before'));
  keepLinks(file, [7, 8]);
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ boot, links: [7, 8] });
  place.remove();
});

test.each<[string, string | null]>([
  ['none were kept', null],
  ['they are of another boot', JSON.stringify({ boot: '00000000-0000-0000-0000-000000000000', links: [7] })],
  ['what was kept is spoilt', '{"boot":'],
  ['or is no list of links', JSON.stringify({ boot: '', links: ['--host=203.0.113.66'] })],
])('nothing is taken back where %s', async (_name, text) => {
  const place = folder();
  const file = join(place.path, 'systemd-resolved.links');
  if (text !== null) writeFileSync(file, text);
  expect([await takeBackLinks(file), existsSync(file)]).toEqual([0, false]);
  place.remove();
});
