/** The proof of play of each box is one whole chain on its disk, and whatever it sent is on its disk as it was sent. */
import { createHash } from 'node:crypto';
import type { Trace } from '../trace.ts';
import { complaints, type Violation } from './violation.ts';

interface Line {
  readonly number: number;
  readonly previous: string;
}

export const proof = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('proof');
  for (const box of trace.boxes) {
    let previous = '0'.repeat(64);
    box.disk.forEach((text, index) => {
      const line = JSON.parse(text) as Line;
      if (line.number !== index + 1) complain(box.id, 0, `record ${index + 1} says ${line.number}`);
      if (line.previous !== previous)
        complain(box.id, 0, `record ${line.number} follows upon another`);
      previous = createHash('sha256').update(text).digest('hex');
    });
    for (const { atUs, text } of box.proved) {
      if (!box.disk.includes(text)) complain(box.id, atUs, 'sent a record that it does not hold');
    }
    const last = box.disk.length;
    const { acknowledged } = box.most;
    // The last life ends at once after its farewell: what it said then has nobody to answer it.
    const life = box.lives.at(-1);
    const ended = life?.shutdownUs ?? life?.toUs ?? Infinity;
    const early = box.proved.filter(({ atUs }) => atUs < ended - 60_000_000);
    const due = Math.max(0, ...early.map(({ text }) => (JSON.parse(text) as Line).number));
    if (acknowledged < due)
      complain(box.id, ended, `${acknowledged} of ${last} records acknowledged, ${due} were due`);
  }
  return found;
};
