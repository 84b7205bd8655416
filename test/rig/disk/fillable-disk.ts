/** A small disk of its own, which can be filled to its last byte and freed again. Needs root. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export const skipWithoutDisk = process.getuid?.() !== 0 && 'root: a small disk of its own';

export class FillableDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'loa-disk-'));

  /** Gone with the test. */
  constructor(t: TestContext, size = '64k') {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', this.folder]);
    t.after(() => {
      spawnSync('umount', ['-l', this.folder]);
      rmdirSync(this.folder);
    });
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }

  fill(): void {
    spawnSync('dd', ['if=/dev/zero', `of=${this.#ballast}`, 'bs=4k'], { stdio: 'ignore' });
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }
}
