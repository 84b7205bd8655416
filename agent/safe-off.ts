#!/usr/bin/env node
/**
 * A program of its own, that loads next to nothing: switches the relays of this box off and ends. Works where the configuration
 * does not. `node safe-off.js [FILE]`; exit status 0 off, or none known, 1 not.
 */
import { switchOff } from './shell/relays/switch-off.ts';

process.exit(await switchOff(process.argv[2]));
