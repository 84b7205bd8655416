/**
 * The card by the `speaker` package, in its child process. There is no sound card where tests run: ALSA's `null` and `file`
 * devices take its place. They take sound as fast as it comes, so what is paced here is our own reckoning.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { SpeakerCard } from '../../../hw/audio/speaker/speaker-card.ts';
import { DeviceError } from '../../../hw/ports.ts';
import { childrenOf, isAlive } from '../process/child-processes.ts';
import { sinkContract } from './sink-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-speaker-'));
after(() => rmSync(folder, { recursive: true }));

/** Makes ALSA know this default device and nothing else, for the children to come. */
const useAlsa = (name: string, defaultDevice: string): void => {
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, defaultDevice === '' ? '' : `pcm.!default { ${defaultDevice} }\n`);
  process.env['ALSA_CONFIG_PATH'] = file;
};
const useNullDevice = (): void => useAlsa('null', 'type null');

const notBuilt = (): string | false => {
  try {
    const speaker = createRequire(import.meta.url).resolve('speaker/package.json');
    const built = existsSync(join(speaker, '../build/Release/binding.node'));
    return !built && 'the optional package `speaker` is not built (make speaker)';
  } catch {
    return 'the optional package `speaker` is not installed (make speaker)';
  }
};
const skip = process.platform === 'linux' ? notBuilt() : 'ALSA is of Linux';

/** What the child plays first, to know that the card plays at all. */
const PROOF_SAMPLES = 48;

const clock = new MonotonicClock();
useNullDevice();
sinkContract('speaker', () => new SpeakerCard({ clock }), skip);

const until = async (what: string, isSo: () => boolean, withinMs = 8_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, `${what}: not within ${withinMs} ms`);
    await pass(5);
  }
};

