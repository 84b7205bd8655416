/** Faults of the proof: on the disk, on the way, and at the head-end. */
import { S, type Fault } from './fault.ts';

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
};
