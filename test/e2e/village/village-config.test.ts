/** What the simulator writes, an agent reads: the configuration of a simulated box, and the folder that it lies in. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfig } from '../../../agent/config/load-config.ts';
import { createThrowawayCertificates } from '../../../broker-sim/broker/certificates.ts';
import { boxConfigToml } from '../../../broker-sim/cluster/box/box-config.ts';
import { boxFiles, clearEarlierRun } from '../../../broker-sim/cluster/box/box-files.ts';
import { lastLogLine } from '../../../broker-sim/cluster/box/log-tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-village-'));
after(() => {
  rmSync(folder, { recursive: true });
});

describe('the configuration of a simulated box', () => {
  for (const horn of ['wav', 'aloud'] as const) {
    it(`is one that loa-agent takes (${horn})`, async () => {
      const out = join(folder, `a folder with "quotes" ${horn}`);
      mkdirSync(out);
      const caFile = join(out, 'ca.pem');
      const certificates = await createThrowawayCertificates();
      writeFileSync(caFile, certificates.caPem);
      const files = boxFiles(out, 'box-7');
      const own = await certificates.client('box-7');
      writeFileSync(files.certificateFile, own.certificatePem);
      writeFileSync(files.privateKeyFile, own.privateKeyPem, { mode: 0o600 });
      const village = {
        area: 'vn.langmau',
        brokerUrl: 'mqtts://localhost:8883',
        caFile,
        root: Buffer.alloc(32, 7).toString('base64url'),
      };
      writeFileSync(files.configFile, boxConfigToml(village, 'box-7', files, horn));
      const config = loadConfig(files.configFile);
      assert.equal(config.receiver.boxId, 'box-7');
      assert.equal(config.receiver.area, 'vn.langmau');
      assert.deepEqual(config.receiver.roots, [new Uint8Array(32).fill(7)]);
      assert.equal(config.broker.certificate?.certificatePem, own.certificatePem);
      assert.equal(config.audio.sink, horn === 'wav' ? 'wav' : 'speaker');
      if (config.audio.sink === 'wav') assert.equal(config.audio.wavFile, files.wavFile);
      assert.deepEqual(config.relays, { bank: 'fake', journalFile: files.relaysFile });
      assert.equal(config.storeFile, files.storeFile);
      assert.equal(config.receiver.playout.gainDbMax, 0);
      assert.deepEqual(config.receiver.playout.chimeBefore, []);
    });
  }
});

describe('the folder of a run', () => {
  it('is cleared of an earlier run, and of nothing else', async () => {
    const out = join(folder, 'cleared');
    mkdirSync(out);
    const files = Object.values(boxFiles(out, 'box-12')) as string[];
    const mine = ['box.wav', 'box-x.wav', 'box-1.wav.mp3', 'my.log', 'notes.html', 'box-1.txt'];
    const runs = [
      'box-1.store.json.previous',
      'box-aloud.log',
      'sent.wav',
      'report.html',
      'ca.pem',
    ];
    for (const file of [...files, ...[...mine, ...runs].map((name) => join(out, name))]) {
      writeFileSync(file, '');
    }
    await clearEarlierRun(out);
    assert.deepEqual(readdirSync(out).sort(), [...mine].sort());
  });
});

describe('the last words of a box', () => {
  const log = join(folder, 'box.log');

  it('are its last line, in words', async () => {
    writeFileSync(
      log,
      '{"level":"info","time":"x","box":"b","event":"started","version":"1"}\n' +
        '{"level":"error","time":"x","box":"b","reason":"no card","times":2,"event":"sink.failed"}\n' +
        '{"level":"warn","time":"x","box":"b","reason":"cut off","event":"link.down"}\n\n',
    );
    assert.equal(await lastLogLine(log), 'link.down: cut off');
    assert.equal(
      await lastLogLine(log, (event) => event === 'sink.failed'),
      'sink.failed: no card, times 2',
    );
  });

  it('are given as they stand where they are not of the log', async () => {
    writeFileSync(log, `${'x'.repeat(20_000)}\n{"event":"a"}\nSegmentation fault\n`);
    assert.equal(await lastLogLine(log), 'Segmentation fault');
  });

  it('are none where it said nothing', async () => {
    writeFileSync(log, '');
    assert.equal(await lastLogLine(log), '');
    assert.equal(await lastLogLine(join(folder, 'no.log')), '');
  });
});
