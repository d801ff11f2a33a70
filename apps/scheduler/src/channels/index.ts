export {
  CHANNELS,
  channelNames,
  type Channel,
  type ChannelName,
  type OutgoingMessage,
  type SendOutcome,
  type Trace,
} from './channel.js';
export { ChannelsModule } from './channels.module.js';
export { POSTMAN, type Letter, type Postman } from './letter.js';
