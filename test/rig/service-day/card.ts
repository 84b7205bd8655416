/**
 * A file system of its own on a loop device, as an SD card has it (ext4, blocks of 4 KiB, its journal written every 5 s), whose block
 * device counts what reaches it. Needs root and a loop device.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const CARD_BYTES = 96 * 1_024 * 1_024;
/** Whatever the device calls a block, it counts in these (Documentation/block/stat). */
const SECTOR_BYTES = 512;
const SECTORS_WRITTEN = 6;

export class Card {
  readonly folder: string;
  readonly #statistics: string;

  private constructor(folder: string, device: string) {
    this.folder = folder;
    this.#statistics = `/sys/block/${device}/stat`;
  }

  /** In `folder`. Undefined where this machine gives none. */
  static insert(folder: string): Card | undefined {
    const image = join(folder, 'card.img');
    const at = join(folder, 'card');
    mkdirSync(at);
    writeFileSync(image, '');
    truncateSync(image, CARD_BYTES);
    const now = 'lazy_itable_init=0,lazy_journal_init=0';
    if (!ran('mkfs.ext4', '-q', '-b', '4096', '-E', now, image)) return undefined;
    if (!ran('mount', '-o', 'loop,noatime', image, at)) return undefined;
    const mounted = readFileSync('/proc/mounts', 'utf8').split('\n');
    const device = /^\/dev\/(\w+) /.exec(
      mounted.find((line) => line.includes(` ${at} `)) ?? '',
    )?.[1];
    if (device !== undefined) return new Card(at, device);
    ran('umount', at);
    return undefined;
  }

  get writtenBytes(): number {
    const figures = readFileSync(this.#statistics, 'utf8').trim().split(/\s+/);
    return Number(figures[SECTORS_WRITTEN]) * SECTOR_BYTES;
  }

  /** What the kernel does by itself within 5 s, and 30: everything is on the device. */
  settle(): void {
    ran('sync', '-f', this.folder);
  }

  /** Whoever has a file open on it may keep that until it ends. */
  remove(): void {
    ran('umount', '--lazy', this.folder);
  }
}

const ran = (program: string, ...words: string[]): boolean =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0;
