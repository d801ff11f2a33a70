import { fastify, type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Faults, SlackFault } from '../faults/index.js';
import { CallArguments } from './call-arguments.js';
import { METHODS } from './methods/index.js';
import { misbehave } from './misbehave.js';
import { SlackRefusal } from './slack-refusal.js';
import type { Workspace } from './workspace.js';

type Call = FastifyRequest<{ Params: { method: string } }>;

/**
 * Slack's Web API, as far as Curfew calls it: `/api/<method>`, arguments in a form, a JSON body or the query. Any token is
 * taken; none is kept. A fault that is not to take effect strikes before the body is read, the others after.
 */
export function slackServer(workspace: Workspace, faults: Faults): FastifyInstance {
  const app = fastify({ bodyLimit: 1024 * 1024, forceCloseConnections: true, logger: false });
  const struck = new WeakMap<FastifyRequest, SlackFault>();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addHook<{ Params: { method?: string } }>('onRequest', async (request, reply) => {
    const fault = request.params.method ? faults.takeSlack(request.params.method) : undefined;
    if (fault?.accepted) struck.set(request, fault);
    else if (fault) return misbehave(fault, reply);
  });
  app.route<{ Params: { method: string } }>({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: async (request, reply) => {
      const answer = answerTo(request, workspace);
      const fault = struck.get(request);
      return fault ? misbehave(fault, reply, answer) : answer;
    },
  });
  app.post<{ Params: { id: string } }>('/answers/:id', (request) => {
    workspace.answered(request.params.id, request.body);
    return 'ok';
  });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const refusal = refusalFor(error);
    return refusal ? reply.code(200).send(refusal.toAnswer()) : reply.send(error);
  });
  return app;
}

function answerTo(request: Call, workspace: Workspace): Record<string, unknown> {
  const args = { ...asObject(request.query), ...asObject(request.body) };
  if (!request.headers.authorization?.startsWith('Bearer ') && !args['token']) throw new SlackRefusal('not_authed');
  const method = METHODS.get(request.params.method);
  if (!method) throw new SlackRefusal('unknown_method');
  return method(new CallArguments(args), workspace);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The refusal an error stands for; none for a mistake of the sandbox itself, which is answered 500 with its message. */
function refusalFor(error: FastifyError | SlackRefusal): SlackRefusal | undefined {
  if (error instanceof SlackRefusal) return error;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new SlackRefusal('invalid_post_type');
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new SlackRefusal('msg_too_long');
  return (error.statusCode ?? 500) < 500 ? new SlackRefusal('invalid_json') : undefined;
}
