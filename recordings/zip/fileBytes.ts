import { open } from 'node:fs/promises';
import type { ByteSource } from './readZip.ts';

/** A file of this machine, opened for reading anywhere in it; closed by whoever opened it. */
export async function openFileBytes(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  return {
    size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}
