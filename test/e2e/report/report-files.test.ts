/** The files that the report is made from and leaves behind: WAVs cut short or foreign, and an output that is whole or not there. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openWav } from '../../../broker-sim/report/record/wav-file.ts';
import { writeReport } from '../../../broker-sim/report/write-report.ts';
import { goodVillage, writeWav } from '../village/report-villages.ts';

describe('the files of a report', () => {
  let dir = '';
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'loa-report-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const wavAt = async (name: string, samples: number): Promise<string> => {
    const path = join(dir, name);
    await writeWav(
      path,
      Int16Array.from({ length: samples }, (_, index) => index),
    );
    return path;
  };

  it('reads any stretch of a WAV, and no more than there is', async () => {
    const opened = await openWav(await wavAt('whole.wav', 1_000));
    assert.ok(opened.ok);
    assert.equal(opened.wav.samples, 1_000);
    assert.deepEqual([...(await opened.wav.read(998, 10))], [998, 999]);
    assert.deepEqual([...(await opened.wav.read(2_000, 10))], []);
    await opened.wav.close();
  });

  it('reads a WAV whose writer never came to complete the header', async () => {
    const path = await wavAt('cut.wav', 0);
    await appendFile(path, Buffer.from(Int16Array.of(5, 6, 7).buffer));
    await appendFile(path, Buffer.of(1));
    const opened = await openWav(path);
    assert.ok(opened.ok);
    assert.deepEqual([...(await opened.wav.read(0, 9))], [5, 6, 7]);
    await opened.wav.close();
  });

  it('reads what is left of a WAV that is shorter than its header says', async () => {
    const path = await wavAt('truncated.wav', 100);
    await truncate(path, 44 + 20);
    const opened = await openWav(path);
    assert.ok(opened.ok);
    assert.equal(opened.wav.samples, 10);
    await opened.wav.close();
  });

  for (const [what, bytes, reason] of [
    ['not there', null, /cannot be opened \(ENOENT\)/],
    ['empty', Buffer.alloc(0), /is not a WAV/],
    ['text', Buffer.from('hello, world, this is no sound'), /is not a WAV/],
    ['a header alone', Buffer.from('RIFF\0\0\0\0WAVEfmt \x10\0\0\0'), /has no sound/],
  ] as const) {
    it(`gives a reason where the file is ${what}`, async () => {
      const path = join(dir, `${what}.wav`);
      if (bytes !== null) await writeFile(path, bytes);
      const opened = await openWav(path);
      assert.ok(!opened.ok);
      assert.match(opened.reason, reason);
    });
  }

  it('gives a reason where the WAV is in another format', async () => {
    const path = await wavAt('stereo.wav', 10);
    const bytes = await readFile(path);
    bytes.writeUInt16LE(2, 22);
    await writeFile(path, bytes);
    const opened = await openWav(path);
    assert.ok(!opened.ok);
    assert.match(opened.reason, /is not mono, 48 kHz, 16 bit/);
  });

  it('leaves one whole page, links to the WAVs beside it, and says which WAV is gone', async () => {
    const record = await goodVillage(dir);
    await rm(join(dir, 'box-2.wav'));
    await writeReport(record, join(dir, 'pages', 'report.html'));
    assert.deepEqual(await readdir(join(dir, 'pages')), ['report.html']);
    const page = await readFile(join(dir, 'pages', 'report.html'), 'utf8');
    assert.match(page, /<\/html>\n$/);
    assert.match(page, /href="\.\.\/box-1\.wav"/);
    assert.match(page, /The recording cannot be opened \(ENOENT\)\./);
    assert.doesNotMatch(page, /(?:src|href)="(?:https?:)?\/\//);
    assert.ok(page.length < 1_000_000, `${String(page.length)} characters`);
  });

  it('is an error where the page cannot be written', async () => {
    const record = await goodVillage(join(dir, 'other'));
    await assert.rejects(
      writeReport(record, join(dir, 'whole.wav', 'report.html')),
      /ENOTDIR|EEXIST/,
    );
  });
});
