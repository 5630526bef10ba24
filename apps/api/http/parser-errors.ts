import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RefusalLog } from '../access/refusal-log.js';
import { rawProblem, type RawProblem, refuseConnection } from './raw-problem.js';

const PROBLEMS: Readonly<Record<string, RawProblem>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    detail: 'The line and headers of a request may have 16 kB together.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'CHUNK_EXTENSIONS_TOO_LARGE',
    detail: 'The extensions of the chunks of the body are too large: leave them out.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TOO_SLOW',
    detail: 'The request did not arrive in time: connect again and send it at once.',
  },
};

/**
 * Answers what Node's parser refuses, for which there is no request, as every other error is answered: by a problem document.
 * A connection whose answer has begun is closed without one.
 */
export function answerParserErrors(server: Server, refusals: RefusalLog): void {
  const inWork = new WeakMap<Socket, ServerResponse>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => inWork.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException & { reason?: string }, stream) => {
    const socket = stream as Socket;
    const response = inWork.get(socket);
    // The error is in a request that follows one whose answer is to come.
    const isLater = response?.req.complete === true && !response.writableFinished;
    const isBegun = response?.headersSent === true && !response.writableFinished;
    if (!socket.writable || error.code === 'ECONNRESET' || isLater || isBegun) return void socket.destroy();
    const problem = PROBLEMS[error.code ?? ''] ?? malformed(error);
    if (problem.status !== 400) refusals.note(problem.code, { address: socket.remoteAddress ?? null });
    refuseConnection(socket, rawProblem(problem));
  });
}

const malformed = ({ reason }: { reason?: string }): RawProblem => ({
  status: 400,
  code: 'MALFORMED_HTTP',
  detail: `This is no HTTP/1.1 request${reason ? `: ${reason}` : ''}.`,
});
