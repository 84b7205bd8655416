/** Every source that runs without hardware, by the one contract. RTSP has a server of its own in test/e2e. */
import { after } from 'node:test';
import { BULLETIN_PATH } from '../../../broker-sim/bulletin/bulletin.ts';
import { openSource } from '../../../broker-sim/source/open-source.ts';
import { Recordings, withoutFfmpeg } from './source-recordings.ts';
import { describeSource } from './source-suite.ts';

const recordings = new Recordings();
after(() => recordings.remove());

describeSource({
  name: 'an Ogg Opus file as it is',
  live: false,
  mark: () => recordings.folder,
  open: (onTrouble) => openSource(recordings.copy(BULLETIN_PATH, 'bulletin.opus'), onTrouble),
  skip: false,
});

describeSource({
  name: 'a WAV file through ffmpeg',
  live: false,
  mark: () => recordings.folder,
  open: (onTrouble) => openSource(recordings.make('tone-stereo-44100.wav'), onTrouble),
  skip: withoutFfmpeg,
});

/** ALSA's own `null` device: silence, as fast as it is read. */
describeSource({
  name: 'a sound input through ffmpeg',
  live: true,
  mark: () => '-f alsa -i null',
  open: (onTrouble) => openSource('mic:null', onTrouble),
  skip: withoutFfmpeg,
});
