// Breaks shipped-code-has-no-dev-dependency
import supertest from 'supertest';

export const request = supertest;
