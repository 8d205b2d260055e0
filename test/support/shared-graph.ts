import { createClient, type Client } from './client.ts';
import { graphOf } from './graph-of.ts';

/** The running graph of the preset tencent; see graphOf. */
export const sharedGraph = await graphOf('tencent');

export const sharedClient = (address?: string): Client => createClient(sharedGraph, address);
