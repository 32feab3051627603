/**
 * A story on the terminal: networks come and go in a lab of namespaces, the agent in it applies what it decides, and after each
 * event it is shown what was decided and why, and for how long nothing came through. Each step is told beforehand; the story
 * ends well only if every step went as told, the log replays, and nothing is left in the kernel.
 */
import { parseArgs } from 'node:util';
import { openLab } from './lab.ts';
import { type Recorder, record } from './recorder.ts';
import { type Bed, openBed } from './story-bed.ts';
import { isGood, type Outcome, outcomeOf, print, type Sum, type Told } from './story-lines.ts';
import type { Measured } from './story-prober.ts';
import { STEPS, type Step } from './story-steps.ts';
import { undo } from './story-undo.ts';

const HELP = `usage: npm run lab [-- OPTIONS]

Ethernet, Wi-Fi and LTE come and go in a lab of network namespaces on this machine, with real DHCP, DNS, Router
Advertisements, check endpoints and a captive portal. The agent puts its decisions into the kernel of a host there. After
each event: what was decided, by which rule, over what, and how many of the datagrams sent meanwhile were lost.
Nothing outside the lab is touched. It takes about half a minute.

  --json      one line of JSON a step, and a last one with the outcome
  --seed N    other addresses (default 1)
  -h, --help  this text

exit code: 0 every step went as told, 1 one did not or the lab cannot run here, 2 usage`;

const ADVICE = `It needs Linux, user namespaces (or root), util-linux, and the programs of the lab: as an ordinary user on Debian, missing
ones are fetched once with \`apt-get download\` into ~/.cache/multihome-lab; or install dhcpcd-base dnsmasq-base radvd iproute2
nftables ethtool busybox faketime tcpdump iputils-ping. Where namespaces are forbidden: sysctl kernel.unprivileged_userns_clone=1.`;

/** In the host. */
const LOG = '/run/story.sqlite';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const options = read(argv);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${HELP}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  try {
    return (await tell(options.seed, options.json)) ? 0 : 1;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (options.json) process.stdout.write(`${JSON.stringify({ ok: false, problem })}\n`);
    else process.stderr.write(`the story could not go on: ${problem}\n${ADVICE}\n`);
    return 1;
  }
}

type Options = { readonly json: boolean; readonly help: boolean; readonly seed: number };

function read(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' }, seed: { type: 'string' } },
    });
    const seed = Number(values.seed ?? 1);
    if (!Number.isInteger(seed) || seed < 0) return `--seed wants a whole number, not ${JSON.stringify(values.seed)}`;
    return { json: values.json ?? false, help: values.help ?? false, seed };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function tell(seed: number, json: boolean): Promise<boolean> {
  const began = performance.now();
  await using lab = await openLab({ seed });
  const bed = await openBed(lab);
  await using recorder = await record(bed.host, { config: bed.config, log: LOG });
  const show = print(json);
  show.begin(STEPS.length);
  let good = 0;
  const gaps: Sum['gaps'][number][] = [];
  for (const [i, step] of STEPS.entries()) {
    const told: Told = { number: i + 1, title: step.title, expects: [...(step.meanwhile ? [step.meanwhile.expects] : []), step.expects] };
    const from = performance.now();
    const outcome = await outcomeOfStep(bed, recorder, step, i > 0);
    show.step(told, outcome, performance.now() - from);
    if (outcome.ok) good += 1;
    if (outcome.measured) gaps.push({ title: step.title, measured: outcome.measured });
  }
  const { verdict, facts, digest, live } = await recorder.replay();
  const isEqual = verdict.kind === 'equal' && digest === live;
  await recorder.stop();
  const undone = await undo(bed.host, LOG);
  const sum: Sum = { good, steps: STEPS.length, gaps, undone, facts, isEqual, seconds: (performance.now() - began) / 1000 };
  show.end(sum);
  return isGood(sum);
}

/** A step that does not go as told within its time shows what was decided instead. */
async function outcomeOfStep(bed: Bed, recorder: Recorder, step: Step, isMeasured: boolean): Promise<Outcome> {
  const go = async (): Promise<void> => {
    await step.act(bed);
    if (step.meanwhile) await recorder.decided(step.meanwhile.expects, step.meanwhile.isDecided);
    await recorder.decided(step.title, step.isDecided);
  };
  const goThrough = (): Promise<Measured> =>
    bed.prober.during(async (through) => {
      await go();
      await through(`through ${step.through}`, (source) => bed.placeOf(source) === step.through);
    });
  try {
    const measured = isMeasured ? await goThrough() : null;
    if (!isMeasured) await go();
    const lost = measured && !step.isBreak ? measured.ipv4.lost + measured.ipv6.lost : 0;
    const problem = lost > 0 ? `${lost} datagrams were lost, and nothing had to be` : null;
    return { ...(await outcomeOf(recorder, step)), measured, problem, ok: problem === null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...(await outcomeOf(recorder, step)), measured: null, problem: error.message, ok: false };
  }
}
