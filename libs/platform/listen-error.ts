import { CostingError } from './errors.js';

/** Where a program was to listen, and the settings that decide it. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly hostSetting: string;
  readonly portSetting: string;
}

/** Whether an error of `listen` means that another program has the port. */
export const isPortTaken = (error: unknown): boolean => (error as { code?: unknown }).code === 'EADDRINUSE';

/** Why a server does not listen, as `CostingError` HOST_UNKNOWN or PORT_TAKEN that names the setting to change; others pass through. */
export function listenError(error: unknown, { host, port, hostSetting, portSetting }: ListenAddress): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const message = `${hostSetting}=${host} is no address of this machine: use one of its own, 0.0.0.0 for all, or leave it out.`;
    return new CostingError('HOST_UNKNOWN', message, { cause: error });
  }
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  const why = code === 'EACCES' ? 'may not be used by this user' : 'is taken by another program';
  const message = `Port ${port} on ${host} ${why}: set ${portSetting} to another one${code === 'EACCES' ? '' : ', or stop that program'}.`;
  return new CostingError('PORT_TAKEN', message, { cause: error });
}
