/**
 * `router-child.ts IFNAME`: a router that advertises at once what it is told, a recipe a line on stdin, and says `{sent}` or
 * `{problem}` after each.
 */
import { createInterface } from 'node:readline';
import { encodeAdvertisement } from '../../../adapters/linux/ra/index.ts';
import { describeFault, openIcmp6 } from '../../../adapters/system/index.ts';
import { cook, Recipe } from '../ra-recipe.ts';

const opened = openIcmp6(process.argv[2] ?? '');
if (!opened.ok) throw new Error(describeFault(opened));
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
let number = 0;
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const sent = opened.value.send(encodeAdvertisement(cook(Recipe.parse(JSON.parse(line)))));
    number += 1;
    say(sent.ok ? { sent: number } : { problem: describeFault(sent) });
  })
  .on('close', () => opened.value.close());
say({ ready: true });
