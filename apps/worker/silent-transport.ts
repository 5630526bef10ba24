import type { TaskTransport } from '#jobs';

export class SilentTransport implements TaskTransport {
  readonly kind = 'PRIVATE';
  readonly isConnected = true;
  announce = async () => undefined;
  next = async () => null;
  close = async () => undefined;
}
