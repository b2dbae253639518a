/** Email and password, then the second step if the account has one. Used by the sign-in page, by invitations, and by
 * the window that opens when a session has ended. */
import { Alert, Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ApiError } from "@/api/errors";
import { session } from "@/auth/session";
import { PasswordField } from "@/components/password-field";
import { useProblemText } from "@/components/problem";
import { useMessages } from "@/i18n";
import { emailProblem } from "./email";
import { messages } from "./messages";
import { SecondStep } from "./second-step";

interface SignInFormProps {
  /** Set when this person must sign in: the address cannot be changed. */
  email?: string;
  onDone: () => void;
}

export function SignInForm({ email, onDone }: SignInFormProps) {
  const t = useMessages(messages);
  const say = useProblemText();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  /** The address and password that were right, waiting for the second step. In memory only, as long as it takes. */
  const [half, setHalf] = useState<{ email: string; password: string } | null>(null);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: email ?? "", password: "" },
    validate: {
      email: (value) => {
        const wrong = emailProblem(value);
        return wrong ? t(wrong) : null;
      },
      password: (value) => (value ? null : t("password_missing")),
    },
  });

  const submit = form.onSubmit(
    async ({ email: typed, password }) => {
      const address = typed.trim();
      setProblem(null);
      setBusy(true);
      try {
        await session.signIn(address, password);
        onDone();
      } catch (error) {
        setBusy(false);
        if (error instanceof ApiError && error.code === "second_factor_required") {
          setHalf({ email: address, password });
          return;
        }
        setProblem(say(error));
        form.getInputNode("password")?.focus();
      }
    },
    (errors) => {
      const first = Object.keys(errors)[0];
      if (first) form.getInputNode(first)?.focus();
    },
  );

  if (half) {
    return (
      <Stack gap="md">
        <Text c="dimmed">{t("second_lead")}</Text>
        <SecondStep
          onCode={(second) => session.signIn(half.email, half.password, second)}
          onDone={onDone}
          onRefused={(text) => {
            setHalf(null);
            setProblem(text);
          }}
        />
        <Anchor component="button" type="button" size="sm" onClick={() => setHalf(null)}>
          {t("start_over")}
        </Anchor>
      </Stack>
    );
  }

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
        <PasswordField
          label={t("password")}
          data-autofocus={email !== undefined || undefined}
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
