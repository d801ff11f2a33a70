import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { until } from '#libs/testing';
import { testCertificate } from './certificate.setup.js';

/** A post that arrived whole. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether it was taken, whatever the sender heard of that. */
  readonly taken: boolean;
}

/** What a receiver does with a post. `dropBefore`: hangs up before it has read it. */
export type Reaction =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'dropBefore'
  | 'dropAfter'
  | 'drip';

interface PostData {
  readonly cid: string;
  readonly name: string;
}

/** An endpoint of webhooks, by path, that does as it is told. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** How many connections were made to it. */
  connections = 0;
  /** How many posts are in its hands, by path, and the most there ever were at once. */
  readonly busy = new Map<string, { now: number; most: number }>();
  private readonly reactions = new Map<string, Reaction[]>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start({ secure = false }: { readonly secure?: boolean } = {}): Promise<WebhookReceiver> {
    const server = secure ? createSecureServer(testCertificate) : createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new WebhookReceiver(server, (server.address() as AddressInfo).port);
    server.on('connection', () => (receiver.connections += 1));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void receiver.take(request, response));
    return receiver;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${String(this.port)}${path}`;
  }

  /** What is done with the next posts to a path, the last of it with all that follow; without any, 204. */
  does(path: string, ...reactions: readonly Reaction[]): void {
    this.reactions.set(path, [...reactions]);
  }

  /** What has arrived of a credential. */
  about({ cid }: Pick<PostData, 'cid'>): Received[] {
    return this.received.filter(({ body }) => (JSON.parse(body) as { data: PostData }).data.cid === cid);
  }

  /** Waits until so many posts about a credential have arrived. */
  arrived(credential: PostData, count = 1): Promise<Received[]> {
    return until(() => Promise.resolve(this.about(credential).length >= count && this.about(credential)), {
      what: `${String(count)} posts about ${credential.name}`,
      withinMs: 20_000,
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const reaction = this.next(path);
    const busy = this.busy.get(path) ?? { now: 0, most: 0 };
    this.busy.set(path, busy);
    busy.most = Math.max(busy.most, (busy.now += 1));
    response.once('close', () => (busy.now -= 1));
    if (reaction === 'dropBefore') return void request.socket.destroy();
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.received.push({ path, headers: request.headers as Record<string, string>, body, taken: isTaken(reaction) });
    react(reaction, response);
  }

  private next(path: string): Reaction {
    const [reaction = { status: 204 }, ...rest] = this.reactions.get(path) ?? [];
    if (rest.length > 0) this.reactions.set(path, rest);
    return reaction;
  }
}

function isTaken(reaction: Reaction): boolean {
  return typeof reaction === 'string' || reaction.status < 300;
}

function react(reaction: Reaction, response: ServerResponse): void {
  if (reaction === 'hang') return;
  if (reaction === 'drip') drip(response);
  else if (typeof reaction === 'string') response.destroy();
  else response.writeHead(reaction.status, reaction.headers).end(reaction.body);
}

/** An answer without an end. */
function drip(response: ServerResponse): void {
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(16_384)));
  };
  response.on('drain', more);
  more();
}
