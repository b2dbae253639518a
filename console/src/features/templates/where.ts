/** A path of the API's ("cards.1.buttons.0.url") as words: "Card 2, button 1, address". */
import { useCallback } from "react";
import { useFormat, useLookUp, useMessages } from "@/i18n";
import { messages } from "./where-messages";

export function useWhere(): (path: string) => string {
  const t = useMessages(messages);
  const look = useLookUp(messages);
  const format = useFormat();
  return useCallback(
    (path: string) => {
      const steps = path.split(".");
      const said: string[] = [];
      while (steps.length > 0) {
        const step = steps.shift() ?? "";
        const number = Number(steps[0]);
        const numbered = steps.length > 0 && Number.isInteger(number);
        if (step === "cards" && numbered) said.push(t("card", { number: format.number(number + 1) }));
        else if (step === "buttons" && numbered)
          said.push(t("button", { number: format.number(number + 1) }));
        else if (step === "example") {
          // Meta nests the samples; the last step tells which one, where there are several.
          const name = steps.at(-1) ?? "";
          said.push(/^\w+$/.test(name) && steps.length === 1 ? t("sample_of", { name }) : t("sample"));
          break;
        } else {
          const words = look(`at_${step}`, "");
          if (words) said.push(words);
          continue;
        }
        steps.shift();
      }
      const all = said.join(", ") || path;
      return all.charAt(0).toLocaleUpperCase() + all.slice(1);
    },
    [t, look, format],
  );
}
