import { describe, expect, it } from '@jest/globals';
import { composeFile, serviceNamed } from './test/compose.js';

const { services, networks, volumes } = composeFile();
const all = Object.entries(services);
const ONE_SHOTS = ['secrets', 'migrate'];
const longRunning = all.filter(([name]) => !ONE_SHOTS.includes(name));
const ours = all.filter(([, { image }]) => image === 'curfew:local');
const theirs = all.filter(([, { image }]) => image !== 'curfew:local');

describe('docker-compose.yml', () => {
  it('runs everything there is: the services, what they need, and the sandbox', () => {
    expect(Object.keys(services).sort()).toEqual(['keys', 'migrate', 'postgres', 'redis', 'sandbox', 'scheduler', 'secrets']);
  });

  it.each(all)('runs %s as a user that is not root, by number', (_name, { user }) => {
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it.each(all)('gives %s nothing to write on but its volumes and memory, and no rights', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect([service.cap_add, service.privileged]).toEqual([undefined, undefined]);
  });

  it.each(theirs)('pins the image of %s to a version', (_name, { image }) => {
    expect(image).toMatch(/^[a-z]+:\d[\w.-]*$/);
  });

  it('builds the one image once: two builds of one tag at a time collide', () => {
    expect(ours.filter(([, { build }]) => build).map(([name]) => name)).toEqual(['secrets']);
  });

  it.each(longRunning)('looks whether %s is well, and brings it back', (_name, { healthcheck, restart }) => {
    expect(healthcheck?.test.length).toBeGreaterThan(1);
    expect(restart).toBe('unless-stopped');
  });

  it.each([
    ['keys', 3000],
    ['scheduler', 3001],
    ['sandbox', 8025],
  ])('asks %s for its readiness with what is in the image', (name, port) => {
    const [kind, program, flag, script] = serviceNamed(name).healthcheck?.test ?? [];
    expect([kind, program, flag]).toEqual(['CMD', 'node', '-e']);
    expect(script).toContain(`fetch('http://127.0.0.1:${port}/health/ready')`);
  });

  it.each(ONE_SHOTS)('lets %s end', (name) => {
    expect(serviceNamed(name).restart).toBe('no');
  });

  it.each(['keys', 'scheduler'])('starts %s after the migrations and with Redis, and gives it time to stop', (name) => {
    const { depends_on: needs, stop_grace_period: grace } = serviceNamed(name);
    expect(needs).toMatchObject({
      migrate: { condition: 'service_completed_successfully' },
      redis: { condition: 'service_healthy' },
    });
    expect(parseInt(grace ?? '0', 10)).toBeGreaterThan(30);
  });

  it('keeps what Redis was told, and lets it forget nothing to make room', () => {
    const { command = [], volumes: mounts } = serviceNamed('redis');
    expect(command.join(' ')).toContain('--appendonly yes');
    expect(command.join(' ')).toContain('--maxmemory-policy noeviction');
    expect(mounts).toEqual(['redis-data:/data']);
  });

  it('publishes three ports, to this machine only, each of which can be chosen', () => {
    expect(all.flatMap(([, { ports = [] }]) => ports)).toEqual([
      '127.0.0.1:${KEYS_PORT:-3000}:3000',
      '127.0.0.1:${SCHEDULER_PORT:-3001}:3001',
      '127.0.0.1:${SANDBOX_PORT:-8025}:8025',
    ]);
  });

  it('keeps Postgres and Redis on a network without a way out', () => {
    expect(networks['data']?.internal).toBe(true);
    expect(theirs.map(([name, service]) => [name, service.networks])).toEqual([
      ['postgres', ['data']],
      ['redis', ['data']],
    ]);
  });

  it('declares every volume it mounts', () => {
    const mounted = all.flatMap(([, service]) => (service.volumes ?? []).map((mount) => mount.split(':')[0]));
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(volumes).sort());
  });
});
