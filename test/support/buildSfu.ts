import type { Log, RoomId } from '../../sfu/contract.ts';
import { Sfu, type SfuOptions } from '../../sfu/Sfu.ts';
import { locateWorker } from '../../sfu/worker/locateWorker.ts';

/** A log that keeps what it is told. */
export class KeptLog implements Log {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly fields: object; readonly message: string }[] = [];
  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }
  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }
  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}

/** A real SFU on loopback with one worker; whoever builds it closes it. */
export async function buildSfu(options: Partial<SfuOptions> = {}): Promise<Sfu> {
  return Sfu.create({
    workerBin: options.workerBin ?? (await locateWorker(process.env['MEDIASOUP_WORKER_BIN'])),
    workers: 1,
    listenIp: '127.0.0.1',
    log: new KeptLog(),
    ...options,
  });
}

export function roomId(name = 'visit-1'): RoomId {
  return name as RoomId;
}
