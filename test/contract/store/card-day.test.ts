/** What reaches the card in a day of service, at its device: the promise of a box that is not to wear out what it runs from. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { Card } from '../../rig/service-day/card.ts';
import { keepDays } from '../../rig/service-day/kept-days.ts';
import { liveDays } from '../../rig/service-day/service-day.ts';

const A_DAY_BYTES_MAX = 1e6;

const folder = mkdtempSync(join(tmpdir(), 'loa-card-day-'));
const card = Card.insert(folder);
after(() => {
  card?.remove();
  rmSync(folder, { recursive: true, force: true });
});
const noCard = card === undefined && 'root: a loop device with a file system of its own';

test(
  'a day of service reaches the card with at most 1 MB, what ext4 makes of it included',
  { skip: nativeSqlite.absent ?? noCard },
  async (t) => {
    const { deviceBytes } = await keepDays(liveDays(1).saves, folder, card);
    t.diagnostic(`${Math.round(deviceBytes / 1e3)} kB`);
    // Less would be a device that does not count.
    assert.ok(deviceBytes > 1e5, `${deviceBytes} bytes`);
    assert.ok(deviceBytes <= A_DAY_BYTES_MAX, `${deviceBytes} bytes`);
  },
);
