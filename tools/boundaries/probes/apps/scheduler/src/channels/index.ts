import { WebClient } from '@slack/web-api';
import { createTransport } from 'nodemailer';

export const channels = [WebClient, createTransport];
