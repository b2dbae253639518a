/** What is wrong with a typed address, as a key of the catalogue. The mail with the code is the real check. */
export function emailProblem(value: string): "email_missing" | "email_wrong" | null {
  if (!value.trim()) return "email_missing";
  return /^\S+@\S+\.\S+$/.test(value.trim()) ? null : "email_wrong";
}
