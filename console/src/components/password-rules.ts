/** Which of the installation's password rules a password meets. The server and Cognito decide; this only tells early. */
import type { PasswordPolicy } from "@/api/types";

export type Rule = "length" | "lowercase" | "uppercase" | "digit" | "symbol";

/** The rules that stand, in order, and whether each is met. Cognito counts these signs as symbols. */
export function passwordRules(policy: PasswordPolicy, password: string): { rule: Rule; met: boolean }[] {
  const rules: { rule: Rule; asked: boolean; met: boolean }[] = [
    { rule: "length", asked: true, met: fits(policy, password) },
    { rule: "lowercase", asked: policy.lowercase, met: /[a-z]/.test(password) },
    { rule: "uppercase", asked: policy.uppercase, met: /[A-Z]/.test(password) },
    { rule: "digit", asked: policy.digit, met: /\d/.test(password) },
    { rule: "symbol", asked: policy.symbol, met: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/.test(password) },
  ];
  return rules.filter((one) => one.asked).map(({ rule, met }) => ({ rule, met }));
}

/** A pasted novel is as wrong as three letters. */
function fits(policy: PasswordPolicy, password: string): boolean {
  const { length } = [...password];
  return length >= policy.min_length && length <= policy.max_length;
}
