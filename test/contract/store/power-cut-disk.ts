/**
 * A model of what a disk may hold after a power cut, more pessimistic than ext4: data that no fsync has covered is there
 * whole, half or not at all, and of the names changed since the last fsync of the directory any first few are (after
 * Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014).
 */
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

export type Operation =
  | { readonly did: 'create'; readonly name: string; readonly inode: number }
  | { readonly did: 'write'; readonly inode: number; readonly content: string }
  | { readonly did: 'sync'; readonly inode: number }
  | { readonly did: 'rename'; readonly from: string; readonly to: string }
  | { readonly did: 'sync-directory' };

/** What a disk holds: content by file name. */
type Disk = ReadonlyMap<string, string>;

/** Every change that `work` makes through `node:fs/promises`, which really happens too; `work` is shown those so far. */
export const recordDisk = async (
  work: (soFar: readonly Operation[]) => Promise<void>,
): Promise<readonly Operation[]> => {
  const all: Operation[] = [];
  const { open, rename } = fs;
  const real = { open, rename };
  let inodes = 0;
  const recording = (handle: FileHandle, inode: number | undefined): void => {
    const sync = handle.sync.bind(handle);
    const writeFile = handle.writeFile.bind(handle);
    handle.writeFile = async (content) => {
      if (inode === undefined || typeof content !== 'string') throw new Error('not in this model');
      await writeFile(content);
      all.push({ did: 'write', inode, content });
    };
    handle.sync = async () => {
      await sync();
      all.push(inode === undefined ? { did: 'sync-directory' } : { did: 'sync', inode });
    };
  };
  Object.assign(fs, {
    open: async (name: string, flags: string, mode?: number) => {
      const handle = await real.open(name, flags, mode);
      if (flags === 'r') recording(handle, undefined);
      else {
        inodes += 1;
        all.push({ did: 'create', name, inode: inodes });
        recording(handle, inodes);
      }
      return handle;
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      all.push({ did: 'rename', from, to });
    },
  });
  syncBuiltinESMExports();
  try {
    await work(all);
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
  return all;
};

/** Every disk that a power cut after `operations` may leave. */
export const survivors = (operations: readonly Operation[]): Disk[] => {
  const contents = inodeContents(operations);
  return directories(operations).flatMap((directory) =>
    [...directory].reduce<Disk[]>(
      (disks, [name, inode]) =>
        disks.flatMap((disk) =>
          (contents.get(inode) ?? ['']).map((content) => new Map([...disk, [name, content]])),
        ),
      [new Map()],
    ),
  );
};

/** What each file may hold. */
const inodeContents = (operations: readonly Operation[]): Map<number, string[]> => {
  const contents = new Map<number, string[]>();
  for (const operation of operations) {
    if (operation.did === 'write') {
      const { inode, content } = operation;
      contents.set(inode, ['', content.slice(0, content.length / 2), content]);
    } else if (operation.did === 'sync') {
      contents.set(operation.inode, contents.get(operation.inode)?.slice(-1) ?? ['']);
    }
  }
  return contents;
};

/** The names that may be there, each with the file it names. */
const directories = (operations: readonly Operation[]): ReadonlyMap<string, number>[] => {
  let now: ReadonlyMap<string, number> = new Map();
  let possible = [now];
  for (const operation of operations) {
    if (operation.did === 'sync-directory') possible = [now];
    if (operation.did !== 'create' && operation.did !== 'rename') continue;
    const next = new Map(now);
    if (operation.did === 'create') next.set(operation.name, operation.inode);
    else {
      next.set(operation.to, next.get(operation.from) ?? 0);
      next.delete(operation.from);
    }
    now = next;
    possible.push(now);
  }
  return possible;
};
