/** What the inbox reads again when something changed: rows, messages, counts, or all that is visible. */
import type { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/errors";
import type { Conversation, Message } from "@/api/types";
import { conversationQuery, listKey, readList, storeConversation } from "../api/conversations";
import { messagesKey, readMessage, refreshHead, storeMessage } from "../api/messages";
import type { Filter } from "../model/filter";
import { dropConversation, mergeListHead, type Pages } from "./cache";
import { Reader } from "./reader";

export interface View {
  me: string;
  selected?: string;
  filter: Filter;
  /** A message of the open conversation was read again because of a note. */
  onMessage: (message: Message) => void;
}

const COUNTS_PAUSE_MS = 1_500;

export class InboxReading {
  readonly #client: QueryClient;
  readonly #workspace: string;
  readonly #conversations: Reader;
  readonly #messages: Reader;
  #view: View;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #countsWanted = false;

  constructor(client: QueryClient, workspace: string, view: View) {
    this.#client = client;
    this.#workspace = workspace;
    this.#view = view;
    this.#conversations = new Reader({
      read: (id) => this.#readConversation(id),
      flood: () => this.#readHead(),
    });
    this.#messages = new Reader({
      read: (key) => this.#readMessage(key),
      flood: () => this.#refreshOpen(),
      most: 8,
    });
  }

  /** What is on screen now. */
  shows(view: View): void {
    this.#view = view;
  }

  messageChanged(conversation: string, message: string): void {
    if (conversation === this.#view.selected) this.#messages.changed(`${conversation}/${message}`);
    // Cached threads that are not on screen are read anew when they are opened.
    else
      this.#client.removeQueries({ queryKey: messagesKey(this.#workspace, conversation), type: "inactive" });
  }

  conversationChanged(conversation: string): void {
    this.#conversations.changed(conversation);
    this.#counts();
  }

  /** After a gap in the line: everything on screen may be old. */
  async resync(): Promise<void> {
    this.#counts();
    const { selected } = this.#view;
    await Promise.allSettled([
      this.#readHead(),
      this.#refreshOpen(),
      selected &&
        this.#client.invalidateQueries({ queryKey: conversationQuery(this.#workspace, selected).queryKey }),
    ]);
  }

  stop(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
  }

  /** At once, then at most once per pause: counts are dear to read and nobody reads them by the second. */
  #counts(): void {
    if (this.#pause !== null) {
      this.#countsWanted = true;
      return;
    }
    void this.#client.invalidateQueries({ queryKey: ["inbox", this.#workspace, "counts"] });
    this.#pause = setTimeout(() => {
      this.#pause = null;
      if (!this.#countsWanted) return;
      this.#countsWanted = false;
      this.#counts();
    }, COUNTS_PAUSE_MS);
  }

  /** A page on its way was read before the change perhaps, and will lie over what is stored now: true once it is in. */
  async #overtaken(key: readonly unknown[]): Promise<boolean> {
    const coming = this.#client.getQueryCache().findAll({ queryKey: key, fetchStatus: "fetching" });
    await Promise.allSettled(coming.map((query) => query.promise));
    return coming.length > 0;
  }

  async #readConversation(id: string): Promise<void> {
    try {
      const query = conversationQuery(this.#workspace, id);
      const read = await this.#client.fetchQuery({ ...query, staleTime: 0 });
      storeConversation(this.#client, this.#workspace, read, this.#view);
      if (await this.#overtaken(listKey(this.#workspace)))
        storeConversation(this.#client, this.#workspace, read, this.#view);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      this.#client.setQueriesData<Pages<Conversation>>(
        { queryKey: listKey(this.#workspace) },
        (data) => data && dropConversation(data, id),
      );
    }
  }

  async #readMessage(key: string): Promise<void> {
    const [conversation = "", id = ""] = key.split("/");
    if (conversation !== this.#view.selected) return;
    const read = await readMessage(this.#workspace, conversation, id);
    storeMessage(this.#client, this.#workspace, read);
    if (await this.#overtaken(messagesKey(this.#workspace, conversation)))
      storeMessage(this.#client, this.#workspace, read);
    this.#view.onMessage(read);
  }

  async #refreshOpen(): Promise<void> {
    const { selected } = this.#view;
    if (selected) await refreshHead(this.#client, this.#workspace, selected);
  }

  /** The top of the list on screen. Views that are not on screen are read when they are opened again. */
  async #readHead(): Promise<void> {
    const { filter, me, selected } = this.#view;
    const key = [...listKey(this.#workspace), filter];
    if (this.#client.getQueryData(key)) {
      const head = await readList(this.#workspace, filter, null);
      this.#client.setQueryData<Pages<Conversation>>(
        key,
        (data) => data && mergeListHead(data, head, filter, { me, selected, now: Date.now() }),
      );
      for (const one of head.items) {
        this.#client.setQueryData(conversationQuery(this.#workspace, one.id).queryKey, one);
      }
    }
    this.#client.removeQueries({ queryKey: listKey(this.#workspace), type: "inactive" });
  }
}
