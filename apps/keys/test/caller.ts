import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IssuedKeyAnswer } from '../src/api-keys/index.js';

const KEYS = '/api/v1/auth/key';

/** What a request may say besides its address. */
export interface Said {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What came back. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: Body;
}

/** An error as the API words it. */
export interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly details: string;
  readonly httpStatus: number;
  readonly requestId: string;
}

/** Someone who calls the API, always with the same headers. */
export class Caller {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** Sends anything anywhere. A text or buffer goes out as it is, anything else as JSON. */
  async send<Body = ErrorBody>(url: string, { method = 'GET', headers = {}, body }: Said = {}): Promise<Answer<Body>> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const payload = body === undefined || isRaw ? body : JSON.stringify(body);
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await this.app.inject({
      method,
      url,
      headers: { ...type, ...this.headers, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = String(answer.headers['content-type']).includes('json') && answer.body !== '';
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: (isJson ? answer.json() : undefined) as Body,
    };
  }

  list<Body = ErrorBody>(query = ''): Promise<Answer<Body>> {
    return this.send(KEYS + query);
  }

  get<Body = ErrorBody>(cid: string): Promise<Answer<Body>> {
    return this.send(`${KEYS}/${cid}`);
  }

  post<Body = ErrorBody>(body: unknown): Promise<Answer<Body>> {
    return this.send(KEYS, { method: 'POST', body });
  }

  put<Body = ErrorBody>(cid: string, body: unknown): Promise<Answer<Body>> {
    return this.send(`${KEYS}/${cid}`, { method: 'PUT', body });
  }

  delete(cid: string): Promise<Answer<ErrorBody>> {
    return this.send(`${KEYS}/${cid}`, { method: 'DELETE' });
  }

  /** Issues a key that is sure to be accepted, except for what `body` says. */
  async issue(body: object = {}): Promise<IssuedKeyAnswer> {
    const answer = await this.post<IssuedKeyAnswer>({ name: 'ci-deploy', roles: [role('USER')], ...body });
    if (answer.status !== 200) throw new Error(`No key was issued: ${answer.text}`);
    return answer.body;
  }
}

/** A default role as it stands on the wire. */
export function role(name: string): { readonly type: 'DEFAULT'; readonly role: string } {
  return { type: 'DEFAULT', role: name };
}
