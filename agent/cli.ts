#!/usr/bin/env -S node --single-threaded --no-opt --liftoff-only --expose-gc --no-memory-reducer
/**
 * The program of the agent. The relays that it drives are off before anything else of it is even loaded, because whoever is killed and
 * started again may have left an amplifier on: nothing may be imported here but what does that.
 */
import { offFirst } from './shell/relays/off-first.ts';

const words = process.argv.slice(2);
const found = await offFirst(words, process.env);
const { obey } = await import('./command-line.ts');
process.exitCode = await obey(words, found);
