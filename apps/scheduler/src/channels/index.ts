export {
  CHANNELS,
  channelNames,
  type Channel,
  type ChannelName,
  type LostMessage,
  type OutgoingMessage,
  type SendOutcome,
  type Trace,
} from './channel.js';
export { ChannelsModule } from './channels.module.js';
