/** An agent on a machine where the native addon was not built: it runs without, and says what it does without. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stringify } from 'smol-toml';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'loa-without-addon-'));
after(() => rmSync(folder, { recursive: true }));

// The agent as it is, with all but the addon.
for (const room of ['agent', 'hw']) {
  const filter = (path: string): boolean => !path.endsWith('.node');
  cpSync(join(ROOT, 'dist', room), join(folder, 'dist', room), { recursive: true, filter });
}
cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));

/** What it says of its start, and its exit status; one that has started is told to stop. */
const run = async (audio: Record<string, string>) => {
  const configFile = join(folder, 'box.toml');
  writeFileSync(
    configFile,
    stringify({
      box: { id: 'box', area: 'vn' },
      broker: { url: 'mqtt://127.0.0.1:9' },
      trust: { roots: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'] },
      audio,
      store: { file: join(folder, 'box.store') },
    }),
  );
  const agent = join(folder, 'dist/agent/cli.js');
  const child = spawn(process.execPath, [agent, 'run', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line['event'] !== 'started' && line['event'] !== 'device.failed') continue;
    if (line['event'] === 'started') child.kill('SIGTERM');
    child.stdout.resume();
    return { line, status: await exit };
  }
  throw new Error('the agent said nothing');
};

describe('an agent without the native addon', () => {
  it('decodes by opusscript, and says why', async () => {
    const { line, status } = await run({ sink: 'null' });
    assert.equal(line['decoder'], 'opusscript');
    assert.match(String(line['noLibopus']), /not built; to get it: .*make native/);
    assert.equal(status, 0);
  });

  it('says nothing of libopus where it is not asked for', async () => {
    const { line } = await run({ sink: 'null', decoder: 'opusscript' });
    assert.deepEqual([line['decoder'], 'noLibopus' in line], ['opusscript', false]);
  });

  for (const [key, audio] of [
    ['audio.sink = "alsa"', { sink: 'alsa' }],
    ['audio.decoder = "libopus"', { sink: 'null', decoder: 'libopus' }],
  ] as const) {
    it(`does not start with ${key}, and says how to get it`, async () => {
      const { line, status } = await run(audio);
      assert.equal(line['event'], 'device.failed');
      const reason = String(line['reason']);
      assert.ok(reason.startsWith(`${key} cannot be had: the native addon is not built`), reason);
      assert.match(reason, /sudo apt install .* && make native$/);
      assert.equal(status, 1);
    });
  }
});
