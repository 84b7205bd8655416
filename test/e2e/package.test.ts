/** The package of this machine, built and unpacked: the bundle plays, by each decoder, and what it brings is in its place. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '../house/tree.ts';
import { assertHeardWhole } from './reference.ts';
import { buildSmallVillage } from './small-village.ts';

const FRAMES = 150;
const MACHINE = spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).stdout?.trim();
const skip =
  MACHINE === undefined || MACHINE === ''
    ? 'there is no dpkg: packages are made on Debian and Ubuntu'
    : MACHINE !== 'amd64' && MACHINE !== 'arm64' && `hardware: no package is made for ${MACHINE}`;

const run = (
  program: string,
  words: readonly string[],
): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: ROOT });
  return { status, said: `${stdout}${stderr}` };
};

describe('the package', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-package-'));
  const tree = join(folder, 'tree');
  const lib = join(tree, 'usr/lib/loa');
  after(() => rmSync(folder, { recursive: true }));

  before(() => {
    const made = run(process.execPath, ['packaging/deb/build.mjs', '--out', folder, MACHINE]);
    assert.equal(made.status, 0, made.said);
    const unpacked = run('dpkg-deb', ['-x', made.said.trim(), tree]);
    assert.equal(unpacked.status, 0, unpacked.said);
  });

  test('brings a configuration that lacks what only its owner knows, and nothing else', () => {
    const checked = run(join(tree, 'usr/bin/loa-agent'), [
      'check-config',
      join(tree, 'etc/loa/agent.toml'),
    ]);
    assert.equal(checked.status, 2);
    const missing = checked.said
      .trim()
      .split('\n')
      .map((line) => /: ([a-z.]+): missing/.exec(line)?.[1]);
    assert.deepEqual(missing, ['box.id', 'box.area', 'broker.url', 'trust.roots']);
  });

  test('brings a service that is watched, begun again for ever, and followed by safe-off', () => {
    const unit = readFileSync(join(tree, 'usr/lib/systemd/system/loa-agent.service'), 'utf8');
    const [, after_ = ''] = /^ExecStopPost=\/usr\/bin\/node (.*)$/m.exec(unit) ?? [];
    assert.ok(existsSync(join(tree, after_)), after_);
    assert.match(unit, /^Type=notify$/m);
    assert.match(unit, /^WatchdogSec=/m);
    assert.match(unit, /^StartLimitIntervalSec=0$/m);
    assert.equal(run('node', [join(lib, 'safe-off.js'), join(folder, 'none')]).status, 0);
  });

  for (const decoder of ['libopus', 'opusscript']) {
    test(`plays by ${decoder}, from one file`, async (t) => {
      const village = await buildSmallVillage(t);
      const box = village.startBox({
        agent: join(lib, 'loa-agent.js'),
        audio: { sink: 'wav', wav_file: join(village.folder, 'box.wav'), decoder },
      });
      await box.event('link.up');
      const broadcast = await village.speak(FRAMES);
      await broadcast.done;
      const ended = await box.event('announcement.ended');
      assert.deepEqual(
        [ended['why'], ended['lateFrames'], ended['concealedFrames']],
        ['complete', 0, 0],
      );
      assert.equal(await box.stop(), 0);
      if (decoder === 'opusscript') await assertHeardWhole(box.wavFile, FRAMES);
    });
  }
});
