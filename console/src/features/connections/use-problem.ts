/** A connection problem in the reader's language. English keeps the API's own words: they carry extra notes. */
import { useCallback } from "react";
import type { AccountProblem } from "@/api/types";
import { useLanguage, useLookUp } from "@/i18n";
import { connectionProblems } from "./problem-messages";

export function useConnectionProblem(): (problem: AccountProblem) => { title: string; advice: string } {
  const { language } = useLanguage();
  const look = useLookUp(connectionProblems);
  return useCallback(
    (problem) => {
      if (language === "en") return problem;
      const title = look(problem.code, problem.title);
      // "The number is not verified yet: +44 …": what it is about follows the colon in every language.
      const about = /: (.+)$/.exec(problem.title)?.[1];
      return {
        title: about && title !== problem.title ? `${title}: ${about}` : title,
        advice: look(`${problem.code}_do`, problem.advice),
      };
    },
    [language, look],
  );
}
