import { openApiYaml } from './openapi-document.js';

process.stdout.write(await openApiYaml());
