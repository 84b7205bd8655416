/** The recording of a WAV card against a real disk that is full, and against a real end by SIGKILL. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readWav } from './wav-reading.ts';

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'loa-wav-disk-'));
after(() => rmSync(folder, { recursive: true }));

const isMissing = (command: string): string | false =>
  spawnSync(command, ['--version']).error !== undefined && `${command} is not installed`;

/** A mount that only this command sees; without root, by a user namespace of its own. */
const MOUNTED = ['--map-root-user', '--mount', 'sh', '-c'];
const MOUNT = 'mount -t tmpfs -o size=300k tmpfs "$1"';
const cannotMount =
  spawnSync('unshare', [...MOUNTED, MOUNT, 'sh', folder]).status !== 0 &&
  'kernel: no small disk can be mounted here (unshare --map-root-user --mount)';

describe('a WAV card on a disk that fills up', { skip: cannotMount }, () => {
  it('fails with the cause and the remedy, keeps what it has, and goes on once there is space', () => {
    const command = `${MOUNT} && exec "$2" "$3" "$1"`;
    const writer = program('./sink-full-disk.js');
    const { stdout, stderr } = spawnSync(
      'unshare',
      [...MOUNTED, command, 'sh', folder, process.execPath, writer],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    const told = JSON.parse(stdout) as Record<string, unknown> & { lines: unknown[] };
    assert.equal(told['state'], 'failed');
    assert.match(String(told['reason']), /horn\.wav: the disk is full \(ENOSPC\); free some space/);
    assert.ok(Number(told['framesUntilFull']) < 500);
    assert.ok(Number(told['samplesWhenFull']) > 9_600);
    assert.deepEqual([told['silentSamples'], told['strayBytes']], [0, 0]);
    assert.deepEqual([told['stateAfter'], told['framesAfter']], ['running', 20]);
    assert.ok(Number(told['samplesAfter']) > Number(told['samplesWhenFull']));
    assert.equal(told.lines.length, 2);
    assert.deepEqual(Object.entries(told.lines[1]!)[0], ['firstSample', told['samplesWhenFull']]);
  });
});

describe('a WAV card in a file that it may not write', () => {
  it('says so, and what to do', () => {
    const file = join(folder, 'locked.wav');
    writeFileSync(file, '', { mode: 0o400 });
    const program =
      `const { wavCard } = await import('${new URL('../../../hw/audio/wav/wav-card.js', import.meta.url).href}');` +
      `wavCard({ file: process.argv[1], clock: { nowUs: () => 0 } }).open().catch((error) => ` +
      `console.log(error.name + ': ' + error.message + '; ' + error.remedy))`;
    const node = [process.execPath, '--input-type=module', '--eval', program, file];
    // Root may write everywhere, unless it gives up its capabilities.
    const bound = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-all', ...node] : node;
    const { stdout, stderr } = spawnSync(bound[0]!, bound.slice(1), { encoding: 'utf8' });
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^DeviceError: .*locked\.wav: permission denied \(EACCES\); give this user/,
    );
  });
});

describe('a WAV card whose process is killed', () => {
  const file = join(folder, 'killed.wav');
  const recorded = (async () => {
    const writer = spawn(process.execPath, [program('./sink-wav-writer.js'), file]);
    await once(writer.stdout, 'data');
    writer.kill('SIGKILL');
    await once(writer, 'close');
    return readWav(file);
  })();

  it('leaves a file that lacks no more than the last tenth of a second', async () => {
    const { samples, lines } = await recorded;
    // 500 ms after the opening, less the lead of 75 ms, less a batch that was being gathered and one on its way.
    assert.ok(samples.length > (500 - 75 - 200) * 48, `${samples.length} samples`);
    assert.deepEqual(Object.keys(lines[0]!), ['firstSample', 'startsAtUs']);
  });

  it('leaves a file that sox reads to its end', { skip: isMissing('sox') }, async () => {
    const { samples } = await recorded;
    const { stdout, stderr } = spawnSync('sox', [file, '-t', 's16', '-'], { maxBuffer: 1e8 });
    assert.equal(stderr.toString(), '');
    assert.equal(stdout.length, samples.byteLength);
  });

  it('leaves a file that ffmpeg reads to its end', { skip: isMissing('ffmpeg') }, async () => {
    const { samples } = await recorded;
    const decode = ['-v', 'error', '-i', file, '-f', 's16le', '-'];
    const { stdout, stderr } = spawnSync('ffmpeg', decode, { maxBuffer: 1e8 });
    assert.equal(stderr.toString(), '');
    assert.equal(stdout.length, samples.byteLength);
  });
});
