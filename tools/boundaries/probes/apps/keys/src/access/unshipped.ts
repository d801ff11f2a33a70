// Breaks shipped-code-has-no-dev-dependency
import fast-check from 'fast-check';

export const request = fast-check;
