import { typed } from '../stack/home.js';

/** Where the example service and the stack are. */
export interface ExamplePlaces {
  readonly url: string;
  readonly apiUrl: string;
  readonly adminKeyFile: string;
}

/** What `npm run example` says. Every command in it works when pasted. */
export function exampleText({ url, apiUrl, adminKeyFile }: ExamplePlaces): string {
  const admin = `-H "Authorization: Bearer $(cat ${typed(adminKeyFile)})"`;
  const body = { name: 'my-parcels', roles: [{ type: 'DEFAULT', role: 'READ_ONLY' }] };
  return [
    '\nThe parcels service asks Curfew about each key, and logs what it hears of keys (examples/README.md). Try:\n',
    `  curl -i ${url}/parcels`,
    '    401: no key\n',
    `  curl -i ${url}/parcels ${admin}`,
    '    200: a good key, and whose it is\n',
    `  curl ${apiUrl}/api/v1/auth/key ${admin} \\\n    -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
    '    issues a key that may do little; the service logs KeyCreated\n',
    `  curl -i ${url}/keys -H 'Authorization: Bearer <the new key>'`,
    '    403: it lacks Edit API keys\n',
    `  curl -X DELETE ${apiUrl}/api/v1/auth/key/<its cid> ${admin}`,
    '    revokes it; the service logs KeyDeleted, and answers the key with 401 within a second\n',
    'Ctrl-C stops the service. What happens meanwhile it hears when it is started again.\n',
  ].join('\n');
}
