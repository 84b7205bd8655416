/** The card without a horn keeps the contract of a sound card. */
import { MonotonicClock } from '../../../hw/clock/monotonic.ts';
import { nullCard } from '../../../hw/audio/null-card.ts';
import { sinkContract } from './sink-contract.ts';

const clock = new MonotonicClock();

sinkContract('null', () => nullCard({ clock }));
sinkContract('null, of a small buffer', () => nullCard({ clock, bufferSamples: 2_880 }));
