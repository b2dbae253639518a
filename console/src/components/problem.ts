/** Any failure as one plain sentence in the person's language. */
import { useCallback } from "react";
import { ApiError, ConnectionError } from "@/api/errors";
import { useLookUp, useMessages } from "@/i18n";
import { messages } from "./messages";
import { problems } from "./problem-messages";

export function useProblemText(): (error: unknown) => string {
  const t = useMessages(messages);
  const look = useLookUp(problems);
  return useCallback(
    (error: unknown) => {
      if (error instanceof ConnectionError) return error.timedOut ? t("timeout_text") : t("offline_text");
      if (error instanceof ApiError) {
        const own = error.detail || error.title;
        if (error.status >= 500) return look(error.code, look("unexpected", own));
        return look(error.code, own);
      }
      return look("unexpected", String(error));
    },
    [t, look],
  );
}
