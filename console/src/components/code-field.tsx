/** Six digits from a mail or an authenticator: one field that takes a pasted "123 456" and tells when it is full. */
import { TextInput } from "@mantine/core";
import type { Ref } from "react";
import { useMessages } from "@/i18n";
import classes from "./code-field.module.css";
import { messages } from "./messages";

export const CODE_LENGTH = 6;

interface CodeFieldProps {
  label?: string;
  value: string;
  error?: string | null;
  disabled?: boolean;
  ref?: Ref<HTMLInputElement>;
  onChange: (digits: string) => void;
  /** The sixth digit is in. */
  onFull?: (digits: string) => void;
}

export function CodeField({ label, value, error, disabled, ref, onChange, onFull }: CodeFieldProps) {
  const t = useMessages(messages);
  return (
    <TextInput
      ref={ref}
      label={label ?? t("code")}
      description={t("code_hint")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      classNames={{ input: classes.code }}
      size="md"
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      data-autofocus
      disabled={disabled}
      value={value}
      error={error}
      onChange={(event) => {
        const digits = event.currentTarget.value.replace(/\D/g, "").slice(0, CODE_LENGTH);
        onChange(digits);
        if (digits.length === CODE_LENGTH && digits !== value) onFull?.(digits);
      }}
    />
  );
}
