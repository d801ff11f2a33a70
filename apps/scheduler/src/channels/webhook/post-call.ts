import { request as overHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from '#libs/webhooks';
import { within } from '../within.js';
import { vettedAddresses, type Reach } from './addresses.js';

/** How long each part of one post may take, in milliseconds. */
export interface Patience {
  /** From looking up the name to a connection, TLS included. */
  readonly connectMs: number;
  /** Everything. */
  readonly wholeMs: number;
}

/** What is posted. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What came back, as far as it matters: nothing of the body. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** So much of an answer is read, and for so long: whoever answers shall not be cut off for nothing. It is shown to nobody. */
const READ_AT_MOST = { bytes: 64 * 1_024, ms: 2_000 };

interface PostCallOptions {
  readonly reach: Reach;
  readonly patience: Patience;
  /** Whose certificates are trusted, if not those of the well-known. */
  readonly ca?: string | undefined;
}

/**
 * One POST on a connection of its own, to an address that was vetted: no proxy, no redirect, no second try. Nothing of it is
 * written before the connection stands, so that whoever waits for `bodyBegins` knows that nobody has seen a byte.
 */
export class PostCall {
  /** Whether any of it may have gone out. */
  bodyBegun = false;
  private request: ClientRequest | undefined;
  private readonly broken: Promise<never>;
  private breakOff: (error: Error) => void = () => undefined;

  constructor(private readonly options: PostCallOptions) {
    this.broken = new Promise((_resolve, reject) => (this.breakOff = reject));
    // Nobody may be waiting any more when it breaks.
    this.broken.catch(() => undefined);
  }

  /** Resolves with the answer, whatever it is; rejects with what kept it from coming, at the latest after `wholeMs`. */
  async send(post: Post, bodyBegins: () => Promise<void>): Promise<Answer> {
    const { wholeMs } = this.options.patience;
    const timer = setTimeout(() => this.abort(`not done within ${String(wholeMs)} ms`), wholeMs);
    try {
      const request = await this.connect(post);
      await this.orBroken(bodyBegins());
      this.bodyBegun = true;
      const answer = new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
      request.end(post.body);
      return await answerOf(await this.orBroken(answer));
    } finally {
      clearTimeout(timer);
      this.request?.destroy();
    }
  }

  /** Destroys the connection; what was under way fails. */
  abort(why: string): void {
    this.breakOff(new Error(why));
    this.request?.destroy();
  }

  private async connect(post: Post): Promise<ClientRequest> {
    const { reach, patience } = this.options;
    const { connectMs } = patience;
    const timer = setTimeout(() => this.abort(`no connection within ${String(connectMs)} ms`), connectMs);
    try {
      const addresses = await this.orBroken(vettedAddresses(hostOf(post.url), reach));
      const request = this.open(post, addresses);
      await this.orBroken(connected(request));
      // The library connects to what it was given. If it ever did not, this is where it shows.
      if (!reach.mayConnect(request.socket?.remoteAddress ?? '')) throw new Error('the connection leads elsewhere');
      return request;
    } finally {
      clearTimeout(timer);
    }
  }

  private open({ url, headers, body }: Post, addresses: readonly string[]): ClientRequest {
    const { ca } = this.options;
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
      agent: false,
      lookup: answering(addresses),
    };
    const request = url.protocol === 'https:' ? overHttps(url, { ...options, ca }) : overHttp(url, options);
    request.on('error', this.breakOff);
    this.request = request;
    return request;
  }

  private orBroken<T>(step: Promise<T>): Promise<T> {
    return Promise.race([step, this.broken]);
  }
}

/** Looks nothing up: the addresses are known. */
function answering(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, done) => {
    if (all) done(null, known);
    else done(null, known[0]?.address ?? '', known[0]?.family);
  };
}

function connected(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    request.once('socket', (socket) => socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => resolve()));
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  await within(READ_AT_MOST.ms, drained(response), undefined);
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
}

async function drained(response: IncomingMessage): Promise<undefined> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > READ_AT_MOST.bytes) break;
  }
  return undefined;
}
