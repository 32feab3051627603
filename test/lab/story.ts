/**
 * A story on the terminal: networks come and go in a lab of namespaces, and after each event the recorder in it says what it
 * would decide and why. Each step is told beforehand; the story ends well only if every step was decided as told.
 */
import { parseArgs } from 'node:util';
import { openLab } from './lab.ts';
import { type Recorder, record } from './recorder.ts';
import { type Outcome, outcomeOf, print, type Told } from './story-lines.ts';
import { CONFIG, openBed, STEPS, type Step } from './story-steps.ts';

const HELP = `usage: npm run lab [-- OPTIONS]

Ethernet, Wi-Fi and LTE come and go in a lab of network namespaces on this machine, with real DHCP, DNS and
Router Advertisements. After each event: what the decision is, which rule made it, and what lost to what.
Nothing outside the lab is touched. It takes about half a minute.

  --json      one line of JSON a step, and a last one with the outcome
  --seed N    other addresses (default 1)
  -h, --help  this text

exit code: 0 every step was decided as told, 1 one was not or the lab cannot run here, 2 usage`;

const ADVICE = `It needs Linux, user namespaces (or root), util-linux, and the programs of the lab: as an ordinary user on Debian, missing
ones are fetched once with \`apt-get download\` into ~/.cache/multihome-lab; or install dhcpcd-base dnsmasq-base radvd iproute2
nftables ethtool busybox faketime tcpdump iputils-ping. Where namespaces are forbidden: sysctl kernel.unprivileged_userns_clone=1.`;

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
  await using recorder = await record(bed.host, { config: CONFIG });
  const show = print(json);
  show.begin(STEPS.length);
  let good = 0;
  for (const [i, step] of STEPS.entries()) {
    const told: Told = { number: i + 1, title: step.title, expects: step.expects };
    const from = performance.now();
    await step.act(bed);
    const outcome = await outcomeOfStep(recorder, step);
    show.step(told, outcome, performance.now() - from);
    if (outcome.ok) good += 1;
  }
  const { verdict, facts, digest, live } = await recorder.replay();
  const isEqual = verdict.kind === 'equal' && digest === live;
  show.end({ good, steps: STEPS.length, facts, isEqual, seconds: (performance.now() - began) / 1000 });
  return good === STEPS.length && isEqual;
}

/** A step that is not decided as told within its time shows what was decided instead. */
async function outcomeOfStep(recorder: Recorder, step: Step): Promise<Outcome> {
  try {
    await recorder.decided(step.title, step.isDecided);
    return { ...(await outcomeOf(recorder, step)), ok: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...(await outcomeOf(recorder, step)), ok: false };
  }
}
