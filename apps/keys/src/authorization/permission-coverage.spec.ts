import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { expect, it } from '@jest/globals';
import { PermissionCoverage } from './permission-coverage.js';
import { Requires } from './requires.decorator.js';

@Controller('api/v1/covered')
class Covered {
  @Get()
  @Requires('View roles')
  list(): string {
    return '';
  }

  helper(): string {
    return '';
  }
}

@Controller('api/v1/half')
class HalfCovered extends Covered {
  @Get('open')
  open(): string {
    return '';
  }
}

@Controller()
class Hidden {
  @Get('/API/v2/x')
  open(): string {
    return '';
  }
}

@Requires('Edit roles')
@Controller('api/v1/whole')
class WhollyCovered {
  @Get()
  list(): string {
    return '';
  }
}

@Controller('health')
class Open {
  @Get()
  live(): string {
    return '';
  }
}

const start = async (...controllers: (new () => object)[]) => {
  const module = Test.createTestingModule({ imports: [DiscoveryModule], controllers, providers: [PermissionCoverage] });
  const compiled = await module.compile();
  await compiled.init();
};

it('lets a service start whose routes under /api all say what they require', async () => {
  await expect(start(Covered, WhollyCovered, Open)).resolves.toBeUndefined();
});

it.each([
  ['one route of a controller', HalfCovered, 'HalfCovered.open'],
  ['a route that is under /api by itself', Hidden, 'Hidden.open'],
])('refuses to start for %s', async (_, controller, name) => {
  await expect(start(Covered, controller)).rejects.toThrow(`These routes say no permission with @Requires: ${name}`);
});
