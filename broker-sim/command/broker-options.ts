/** The options by which a command names its broker and gets in: the same for all, and read by `named-broker.ts`. */
import type { Command } from 'commander';

export const addBrokerOptions = (command: Command): Command =>
  command
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT')
    .requiredOption('--ca <file>', 'PEM file of the authority that vouches for the broker')
    .option('--cert <file>', 'certificate by which the broker knows this head-end')
    .option('--key <file>', 'its private key')
    .option('--username <name>', 'login at the broker')
    .option('--password-file <file>', 'file whose first line is the password');
