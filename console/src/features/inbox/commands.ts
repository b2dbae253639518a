/** What single keys and menus ask of whichever pane can do it, without the panes knowing each other. */
import { createContext, useContext, useEffect, useEffectEvent } from "react";

export type Command = "reply" | "note" | "resolve" | "assign" | "panel";

export class Commands {
  readonly #handlers = new Map<Command, () => void>();

  on(name: Command, handler: () => void): () => void {
    this.#handlers.set(name, handler);
    return () => {
      if (this.#handlers.get(name) === handler) this.#handlers.delete(name);
    };
  }

  run(name: Command): boolean {
    const handler = this.#handlers.get(name);
    handler?.();
    return handler !== undefined;
  }
}

export const CommandsContext = createContext(new Commands());

export function useCommand(name: Command, handler: () => void): void {
  const commands = useContext(CommandsContext);
  const act = useEffectEvent(handler);
  useEffect(() => commands.on(name, () => act()), [commands, name]);
}
