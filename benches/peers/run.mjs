// node benches/peers/run.mjs CUTOVER NEXOSIM PYTHON [--rounds N]: how many times as fast as other simulators the engine is.
//
// The same two systems everywhere, with random routing, which every peer can express: M/M/10 at 80 % load, and 100 servers
// of four workers with a queue of 100 at 70 %. Each round runs every program once, one after the other, and compares it
// with what Cutover did in that round; the median of the rounds counts. docs/performance.md says more.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const [cutover, nexosim, python] = positionals;
const rounds = Number(values.rounds);

/** Mean work of a request, s. */
const WORK_S = 0.04;
const SYSTEMS = [
  { workload: "m-m-10", servers: 1, workers: 10, queue: 1_000_000_000, load: 0.8 },
  { workload: "fleet-100", servers: 100, workers: 4, queue: 100, load: 0.7 },
];

/** How each peer is called, how many requests keep it busy for about a second, and how many times as fast we must be. */
const PEERS = [
  { name: "SimPy", command: [python, join(HERE, "simpy_peer.py")], requests: [100_000, 100_000], least: 200 },
  { name: "Ciw", command: [python, join(HERE, "ciw_peer.py")], requests: [50_000, 30_000], least: 200 },
  { name: "NeXosim", command: [nexosim], requests: [1_000_000, 1_000_000], least: 5 },
  { name: "JavaScript", command: [process.execPath, join(HERE, "event_loop.mjs")], requests: [5_000_000, 3_000_000], least: 5 },
];

const run = ([program, ...words]) => JSON.parse(execFileSync(program, words.map(String), { maxBuffer: 2 ** 26 }));
const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
};
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** The chance to wait in M/M/c, by the recursion for Erlang B (Cooper, Introduction to Queueing Theory, 1981). */
function erlangC(workers, offered) {
  let blocked = 1;
  for (let c = 1; c <= workers; c += 1) blocked = (offered * blocked) / (c + offered * blocked);
  const load = offered / workers;
  return blocked / (1 - load + load * blocked);
}

/**
 * The mean wait in theory, s, and how far off, relatively, the mean of so many requests may be: four standard errors. A
 * request waits with probability C, then exponentially, so the squared coefficient of variation is 2/C - 1; waits
 * are correlated over about 2 / (1 - sqrt(load))^2 requests (the relaxation time of M/M/1; Morse, 1955).
 */
function theory({ workers, load }, requests) {
  const wait = erlangC(workers, load * workers);
  const correlated = 2 / (1 - Math.sqrt(load)) ** 2;
  return {
    mean_wait_s: (wait * WORK_S) / (workers * (1 - load)),
    tolerance: 4 * Math.sqrt(((2 / wait - 1) * correlated) / requests),
  };
}

const measure = (workload) => {
  const only = `${workload},random`;
  const { workloads } = run([cutover, "bench", "--only", only, "--rounds", 5, "--format", "json"]);
  return workloads[0].requests_per_s;
};

const failures = [];
for (const [index, system] of SYSTEMS.entries()) {
  const gap_s = WORK_S / (system.servers * system.workers * system.load);
  const seen = PEERS.map(() => []);
  const own = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [peer, { command, requests }] of PEERS.entries()) {
      const before = measure(system.workload);
      const words = [system.servers, system.workers, system.queue, gap_s, WORK_S, requests[index], round + 1];
      const found = run([...command, ...words]);
      const ours = (before + measure(system.workload)) / 2;
      own.push(ours);
      const requests_per_s = found.requests / found.seconds;
      seen[peer].push({ requests_per_s, times: ours / requests_per_s, mean_wait_s: found.mean_wait_s });
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${system.workload}: round ${round + 1} of ${rounds}\x1b[K`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");

  console.log(`${system.workload}, random routing, ${system.load * 100} % load: median of ${rounds} rounds\n`);
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(14))).join("");
  console.log(line(["", "requests/s", "Cutover is", "required", "mean wait", "theory", "off by", "allowed"]));
  console.log(line(["Cutover", median(own).toExponential(2)]));
  for (const [peer, { name, requests, least }] of PEERS.entries()) {
    const times = median(seen[peer].map((one) => one.times));
    const { mean_wait_s, tolerance } = theory(system, requests[index] * rounds);
    const wait_s = sum(seen[peer].map((one) => one.mean_wait_s)) / rounds;
    const off = wait_s / mean_wait_s - 1;
    const ms = (seconds) => `${(seconds * 1000).toFixed(2)} ms`;
    const percent = (share) => `${(share * 100).toFixed(1)} %`;
    const speed = median(seen[peer].map((one) => one.requests_per_s)).toExponential(2);
    const cells = [`${times.toFixed(1)}x`, `${least}x`, ms(wait_s), ms(mean_wait_s), percent(off), percent(tolerance)];
    console.log(line([name, speed, ...cells]));
    if (times < least) failures.push(`${name} on ${system.workload}: ${times.toFixed(1)}x, ${least}x is required`);
    if (Math.abs(off) > tolerance) failures.push(`${name} on ${system.workload} does not simulate the same system`);
  }
  console.log("");
}
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exitCode = 1;
}
