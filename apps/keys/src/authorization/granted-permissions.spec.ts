import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultRoles, permissions, type DefaultRole, type RoleAssignment } from '#libs/contracts';
import { permissionsOf } from './granted-permissions.js';
import { assertWithinHeld, type Principal } from './principal.js';

const roles = (...names: readonly DefaultRole[]): RoleAssignment[] => names.map((role) => ({ type: 'DEFAULT', role }));
const someRoles = fc.array(fc.constantFrom(...defaultRoles), { minLength: 1, maxLength: 5 }).map((names) => roles(...names));
const holding = (held: readonly RoleAssignment[]): Principal => {
  const who = { kind: 'apiKey', id: 'ak', workspaceId: 'ws', userId: 'us', userEmail: 'a@b', address: null } as const;
  return { ...who, permissions: permissionsOf(held) };
};

describe('the default roles', () => {
  it('nest: each may do what the one before may', () => {
    for (const [place, name] of defaultRoles.entries()) {
      const lesser = defaultRoles[place - 1];
      const held = permissionsOf(roles(name));
      for (const permission of lesser ? permissionsOf(roles(lesser)) : []) expect(held).toContain(permission);
    }
  });

  it('give ADMIN everything, MANAGER all but four, USER and READ_ONLY nothing', () => {
    expect([...permissionsOf(roles('ADMIN'))]).toEqual([...permissions]);
    const kept = ['Edit roles', 'Manage users', 'Configure security policy', 'Configure IP allowlist'];
    expect([...permissionsOf(roles('MANAGER'))].sort()).toEqual(permissions.filter((name) => !kept.includes(name)).sort());
    expect(permissionsOf(roles('USER', 'READ_ONLY')).size).toBe(0);
  });

  it('add up: several give exactly what each of them gives', () => {
    fc.assert(
      fc.property(someRoles, (mixed) => {
        const together = new Set(mixed.flatMap((one) => [...permissionsOf([one])]));
        expect(permissionsOf(mixed)).toEqual(together);
      }),
    );
  });
});

describe('no one mints more than they hold', () => {
  it('whatever mix is asked for, by whoever holds whatever mix', () => {
    fc.assert(
      fc.property(someRoles, someRoles, (held, asked) => {
        const own = permissionsOf(held);
        const isSubset = [...permissionsOf(asked)].every((permission) => own.has(permission));
        const mint = () => {
          assertWithinHeld(holding(held), permissionsOf(asked));
        };
        if (isSubset) expect(mint).not.toThrow();
        else expect(mint).toThrow(/^roles: /);
      }),
    );
  });
});
