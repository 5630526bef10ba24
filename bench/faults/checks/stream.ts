interface StreamsAnswer {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly state: { readonly messages: number } }[];
  }[];
}

/** Announcements that the broker still keeps, though nothing is to be done: by its monitoring port. */
export async function findAnnouncements(monitorPort: number): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/jsz?streams=true`);
  const { account_details } = (await answer.json()) as StreamsAnswer;
  const streams = account_details?.flatMap(({ stream_detail }) => stream_detail ?? []) ?? [];
  return streams
    .filter(({ state }) => state.messages > 0)
    .map(({ name, state }) => `stream ${name} still holds ${state.messages} announcements`);
}
