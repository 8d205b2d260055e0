import { createClient, type Client } from './client.ts';
import { graphOf } from './graph-of.ts';

/** The graph of the preset tencent that the test files of a worker share. */
export const sharedGraph = await graphOf('tencent');

export const sharedClient = (address?: string): Client => createClient(sharedGraph, address);
