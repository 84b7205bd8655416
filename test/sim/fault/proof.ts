/** Faults of the proof: on the disk, on the way, and at the head-end. */
import { createHash } from 'node:crypto';
import { S, forget, type Fault, type Good } from './fault.ts';

export const FAULTS_OF_PROOF: Readonly<Record<string, Fault>> = {
  'a record that is gone': {
    oracle: 'proof',
    says: /record 2 says 3/,
    spoil: ({ box }) => void box.disk.splice(1, 1),
  },
  'a record that was changed': {
    oracle: 'proof',
    says: /record 2 follows upon another/,
    spoil: ({ box }) => {
      const [first = ''] = box.disk;
      box.disk[0] = first.replace('word 1', 'word 7');
    },
  },
  'a record that was sent and not kept': {
    oracle: 'proof',
    says: /sent a record that it does not hold/,
    spoil: ({ box }) => void box.proved.push({ atUs: 92 * S, text: '{"number":9}' }),
  },
  'a record that nobody acknowledges': {
    oracle: 'proof',
    says: /0 of 3 records acknowledged, 1 were due/,
    spoil: ({ box }) => void Object.assign(box.most, { acknowledged: 0 }),
  },
  'a record that the disk refused and then took, and that nobody is told of': {
    oracle: 'played-report',
    says: /no report of stream 0/,
    spoil: (good) => {
      const { box } = good;
      const text = refuseReport(good, 13 * S);
      box.saves.push({ atUs: 14 * S, isKept: true, texts: [text] });
      box.disk.push(text);
    },
  },
  'a disk that refused and is not asked again': {
    oracle: 'disk',
    says: /was not asked again within 5 s/,
    spoil: ({ box }) => {
      box.saves.push({ atUs: 20 * S, isKept: false, texts: [] });
      box.saves.push({ atUs: 26 * S, isKept: true, texts: [] });
    },
  },
};

/** The report of the first announcement is made, and refused by the disk; answers its text, which would go on with the chain. */
export const refuseReport = ({ box, stream }: Good, atUs: number): string => {
  forget(box, (report) => report.of === 'played' && report.id === stream.id);
  const previous = createHash('sha256')
    .update(box.disk.at(-1) ?? '')
    .digest('hex');
  const text = JSON.stringify({ number: box.disk.length + 1, previous, id: stream.id });
  box.saves.push({ atUs, isKept: false, texts: [text] });
  return text;
};
