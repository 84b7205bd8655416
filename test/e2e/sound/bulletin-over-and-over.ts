/** The bulletin, begun anew as often as it takes to fill so many frames. */
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { openRecording } from '../../../broker-sim/source/open-source.ts';
import type { OpusSource } from '../../../broker-sim/source/opus-source.ts';

const open = (): OpusSource => openRecording(BULLETIN_PATH, () => undefined);

export const bulletinOverAndOver = (frames: number): OpusSource => {
  let source = open();
  let given = 0;
  const next: OpusSource['next'] = async () => {
    if (given >= frames) return { is: 'end', failed: false };
    const read = await source.next();
    if (read.is === 'frame') {
      given += 1;
      return read;
    }
    if (read.failed) return read;
    await source.close();
    source = open();
    return next();
  };
  return { live: false, description: source.description, next, close: () => source.close() };
};
