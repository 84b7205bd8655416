/** What the machine tells of its network, its disk and itself. Linux only: what is not there was not measured. */
import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { open, readFile, rm, stat, statfs } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';
import type { DiskTried, Probes } from '../../../core/console/diagnosis/probes.ts';

/** Of the kernel's routing table: the flag of a route that is up. */
const RTF_UP = 0x1;
const TRIAL_BYTES = 4_096;
/** From -51 dBm, beneath the mast, to -140, where no modem hears any more. */
const DBM = /^\s*(-\d{2,3}(?:\.\d+)?)\s*$/;

export const probeNetwork = (): Pick<
  Probes,
  'route' | 'addresses' | 'nameServers' | 'signals'
> => ({
  route: ipv4Route(read('/proc/net/route')) ?? ipv6Route(read('/proc/net/ipv6_route')),
  addresses: Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => ({ device, address })),
  ),
  nameServers: getServers(),
  signals: signals(read('/proc/net/wireless')),
});

/** What the modem's own service has written of its signal: a number in dBm. */
export const probeMobile = async (file: string | undefined): Promise<Probes['mobile']> => {
  if (file === undefined) return null;
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'latin1'), stat(file)]);
    const dbm = DBM.exec(text)?.[1];
    return dbm === undefined ? null : { dbm: Number(dbm), writtenAtUs: mtimeMs * 1_000 };
  } catch {
    return null;
  }
};

/** The board, as it names itself; else what it is. */
export const machineName = (): string =>
  read('/proc/device-tree/model').replaceAll('\0', '') || `${process.platform} ${process.arch}`;

/** Writes and removes a small file beside the store: the only proof that a disk takes anything. */
export const probeDisk = async (storeFile: string): Promise<DiskTried | null> => {
  const trial = `${storeFile}.trial`;
  try {
    const { bavail, bsize } = await statfs(dirname(storeFile));
    const freeMiB = Math.floor((bavail * bsize) / 1_048_576);
    try {
      const handle = await open(trial, 'w', 0o600);
      try {
        await handle.writeFile(Buffer.alloc(TRIAL_BYTES));
        await handle.sync();
      } finally {
        await handle.close();
      }
      return { freeMiB, trouble: null };
    } catch (error) {
      return { freeMiB, trouble: codeOf(error) };
    } finally {
      await rm(trial, { force: true });
    }
  } catch {
    return null;
  }
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

type Route = Probes['route'];

/** The default route of the least metric: `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, addresses in hex, turned around. */
export const ipv4Route = (table: string): Route => {
  const routes = table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, destination, , flags, , , , mask]) =>
        destination === '00000000' &&
        mask === '00000000' &&
        (parseInt(flags ?? '0', 16) & RTF_UP) !== 0,
    )
    .sort((one, other) => Number(one[6]) - Number(other[6]));
  const [device, , gateway] = routes[0] ?? [];
  if (device === undefined || gateway === undefined) return null;
  const bytes = gateway.match(/../g) ?? [];
  return {
    device,
    gateway: bytes
      .reverse()
      .map((byte) => parseInt(byte, 16))
      .join('.'),
  };
};

/** `destination prefix source prefix next-hop metric … device`; the loopback's own default rejects. */
export const ipv6Route = (table: string): Route => {
  for (const line of table.split('\n')) {
    const [destination, prefix, , , hop, , , , , device] = line.trim().split(/\s+/);
    if (destination !== '0'.repeat(32) || prefix !== '00' || device === undefined) continue;
    if (device === 'lo') continue;
    return { device, gateway: (hop ?? '').replace(/(.{4})(?!$)/g, '$1:') };
  }
  return null;
};

/** `wlan0: 0000   54.  -56.  -256  …` of /proc/net/wireless. */
export const signals = (table: string): Probes['signals'] =>
  [...table.matchAll(/^\s*(\S+):\s+\d+\s+\S+\s+(-?\d+)/gm)].map(([, device = '', dbm]) => ({
    device,
    dbm: Number(dbm),
  }));
