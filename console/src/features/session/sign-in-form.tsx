/** Email and password, used by the sign-in page and by the window that opens when a session has ended. */
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState, type KeyboardEvent } from "react";
import { session } from "@/auth/session";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { messages } from "./messages";

interface SignInFormProps {
  /** Set when this person must sign in again: the address cannot be changed. */
  email?: string;
  onDone: () => void;
}

export function SignInForm({ email, onDone }: SignInFormProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: email ?? "", password: "" },
    validate: {
      email: (value) => {
        if (!value.trim()) return t("email_missing");
        return /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t("email_wrong");
      },
      password: (value) => (value ? null : t("password_missing")),
    },
  });

  const submit = form.onSubmit(
    async ({ email: address, password }) => {
      setProblem(null);
      setBusy(true);
      try {
        await session.signIn(address.trim(), password);
        onDone();
      } catch (error) {
        setProblem(say(error));
        setBusy(false);
        form.getInputNode("password")?.focus();
      }
    },
    (errors) => {
      const first = Object.keys(errors)[0];
      if (first) form.getInputNode(first)?.focus();
    },
  );
  const watchCapsLock = (event: KeyboardEvent) => {
    setCapsLock(event.getModifierState("CapsLock"));
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && (
          <Alert color="red" variant="light" role="alert" p="sm">
            {problem}
          </Alert>
        )}
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          inputMode="email"
          spellCheck={false}
          size="md"
          readOnly={email !== undefined}
          data-autofocus={email === undefined || undefined}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          size="md"
          data-autofocus={email !== undefined || undefined}
          description={capsLock ? <span role="status">{t("caps_lock")}</span> : undefined}
          inputWrapperOrder={["label", "input", "description", "error"]}
          visibilityToggleButtonProps={{ "aria-label": t("show_password"), tabIndex: 0 }}
          onKeyUp={watchCapsLock}
          onKeyDown={watchCapsLock}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" size="md" loading={busy} fullWidth>
          {t("sign_in")}
        </Button>
      </Stack>
    </form>
  );
}
