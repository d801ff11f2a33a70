// Breaks packages-are-declared
import semver from 'semver';

export const newer = semver.gt;