describe('the speaker in its child process', { skip }, () => {
  let card: SpeakerCard;
  beforeEach(() => {
    useNullDevice();
    card = new SpeakerCard({ clock });
  });
  afterEach(() => card.close());

  const fill = (): number => card.write(new Int16Array(card.status().roomSamples).fill(5));
  const theChild = (): number => {
    const [pid, ...others] = childrenOf(process.pid);
    assert.ok(pid !== undefined && others.length === 0, 'one child plays');
    return pid;
  };

  it('gives the card what was written, after silence up to the instant of its first sample', async () => {
    const played = join(folder, 'played.raw');
    useAlsa('file', `type file file "${played}" format raw slave.pcm { type null }`);
    await card.open();
    const silent = card.status().delaySamples;
    const sound = Int16Array.from({ length: 6_000 }, (_, at) => at + 1);
    assert.equal(card.write(sound), sound.length);
    const size = (): number => (existsSync(played) ? readFileSync(played).length : 0);
    // The device writes in pieces of its own, so it is fed on until the sound is out.
    await until('the card has it all', () => {
      fill();
      return size() >= (PROOF_SAMPLES + silent + 960 + sound.length) * 2;
    });
    await card.close();
    const bytes = readFileSync(played);
    const heard = Int16Array.from({ length: bytes.length / 2 }, (_, at) =>
      bytes.readInt16LE(at * 2),
    );
    const first = heard.findIndex((sample) => sample !== 0);
    assert.equal(heard[first], 1, 'the first sample written is the first heard');
    // The child leaves out of the silence what it took to reach it.
    const untilChild = PROOF_SAMPLES + silent - first;
    assert.ok(untilChild > 0 && untilChild < 9_600, `${untilChild} samples to reach the child`);
    assert.deepEqual(heard.subarray(first, first + sound.length), sound);
  });

  it('is a device error with a remedy where there is no card, and no harm to this process', async () => {
    useAlsa('none', '');
    await assert.rejects(card.open(), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.match(error.message, /there is no sound card/);
      assert.match(error.remedy, /aplay -l/);
      return true;
    });
    assert.deepEqual(childrenOf(process.pid), []);
    useNullDevice();
    await card.open();
    assert.equal(card.status().state, 'running');
  });

  it('gives up on a card that another program holds', async () => {
    const pipe = join(folder, 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    // ALSA's open waits here for a reader, as it waits for a card that is busy.
    useAlsa('held', `type file file "${pipe}" format raw slave.pcm { type null }`);
    await assert.rejects(card.open(), /did not open within 5 s: another program holds it/);
    assert.deepEqual(childrenOf(process.pid), []);
  });

  it('fails with the reason when its process dies, and starts another at the next open', async () => {
    await card.open();
    fill();
    process.kill(theChild(), 'SIGKILL');
    await until('it is failed', () => card.status().state === 'failed');
    assert.match(String(card.status().reason), /process that plays aloud ended \(SIGKILL\); see/);
    assert.equal(fill(), 0);
    await card.close();
    await card.open();
    assert.equal(card.status().state, 'running');
    assert.ok(fill() > 0);
  });

  it('fails when the card takes no sound, and never sends more than its bound', async () => {
    await card.open();
    fill();
    const pid = theChild();
    process.kill(pid, 'SIGSTOP');
    let sent = 0;
    await until('it is failed', () => {
      sent += fill();
      return card.status().state === 'failed';
    });
    assert.match(String(card.status().reason), /takes no sound/);
    assert.ok(sent <= 26_880, `${sent} samples sent to a process that stands still`);
    await card.close();
    assert.equal(isAlive(pid), false);
  });

  it('plays on through the signals that stop its parent, which may want to fade out', async () => {
    await card.open();
    const pid = theChild();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    const startUs = clock.nowUs();
    await until('a second of play', () => fill() >= 0 && clock.nowUs() > startUs + 1e6);
    assert.equal(card.status().state, 'running');
    assert.equal(isAlive(pid), true);
  });

  /** Starts a player, waits until it says `word`, kills it, and waits until its child is gone too. */
  const outlive = async (word: string): Promise<void> => {
    const program = fileURLToPath(new URL('./sink-speaker-player.js', import.meta.url));
    const player = spawn(process.execPath, [program]);
    let said = '';
    player.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(`it says ${word}`, () => said.includes(word));
    const [child] = childrenOf(player.pid!);
    assert.ok(child !== undefined && isAlive(child));
    player.kill('SIGKILL');
    await until('the child is gone', () => !isAlive(child), 2_000);
  };

  it('dies with its parent', () => outlive('playing'));

  it('dies with its parent in the middle of a write that the card holds back', async () => {
    const pipe = join(folder, 'clogged');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    const reader = spawn('sh', ['-c', 'exec sleep 60 < "$1"', 'sh', pipe]);
    useAlsa('clogged', `type file file "${pipe}" format raw slave.pcm { type null }`);
    await outlive('stuck');
    reader.kill('SIGKILL');
  });
});

describe('the speaker where its package is missing', () => {
  it('is a device error that says how to get it', () => {
    // The drivers alone. Node looks for packages in every folder above, whatever lies there: it is stopped at a husk.
    const elsewhere = join(folder, 'elsewhere');
    const husk = join(elsewhere, 'node_modules/speaker');
    mkdirSync(husk, { recursive: true });
    writeFileSync(join(husk, 'package.json'), '{"main":"gone.js"}');
    cpSync(fileURLToPath(new URL('../../../hw', import.meta.url)), join(elsewhere, 'hw'), {
      recursive: true,
    });
    writeFileSync(join(elsewhere, 'package.json'), '{"type":"module"}');
    const program =
      `const { SpeakerCard } = await import('${pathToFileURL(elsewhere).href}/hw/audio/speaker/speaker-card.js');` +
      'new SpeakerCard({ clock: { nowUs: () => 0 } }).open().catch((error) => ' +
      'console.log(JSON.stringify([error.name, error.message, error.remedy])))';
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    const [name, message, remedy] = JSON.parse(stdout) as [string, string, string];
    assert.equal(name, 'DeviceError');
    assert.match(message, /`speaker` is not built, so nothing can be played aloud/);
    assert.match(remedy, /libasound2-dev.*make speaker/);
  });
});
