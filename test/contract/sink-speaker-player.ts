/** A process that plays silence aloud until it is killed. Says `playing` once it does. */
import { MonotonicClock } from '../../hw/clock/monotonic.ts';
import { SpeakerCard } from '../../hw/audio/speaker-card.ts';

const card = new SpeakerCard({ clock: new MonotonicClock() });
await card.open();
setInterval(() => card.write(new Int16Array(card.status().roomSamples)), 20);
console.log('playing');
