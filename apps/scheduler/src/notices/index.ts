export type { Notice, NoticeSubject } from './notice.js';
