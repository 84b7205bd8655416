/** One power-on of the box in QEMU: its lines to the outside, its monitor, its power. What is on its disk outlasts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Changes } from '../../../../broker-sim/cluster/changes.ts';
import { Talk } from '../../../e2e/console/console-talk.ts';
import { processorMsOf } from '../../processor-time.ts';
import { Horn } from './horn.ts';
import { Monitor } from './monitor.ts';
import { Pins } from './pins.ts';
import { Said } from './said.ts';
import { Wire } from './wires.ts';

export interface MachineParts {
  /** As `make-kernel` leaves it. */
  readonly kernelFolder: string;
  readonly disk: string;
  /** Where its lines may lie. */
  readonly folder: string;
}

const HAND_MS_MAX = 60_000;

/** A microcontroller's worth of a PC: one slow core, so that it leaves the other to whoever works here. */
const wordsFor = (parts: MachineParts, wires: Record<string, Wire>, horn: string): string[] => [
  ...['-M', 'pc', '-cpu', 'max', '-accel', process.env['BOX_ACCEL'] ?? 'tcg'],
  ...['-smp', '1', '-m', '768', '-display', 'none', '-vga', 'none', '-rtc', 'base=utc'],
  ...[
    '-kernel',
    join(parts.kernelFolder, 'vmlinuz'),
    '-initrd',
    join(parts.kernelFolder, 'initrd'),
  ],
  ...['-append', 'console=ttyS0 quiet loglevel=3 systemd.show_status=0 mitigations=off'],
  ...['-drive', `file=${parts.disk},format=raw,if=virtio`],
  ...['-netdev', 'user,id=cable', '-device', 'virtio-net-pci,netdev=cable,romfile='],
  ...['-audiodev', `wav,id=horn,path=${horn},out.frequency=48000,out.channels=2`],
  ...['-device', 'intel-hda,id=card', '-device', 'hda-output,audiodev=horn,mixer=off'],
  ...['-device', 'i6300esb', '-action', 'watchdog=reset'],
  ...['said', 'console', 'hand'].flatMap((line) => ['-serial', `unix:${wires[line]?.path}`]),
  ...['-chardev', `socket,id=pins,path=${wires['pins']?.path}`],
  ...['-device', 'isa-debugcon,iobase=0x5e0,chardev=pins'],
  ...['-qmp', `unix:${wires['monitor']?.path}`],
];

export class Machine {
  /** Of `performance.now`. */
  readonly poweredOnMs = performance.now();
  readonly pins = new Pins();
  readonly said = new Said();
  readonly horn: Horn;
  /** What it did by itself, as `RESET`; instants of `performance.now`. */
  readonly events: { readonly name: string; readonly atMs: number }[] = [];
  readonly #noted = new Changes();
  readonly #qemu: ChildProcess;
  readonly #gone: Promise<unknown>;
  #monitor: Monitor | undefined;
  #hand: Talk | undefined;
  #console: Talk | undefined;

  private constructor(qemu: ChildProcess, horn: Horn) {
    this.#qemu = qemu;
    this.horn = horn;
    // Whoever ends us ends it.
    process.once('exit', () => qemu.kill('SIGKILL'));
    this.#gone = once(qemu, 'exit');
  }

  /** @throws {Error} where QEMU does not begin. */
  static async powerOn(parts: MachineParts): Promise<Machine> {
    const folder = mkdtempSync(join(parts.folder, 'wires-'));
    const wires: Record<string, Wire> = {};
    for (const name of ['said', 'console', 'hand', 'pins', 'monitor']) {
      wires[name] = await Wire.lay(folder, name);
    }
    const horn = new Horn(join(folder, 'horn'));
    const words = wordsFor(parts, wires, join(folder, 'horn'));
    const qemu = spawn('nice', ['qemu-system-x86_64', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    qemu.stderr?.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
    const machine = new Machine(qemu, horn);
    const died = machine.#gone.then(() => {
      throw new Error(`QEMU ended: ${complaint.trim()}`);
    });
    died.catch(() => undefined);
    const near = async (name: string) => Promise.race([died, wires[name]!.near]);
    try {
      (await near('said')).on('data', (bytes: Buffer) => machine.said.hear(bytes));
      (await near('pins')).on('data', (bytes: Buffer) => machine.pins.see(bytes));
      const [console, hand] = [await near('console'), await near('hand')];
      machine.#console = new Talk(console, console);
      machine.#hand = new Talk(hand, hand);
      machine.#monitor = await Monitor.open(await near('monitor'), (name) =>
        machine.#happened(name),
      );
    } finally {
      for (const wire of Object.values(wires)) wire.takeUp();
      rmSync(folder, { recursive: true, force: true });
    }
    return machine;
  }

  get console(): Talk {
    if (this.#console === undefined) throw new Error('the machine is not on');
    return this.#console;
  }

  get monitor(): Monitor {
    if (this.#monitor === undefined) throw new Error('the machine is not on');
    return this.#monitor;
  }

  /** Resolves with the instant at which it first did so. @throws {Error} at the deadline */
  async event(name: string, withinMs: number, sinceMs = 0): Promise<number> {
    const find = () => this.events.find((event) => event.name === name && event.atMs >= sinceMs);
    await this.#noted.waitFor(() => find() !== undefined, withinMs);
    const { atMs } = find() ?? {};
    if (atMs === undefined) throw new Error(`no ${name} within ${withinMs / 1e3} s`);
    return atMs;
  }

  /** What its emulation has had of this host's processor: its own time, in which nothing else that the host does counts. */
  processorMs(): number {
    return processorMsOf(this.#qemu.pid ?? 0);
  }

  /** Has a line of shell run inside, as root, and waits for nothing. */
  tell(line: string): void {
    this.#hand?.type(`${line}\n`);
  }

  /** Runs a line of shell inside, as root; resolves with what it wrote. */
  async hand(line: string): Promise<string> {
    const hand = this.#hand;
    if (hand === undefined) throw new Error('the machine is not on');
    hand.type(`${line}\n`);
    const said = await hand.until(/hand: done\r?\n/, HAND_MS_MAX);
    return [...said.matchAll(/^\| (.*?)\r?$/gm)].map(([, text]) => text).join('\n');
  }

  #happened(name: string): void {
    this.events.push({ name, atMs: performance.now() });
    if (name === 'RESET') this.pins.letGo();
    this.#noted.note();
  }

  /** The plug is pulled: nothing inside is told. Resolves when it is dark. */
  async cutPower(): Promise<void> {
    this.#qemu.kill('SIGKILL');
    await this.#gone;
    this.pins.letGo();
    this.horn.close();
  }
}
