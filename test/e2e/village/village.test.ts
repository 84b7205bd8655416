/** The main job, end to end: a head-end, a broker, boxes in processes of their own, and what comes of it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { isAlive } from '../../contract/process/child-processes.ts';
import { decodedBulletin, placeOf, RAMP_SAMPLES, readSound } from '../sound/reference.ts';
import { allGone, LoaSim, OutFolder } from './village-run.ts';

const BOXES = ['box-1', 'box-2', 'box-3'] as const;
const RATE_HZ = 48_000;

describe('a village hears the news', () => {
  let out: OutFolder;
  beforeEach(() => {
    out = new OutFolder();
  });
  afterEach(() => {
    out.remove();
  });
  const run = (...args: string[]): LoaSim => new LoaSim('run', '--out', out.path, ...args);
  const playing = (sim: LoaSim): Promise<void> =>
    sim.until(() => BOXES.every((box) => out.soundS(box) > 1), 'a second of sound');

  it('all of it, to the sample, at the same moment, amplifiers around it, and nothing is left running', async () => {
    const sim = run();
    await playing(sim);
    const processes = sim.processes();
    assert.equal(processes.length, 4, 'three boxes and the keeper');
    const { status, stdout, stderr } = await sim.ended;
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /^3 of 3 boxes heard all /m);
    assert.doesNotMatch(stdout, /\u001b/, 'escape codes where there is no terminal');
    assert.equal(stderr, '');
    assert.ok(existsSync(out.file('report.html')));
    await allGone(processes);

    // What follows does not go by the simulator's own evidence.
    const sent = readSound(out.file('sent.wav'));
    const reference = await decodedBulletin(sent.length / 960);
    assert.ok(reference.length > 25 * RATE_HZ, 'a bulletin of at least 25 s');
    assert.deepEqual(sent, reference);
    const starts = BOXES.map((box) => {
      const sound = readSound(out.file(`${box}.wav`));
      const at = placeOf(reference, sound, RATE_HZ);
      const heard = sound.subarray(at + RAMP_SAMPLES, at + reference.length - RAMP_SAMPLES);
      assert.deepEqual(heard, reference.subarray(RAMP_SAMPLES, reference.length - RAMP_SAMPLES));
      assert.ok(sound.subarray(0, at).every((sample) => sample === 0));
      assert.ok(sound.subarray(at + reference.length).every((sample) => sample === 0));
      const [segment] = readFileSync(out.file(`${box}.wav.segments.jsonl`), 'utf8').split('\n');
      const { startsAtUs } = JSON.parse(segment ?? '') as { startsAtUs: number };
      const startUs = startsAtUs + (at * 1e6) / RATE_HZ;
      const endUs = startUs + (reference.length * 1e6) / RATE_HZ;
      const journal = out.relays(box).slice(2);
      assert.deepEqual(
        journal.map(({ relay, on }) => `${relay} ${on}`),
        ['supply true', 'line true', 'line false', 'supply false'],
      );
      assert.ok(journal.every(({ atUs, on }) => (on ? atUs < startUs : atUs > endUs)));
      return startUs;
    });
    assert.ok(Math.max(...starts) - Math.min(...starts) < 1e6 / RATE_HZ, String(starts));
  });

  it('but for a box that is killed in the middle of it: status 1, and the summary says which', async () => {
    const sim = run(out.shortRecording());
    await playing(sim);
    const processes = sim.processes();
    process.kill(sim.pidOf(out.file('box-2.toml')), 'SIGKILL');
    const { status, stdout } = await sim.ended;
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^2 of 3 boxes heard all /m);
    assert.match(stdout, /^ {2}box-1 heard all of it/m);
    assert.match(stdout, /^ {2}box-2 heard a part.*\n +Its process ended by SIGKILL\./m);
    assert.match(stdout, /^ {2}box-3 heard all of it/m);
    await allGone(processes);
  });

  it('but for a box that hangs: it is killed in the end, and that counts', async () => {
    const sim = run(out.shortRecording(), '--boxes', '2');
    await sim.until(() => out.soundS('box-2') > 1, 'a second of sound');
    const processes = sim.processes();
    process.kill(sim.pidOf(out.file('box-2.toml')), 'SIGSTOP');
    const { status, stdout } = await sim.ended;
    assert.equal(status, 1, stdout);
    assert.match(stdout, /^1 of 2 boxes heard all /m);
    assert.match(stdout, /^ {2}box-2 .*\n +It did not stop when it was told to, and was killed\./m);
    await allGone(processes);
  });

  it('until Ctrl-C: nothing is left running and no relay on', async () => {
    const sim = run();
    await playing(sim);
    const processes = sim.processes();
    assert.ok(BOXES.every((box) => out.relaysOn(box).length === 2));
    sim.signal('SIGINT');
    const { status, stdout } = await sim.ended;
    assert.equal(status, 130, stdout);
    assert.match(stdout, /^The bulletin was stopped before its end\.$/m);
    await allGone(processes);
    for (const box of BOXES) assert.deepEqual(out.relaysOn(box), []);
  });

  it('until Ctrl-C before the boxes are ready', async () => {
    const sim = run();
    await sim.until(() => sim.processes().length >= 2, 'a first process');
    sim.signal('SIGINT');
    const seen = sim.processes();
    const { status, stderr } = await sim.ended;
    assert.equal(status, 130, stderr);
    await allGone(seen);
  });

  it('until a second Ctrl-C, which does not wait', async () => {
    const sim = run();
    await playing(sim);
    const processes = sim.processes();
    process.kill(sim.pidOf(out.file('box-1.toml')), 'SIGSTOP');
    const startedMs = performance.now();
    sim.signal('SIGINT');
    await sim.until(() => processes.filter(isAlive).length < 4, 'the others to end', 5_000);
    sim.signal('SIGINT');
    assert.equal((await sim.ended).status, 130);
    assert.ok(performance.now() - startedMs < 7_000, 'it waited for the one that hangs');
    await allGone(processes, 3_000);
  });

  it('until loa-sim itself is killed: the boxes end all the same, relays off', async () => {
    const sim = run();
    await playing(sim);
    const processes = sim.processes();
    sim.signal('SIGKILL');
    assert.equal((await sim.ended).signal, 'SIGKILL');
    await allGone(processes, 9_000);
    for (const box of BOXES) assert.deepEqual(out.relaysOn(box), []);
  });
});
