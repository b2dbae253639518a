/** Puts an API refusal where it belongs: beside the fields it names, or as one sentence for the whole form. */
import { ApiError } from "@/api/errors";

interface FormLike {
  setErrors: (errors: Record<string, string>) => void;
}

/**
 * `byCode` maps a problem code to the field it is about and the text for it. Returns what is left to say above the
 * form, or null when every problem found its field.
 */
export function placeProblem(
  error: unknown,
  form: FormLike,
  fields: readonly string[],
  say: (error: unknown) => string,
  byCode: Record<string, { field: string; text: string }> = {},
): string | null {
  if (!(error instanceof ApiError)) return say(error);
  const known = byCode[error.code];
  if (known) {
    form.setErrors({ [known.field]: known.text });
    return null;
  }
  // Field paths may be nested ("body.name"): the last part names the field of a flat form.
  const placed = error.fields.flatMap(({ field, message }) => {
    const name = field.split(".").at(-1) ?? "";
    return fields.includes(name) ? [[name, message] as const] : [];
  });
  if (placed.length > 0) form.setErrors(Object.fromEntries(placed));
  return placed.length > 0 && placed.length === error.fields.length ? null : say(error);
}
