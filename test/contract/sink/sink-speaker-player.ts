/** A process that plays silence aloud until it is killed. Says `playing` once it does, and `stuck` when the card is full. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { SpeakerCard } from '../../../hw/audio/speaker/speaker-card.ts';

const STUCK_US = 500_000;

const clock = new MonotonicClock();
const card = new SpeakerCard({ clock });
await card.open();
let tookUs = clock.nowUs();
let stuck = false;
setInterval(() => {
  const nowUs = clock.nowUs();
  if (card.write(new Int16Array(card.status().roomSamples)) > 0) tookUs = nowUs;
  else if (!stuck && nowUs - tookUs > STUCK_US) {
    stuck = true;
    console.log('stuck');
  }
}, 20);
console.log('playing');
