/** A connection problem in the reader's language. English keeps the API's own words: they carry extra notes. */
import { useCallback } from "react";
import { ApiError } from "@/api/errors";
import { useProblemText } from "@/components/problem";
import { useLanguage, useLookUp } from "@/i18n";
import type { AccountProblem } from "@/api/types";
import { connectionProblems } from "./problem-messages";

type Told = Pick<AccountProblem, "title" | "advice">;

export function useConnectionProblem(): (problem: Told & { code: string }) => Told {
  const { language } = useLanguage();
  const look = useLookUp(connectionProblems);
  return useCallback(
    (problem) => {
      if (language === "en") return problem;
      // "The number is not verified yet: +44 …": what it is about follows the colon in every language.
      const about = /: (.+)$/.exec(problem.title)?.[1];
      const title = look(problem.code, "");
      if (!title) return problem;
      return {
        title: about ? `${title}: ${about}` : title,
        advice: look(`${problem.code}_do`, problem.advice),
      };
    },
    [language, look],
  );
}

/** A refused call of connecting, in the same words as at a step; any other failure as everywhere. */
export function useRefusal(): (error: unknown) => Told {
  const say = useProblemText();
  const words = useConnectionProblem();
  const look = useLookUp(connectionProblems);
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError) || !look(error.code, "")) return { title: say(error), advice: "" };
      // The API joins both for programs: "The token has expired. Generate a new one…".
      const [, title = error.title, advice = ""] = /^(.+?)\. (.+)$/s.exec(error.detail) ?? [];
      return words({ code: error.code, title, advice });
    },
    [look, say, words],
  );
}
